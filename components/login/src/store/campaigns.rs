use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, Value, params};
use uuid::Uuid;

use super::{from_json, to_json};
use crate::domain::campaign::{Campaign, Exception, Target};

/// How far a campaign is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) campaign: Campaign,
    pub(crate) members: u32,
    pub(crate) renewed: u32,
    pub(crate) excepted: u32,
    /// Those who have not renewed theirs, and still have an account.
    pub(crate) remaining: u32,
}

const LISTED: &str =
    "SELECT campaigns.id, target, started_at, deadline, ended_at, count(campaign_members.account),
    count(renewed_at), count(CASE WHEN renewed_at IS NULL THEN excepted_until END),
    count(CASE WHEN renewed_at IS NULL THEN accounts.password_hash END)
    FROM campaigns LEFT JOIN campaign_members ON campaign_members.campaign = campaigns.id
    LEFT JOIN accounts ON accounts.id = campaign_members.account AND accounts.closed_at IS NULL";

fn decode(row: &Row) -> Result<Progress, SqlError> {
    let campaign = Campaign {
        id: row.get(0)?,
        target: from_json(&row.get::<String>(1)?, 1, "a target")?,
        started_at: row.get(2)?,
        deadline: row.get(3)?,
        ended_at: row.get(4)?,
    };
    let [members, renewed, excepted, remaining] = [row.get(5)?, row.get(6)?, row.get(7)?, row.get(8)?];
    Ok(Progress { campaign, members, renewed, excepted, remaining })
}

/// The campaigns that are shown, the latest first.
pub(crate) async fn list_campaigns(database: &Database) -> Result<Vec<Progress>, SqlError> {
    let statement = format!("{LISTED} GROUP BY campaigns.id ORDER BY deadline DESC, campaigns.id LIMIT 100");
    database.query(&statement, &[]).await?.iter().map(decode).collect()
}

pub(crate) async fn find_campaign(database: &Database, id: Uuid) -> Result<Option<Progress>, SqlError> {
    let statement = format!("{LISTED} WHERE campaigns.id = ? GROUP BY campaigns.id");
    database.query(&statement, params![id]).await?.first().map(decode).transpose()
}

/// The accounts that have not renewed their password.
pub(crate) async fn list_remaining(database: &Database, id: Uuid) -> Result<Vec<Uuid>, SqlError> {
    let statement = "SELECT account FROM campaign_members JOIN accounts ON accounts.id = account
        WHERE campaign = ? AND renewed_at IS NULL AND closed_at IS NULL AND password_hash IS NOT NULL
        ORDER BY account LIMIT 1000";
    database.query(statement, params![id]).await?.iter().map(|row| row.get(0)).collect()
}

/// Which of the open accounts a target names, and its parameter.
fn criterion(target: &Target) -> (&'static str, Value) {
    const ATTACHED: &str = "EXISTS (SELECT 1 FROM attachments
        WHERE attachments.account = accounts.id AND attachments.ended_at IS NULL AND organisation = ?)";
    const ROLE: &str = "EXISTS (SELECT 1 FROM attachments
        WHERE attachments.account = accounts.id AND attachments.ended_at IS NULL AND roles LIKE ?)";
    match target {
        Target::Tous => ("id <> ?", "".into()),
        Target::Organisation { organisation } => (ATTACHED, (*organisation).into()),
        Target::Role { role } => (ROLE, format!("%\"{}\"%", role.as_str()).into()),
        Target::Compte { compte } => ("id = ?", (*compte).into()),
    }
}

/// Starts a campaign for those who have a password now, and gives how many they are. One whose deadline is at once ends
/// the sign-ins under way: whoever proved the password may be who is not to have it.
pub(crate) async fn start(transaction: &mut Transaction, campaign: &Campaign) -> Result<usize, SqlError> {
    let insert = "INSERT INTO campaigns (id, target, started_at, deadline) VALUES (?, ?, ?, ?)";
    let target = to_json(&campaign.target)?;
    let values = params![campaign.id, &target, campaign.started_at, campaign.deadline];
    transaction.query(insert, values).await?;
    let (criterion, value) = criterion(&campaign.target);
    let members = format!(
        "INSERT INTO campaign_members (campaign, account) SELECT ?, id FROM accounts
         WHERE identifier > '' AND closed_at IS NULL AND password_hash IS NOT NULL AND {criterion} RETURNING account"
    );
    let members = transaction.query(&members, &[campaign.id.into(), value]).await?.len();
    settle(transaction, campaign.id, campaign.started_at).await?;
    if campaign.deadline <= campaign.started_at {
        let end =
            "DELETE FROM sign_ins WHERE account IN (SELECT account FROM campaign_members WHERE campaign = ?)";
        transaction.query(end, params![campaign.id]).await?;
    }
    Ok(members)
}

