//! Keeps a PostgreSQL database and its declared schema in step.

pub mod definition;
pub mod error;
pub mod sql;
