//! The component's own tables.

pub(crate) mod dossiers;
pub(crate) mod expired;
pub(crate) mod imports;
pub(crate) mod numbers;
pub(crate) mod objections;
pub(crate) mod resealing;
pub(crate) mod tries;

use platform::{Database, Platform, migrations};

pub(crate) fn database(platform: &Platform) -> Database {
    let migrations = migrations![
        1 => "0001_create_dossiers",
        2 => "0002_move_throttles",
        3 => "0003_follow_beneficiaries",
        4 => "0004_owe_events",
        5 => "0005_find_imports",
        6 => "0006_order_by_key",
        7 => "0007_lift_once_told",
    ];
    Database::new(platform, "dossier", migrations)
}

/// What slows people down: a count of each reading, which must wait neither for the disk nor for an import to end.
pub(crate) fn counts(platform: &Platform) -> Database {
    let migrations = migrations![1 => "counts/0001_count_consultations", 2 => "counts/0002_take_turns"];
    Database::fleeting(platform, "dossier_counts", migrations)
}
