//! SQL text as PostgreSQL's lexer sees it: names and literals quoted, text cut into tokens and statements.
//!
//! Nothing here talks to a server, and nothing here knows what a statement means.

mod directive;
pub mod lexer;
mod place;
mod quote;
pub mod session;
mod split;

pub use directive::Directive;
pub use place::{line_at, place, place_on_line};
pub use quote::{qualified, quote_identifier, quote_literal};
pub use split::{SplitError, Statement, StatementKind, split};
