//! The component's own tables: SQL text beside its decoder.

pub(crate) mod acts;
pub(crate) mod attached;
pub(crate) mod budgets;
pub(crate) mod contracts;
pub(crate) mod conventions;
pub(crate) mod habilitations;
pub(crate) mod mandates;
pub(crate) mod organisations;
pub(crate) mod passes;
pub(crate) mod profiles;
pub(crate) mod standing;

use access::ProfileCode;
use platform::{Database, Platform, Row, SqlError, migrations};
use serde::{Serialize, de::DeserializeOwned};

use crate::domain::Coded;

pub(crate) fn database(platform: &Platform) -> Database {
    let migrations = migrations![
        1 => "0001_create_organisations",
        2 => "0002_create_conventions",
        3 => "0003_create_habilitations",
        4 => "0004_create_acts",
        5 => "0005_create_budgets",
        6 => "0006_deliver_profiles",
        7 => "0007_confirm_by_another",
        8 => "0008_name_clients",
        9 => "0009_find_what_is_over",
        10 => "0010_find_what_refers",
        11 => "0011_follow_passes",
        12 => "0012_follow_detaching",
        13 => "0013_set_acts_aside",
    ];
    Database::new(platform, "conventions", migrations)
}

/// How many rows a list gives at once.
pub(crate) const PAGE: i64 = 100;

fn coded<T: Coded>(row: &Row, column: usize) -> Result<T, SqlError> {
    let code: String = row.get(column)?;
    T::parse(&code).ok_or(SqlError::Decode { column, expected: "a code of the list" })
}

fn json<T: DeserializeOwned>(row: &Row, column: usize) -> Result<T, SqlError> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|_| SqlError::Decode { column, expected: "JSON of this type" })
}

fn profile(row: &Row, column: usize) -> Result<ProfileCode, SqlError> {
    let code: String = row.get(column)?;
    ProfileCode::parse(&code).map_err(|_| SqlError::Decode { column, expected: "the code of a profile" })
}

fn to_json(value: &impl Serialize) -> Result<String, SqlError> {
    serde_json::to_string(value).map_err(|error| SqlError::Failed(error.to_string()))
}

fn first<T>(rows: &[Row], decode: impl FnOnce(&Row) -> Result<T, SqlError>) -> Result<Option<T>, SqlError> {
    rows.first().map(decode).transpose()
}
