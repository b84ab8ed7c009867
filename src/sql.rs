//! SQL text: quoting names and literals. Nothing here talks to a server.

pub fn quote_identifier(name: &str) -> String { format!("\"{name}\"") }
pub fn quote_literal(text: &str) -> String { format!("'{text}'") }
