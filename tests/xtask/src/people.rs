//! The demo set's people, as `cargo up` met them: what they know and what their telephones keep.

use std::{
    fs,
    path::{Path, PathBuf},
};

use ::tour::People;
use anyhow::{Context as _, Result};

use crate::{secrets, up::DATA, workspace::root};

/// The file that keeps them, beside the data.
pub(crate) fn path() -> PathBuf {
    root().join(DATA).join("demo-people.json")
}

/// # Errors
/// When there is no such file: `cargo up` writes it.
pub(crate) fn read(path: &Path) -> Result<People> {
    let text = fs::read_to_string(path).with_context(|| {
        format!("{} cannot be read: start the application with `cargo up`", path.display())
    })?;
    serde_json::from_str(&text).with_context(|| format!("{} is not what `cargo up` wrote", path.display()))
}

/// # Errors
/// When it cannot be written.
pub(crate) fn write(path: &Path, people: &People) -> Result<()> {
    let text = serde_json::to_string_pretty(people)?;
    secrets::write_private(path, &text).with_context(|| format!("{} cannot be written", path.display()))
}
