//! Development secrets: made up on first use, kept in `.env`, which git ignores and both this host and Spin read.

use std::{fs, io::Write as _, path::Path};

use anyhow::{Context as _, Result, ensure};
use host::Manifest;

#[cfg(test)]
mod tests;

const DEMO_KEY: &str = "DEMO_SYSTEM_KEY";
const LOGIN_SEED: &str = "SPIN_VARIABLE_LOGIN_SEED";

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
    if value_in(&text, DEMO_KEY).is_none() {
        let key = random()?;
        // Quoted: the seed is JSON. Its public half registers the demo's application with `login`.
        text.push_str(&format!(
            "{DEMO_KEY}={}\n{LOGIN_SEED}='{}'\n",
            to_hex(&key),
            demo::Fund::new(key, client::Service::new("")).login_seed()
        ));
    }
    for (name, variable) in &manifest.variables {
        let key = format!("SPIN_VARIABLE_{}", name.to_uppercase());
        if variable.required && value_in(&text, &key).is_none() {
            text.push_str(&format!("{key}={}\n", to_hex(&random()?)));
        }
    }
    if text.len() == before {
        return Ok(());
    }
    write_private(&path, &text).with_context(|| format!("{} cannot be written", path.display()))
}

/// The seed of the key with which the demo's system of the fund proves who it is.
///
/// # Errors
/// When `.env` has none: [`ensure`] writes it.
pub fn demo_key(manifest: &Path) -> Result<[u8; 32]> {
    let path = manifest.with_file_name(".env");
    let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let key = value_in(&text, DEMO_KEY).and_then(from_hex);
    key.with_context(|| format!("{} has no valid {DEMO_KEY}: run `cargo up --fresh`", path.display()))
}

fn value_in<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
}

fn random() -> Result<[u8; 32]> {
    let mut bytes = [0; 32];
    ensure!(getrandom::fill(&mut bytes).is_ok(), "this machine gives no randomness");
    Ok(bytes)
}

/// The form of every secret of this application.
fn to_hex(bytes: &[u8; 32]) -> String {
    hex::encode(bytes)
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    hex::decode(text).ok()?.try_into().ok()
}

/// Writes a file that its owner alone reads.
///
/// # Errors
/// When it cannot be written.
pub fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)?.write_all(text.as_bytes())
}
