use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, params};
use uuid::Uuid;

use super::{from_json, to_json};
use crate::domain::proposal::{MOST_PENDING, Proposal, ProposedAct};

const COLUMNS: &str = "id, act, author, made_at, expires_at";

fn decode(row: &Row) -> Result<Proposal, SqlError> {
    Ok(Proposal {
        id: row.get(0)?,
        act: from_json(&row.get::<String>(1)?, 1, "a proposed act")?,
        author: row.get(2)?,
        made_at: row.get(3)?,
        expires_at: row.get(4)?,
    })
}

/// Keeps a proposal, in place of those that nobody decided in time; false when too many wait.
pub(crate) async fn insert_proposal(
    transaction: &mut Transaction,
    proposal: &Proposal,
) -> Result<bool, SqlError> {
    let forget = "DELETE FROM proposals WHERE expires_at <= ?";
    transaction.query(forget, params![proposal.made_at]).await?;
    let statement = "INSERT INTO proposals (id, act, author, made_at, expires_at)
        SELECT ?, ?, ?, ?, ? WHERE (SELECT count(*) FROM proposals) < ? RETURNING id";
    let act = to_json(&proposal.act)?;
    let (id, author) = (proposal.id, proposal.author);
    let values = params![id, &act, author, proposal.made_at, proposal.expires_at, MOST_PENDING];
    Ok(!transaction.query(statement, values).await?.is_empty())
}

/// A proposal that waits.
pub(crate) async fn find_proposal(
    database: &Database,
    id: Uuid,
    now: Timestamp,
) -> Result<Option<Proposal>, SqlError> {
    let statement = format!("SELECT {COLUMNS} FROM proposals WHERE id = ? AND expires_at > ?");
    database.query(&statement, params![id, now]).await?.first().map(decode).transpose()
}

/// All that wait, oldest first.
pub(crate) async fn list_proposals(database: &Database, now: Timestamp) -> Result<Vec<Proposal>, SqlError> {
    let statement = format!("SELECT {COLUMNS} FROM proposals WHERE expires_at > ? ORDER BY expires_at, id");
    database.query(&statement, params![now]).await?.iter().map(decode).collect()
}

/// Whether a reset of this account waits.
pub(crate) async fn is_reset_waiting(
    transaction: &mut Transaction,
    account: Uuid,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let statement = format!("SELECT {COLUMNS} FROM proposals WHERE expires_at > ?");
    let rows = transaction.query(&statement, params![now]).await?;
    let waiting = rows.iter().map(decode).collect::<Result<Vec<_>, _>>()?;
    Ok(waiting.iter().any(|proposal| proposal.act.resets(account)))
}

/// Forgets what comes to the same as what is done.
pub(crate) async fn forget_repeats(
    transaction: &mut Transaction,
    done: &ProposedAct,
) -> Result<(), SqlError> {
    forget_where(transaction, |act| act.repeats(done)).await
}

/// Forgets what was proposed about this account.
pub(super) async fn forget_about(transaction: &mut Transaction, account: Uuid) -> Result<(), SqlError> {
    forget_where(transaction, |act| act.account() == Some(account)).await
}

async fn forget_where(
    transaction: &mut Transaction,
    is_void: impl Fn(&ProposedAct) -> bool,
) -> Result<(), SqlError> {
    let rows = transaction.query(&format!("SELECT {COLUMNS} FROM proposals"), &[]).await?;
    for row in &rows {
        let proposal = decode(row)?;
        if is_void(&proposal.act) {
            take_proposal(transaction, proposal.id).await?;
        }
    }
    Ok(())
}

/// Takes a proposal away: whoever gets it decides on it. What it held of a person goes with it.
pub(crate) async fn take_proposal(transaction: &mut Transaction, id: Uuid) -> Result<bool, SqlError> {
    let statement = "DELETE FROM proposals WHERE id = ? RETURNING id";
    Ok(!transaction.query(statement, params![id]).await?.is_empty())
}
