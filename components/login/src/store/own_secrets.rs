//! What a person changes of their own: password, second factor, recovery codes.

use jiff::{SignedDuration, Timestamp};
use platform::{Database, Row, SqlError, Transaction, params};
use uuid::Uuid;

use super::{
    campaigns,
    factors::{self, Proof},
    sessions::{self, Session},
    sign_ins,
};
use crate::domain::{account::Account, session::later};

/// How long a new second factor waits for its first code.
const RENEWAL_LIFE: SignedDuration = SignedDuration::from_mins(10);

/// When a person's secrets were last changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SecretDates {
    pub(crate) password_set_at: Option<Timestamp>,
    /// When it has to be renewed at the latest.
    pub(crate) password_expires_at: Option<Timestamp>,
    pub(crate) factor_enrolled_at: Option<Timestamp>,
    pub(crate) codes_given_at: Option<Timestamp>,
    /// How many recovery codes are left.
    pub(crate) codes_left: u32,
    /// When the fund last made the former ones void.
    pub(crate) reset_at: Option<Timestamp>,
}

fn decode(row: &Row) -> Result<SecretDates, SqlError> {
    Ok(SecretDates {
        password_set_at: row.get(0)?,
        factor_enrolled_at: row.get(1)?,
        codes_given_at: row.get(2)?,
        codes_left: row.get(3)?,
        password_expires_at: row.get(4)?,
        reset_at: row.get(5)?,
    })
}

pub(crate) async fn find_dates(database: &Database, account: Uuid) -> Result<Option<SecretDates>, SqlError> {
    let statement = "SELECT password_set_at, totp_enrolled_at, recovery_codes_given_at,
        (SELECT count(*) FROM recovery_codes WHERE recovery_codes.account = accounts.id),
        password_expires_at, reset_at FROM accounts WHERE id = ? AND closed_at IS NULL";
    database.query(statement, params![account]).await?.first().map(decode).transpose()
}

/// A person who asks to change their own secrets: the session, and the account with the secrets that they proved.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Proved<'a> {
    pub(crate) session: &'a Session,
    pub(crate) account: &'a Account,
}

impl Proved<'_> {
    /// Whether the session still lives and the account still has these secrets: turns to hash and the journal were waited
    /// for since, in which another request may have ended or changed them.
    async fn holds(&self, transaction: &mut Transaction, now: Timestamp) -> Result<bool, SqlError> {
        let Account { id, password_hash, totp, .. } = self.account;
        let statement = "SELECT id FROM accounts
            WHERE id = ? AND closed_at IS NULL AND password_hash IS ? AND totp_sealed IS ?";
        let sealed = totp.as_ref().map(|totp| totp.sealed.as_slice());
        let values = params![*id, password_hash.as_deref(), sealed];
        let is_same = !transaction.query(statement, values).await?.is_empty();
        Ok(is_same && sessions::lives(transaction, self.session.id, now).await?)
    }

    /// The same, and uses up the second factor that was proved.
    async fn holds_with(
        &self,
        transaction: &mut Transaction,
        proof: &Proof<'_>,
        now: Timestamp,
    ) -> Result<bool, SqlError> {
        Ok(self.holds(transaction, now).await?
            && factors::use_up(transaction, self.account, proof, now).await?)
    }

    /// Ends the other sessions, and what is under way for the account: sign-ins, a new second factor.
    async fn end_others(&self, transaction: &mut Transaction, now: Timestamp) -> Result<(), SqlError> {
        let account = self.account.id;
        let end = "UPDATE sessions SET ended_at = ? WHERE account = ? AND id <> ? AND ended_at IS NULL";
        transaction.query(end, params![now, account, self.session.id]).await?;
        transaction.query("DELETE FROM factor_renewals WHERE account = ?", params![account]).await?;
        sign_ins::end_sign_ins(transaction, account).await
    }
}

/// Puts a password in place of the one that was proved; ends the other sessions of the account, and the sign-ins under
/// way. False when what was proved does not hold any more.
pub(crate) async fn change_password(
    database: &Database,
    proved: Proved<'_>,
    chosen: &str,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let mut transaction = database.begin().await?;
    let holds = proved.holds(&mut transaction, now).await?;
    if holds {
        let account = proved.account.id;
        let change = "UPDATE accounts SET password_hash = ?, password_set_at = ? WHERE id = ?";
        transaction.query(change, params![chosen, now, account]).await?;
        campaigns::renewed(&mut transaction, account, now).await?;
        proved.end_others(&mut transaction, now).await?;
    }
    transaction.commit().await?;
    Ok(holds)
}

