//! The fund's own people: what is attached to them is of no organisation and no habilitation.

use std::collections::BTreeSet;

use access::Role;
use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, params};
use uuid::Uuid;

use super::{clients, from_json, sessions, to_json};
use crate::domain::fund::FundRole;

/// One of the fund's people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Agent {
    pub(crate) account: Uuid,
    pub(crate) identifier: String,
    pub(crate) last_name: String,
    pub(crate) first_names: String,
    pub(crate) attachment: Uuid,
    pub(crate) roles: BTreeSet<FundRole>,
    /// Whether they have made their first connection.
    pub(crate) is_active: bool,
    pub(crate) opened_at: Timestamp,
}

const LISTED: &str = "SELECT accounts.id, identifier, last_name, first_names, attachments.id, roles,
    accepted_at IS NOT NULL AND password_hash IS NOT NULL, attachments.opened_at
    FROM attachments JOIN accounts ON accounts.id = attachments.account
    WHERE habilitation IS NULL AND ended_at IS NULL AND closed_at IS NULL
    ORDER BY attachments.opened_at, attachments.id";

fn decode(row: &Row) -> Result<Agent, SqlError> {
    let roles: BTreeSet<Role> = from_json(&row.get::<String>(5)?, 5, "a list of roles")?;
    Ok(Agent {
        account: row.get(0)?,
        identifier: row.get(1)?,
        last_name: row.get(2)?,
        first_names: row.get(3)?,
        attachment: row.get(4)?,
        roles: FundRole::among(&roles),
        is_active: row.get(6)?,
        opened_at: row.get(7)?,
    })
}

fn of_fund(rows: &[Row]) -> Result<Vec<Agent>, SqlError> {
    let agents = rows.iter().map(decode).collect::<Result<Vec<_>, _>>()?;
    Ok(agents.into_iter().filter(|agent| !agent.roles.is_empty()).collect())
}

/// All of them.
pub(crate) async fn list_agents(database: &Database) -> Result<Vec<Agent>, SqlError> {
    of_fund(&database.query(LISTED, &[]).await?)
}

/// All of them, in a transaction that decides on one.
pub(crate) async fn list_within(transaction: &mut Transaction) -> Result<Vec<Agent>, SqlError> {
    of_fund(&transaction.query(LISTED, &[]).await?)
}

/// Whether the account is one of theirs.
pub(crate) async fn is_agent(database: &Database, account: Uuid) -> Result<bool, SqlError> {
    let roles = roles_where(database, account, "true").await?;
    Ok(!roles.is_empty())
}

/// Whether it is that of an officer who has made their first connection.
pub(crate) async fn is_officer_in_office(database: &Database, account: Uuid) -> Result<bool, SqlError> {
    let roles = roles_where(database, account, "accepted_at IS NOT NULL").await?;
    Ok(roles.contains(&FundRole::AgentCaf))
}

/// What the account is of the fund, where its attachment is as `criterion` says.
async fn roles_where(
    database: &Database,
    account: Uuid,
    criterion: &'static str,
) -> Result<BTreeSet<FundRole>, SqlError> {
    let statement = format!(
        "SELECT roles FROM attachments
         WHERE account = ? AND habilitation IS NULL AND ended_at IS NULL AND {criterion}"
    );
    let mut held = BTreeSet::new();
    for row in database.query(&statement, params![account]).await? {
        let roles: BTreeSet<Role> = from_json(&row.get::<String>(0)?, 0, "a list of roles")?;
        held.append(&mut FundRole::among(&roles));
    }
    Ok(held)
}

/// Gives one of them these roles in place of those that they had.
pub(crate) async fn set_roles(
    transaction: &mut Transaction,
    agent: &Agent,
    roles: &BTreeSet<FundRole>,
) -> Result<(), SqlError> {
    let statement = "UPDATE attachments SET roles = ? WHERE id = ?";
    transaction.query(statement, params![&to_json(roles)?, agent.attachment]).await.map(drop)
}

/// Forgets what one of them proposed or registered and nobody approved, and ends their sessions and sign-ins: they decide on
/// nothing more as what they were.
pub(crate) async fn silence(
    transaction: &mut Transaction,
    account: Uuid,
    now: Timestamp,
) -> Result<(), SqlError> {
    transaction.query("DELETE FROM proposals WHERE author = ?", params![account]).await?;
    clients::forget_waiting(transaction, account).await?;
    sessions::end_sessions(transaction, account, now).await
}
