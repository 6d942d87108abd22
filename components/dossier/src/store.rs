//! The component's own tables.

pub(crate) mod dossiers;
pub(crate) mod imports;
pub(crate) mod objections;
pub(crate) mod resealing;
pub(crate) mod throttles;

use platform::{Database, Platform, migrations};

pub(crate) fn database(platform: &Platform) -> Database {
    Database::new(platform, "dossier", migrations![1 => "0001_create_dossiers"])
}
