//! Definitions: the files that declare a schema, brought into an order and loaded into a scratch database.
//!
//! Parsers only hint here. They name and order statements; what a statement means, and whether it is right, the server
//! decides, and it gets the bytes that are written. What can't be ordered by names is tried again once more is built.
//!
//! These changes are made to what is sent, each without moving the characters around it: `CONCURRENTLY` is left out, because
//! everything is loaded in one transaction; and inline foreign keys of tables that need each other are added after
//! both tables stand.

mod accept;
mod body;
mod cursor;
mod duplicate;
pub mod export;
mod foreign_key;
mod head;
mod hint;
mod load;
mod order;
pub mod place;
mod program;
mod read;
mod role;
mod session;
mod setting;
mod source;
mod sql;
mod subject;
mod tablespace;
mod toml;

pub use load::{Loaded, load};
pub use program::Program;
pub use read::{File, read};
pub use role::{is_about_roles, roles, roles_in, roles_made};
pub use subject::{Instruction, Subject};
pub use tablespace::tablespaces;
pub use toml::schema;
