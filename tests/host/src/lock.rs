//! One host at a time on a data folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::runtime_config::STATE_FOLDER;

/// Held as long as the host runs; the operating system releases it even when the process is killed.
#[derive(Debug)]
pub struct FolderLock(#[expect(dead_code, reason = "held, never read")] File);

impl FolderLock {
    /// Takes the data folder, created when absent.
    ///
    /// # Errors
    /// A sentence that says why it is not to be had: another host runs on it, or it cannot be written.
    pub fn take(data: &Path) -> Result<Self> {
        let state = data.join(STATE_FOLDER);
        let unwritable = || format!("the data folder {} cannot be written: check its rights", data.display());
        std::fs::create_dir_all(&state).with_context(unwritable)?;
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(state.join(".host.lock"))
            .with_context(unwritable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => bail!(
                "another host already runs on the data folder {}: its databases would be written by two hosts at once. \
                 Stop it, or choose another folder with --data-dir",
                data.display()
            ),
            Err(TryLockError::Error(error)) => Err(error).with_context(unwritable),
        }
    }
}
