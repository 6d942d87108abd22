//! The component's own tables.

pub(crate) mod acceptances;
pub(crate) mod accounts;
pub(crate) mod agents;
pub(crate) mod attachments;
pub(crate) mod campaigns;
pub(crate) mod client_keys;
pub(crate) mod clients;
pub(crate) mod codes;
pub(crate) mod consents;
pub(crate) mod expired;
pub(crate) mod factors;
pub(crate) mod hashings;
pub(crate) mod known_browsers;
pub(crate) mod letters;
pub(crate) mod own_secrets;
pub(crate) mod proofs;
pub(crate) mod proposals;
pub(crate) mod pushed_requests;
pub(crate) mod refresh_tokens;
pub(crate) mod resets;
pub(crate) mod seeded;
pub(crate) mod sessions;
pub(crate) mod sign_ins;
pub(crate) mod throttles;

use access::Scopes;
use platform::{Database, Platform, Row, SqlError, migrations};
use serde::de::DeserializeOwned;

pub(crate) fn database(platform: &Platform) -> Database {
    let migrations = migrations![
        1 => "0001_create_accounts",
        2 => "0002_create_client_keys",
        3 => "0003_attach_habilitations",
        4 => "0004_limit_hashings",
        5 => "0005_count_refusals",
        6 => "0006_accept_attachments",
        7 => "0007_keep_requests_with_their_client",
        8 => "0008_post_letters",
        9 => "0009_bind_clients",
        10 => "0010_owe_events",
        11 => "0011_propose_acts",
        12 => "0012_renew_secrets",
        13 => "0013_allow_tries",
        14 => "0014_renew_passwords",
        15 => "0015_bound_what_waits",
        16 => "0016_reset_accounts",
        17 => "0017_reopen_accounts",
    ];
    Database::new(platform, "login", migrations)
}

/// A column that holds JSON of a known form.
fn from_json<T: DeserializeOwned>(text: &str, column: usize, expected: &'static str) -> Result<T, SqlError> {
    serde_json::from_str(text).map_err(|_| SqlError::Decode { column, expected })
}

/// JSON for a column.
fn to_json(value: &impl serde::Serialize) -> Result<String, SqlError> {
    serde_json::to_string(value).map_err(|error| SqlError::Failed(error.to_string()))
}

/// A column that holds scopes.
fn scopes(row: &Row, column: usize) -> Result<Scopes, SqlError> {
    let text: String = row.get(column)?;
    text.parse().map_err(|_| SqlError::Decode { column, expected: "a list of scopes" })
}
