use access::{ProfileCode, Purpose};
use platform::{Row, SqlError, Transaction, params};
use serde::{Deserialize, Serialize};

use super::{first, json, profile, to_json};
use crate::domain::{CodeKind, Label};

/// A version of a profile: data, never changed once it is there.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Profile {
    pub(crate) code: ProfileCode,
    pub(crate) version: u32,
    pub(crate) libelle: String,
    pub(crate) finalites: Vec<ProfilePurpose>,
}

/// A purpose of a profile, and the extra code without which it opens nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfilePurpose {
    pub(crate) finalite: Purpose,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<CodeKind>,
}

/// Adds the next version of a profile, and gives its number.
pub(crate) async fn insert_profile(
    transaction: &mut Transaction,
    code: &ProfileCode,
    label: &Label,
    purposes: &[ProfilePurpose],
) -> Result<u32, SqlError> {
    let statement = "INSERT INTO profiles (code, version, label, purposes)
        SELECT ?1, 1 + coalesce(max(version), 0), ?2, ?3 FROM profiles WHERE code = ?1 RETURNING version";
    let rows =
        transaction.query(statement, params![code.as_str(), label.as_str(), to_json(&purposes)?]).await?;
    first(&rows, |row| row.get(0))?.ok_or(SqlError::Decode { column: 0, expected: "the new version" })
}

/// The last version of a profile.
pub(crate) async fn find_profile(
    transaction: &mut Transaction,
    code: &ProfileCode,
) -> Result<Option<Profile>, SqlError> {
    let statement =
        "SELECT code, version, label, purposes FROM profiles WHERE code = ? ORDER BY version DESC LIMIT 1";
    first(&transaction.query(statement, params![code.as_str()]).await?, decode)
}

pub(crate) async fn list_profiles(transaction: &mut Transaction) -> Result<Vec<Profile>, SqlError> {
    let statement = "SELECT code, version, label, purposes FROM profiles ORDER BY code, version";
    transaction.query(statement, &[]).await?.iter().map(decode).collect()
}

fn decode(row: &Row) -> Result<Profile, SqlError> {
    let (code, finalites) = (profile(row, 0)?, json(row, 3)?);
    Ok(Profile { code, version: row.get(1)?, libelle: row.get(2)?, finalites })
}
