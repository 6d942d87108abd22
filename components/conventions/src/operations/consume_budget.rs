use std::sync::Arc;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Context, Json, Problem};

use crate::{
    Conventions,
    domain::{Month, Refusal},
    failure::Failure,
    store::budgets,
};

/// From this part of the cap on, the answer says that it draws near.
const ALERT_PERCENT: u64 = 80;

/// One reading of one dossier.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reading {
    habilitation: Uuid,
    /// The dossier's pseudonym, in hexadecimal.
    dossier: String,
    mois: String,
}

/// What remains of the budget.
#[derive(Debug, Serialize)]
pub(crate) struct Budget {
    est_accorde: bool,
    consomme: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    plafond: Option<u32>,
    est_alerte: bool,
}

/// `POST /prive/budgets/consommation`: counts a dossier once a month for the contract of the habilitation, and never
/// beyond its cap. Asked again for the same dossier, it counts nothing and grants, and waits for nobody who writes.
pub(crate) async fn consume_budget(
    State(conventions): State<Arc<Conventions>>,
    context: Context,
    Json(reading): Json<Reading>,
) -> Result<Json<Budget>, Problem> {
    consume(&conventions, &reading).await.map(Json).map_err(|failure| failure.into_problem(&context))
}

async fn consume(conventions: &Conventions, reading: &Reading) -> Result<Budget, Failure> {
    let dossier = parse_pseudonym(&reading.dossier)?;
    let month = Month::parse(&reading.mois).ok_or(Refusal::Member("/mois"))?.to_string();
    let known = budgets::find_budget(&conventions.database, reading.habilitation, &month, &dossier).await?;
    let known = known.ok_or(Refusal::Unknown)?;
    if known.is_counted || known.is_spent() {
        return Ok(Budget::new(known.is_counted, known.consumed, known.cap));
    }
    count(conventions, reading.habilitation, &month, &dossier).await
}

/// Counts a dossier that was not counted a moment ago.
async fn count(
    conventions: &Conventions,
    habilitation: Uuid,
    month: &str,
    dossier: &[u8],
) -> Result<Budget, Failure> {
    let mut transaction = conventions.database.begin().await?;
    let found = budgets::find_cap(&mut transaction, habilitation).await?;
    let (contract, cap) = found.ok_or(Refusal::Unknown)?;
    let period = (contract, month);
    if !budgets::insert_dossier(&mut transaction, period, dossier).await? {
        let consumed = budgets::find_consumed(&mut transaction, period).await?;
        transaction.rollback().await?;
        return Ok(Budget::new(true, consumed, cap));
    }
    match budgets::count_dossier(&mut transaction, period, cap).await? {
        Some(consumed) => {
            transaction.commit().await?;
            Ok(Budget::new(true, consumed, cap))
        }
        None => {
            let consumed = budgets::find_consumed(&mut transaction, period).await?;
            transaction.rollback().await?;
            Ok(Budget::new(false, consumed, cap))
        }
    }
}

impl Budget {
    fn new(est_accorde: bool, consomme: u32, plafond: Option<u32>) -> Self {
        let is_near = |cap: u32| u64::from(consomme) * 100 >= u64::from(cap) * ALERT_PERCENT;
        Self { est_accorde, consomme, plafond, est_alerte: plafond.is_some_and(is_near) }
    }
}

fn parse_pseudonym(text: &str) -> Result<Vec<u8>, Refusal> {
    let bytes = hex::decode(text).ok().filter(|bytes| (16..=32).contains(&bytes.len()));
    bytes.ok_or(Refusal::Member("/dossier"))
}
