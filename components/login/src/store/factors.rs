use jiff::Timestamp;
use platform::{Database, SqlError, Transaction, params};

use super::{own_secrets, sign_ins};
use crate::domain::account::Account;

/// A second factor that was proved. It is used up in the transaction that does what it was proved for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof<'a> {
    /// A step of the account's own.
    Step(i64),
    /// A recovery code in its place.
    RecoveryCode([u8; 32]),
    /// The first step of the one that this sign-in was offered, which enrols it.
    Enrolment(Enrolment<'a>),
    /// One that this sign-in proved before, in this way.
    Earlier(&'a str),
}

/// What enrols a second factor: the secret offered to this sign-in, the step that proves it, and the hashes of the recovery
/// codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Enrolment<'a> {
    pub(crate) sign_in: [u8; 32],
    pub(crate) sealed: &'a [u8],
    pub(crate) step: i64,
    pub(crate) recovery: &'a [[u8; 32]],
}

impl<'a> Proof<'a> {
    pub(crate) fn method(&self) -> &'a str {
        match self {
            Self::Step(_) | Self::Enrolment(_) => "totp",
            Self::RecoveryCode(_) => "code_de_secours",
            Self::Earlier(method) => method,
        }
    }
}

/// The secret offered to this sign-in: `sealed`, unless it was offered another before; none when it is over.
pub(crate) async fn offer_totp(
    database: &Database,
    sign_in: [u8; 32],
    sealed: &[u8],
    now: Timestamp,
) -> Result<Option<Vec<u8>>, SqlError> {
    let statement = "UPDATE sign_ins SET totp_offered = coalesce(totp_offered, ?)
        WHERE browser_hash = ? AND expires_at > ? RETURNING totp_offered";
    let rows = database.query(statement, params![sealed, sign_in, now]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

/// Whether the account has this recovery code, without using it up.
pub(crate) async fn has_recovery_code(
    database: &Database,
    account: &Account,
    hash: [u8; 32],
) -> Result<bool, SqlError> {
    let statement = "SELECT hash FROM recovery_codes WHERE account = ? AND hash = ?";
    Ok(!database.query(statement, params![account.id, hash]).await?.is_empty())
}

/// Uses a proof up: false when another request was first, or the account has another factor by now.
pub(crate) async fn use_up(
    transaction: &mut Transaction,
    account: &Account,
    proof: &Proof<'_>,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let sealed = account.totp.as_ref().map(|totp| totp.sealed.as_slice());
    let (statement, values) = match proof {
        Proof::Step(step) => (
            "UPDATE accounts SET totp_last_step = ?1
            WHERE id = ?2 AND totp_sealed = ?3 AND totp_last_step < ?1 RETURNING id",
            params![*step, account.id, sealed].to_vec(),
        ),
        Proof::RecoveryCode(hash) => (
            "DELETE FROM recovery_codes WHERE account = ? AND hash = ?
            AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = recovery_codes.account AND totp_sealed = ?)
            RETURNING account",
            params![account.id, *hash, sealed].to_vec(),
        ),
        Proof::Enrolment(enrolment) => return enrol(transaction, account, enrolment, now).await,
        Proof::Earlier(_) => return Ok(true),
    };
    Ok(!transaction.query(statement, &values).await?.is_empty())
}

/// Enrols the secret, and ends the other sign-ins. False when the sign-in is over, or another request was first.
async fn enrol(
    transaction: &mut Transaction,
    account: &Account,
    enrolment: &Enrolment<'_>,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let Enrolment { sign_in, sealed, step, recovery } = *enrolment;
    let enrol = "UPDATE accounts SET totp_sealed = ?, totp_enrolled_at = ?, totp_last_step = ?
        WHERE id = ? AND totp_enrolled_at IS NULL AND closed_at IS NULL AND EXISTS (SELECT 1 FROM sign_ins
            WHERE browser_hash = ? AND sign_ins.account = accounts.id AND totp_offered = ? AND expires_at > ?)
        RETURNING id";
    let values = params![sealed, now, step, account.id, sign_in, sealed, now];
    let is_enrolled = !transaction.query(enrol, values).await?.is_empty();
    if is_enrolled {
        own_secrets::replace_recovery_codes(transaction, account.id, recovery, now).await?;
        sign_ins::end_others(transaction, account.id, sign_in).await?;
    }
    Ok(is_enrolled)
}
