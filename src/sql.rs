//! SQL text: quoting names and literals. Nothing here talks to a server.
