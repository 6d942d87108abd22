//! The world of a test or a bench: SQLite files, a clock that is set by hand, randomness from a seed, faults on demand.

mod faults;
mod memory;
mod network;
mod plans;
mod sqlite;
/// What bounds each table, and what erases what is over.
pub mod tables;
mod time;

use std::{path::Path, sync::Arc};

pub use faults::Faults;
pub use memory::{MemoryStores, SeededRandom, SettingsMap};
pub use network::Network;
pub use sqlite::SqliteFiles;
pub use time::ManualClock;

use crate::Platform;

/// A world for one test. Its databases are files with the real journal modes, in a folder that goes with it.
pub struct World {
    folder: tempfile::TempDir,
    /// The time, which stands still until it is moved. It starts at 2026-03-02T09:00:00Z, a Monday morning.
    pub clock: Arc<ManualClock>,
    /// Randomness that is the same in each run.
    pub random: Arc<SeededRandom>,
    /// The variables.
    pub settings: Arc<SettingsMap>,
    /// Who answers which call.
    pub network: Arc<Network>,
    /// Key-value stores.
    pub stores: Arc<MemoryStores>,
    /// What goes wrong with statements.
    pub faults: Arc<Faults>,
}

impl World {
    /// A new world, empty.
    ///
    /// # Errors
    /// When no temporary folder can be made.
    pub fn new() -> std::io::Result<Self> {
        Ok(Self {
            folder: tempfile::tempdir()?,
            clock: Arc::default(),
            random: Arc::default(),
            settings: Arc::default(),
            network: Arc::default(),
            stores: Arc::default(),
            faults: Arc::default(),
        })
    }

    /// The platform of a component of this world. Two of them share its databases, as two instances do.
    #[must_use]
    pub fn platform(&self) -> Platform {
        Platform {
            clock: self.clock.clone(),
            random: self.random.clone(),
            settings: self.settings.clone(),
            outbound: self.network.clone(),
            sql: Arc::new(SqliteFiles::new(self.folder.path(), self.faults.clone())),
            key_value: self.stores.clone(),
        }
    }

    /// The folder that holds `<label>.db`.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}
