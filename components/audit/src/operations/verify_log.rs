use std::sync::Arc;

use access::Principal;
use axum::extract::State;
use journal::{Receipt, word};
use serde::{Deserialize, Serialize};
use transparency::{TILE_WIDTH, Tile};
use web::{Caller, Context, Json, Problem};

use crate::{
    Audit, JournalFault,
    log::{Finding, verify_checkpoint, verify_holds, verify_holes, verify_tile},
    store::{checkpoints::list_after, entries::find_size},
};

/// How much one call looks at, so that none runs long: 16,384 entries, 64 checkpoints.
const TILES: u64 = 64;
const CHECKPOINTS: u32 = 64;

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LogVerification)]
pub(crate) struct Verification {
    /// Where the former call ended; absent on the first.
    suite: Option<Place>,
}

/// How far a verification has come.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Place {
    tuile: u64,
    point_de_controle: Option<u64>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Verified {
    constats: Vec<Finding>,
    /// Where the next call starts; none when all was looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    suite: Option<Place>,
    /// None when the log is so damaged that it takes no event, this one neither. What is found is told all the same: it
    /// names places, and nothing of any event.
    #[serde(skip_serializing_if = "Option::is_none")]
    recepisse: Option<Receipt>,
}

/// `POST /v1/journal/verifications`: makes again, step by step, what every tile and every checkpoint rests on.
pub(crate) async fn verify_log(
    State(audit): State<Arc<Audit>>,
    Caller(principal): Caller,
    context: Context,
    Json(verification): Json<Verification>,
) -> Result<Json<Verified>, Problem> {
    audit.authorise(&context, &principal, "verifyLog")?;
    verify(&audit, &context, &principal, verification.suite)
        .await
        .map(Json)
        .map_err(|fault| fault.problem(&context))
}

async fn verify(
    audit: &Audit,
    context: &Context,
    principal: &Principal,
    reached: Option<Place>,
) -> Result<Verified, JournalFault> {
    let mut on = &audit.database;
    let settings = audit.settings().await?;
    let size = find_size(&mut on).await?;
    let (mut constats, mut all_holes) = (Vec::new(), Vec::new());
    if reached.is_none() {
        constats.extend(verify_holds(&mut on).await?);
    }
    let mut place = reached.unwrap_or_default();
    let all_tiles = size.div_ceil(TILE_WIDTH);
    place.tuile = place.tuile.min(all_tiles);
    let last_tile = all_tiles.min(place.tuile.saturating_add(TILES));
    for index in place.tuile..last_tile {
        if let Some(tile) = Tile::in_tree(0, index, size) {
            let (findings, holes) = verify_tile(&mut on, tile).await?;
            constats.extend(findings);
            all_holes.extend(holes);
        }
    }
    constats.extend(verify_holes(&mut on, &all_holes, &settings.pseudonyms).await?);
    place.tuile = place.tuile.max(last_tile);
    let key = settings.log.verifier_key();
    let published = list_after(&mut on, place.point_de_controle, CHECKPOINTS).await?;
    for checkpoint in &published {
        constats.extend(verify_checkpoint(&mut on, checkpoint, &key).await?);
        place.point_de_controle = Some(checkpoint.size);
    }
    let is_over = place.tuile.saturating_mul(TILE_WIDTH) >= size && published.len() < CHECKPOINTS as usize;
    let event = audit.reading(context, principal, word!("verification"));
    let recepisse = match audit.record(event).await {
        Ok(receipt) => Some(receipt),
        Err(JournalFault::Damaged(_)) if !constats.is_empty() => None,
        Err(other) => return Err(other),
    };
    Ok(Verified { constats, suite: (!is_over).then_some(place), recepisse })
}
