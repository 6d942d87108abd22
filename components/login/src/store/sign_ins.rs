use jiff::{SignedDuration, Timestamp};
use platform::{Database, Row, SqlError, params};
use uuid::Uuid;

use super::{from_json, to_json};
use crate::domain::{
    authorization::AuthorizationRequest,
    session::{ABSOLUTE, earlier, later},
};

/// How long a person has to sign in.
const LIFE: SignedDuration = SignedDuration::from_mins(10);

/// A sign-in under way in one browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignIn {
    /// What a client asked for, when the person comes from one.
    pub(crate) request: Option<AuthorizationRequest>,
    /// Whose password was proved.
    pub(crate) account: Option<Uuid>,
    /// Which second factor of theirs was proved after it.
    pub(crate) factor: Option<String>,
    pub(crate) began_at: Timestamp,
}

fn decode(row: &Row) -> Result<SignIn, SqlError> {
    let request = row.get::<Option<String>>(0)?;
    let request = request.map(|text| from_json(&text, 0, "an authorization request")).transpose()?;
    let began_at = earlier(row.get(3)?, LIFE);
    Ok(SignIn { request, account: row.get(1)?, factor: row.get(2)?, began_at })
}

/// Begins a sign-in, and clears the sign-ins, codes and refresh tokens that expired. What was used is kept as long as
/// what was not, so that a reuse is seen.
pub(crate) async fn begin_sign_in(
    database: &Database,
    browser_hash: [u8; 32],
    request: Option<&AuthorizationRequest>,
    now: Timestamp,
) -> Result<(), SqlError> {
    let kept = earlier(now, ABSOLUTE);
    database.query("DELETE FROM sign_ins WHERE expires_at <= ?", params![now]).await?;
    database.query("DELETE FROM codes WHERE expires_at <= ?", params![kept]).await?;
    database.query("DELETE FROM refresh_tokens WHERE expires_at <= ?", params![kept]).await?;
    let request = request.map(to_json).transpose()?;
    let statement = "INSERT INTO sign_ins (browser_hash, request, expires_at) VALUES (?, ?, ?)";
    database.query(statement, params![browser_hash, request, later(now, LIFE)]).await?;
    Ok(())
}

pub(crate) async fn find_sign_in(
    database: &Database,
    browser_hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<SignIn>, SqlError> {
    let statement =
        "SELECT request, account, factor, expires_at FROM sign_ins WHERE browser_hash = ? AND expires_at > ?";
    database.query(statement, params![browser_hash, now]).await?.first().map(decode).transpose()
}

/// Writes down whose password was proved, as long as it is still theirs, and that no second factor was proved since.
pub(crate) async fn set_account(
    database: &Database,
    browser_hash: [u8; 32],
    (account, password_hash): (Uuid, &str),
) -> Result<(), SqlError> {
    let statement = "UPDATE sign_ins SET account = ?1, factor = NULL WHERE browser_hash = ?2
        AND EXISTS (SELECT 1 FROM accounts WHERE id = ?1 AND password_hash = ?3)";
    database.query(statement, params![account, browser_hash, password_hash]).await?;
    Ok(())
}

/// Writes down which second factor this account proved.
pub(crate) async fn set_factor(
    database: &Database,
    browser_hash: [u8; 32],
    account: Uuid,
    factor: &str,
) -> Result<(), SqlError> {
    let statement = "UPDATE sign_ins SET factor = ? WHERE browser_hash = ? AND account = ?";
    database.query(statement, params![factor, browser_hash, account]).await?;
    Ok(())
}

/// Takes the sign-in away: whoever gets it finishes it.
pub(crate) async fn take_sign_in(
    database: &Database,
    browser_hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<SignIn>, SqlError> {
    let statement = "DELETE FROM sign_ins WHERE browser_hash = ? AND expires_at > ?
        RETURNING request, account, factor, expires_at";
    database.query(statement, params![browser_hash, now]).await?.first().map(decode).transpose()
}
