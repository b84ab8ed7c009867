//! How to reach a PostgreSQL server: where it is, who we are there, how the line is protected, and the open connection.
//!
//! Understands what libpq understands: URLs, keyword strings, `PG*` variables, service and password files, and all six
//! `sslmode`s. Nothing here knows what is said over a connection, and no password is ever shown.

mod connection;
mod environment;
mod parameters;
mod password;
mod refusal;
mod surroundings;
mod target;
mod tls;

pub use connection::{Canceller, Client, connect, connect_waiting, roles, server_version};
pub use environment::VARIABLES;
pub use surroundings::Surroundings;
pub use target::Target;