/// The first deadline by which an account has to renew its password; a campaign that ended before its own counts no more.
const FIRST_DEADLINE: &str = "(SELECT min(coalesce(excepted_until, deadline))
    FROM campaign_members JOIN campaigns ON campaigns.id = campaign_members.campaign
    WHERE campaign_members.account = accounts.id AND renewed_at IS NULL
    AND (campaigns.ended_at IS NULL OR campaigns.ended_at >= deadline))";

/// Gives the members of a campaign their deadline. One that is past stays: a renewal alone lifts it.
async fn settle(transaction: &mut Transaction, campaign: Uuid, now: Timestamp) -> Result<(), SqlError> {
    let statement = format!(
        "UPDATE accounts SET password_expires_at = {FIRST_DEADLINE}
         WHERE id IN (SELECT account FROM campaign_members WHERE campaign = ?)
         AND (password_expires_at IS NULL OR password_expires_at > ?)"
    );
    transaction.query(&statement, params![campaign, now]).await.map(drop)
}

/// Ends a campaign: before its deadline, nobody has to renew any more; after it, those who have not still have to. False
/// when it had ended.
pub(crate) async fn end(transaction: &mut Transaction, id: Uuid, now: Timestamp) -> Result<bool, SqlError> {
    let end = "UPDATE campaigns SET ended_at = ? WHERE id = ? AND ended_at IS NULL RETURNING id";
    let is_ended = !transaction.query(end, params![now, id]).await?.is_empty();
    settle(transaction, id, now).await?;
    Ok(is_ended)
}

/// Whether a member may be given more time: they have not renewed their password, and their deadline is not past, which a
/// renewal alone lifts.
const EXCUSABLE: &str =
    "campaign = ? AND account = ? AND renewed_at IS NULL AND EXISTS (SELECT 1 FROM accounts
    WHERE accounts.id = campaign_members.account AND closed_at IS NULL AND password_expires_at > ?)";

/// Whether this account may be given more time in this campaign.
pub(crate) async fn may_be_excepted(
    database: &Database,
    (campaign, account): (Uuid, Uuid),
    now: Timestamp,
) -> Result<bool, SqlError> {
    let statement = format!("SELECT account FROM campaign_members WHERE {EXCUSABLE}");
    Ok(!database.query(&statement, params![campaign, account, now]).await?.is_empty())
}

/// Gives one member more time; false when they may not be given any.
pub(crate) async fn except(
    transaction: &mut Transaction,
    campaign: Uuid,
    exception: &Exception,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let Exception { account, until, reason, author } = *exception;
    let except = format!(
        "UPDATE campaign_members SET excepted_until = ?, exception_reason = ?, exception_author = ?
         WHERE {EXCUSABLE} RETURNING account"
    );
    let values = params![until, reason.word().as_str(), author, campaign, account, now];
    let is_excepted = !transaction.query(&except, values).await?.is_empty();
    let lift = format!("UPDATE accounts SET password_expires_at = {FIRST_DEADLINE} WHERE id = ? AND ?");
    transaction.query(&lift, params![account, is_excepted]).await?;
    Ok(is_excepted)
}

/// Writes down that an account renewed its password, in all that asked for it.
pub(super) async fn renewed(
    transaction: &mut Transaction,
    account: Uuid,
    now: Timestamp,
) -> Result<(), SqlError> {
    let renewed = "UPDATE campaign_members SET renewed_at = ? WHERE account = ? AND renewed_at IS NULL";
    transaction.query(renewed, params![now, account]).await?;
    let free = "UPDATE accounts SET password_expires_at = NULL WHERE id = ?";
    transaction.query(free, params![account]).await.map(drop)
}
