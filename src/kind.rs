//! What a kind of object is: how it is read, compared, created, altered and dropped. Everything about one kind stands in
//! its pair of files, `kind/<kind>.sql` and `kind/<kind>.rs`. Nothing here talks to a server.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::catalog::{Catalog, Object};
use crate::id::kinds;
pub use crate::id::{Id, Kind};
use crate::sql::quote_identifier;

mod privilege;
mod remake;
