use access::{ProfileCode, Purpose};
use jiff::Timestamp;
use platform::{Row, SqlError, Transaction, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{first, json, profile, to_json};
use crate::domain::{CodeKind, Label};

/// A version of a profile: data, never changed once it is there.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Profile {
    pub(crate) code: ProfileCode,
    pub(crate) version: u32,
    pub(crate) libelle: String,
    pub(crate) finalites: Vec<ProfilePurpose>,
    /// `propose` until another officer publishes it, then `publie`.
    pub(crate) etat: String,
}

/// A purpose of a profile, and the extra code without which it opens nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfilePurpose {
    pub(crate) finalite: Purpose,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<CodeKind>,
}

/// A version that another officer has to publish.
pub(crate) const PROPOSED: &str = "propose";
/// A version that habilitations are given.
pub(crate) const PUBLISHED: &str = "publie";

const COLUMNS: &str = "code, version, label, purposes,
    CASE WHEN published_at IS NULL THEN 'propose' ELSE 'publie' END, proposed_by";

/// Proposes the next version of a profile, and gives its number.
pub(crate) async fn insert_profile(
    transaction: &mut Transaction,
    (code, label, purposes): (&ProfileCode, &Label, &[ProfilePurpose]),
    by: Uuid,
) -> Result<u32, SqlError> {
    let statement = "INSERT INTO profiles (code, version, label, purposes, proposed_by)
        SELECT ?1, 1 + coalesce(max(version), 0), ?2, ?3, ?4 FROM profiles WHERE code = ?1 RETURNING version";
    let values = params![code.as_str(), label.as_str(), to_json(&purposes)?, by];
    let rows = transaction.query(statement, values).await?;
    first(&rows, |row| row.get(0))?.ok_or(SqlError::Decode { column: 0, expected: "the new version" })
}

/// A version of a profile, and who proposed it.
pub(crate) async fn find_proposed(
    transaction: &mut Transaction,
    (code, version): (&ProfileCode, u32),
) -> Result<Option<(Profile, Option<Uuid>)>, SqlError> {
    let statement = format!("SELECT {COLUMNS} FROM profiles WHERE code = ? AND version = ?");
    let rows = transaction.query(&statement, params![code.as_str(), version]).await?;
    first(&rows, |row| Ok((decode(row)?, row.get(5)?)))
}

/// Publishes a version that was proposed.
pub(crate) async fn publish(
    transaction: &mut Transaction,
    (code, version): (&ProfileCode, u32),
    now: Timestamp,
) -> Result<(), SqlError> {
    let statement = "UPDATE profiles SET published_at = ? WHERE code = ? AND version = ?";
    transaction.query(statement, params![now, code.as_str(), version]).await.map(drop)
}

/// The last version of a profile that is published.
pub(crate) async fn find_profile(
    transaction: &mut Transaction,
    code: &ProfileCode,
) -> Result<Option<Profile>, SqlError> {
    let statement = format!(
        "SELECT {COLUMNS} FROM profiles WHERE code = ? AND published_at IS NOT NULL ORDER BY version DESC LIMIT 1"
    );
    first(&transaction.query(&statement, params![code.as_str()]).await?, decode)
}

pub(crate) async fn list_profiles(transaction: &mut Transaction) -> Result<Vec<Profile>, SqlError> {
    let statement = format!("SELECT {COLUMNS} FROM profiles ORDER BY code, version");
    transaction.query(&statement, &[]).await?.iter().map(decode).collect()
}

fn decode(row: &Row) -> Result<Profile, SqlError> {
    let (code, finalites) = (profile(row, 0)?, json(row, 3)?);
    Ok(Profile { code, version: row.get(1)?, libelle: row.get(2)?, finalites, etat: row.get(4)? })
}
