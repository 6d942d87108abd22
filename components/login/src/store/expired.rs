//! What is over, and the statements that delete a few rows of it, each by an index.

use jiff::{SignedDuration, Timestamp};
use journal::Repeats;
use platform::{Database, SqlError, Transaction, params};

use super::known_browsers;
use crate::domain::{
    proposal::PROPOSAL_LIFE,
    session::{ABSOLUTE, earlier},
};

/// For how long a closed account keeps its names and its address, and an attachment that ended its words: for whoever
/// asks who a name in the journal was, as long as the journal itself can tell what they did.
const NAMED: SignedDuration = SignedDuration::from_hours(24 * 730);

/// How late the clock of another instance may be.
const SKEW: SignedDuration = SignedDuration::from_mins(1);

/// For how long after it could still be open a session is kept: its code may come back until then.
const SESSION: SignedDuration = SignedDuration::from_hours(48);

/// How long a campaign is shown after its deadline.
const CAMPAIGN: SignedDuration = SignedDuration::from_hours(24 * 365);

/// What was used is kept as long as what was not, so that a reuse is seen.
const USED: SignedDuration = ABSOLUTE;

/// What points at a row goes before it.
const EXPIRED: &[(SignedDuration, &str)] = &[
    (
        SignedDuration::ZERO,
        "DELETE FROM throttles WHERE place IN
            (SELECT place FROM throttles WHERE forgotten_at <= ? ORDER BY forgotten_at LIMIT ?) RETURNING place",
    ),
    (
        Repeats::PERIOD,
        "DELETE FROM refusals WHERE subject IN
            (SELECT subject FROM refusals WHERE began_at <= ? ORDER BY began_at LIMIT ?) RETURNING subject",
    ),
    (
        SKEW,
        "DELETE FROM proofs WHERE id IN
            (SELECT id FROM proofs WHERE expires_at <= ? ORDER BY expires_at LIMIT ?) RETURNING id",
    ),
    (
        SKEW,
        "DELETE FROM pushed_requests WHERE reference_hash IN
            (SELECT reference_hash FROM pushed_requests WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
            RETURNING reference_hash",
    ),
    (
        SKEW,
        "DELETE FROM sign_ins WHERE browser_hash IN
            (SELECT browser_hash FROM sign_ins WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
            RETURNING browser_hash",
    ),
    (
        USED,
        "DELETE FROM codes WHERE hash IN
            (SELECT hash FROM codes WHERE expires_at <= ? ORDER BY expires_at LIMIT ?) RETURNING hash",
    ),
    (
        USED,
        "DELETE FROM refresh_tokens WHERE hash IN
            (SELECT hash FROM refresh_tokens WHERE expires_at <= ? ORDER BY expires_at LIMIT ?) RETURNING hash",
    ),
    (
        SKEW,
        "DELETE FROM letters WHERE id IN
            (SELECT id FROM letters WHERE expires_at <= ? ORDER BY expires_at LIMIT ?) RETURNING id",
    ),
    (
        SignedDuration::ZERO,
        "DELETE FROM consents WHERE (account, client, attachment) IN
            (SELECT account, client, attachment FROM consents WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
            RETURNING client",
    ),
    (
        known_browsers::LIFE,
        "DELETE FROM known_browsers WHERE (hash, account) IN
            (SELECT hash, account FROM known_browsers WHERE seen_at <= ? ORDER BY seen_at LIMIT ?) RETURNING hash",
    ),
    (
        SESSION,
        "DELETE FROM sessions WHERE id IN
            (SELECT id FROM sessions WHERE opened_at <= ?
             AND NOT EXISTS (SELECT 1 FROM codes WHERE session = sessions.id)
             AND NOT EXISTS (SELECT 1 FROM refresh_tokens WHERE session = sessions.id)
             ORDER BY opened_at LIMIT ?) RETURNING id",
    ),
    (
        NAMED,
        "DELETE FROM attachments WHERE id IN
            (SELECT id FROM attachments WHERE ended_at IS NOT NULL AND ended_at <= ?
             AND NOT EXISTS (SELECT 1 FROM sessions WHERE attachment = attachments.id)
             ORDER BY ended_at LIMIT ?) RETURNING id",
    ),
    (
        SKEW,
        "DELETE FROM proposals WHERE id IN
            (SELECT id FROM proposals WHERE expires_at <= ? ORDER BY expires_at LIMIT ?) RETURNING id",
    ),
    // Nobody approved it in time: it never acted.
    (
        PROPOSAL_LIFE,
        "DELETE FROM clients WHERE id IN
            (SELECT id FROM clients WHERE approved_at IS NULL AND registered_at <= ?
             ORDER BY registered_at LIMIT ?) RETURNING id",
    ),
    (
        SKEW,
        "DELETE FROM factor_renewals WHERE account IN
            (SELECT account FROM factor_renewals WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
            RETURNING account",
    ),
    // A password that is past its deadline stays so: the account says it.
    (
        CAMPAIGN,
        "DELETE FROM campaign_members WHERE (campaign, account) IN
            (SELECT campaign, account FROM campaigns JOIN campaign_members ON campaign = campaigns.id
             WHERE deadline <= ? ORDER BY deadline LIMIT ?) RETURNING account",
    ),
    (
        CAMPAIGN,
        "DELETE FROM campaigns WHERE id IN
            (SELECT id FROM campaigns WHERE deadline <= ?
             AND NOT EXISTS (SELECT 1 FROM campaign_members WHERE campaign = campaigns.id)
             ORDER BY deadline LIMIT ?) RETURNING id",
    ),
    // The row stays, so that the seed does not open the account again and the journal's number is nobody else's.
    (
        NAMED,
        "UPDATE accounts SET identifier = '', last_name = '', first_names = '' WHERE id IN
            (SELECT id FROM accounts WHERE closed_at IS NOT NULL AND identifier <> '' AND closed_at <= ?
             ORDER BY closed_at LIMIT ?) RETURNING id",
    ),
];

/// Deletes up to `limit` rows of each table, in one transaction, and gives how many of the table that had most.
pub(crate) async fn delete_some(
    database: &Database,
    now: Timestamp,
    limit: u32,
) -> Result<Deleted, SqlError> {
    let mut transaction = database.begin().await?;
    let mut deleted = Deleted::default();
    for (after, statement) in EXPIRED {
        deleted.add(delete(&mut transaction, statement, earlier(now, *after), limit).await?);
    }
    transaction.commit().await?;
    Ok(deleted)
}

async fn delete(
    transaction: &mut Transaction,
    statement: &str,
    before: Timestamp,
    limit: u32,
) -> Result<usize, SqlError> {
    Ok(transaction.query(statement, params![before, limit]).await?.len())
}

/// How many rows were deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Deleted {
    pub(crate) all: usize,
    /// Of one table at most.
    pub(crate) most: usize,
}

impl Deleted {
    fn add(&mut self, rows: usize) {
        self.all += rows;
        self.most = self.most.max(rows);
    }
}
