use serde_json::{Value, json};

use crate::{Kind, LANDLORD, draw, has_rsa, is_tenant};

/// The months of a dossier's history, the last one first: February 2026 is the present month of the demonstration's start.
fn months(count: u32) -> impl Iterator<Item = String> {
    (0..count).map(|back| {
        let index = 2026 * 12 + 2 - back;
        format!("{}-{:02}", index / 12, 1 + index % 12)
    })
}

pub(crate) fn resources(n: u32, kind: Kind) -> Value {
    if kind == Kind::NoResources {
        return Value::Null;
    }
    let yearly = 600_000 + i64::from(draw(n, 30) % 3_000_000);
    let monthly =
        months(3).map(|mois| json!({ "mois": mois, "nature": "001", "montant_centimes": yearly / 12 }));
    json!({ "annee": 2024, "base_annuelle_centimes": yearly, "mensuelles": monthly.collect::<Vec<_>>() })
}

pub(crate) fn quotients(n: u32, kind: Kind) -> Vec<Value> {
    let reasons = ["non_connu", "non_calculable", "non_droit", "dossier_suspendu"];
    let reason = match kind {
        Kind::UnknownQuotient => reasons.get(n as usize / 16 % 4).copied(),
        Kind::NoResources => Some("non_calculable"),
        Kind::Suspended => Some("dossier_suspendu"),
        _ => None,
    };
    let quotient = |mois: String| match reason {
        Some(motif) => json!({ "mois": mois, "mois_calcul": mois, "motif": motif }),
        None => json!({ "mois": mois, "mois_calcul": mois, "valeur": draw(n, 31) % 2_000 }),
    };
    months(6).map(quotient).collect()
}

pub(crate) fn rights(n: u32, kind: Kind) -> Vec<Value> {
    let state = if kind == Kind::Suspended { "suspendu" } else { "ouvert" };
    let right = |nature: &str, amount: u32| json!({ "nature": nature, "etat": state, "date_debut_droit": "2023-01-01", "montant_centimes": amount });
    let mut rights = vec![right("AF", 14_800)];
    if has_rsa(n) {
        rights.push(right("RSA", 50_000 + draw(n, 32) % 20_000));
    }
    if is_tenant(n) {
        rights.push(right("APL", 20_000 + draw(n, 33) % 10_000));
    }
    if n.is_multiple_of(7) {
        rights.push(right("PPA", 12_345));
    }
    if n.is_multiple_of(11) {
        rights.push(right("AAH", 101_600));
    }
    rights
}

pub(crate) fn payments(n: u32, kind: Kind) -> Vec<Value> {
    if kind == Kind::Suspended {
        return Vec::new();
    }
    let monthly = |mois: String| {
        let mut payments = vec![json!({ "mois": mois, "nature": "AF", "montant_centimes": 14_800 })];
        if has_rsa(n) {
            payments.push(
                json!({ "mois": mois, "nature": "RSA", "montant_centimes": 50_000 + draw(n, 32) % 20_000 }),
            );
        }
        if is_tenant(n) {
            let amount = 20_000 + draw(n, 33) % 10_000;
            payments.push(json!({ "mois": mois, "nature": "APL", "montant_centimes": amount, "code_bailleur": LANDLORD }));
        }
        payments
    };
    months(14).flat_map(monthly).collect()
}

pub(crate) fn debts(n: u32) -> Vec<Value> {
    let debt = |nature: &str, balance: u32| {
        json!({
            "nature": nature, "solde_centimes": balance, "retenue_mensuelle_centimes": balance / 24,
            "motif": "40", "responsabilite": "62",
        })
    };
    match n % 5 {
        0 => vec![debt("INK", 10_000 + draw(n, 34) % 90_000), debt("AF", 5_000)],
        1 => vec![debt("AL", 23_456)],
        _ => Vec::new(),
    }
}
