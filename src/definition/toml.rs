//! TOML
use crate::error::Error;

use super::File;
use super::source::Source;

pub(super) fn source(file: &File) -> Result<Source, Vec<Error>> {
    Ok(Source { name: file.name.clone(), text: String::new(), origin: None })
}
