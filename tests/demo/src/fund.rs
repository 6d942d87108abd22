//! The fund's own information system, which sends the fictional dossiers.

use access::Role;
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{Application, dossier};

/// Its application's id, the same in each run.
const SYSTEM: Uuid = Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0001);

/// How many dossiers the demo set has: each kind several times.
const DOSSIERS: u32 = 200;

/// The fund's system at the service whose public address is `base_url`; its key grows from `seed`.
#[must_use]
pub fn system(seed: [u8; 32], base_url: &str) -> Application {
    Application::new(SYSTEM, seed, base_url)
}

/// The text of `login_seed` that registers it.
#[must_use]
pub fn login_seed(seed: [u8; 32]) -> String {
    let (id, registration) = system(seed, "").registration("Système de la caisse", Role::SystemeCaf);
    json!({"clients": {id: registration}}).to_string()
}

/// Sends the demo set's dossiers, and gives how many there are. Those that were there already stay as they are.
///
/// # Errors
/// When the service does not answer, or refuses.
pub async fn send_dossiers(system: &Application) -> Result<u64> {
    let lines: String = (1..=DOSSIERS).map(|n| format!("{}\n", dossier(n))).collect();
    let report = system.post("/v1/dossiers/imports", "application/x-ndjson", lines).await?;
    let count = |member: &str| report.get(member).and_then(Value::as_u64).unwrap_or_default();
    let there = count("enregistres") + count("inchanges");
    ensure!(there == u64::from(DOSSIERS), "not every dossier was accepted: {report}");
    Ok(there)
}