/// The same for a password that has to be renewed, from a sign-in in which both factors are proved: all sessions of the
/// account end, and the other sign-ins.
pub(crate) async fn renew_password(
    database: &Database,
    (account, sign_in): (Uuid, [u8; 32]),
    (former, chosen): (&str, &str),
    now: Timestamp,
) -> Result<bool, SqlError> {
    let mut transaction = database.begin().await?;
    let change = "UPDATE accounts SET password_hash = ?, password_set_at = ?
        WHERE id = ? AND password_hash = ? AND password_expires_at IS NOT NULL AND closed_at IS NULL
        AND EXISTS (SELECT 1 FROM sign_ins WHERE browser_hash = ? AND sign_ins.account = accounts.id
            AND factor IS NOT NULL AND expires_at > ?) RETURNING id";
    let values = params![chosen, now, account, former, sign_in, now];
    let is_changed = !transaction.query(change, values).await?.is_empty();
    if is_changed {
        campaigns::renewed(&mut transaction, account, now).await?;
        let end = "UPDATE sessions SET ended_at = ? WHERE account = ? AND ended_at IS NULL";
        transaction.query(end, params![now, account]).await?;
        transaction.query("DELETE FROM factor_renewals WHERE account = ?", params![account]).await?;
        sign_ins::end_others(&mut transaction, account, sign_in).await?;
    }
    transaction.commit().await?;
    Ok(is_changed)
}

/// Keeps a sealed secret that is to be the account's second factor, once this session has proved it. False when what was
/// proved does not hold any more.
pub(crate) async fn offer_factor(
    database: &Database,
    (proved, proof): (Proved<'_>, &Proof<'_>),
    sealed: &[u8],
    now: Timestamp,
) -> Result<bool, SqlError> {
    let mut transaction = database.begin().await?;
    let holds = proved.holds_with(&mut transaction, proof, now).await?;
    if holds {
        let statement =
            "INSERT INTO factor_renewals (account, session, sealed, expires_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (account) DO UPDATE SET session = excluded.session, sealed = excluded.sealed,
            expires_at = excluded.expires_at";
        let values = params![proved.account.id, proved.session.id, sealed, later(now, RENEWAL_LIFE)];
        transaction.query(statement, values).await?;
    }
    transaction.commit().await?;
    Ok(holds)
}

/// The secret that this session was offered.
pub(crate) async fn find_offered(
    database: &Database,
    session: &Session,
    now: Timestamp,
) -> Result<Option<Vec<u8>>, SqlError> {
    let statement = "SELECT sealed FROM factor_renewals WHERE account = ? AND session = ? AND expires_at > ?";
    let rows = database.query(statement, params![session.account, session.id, now]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

/// Puts the secret that this session was offered in place of the account's second factor, with the step that proved it,
/// and ends the other sessions. False when the session, the offer or what was proved does not hold any more.
pub(crate) async fn replace_factor(
    database: &Database,
    proved: Proved<'_>,
    (sealed, step): (&[u8], i64),
    now: Timestamp,
) -> Result<bool, SqlError> {
    let mut transaction = database.begin().await?;
    let take =
        "DELETE FROM factor_renewals WHERE account = ? AND session = ? AND sealed = ? AND expires_at > ?
        RETURNING account";
    let (account, session) = (proved.account.id, proved.session.id);
    let is_taken = !transaction.query(take, params![account, session, sealed, now]).await?.is_empty();
    let is_replaced = is_taken && proved.holds(&mut transaction, now).await?;
    if is_replaced {
        let replace =
            "UPDATE accounts SET totp_sealed = ?, totp_enrolled_at = ?, totp_last_step = ? WHERE id = ?";
        transaction.query(replace, params![sealed, now, step, account]).await?;
        proved.end_others(&mut transaction, now).await?;
    }
    transaction.commit().await?;
    Ok(is_replaced)
}

/// Gives the account recovery codes in place of those that it had. False when what was proved does not hold any more.
pub(crate) async fn renew_recovery_codes(
    database: &Database,
    (proved, proof): (Proved<'_>, &Proof<'_>),
    hashes: &[[u8; 32]],
    now: Timestamp,
) -> Result<bool, SqlError> {
    let mut transaction = database.begin().await?;
    let holds = proved.holds_with(&mut transaction, proof, now).await?;
    if holds {
        replace_recovery_codes(&mut transaction, proved.account.id, hashes, now).await?;
    }
    transaction.commit().await?;
    Ok(holds)
}

/// Puts recovery codes in place of those that the account had.
pub(super) async fn replace_recovery_codes(
    transaction: &mut Transaction,
    account: Uuid,
    hashes: &[[u8; 32]],
    now: Timestamp,
) -> Result<(), SqlError> {
    transaction.query("DELETE FROM recovery_codes WHERE account = ?", params![account]).await?;
    for hash in hashes {
        let insert = "INSERT INTO recovery_codes (account, hash) VALUES (?, ?)";
        transaction.query(insert, params![account, *hash]).await?;
    }
    let given = "UPDATE accounts SET recovery_codes_given_at = ? WHERE id = ?";
    transaction.query(given, params![now, account]).await.map(drop)
}
