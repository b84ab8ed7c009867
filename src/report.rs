//! What people and programs are shown. Nothing here decides anything, and nothing here talks to a server.

pub mod definition;
mod difference;
pub mod error;
pub mod explanation;
pub mod finding;
mod format;
mod github;
mod gitlab;
pub mod html;
pub mod json;
pub mod judgement;
mod junit;
mod markdown;
pub mod model;
pub mod revision;
mod sarif;
pub mod standard;
mod step;
pub mod text;

pub use difference::difference;
pub use format::{Format, write};
