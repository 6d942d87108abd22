use serde_json::{Value, json};

use super::{Terms, filter, member};
use crate::domain::{Month, PartialDate};

/// Payments older than this are not shown.
const MONTHS_OF_PAYMENTS: i32 = 12;

pub(super) fn resources(source: Value) -> Value {
    if source.is_null() { json!({ "motif": "ressources_non_declarees" }) } else { source }
}

/// The quotient familial of the month asked, or why there is none. A month that was computed again has its last computation,
/// whatever the order of the lines; of two in one month, the later line.
pub(super) fn quotient(source: Value, terms: Terms<'_>) -> Value {
    let months = member(&source, "mois").as_array();
    let asked = terms.month.to_string();
    let of_month = months.into_iter().flatten().filter(|quotient| member(quotient, "mois") == asked.as_str());
    let found =
        of_month.max_by_key(|quotient| member(quotient, "mois_calcul").as_str().and_then(Month::parse));
    found.cloned().unwrap_or_else(|| json!({ "mois": asked, "motif": "non_connu" }))
}

pub(super) fn is_housing_aid(item: &Value) -> bool {
    matches!(member(item, "nature").as_str(), Some("APL" | "ALF" | "ALS"))
}

/// The rights, and whether a housing aid is open on the day of the reading.
pub(super) fn rights(mut source: Value, terms: Terms<'_>) -> Value {
    let mut rights = member(&source, "droits").as_array().into_iter().flatten();
    let is_open = rights.any(|right| is_housing_aid(right) && is_open(right, terms));
    if let Some(members) = source.as_object_mut() {
        members.insert("aide_logement_est_ouverte".to_owned(), is_open.into());
    }
    source
}

fn is_open(right: &Value, terms: Terms<'_>) -> bool {
    let date = |name| member(right, name).as_str().and_then(PartialDate::parse);
    member(right, "etat") == "ouvert"
        && date("date_debut_droit").is_none_or(|start| start.has_come(terms.today))
        && !date("date_fin_droit").is_some_and(|end| end.is_over(terms.today))
}

/// The payments of the last twelve months.
pub(super) fn payments(source: Value, terms: Terms<'_>) -> Value {
    let now = Month::of(terms.today);
    let is_recent = |payment: &Value| {
        let month = member(payment, "mois").as_str().and_then(Month::parse);
        month.is_some_and(|month| (0..MONTHS_OF_PAYMENTS).contains(&month.months_before(now)))
    };
    filter(source, "paiements", is_recent)
}

/// Totals only: no debt is shown one by one, and none with its cause.
pub(super) fn debts(source: Value) -> Value {
    let debts = || member(&source, "creances").as_array().into_iter().flatten();
    let sum = |name: &str, wanted: fn(&Value) -> bool| -> i64 {
        debts().filter(|debt| wanted(debt)).filter_map(|debt| debt[name].as_i64()).sum()
    };
    json!({
        "solde_total_centimes": sum("solde_centimes", |_| true),
        "solde_rsa_centimes": sum("solde_centimes", is_on_rsa),
        "retenue_mensuelle_centimes": sum("retenue_mensuelle_centimes", |_| true),
    })
}

/// Debts on RSA: INK, INL, INM, INS, subrogated (IS…) or transferred (IT…).
fn is_on_rsa(debt: &Value) -> bool {
    let nature = member(debt, "nature").as_str().unwrap_or_default();
    matches!(nature, "INK" | "INL" | "INM" | "INS") || nature.starts_with("IS") || nature.starts_with("IT")
}
