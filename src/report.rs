//! What people and programs are shown. Nothing here decides anything, and nothing here talks to a server.

pub mod definition;
mod difference;
pub mod error;
pub mod html;
pub mod json;
pub mod judgement;
pub mod markdown;
pub mod model;
pub mod standard;
mod step;
pub mod text;

pub use difference::difference;
