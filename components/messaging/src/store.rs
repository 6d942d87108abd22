//! The component's own tables.

use platform::{Database, Platform, migrations};

pub(crate) fn database(platform: &Platform) -> Database {
    Database::new(platform, "messaging", migrations![1 => "0001_create_conversations"])
}
