use std::{collections::BTreeMap, path::Path};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::{PUBLIC_BASE_URL, fund_at};

/// The value of each variable of `spin.toml`: its default, or a secret that is the same in each run, so that a database
/// that was filled once can be read again.
///
/// # Errors
/// When the manifest cannot be read.
pub fn settings() -> Result<BTreeMap<String, String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../spin.toml");
    let manifest: toml::Table = std::fs::read_to_string(path)?.parse()?;
    let variables = manifest.get("variables").and_then(toml::Value::as_table).context("no variables")?;
    let value = |(name, variable): (&String, &toml::Value)| {
        let default = variable.get("default").and_then(toml::Value::as_str).map(str::to_owned);
        (name.clone(), default.unwrap_or_else(|| hex::encode(Sha256::digest(name))))
    };
    let mut settings: BTreeMap<_, _> = variables.iter().map(value).collect();
    settings.insert("public_base_url".to_owned(), PUBLIC_BASE_URL.to_owned());
    // One agent asks for all that is measured.
    settings.insert("dossier_consultations_per_minute".to_owned(), "4000000000".to_owned());
    settings.insert("login_seed".to_owned(), fund_at("").login_seed());
    Ok(settings)
}
