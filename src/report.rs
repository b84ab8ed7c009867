//! What people and programs are shown. Nothing here decides anything, and nothing here talks to a server.

pub mod definition;
pub mod error;
pub mod json;
pub mod judgement;
pub mod markdown;
pub mod standard;
pub mod text;
