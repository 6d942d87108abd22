//! `cargo xtask openapi`: writes what `schemas/` has from the code.

use std::fs;

use anyhow::{Context as _, Result};

/// Writes the OpenAPI document and the table of problem types.
///
/// # Errors
/// When the components' contracts make no document, or a file cannot be written.
pub fn openapi() -> Result<()> {
    for (path, text) in contract::generated()? {
        fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}
