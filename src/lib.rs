//! Keeps a PostgreSQL database and its declared schema in step.

pub mod config;
pub mod error;
pub mod scratch;
pub mod server;
pub mod sql;
