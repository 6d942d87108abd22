//! The component's own tables.

use platform::{Database, Platform, migrations};

pub(crate) fn database(platform: &Platform) -> Database {
    Database::new(platform, "audit", migrations![1 => "0001_create_events"])
}
