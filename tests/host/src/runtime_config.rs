//! The runtime configuration: which file stands behind each database and store label.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, ensure};
use serde::Deserialize;

use crate::manifest::Manifest;

#[cfg(test)]
mod tests;

/// Where the stores of labels are kept. Unknown keys are refused.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuntimeConfig {
    /// The databases, by label.
    #[serde(default, rename = "sqlite_database")]
    pub sqlite_databases: BTreeMap<String, SqliteDatabase>,
    /// The key-value stores, by label.
    #[serde(default, rename = "key_value_store")]
    pub key_value_stores: BTreeMap<String, KeyValueStore>,
}

/// A database.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SqliteDatabase {
    /// Its kind: only SQLite files are supported here.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Its file; without one, each connection opens its own empty database in memory.
    #[serde(default)]
    pub path: Option<PathBuf>,
    /// Whether other files may be attached to a connection.
    #[serde(default)]
    pub allow_attach_file: bool,
}

/// A key-value store.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyValueStore {
    /// Its kind: only SQLite files are supported here.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Its file; without one, the store is in memory.
    #[serde(default)]
    pub path: Option<PathBuf>,
}

/// The kinds of stores this host has. Spin has others, for production.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An SQLite file.
    Spin,
}

/// The folder, inside the data folder, of what belongs to no runtime configuration: default stores and the lock.
pub const STATE_FOLDER: &str = ".spin";

impl RuntimeConfig {
    /// Reads the configuration at `path`.
    ///
    /// # Errors
    /// A sentence that names the file and what is wrong in it.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("the runtime configuration {} cannot be read", path.display()))?;
        Self::parse(&text).with_context(|| format!("the runtime configuration {} is refused", path.display()))
    }

    /// Parses the text of a configuration.
    ///
    /// # Errors
    /// A sentence that names what is wrong.
    pub fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| anyhow!("{error}"))
    }

    /// The same configuration with the `default` labels added, every path starting from `data`, and every folder created.
    ///
    /// # Errors
    /// When a folder cannot be created.
    pub fn resolved(mut self, data: &Path) -> Result<Self> {
        let state = data.join(STATE_FOLDER);
        self.sqlite_databases.entry("default".to_owned()).or_insert_with(|| SqliteDatabase {
            kind: Kind::Spin,
            path: Some(state.join("sqlite_db.db")),
            allow_attach_file: false,
        });
        self.key_value_stores.entry("default".to_owned()).or_insert_with(|| KeyValueStore {
            kind: Kind::Spin,
            path: Some(state.join("sqlite_key_value.db")),
        });
        let databases = self.sqlite_databases.values_mut().filter_map(|database| database.path.as_mut());
        let stores = self.key_value_stores.values_mut().filter_map(|store| store.path.as_mut());
        for path in databases.chain(stores) {
            *path = data.join(&*path);
            create_parent(path)?;
        }
        Ok(self)
    }

    /// Checks that every label the components use stands for something.
    ///
    /// # Errors
    /// A sentence naming the component and the label.
    pub fn check(&self, manifest: &Manifest) -> Result<()> {
        for component in manifest.components.values() {
            let id = &component.id;
            for label in &component.sqlite_databases {
                ensure!(
                    self.sqlite_databases.contains_key(label),
                    "component `{id}` uses database `{label}`, which is not defined: add [sqlite_database.{label}] to the \
                     runtime configuration"
                );
            }
            for label in &component.key_value_stores {
                ensure!(
                    self.key_value_stores.contains_key(label),
                    "component `{id}` uses key-value store `{label}`, which is not defined: add [key_value_store.{label}] \
                     to the runtime configuration"
                );
            }
        }
        Ok(())
    }
}

fn create_parent(path: &Path) -> Result<()> {
    let parent = path.parent().unwrap_or(Path::new(""));
    std::fs::create_dir_all(parent)
        .with_context(|| format!("the folder {} cannot be created", parent.display()))
}
