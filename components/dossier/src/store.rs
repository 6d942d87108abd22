//! The component's own tables.

use platform::{Database, Platform, migrations};

pub(crate) fn database(platform: &Platform) -> Database {
    Database::new(platform, "dossier", migrations![1 => "0001_create_dossiers"])
}
