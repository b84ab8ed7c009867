//! The revisions of a database: pairs of files that take it there and back, the graph they make, and the table in
//! which a database remembers which of them it has.
//!
//! Nothing here runs a statement of a revision.

mod batch;
mod chain;
mod data;
mod directory;
pub mod file;
mod head;
mod id;
mod listing;
mod locate;
mod other;
mod replaced;
mod revision;
mod script;
mod sequence;
pub mod table;

pub use batch::{Batch, STUCK};
pub use chain::Chain;
#[cfg(test)]
pub(crate) use chain::chain_of;
pub use data::changes_rows;
pub use directory::{overwrite, read, set_aside, write_pair};
pub use head::{Head, HeadError, ReviewBox, end as end_of_head, parse as parse_head, tick, with_keys};
pub use id::{InvalidId, RevisionId, new_id, slug};
pub use listing::{Entry, Standing, current, listing};
pub use locate::{Destination, several_heads};
pub use other::{Other, Tool, is_of_others, others};
pub use replaced::{Seen, Takeover};
pub use revision::{Checksum, Direction, Revision, checksum_of_statements, sum};
pub use script::{Directives, FileStatement, Script, Segment};
pub use sequence::sequence;
