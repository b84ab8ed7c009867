//! Where the data of a verb goes: stdout, or a file.

use std::io::Write;
use std::path::Path;

use crate::error::{Error, Result};

/// Writes to the file if one is named, else to stdout, coloured only on a terminal.
pub(super) fn write(path: Option<&Path>, text: &str) -> Result<()> {
    match path {
        Some(path) => {
            let plain = anstream::adapter::strip_str(text).to_string();
            std::fs::write(path, plain).map_err(|cause| Error::file("write", path, cause))
        }
        None => match anstream::stdout().write_all(text.as_bytes()) {
            // Whoever reads has seen enough (`| head`).
            Err(cause) if cause.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            outcome => outcome.map_err(|cause| Error::file("write", "stdout", cause)),
        },
    }
}
