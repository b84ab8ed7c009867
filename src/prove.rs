//! The replay of a plan in scratch.

use crate::catalog::Catalog;
use crate::error::Result;
use crate::plan::Plan;
use crate::plan::rename::Rename;
use crate::source::Reader;

/// What a replay has shown.
#[derive(Debug, Clone, Default)]
pub struct Proof {}

pub async fn prove(
    _reader: &Reader,
    _from: &Catalog,
    _to: &Catalog,
    _up: &Plan,
    _down: &Plan,
    _renames: &[Rename],
) -> Result<Proof> {
    Ok(Proof {})
}
