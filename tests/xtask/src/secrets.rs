//! Development secrets: made up on first use, kept in `.env`, which git ignores and both this host and Spin read.

use std::{fs, io::Write as _, path::Path};

use anyhow::{Context as _, Result, ensure};
use host::Manifest;

/// Adds to `.env`, beside the manifest, a random value for each required variable that it lacks. Values already there
/// stay: the data on disk is sealed with them.
///
/// # Errors
/// A sentence that names the file that cannot be read or written.
pub fn ensure(manifest: &Path) -> Result<()> {
    let manifest = Manifest::read(manifest)?;
    let path = manifest.folder.join(".env");
    let mut text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
    };
    let before = text.len();
    for (name, variable) in &manifest.variables {
        let key = format!("SPIN_VARIABLE_{}", name.to_uppercase());
        let present = text.lines().any(|line| line.starts_with(&format!("{key}=")));
        if variable.required && !present {
            text.push_str(&format!("{key}={}\n", random_secret()?));
        }
    }
    if text.len() == before {
        return Ok(());
    }
    write_private(&path, &text).with_context(|| format!("{} cannot be written", path.display()))
}

/// 32 random bytes in hexadecimal: the form of every secret of this application.
fn random_secret() -> Result<String> {
    let mut bytes = [0; 32];
    ensure!(getrandom::fill(&mut bytes).is_ok(), "this machine gives no randomness");
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)?.write_all(text.as_bytes())
}
