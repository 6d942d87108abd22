//! Campaigns that renew passwords: by two persons for many, by one and at once for one.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use jiff::Timestamp;
use journal::Kind;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Json, Path, Problem};

use super::{act::Act, propose::propose};
use crate::{
    domain::{
        campaign::{CampaignOrder, Target},
        proposal::ProposedAct,
    },
    fault::Denial,
    problems,
    store::{accounts, campaigns},
};

/// A campaign that runs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct StartedCampaign {
    pub(super) campagne: Uuid,
    #[schema(value_type = String)]
    pub(super) echeance: Timestamp,
    /// How many passwords it renews.
    pub(super) concernes: usize,
}

/// How soon one person has to renew their password.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RenewalDemand {
    /// None or 0: at once.
    #[serde(default)]
    delai_jours: u16,
}

/// `POST /login/campagnes`: proposes a campaign. Another person confirms it.
pub(crate) async fn propose_campaign(
    act: Act,
    Json(order): Json<CampaignOrder>,
) -> Result<Response, Problem> {
    act.answer(propose_one(&act, order).await)
}

async fn propose_one(act: &Act, order: CampaignOrder) -> Result<Response, Denial> {
    act.authorise("proposeCampaign")?;
    if !order.has_fair_notice() {
        return Err(problems::NOTICE_TOO_SHORT.into());
    }
    propose(act, ProposedAct::LancementCampagne(order)).await
}

/// `POST /login/comptes/{id}/renouvellement`: has one person renew their password, at once by default, as when it may be
/// known to another. One person suffices: it gives nobody anything.
pub(crate) async fn demand_renewal(
    act: Act,
    Path(compte): Path<Uuid>,
    Json(demand): Json<RenewalDemand>,
) -> Result<Response, Problem> {
    let demanded = demand_of(&act, compte, demand.delai_jours).await;
    act.answer(demanded.map(|started| (StatusCode::CREATED, Json(started)).into_response()))
}

async fn demand_of(act: &Act, compte: Uuid, delai_jours: u16) -> Result<StartedCampaign, Denial> {
    act.authorise("demandRenewal")?;
    let account = accounts::find_account(&act.login.database, compte).await?;
    account.filter(|account| account.is_active()).ok_or(problems::ACCOUNT_UNKNOWN)?;
    let order = CampaignOrder { cible: Target::Compte { compte }, delai_jours };
    if !order.has_fair_notice() {
        return Err(problems::NOTICE_TOO_SHORT.into());
    }
    let campaign = order.start(act.new_id(), act.now());
    let mut transaction = act.login.database.begin().await?;
    let concernes = campaigns::start(&mut transaction, &campaign).await?;
    let kind = Kind::RenewalDemanded { campagne: campaign.id, compte };
    act.conclude(transaction, kind).await?;
    Ok(StartedCampaign { campagne: campaign.id, echeance: campaign.deadline, concernes })
}
