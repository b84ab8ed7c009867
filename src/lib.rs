//! Keeps a PostgreSQL database and its declared schema in step.

pub mod error;
pub mod history;
pub mod sql;
