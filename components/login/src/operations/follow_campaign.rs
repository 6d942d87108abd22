//! How far a campaign is, who is given more time, and its end.

use http::StatusCode;
use jiff::Timestamp;
use journal::Kind;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Json, Path, Problem};

use super::act::Act;
use crate::{
    domain::campaign::{Exception, ExceptionReason, Target},
    fault::Denial,
    problems,
    store::campaigns::{self, Progress},
};

/// The campaigns of the last year.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Campaigns {
    campagnes: Vec<CampaignProgress>,
}

/// How far a campaign is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct CampaignProgress {
    campagne: Uuid,
    cible: Target,
    #[schema(value_type = String)]
    debut: Timestamp,
    #[schema(value_type = String)]
    echeance: Timestamp,
    #[schema(value_type = Option<String>)]
    fin: Option<Timestamp>,
    concernes: u32,
    renouveles: u32,
    exceptes: u32,
    restants: u32,
}

/// A campaign, and the accounts that have not renewed their password.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct FollowedCampaign {
    #[serde(flatten)]
    avancement: CampaignProgress,
    comptes_restants: Vec<Uuid>,
}

/// More time for one person.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExceptionRequest {
    compte: Uuid,
    #[schema(value_type = String)]
    jusqu_au: Timestamp,
    motif: ExceptionReason,
}

impl From<Progress> for CampaignProgress {
    fn from(progress: Progress) -> Self {
        let campaign = progress.campaign;
        Self {
            campagne: campaign.id,
            cible: campaign.target,
            debut: campaign.started_at,
            echeance: campaign.deadline,
            fin: campaign.ended_at,
            concernes: progress.members,
            renouveles: progress.renewed,
            exceptes: progress.excepted,
            restants: progress.remaining,
        }
    }
}

/// `GET /login/campagnes`.
pub(crate) async fn list_campaigns(act: Act) -> Result<Json<Campaigns>, Problem> {
    act.answer(list(&act).await)
}

async fn list(act: &Act) -> Result<Json<Campaigns>, Denial> {
    act.authorise("listCampaigns")?;
    let listed = campaigns::list_campaigns(&act.login.database).await?;
    Ok(Json(Campaigns { campagnes: listed.into_iter().map(CampaignProgress::from).collect() }))
}

/// `GET /login/campagnes/{id}`.
pub(crate) async fn read_campaign(act: Act, Path(id): Path<Uuid>) -> Result<Json<FollowedCampaign>, Problem> {
    act.answer(read(&act, id).await.map(Json))
}

async fn read(act: &Act, id: Uuid) -> Result<FollowedCampaign, Denial> {
    act.authorise("readCampaign")?;
    let found = campaigns::find_campaign(&act.login.database, id).await?;
    let avancement = found.ok_or(problems::CAMPAIGN_UNKNOWN)?.into();
    let comptes_restants = campaigns::list_remaining(&act.login.database, id).await?;
    Ok(FollowedCampaign { avancement, comptes_restants })
}

/// `POST /login/campagnes/{id}/exceptions`: gives one person, never oneself, more time.
pub(crate) async fn except_from_campaign(
    act: Act,
    Path(id): Path<Uuid>,
    Json(request): Json<ExceptionRequest>,
) -> Result<StatusCode, Problem> {
    act.answer(except(&act, id, request).await)
}

async fn except(act: &Act, id: Uuid, request: ExceptionRequest) -> Result<StatusCode, Denial> {
    act.authorise_request("exceptFromCampaign", act.principal.subject == request.compte)?;
    let database = &act.login.database;
    let found = campaigns::find_campaign(database, id).await?.ok_or(problems::CAMPAIGN_UNKNOWN)?;
    if !found.campaign.may_except(request.jusqu_au, act.now()) {
        return Err(problems::EXCEPTION_TOO_LONG.into());
    }
    let (compte, until, reason) = (request.compte, request.jusqu_au, request.motif);
    if !campaigns::may_be_excepted(database, (id, compte), act.now()).await? {
        return Err(problems::NOTHING_TO_RENEW.into());
    }
    let exception = Exception { account: compte, until, reason, author: act.principal.subject };
    act.perform(&[Kind::CampaignExcepted { campagne: id, compte, motif: reason.word() }], async {
        let mut transaction = act.begin().await?;
        if !campaigns::except(&mut transaction, id, &exception, act.now()).await? {
            return Err(problems::NOTHING_TO_RENEW.into());
        }
        transaction.commit().await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// `POST /login/campagnes/{id}/cloture`: ends a campaign. Before its deadline nobody has to renew any more; after it,
/// those who have not still have to.
pub(crate) async fn end_campaign(act: Act, Path(id): Path<Uuid>) -> Result<StatusCode, Problem> {
    act.answer(end(&act, id).await)
}

async fn end(act: &Act, id: Uuid) -> Result<StatusCode, Denial> {
    act.authorise("endCampaign")?;
    let database = &act.login.database;
    let found = campaigns::find_campaign(database, id).await?;
    found.filter(|found| found.campaign.ended_at.is_none()).ok_or(problems::CAMPAIGN_UNKNOWN)?;
    act.perform(&[Kind::CampaignEnded { campagne: id }], async {
        let mut transaction = act.begin().await?;
        if !campaigns::end(&mut transaction, id, act.now()).await? {
            return Err(problems::CAMPAIGN_UNKNOWN.into());
        }
        transaction.commit().await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}
