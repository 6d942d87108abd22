use access::Scopes;
use jiff::{SignedDuration, Timestamp};
use platform::{Database, Row, SqlError, Transaction, params};
use uuid::Uuid;

use super::{
    from_json, scopes,
    sessions::{self, Session},
};
use crate::domain::{client::Client, session::later};

/// How long a consent is remembered before the person is asked again.
const LIFE: SignedDuration = SignedDuration::from_hours(24 * 365);

/// What a person lets a client have, as what they act under one attachment.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Consent {
    pub(crate) client: Client,
    pub(crate) attachment: Uuid,
    pub(crate) scopes: Scopes,
    pub(crate) given_at: Timestamp,
}

fn decode(row: &Row) -> Result<Consent, SqlError> {
    let client =
        Client { id: row.get(0)?, registration: from_json(&row.get::<String>(1)?, 1, "a registration")? };
    Ok(Consent { client, scopes: scopes(row, 2)?, given_at: row.get(3)?, attachment: row.get(4)? })
}

/// What the person of this session consented to for this client, as what they act in it.
pub(crate) async fn find_consent(
    database: &Database,
    (session, client): (&Session, Uuid),
    now: Timestamp,
) -> Result<Option<Scopes>, SqlError> {
    let statement =
        "SELECT scopes FROM consents WHERE account = ? AND client = ? AND attachment = ? AND expires_at > ?";
    let values = params![session.account, client, session.attachment, now];
    let rows = database.query(statement, values).await?;
    rows.first().map(|row| scopes(row, 0)).transpose()
}

/// All that this person consented to, by the name of the application.
pub(crate) async fn list_consents(
    database: &Database,
    account: Uuid,
    now: Timestamp,
) -> Result<Vec<Consent>, SqlError> {
    let statement = "SELECT clients.id, registration, scopes, given_at, attachment FROM consents
        JOIN clients ON clients.id = consents.client
        WHERE account = ? AND expires_at > ? AND closed_at IS NULL ORDER BY clients.id, given_at";
    database.query(statement, params![account, now]).await?.iter().map(decode).collect()
}

/// Remembers what a person consents to for this client in this session, in place of what they did before. False when the
/// session or the client has ended.
pub(crate) async fn give_consent(
    database: &Database,
    (session, client): (&Session, Uuid),
    scopes: &Scopes,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let mut transaction = database.begin().await?;
    if !sessions::lives(&mut transaction, session.id, now).await? {
        return Ok(false);
    }
    let statement = "INSERT INTO consents (account, client, attachment, scopes, given_at, expires_at)
        SELECT ?, id, ?, ?, ?, ? FROM clients WHERE id = ? AND closed_at IS NULL
        ON CONFLICT (account, client, attachment) DO UPDATE
        SET scopes = excluded.scopes, given_at = excluded.given_at, expires_at = excluded.expires_at
        RETURNING client";
    let Session { account, attachment, .. } = *session;
    let values = params![account, attachment, &scopes.to_string(), now, later(now, LIFE), client];
    let is_given = !transaction.query(statement, values).await?.is_empty();
    transaction.commit().await?;
    Ok(is_given)
}

/// Forgets what a person consented to for a client, whatever they act as; false when there is nothing.
pub(crate) async fn withdraw_consent(
    transaction: &mut Transaction,
    account: Uuid,
    client: Uuid,
) -> Result<bool, SqlError> {
    let statement = "DELETE FROM consents WHERE account = ? AND client = ? RETURNING client";
    Ok(!transaction.query(statement, params![account, client]).await?.is_empty())
}
