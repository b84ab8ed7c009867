//! Keeps a PostgreSQL database and its declared schema in step.

pub mod apply;
pub mod config;
pub mod error;
pub mod history;
pub mod scratch;
pub mod server;
pub mod sql;
