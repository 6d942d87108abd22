use serde_json::{Value, json};

use super::Days;

const REASON: &str = "Jeu de démonstration";

/// What an act on a convention takes.
pub(super) fn on_convention(days: Days<'_>, version: u32, act: &str) -> Value {
    match act {
        "signature" | "contresignature" => json!({ "version": version, "empreinte": days.digest }),
        "suspension" | "resiliation" => json!({ "version": version, "motif": REASON }),
        _ => json!({ "version": version }),
    }
}

/// What an act on an habilitation takes.
pub(super) fn on_habilitation(days: Days<'_>, version: u32, act: &str) -> Value {
    let Days { start, end, digest, .. } = days;
    let certificate = json!({ "organisme": "Institut fictif", "delivree_le": start, "fin": end });
    match act {
        "engagements" => json!({ "version": version, "empreinte": digest, "signe_le": start }),
        "certificat" => json!({ "version": version, "attestation": certificate }),
        "suspension" | "retrait" => json!({ "version": version, "motif": REASON }),
        _ => json!({ "version": version }),
    }
}
