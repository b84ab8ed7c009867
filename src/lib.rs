//! Keeps a PostgreSQL database and its declared schema in step.

pub mod alembic;
pub mod apply;
pub mod cache;
pub mod catalog;
pub mod cli;
pub mod compare;
pub mod config;
pub mod definition;
pub mod diff;
pub mod duration;
pub mod error;
pub mod history;
pub mod id;
pub mod kind;
pub mod layout;
pub mod plan;
pub mod preflight;
pub mod prove;
pub mod render;
pub mod report;
pub mod review;
pub mod scratch;
pub mod server;
pub mod source;
pub mod sql;
pub mod tree;
