//! Campaigns that renew passwords.

use web::{
    StatusCode,
    contract::{Body, Contract, Operation},
};

use crate::{
    domain::campaign::CampaignOrder,
    operations::{
        follow_campaign::{Campaigns, ExceptionRequest, FollowedCampaign},
        propose::PendingProposal,
        start_campaign::{RenewalDemand, StartedCampaign},
    },
    problems,
};

pub(super) fn campaigns(contract: Contract) -> Contract {
    let act = |id, summary| Operation::new(id, summary).by_caller();
    contract
        .with(
            act("proposeCampaign", "Proposer une campagne de renouvellement des mots de passe")
                .asks::<CampaignOrder>()
                .answers_with(StatusCode::CREATED, "Proposée", Some(Body::of::<PendingProposal>()))
                .refuses(&[problems::NOTICE_TOO_SHORT, problems::PROPOSALS_FULL]),
        )
        .with(
            act("demandRenewal", "Faire renouveler le mot de passe d'une personne, tout de suite ou bientôt")
                .asks::<RenewalDemand>()
                .answers_with(StatusCode::CREATED, "Demandé", Some(Body::of::<StartedCampaign>()))
                .refuses(&[problems::ACCOUNT_UNKNOWN, problems::NOTICE_TOO_SHORT]),
        )
        .with(act("listCampaigns", "Lister les campagnes de renouvellement").answers::<Campaigns>())
        .with(
            act("readCampaign", "Suivre une campagne de renouvellement")
                .answers::<FollowedCampaign>()
                .refuses(&[problems::CAMPAIGN_UNKNOWN]),
        )
        .with(
            act("exceptFromCampaign", "Donner plus de temps à une personne")
                .asks::<ExceptionRequest>()
                .answers_with(StatusCode::NO_CONTENT, "Donné", None)
                .refuses(&[
                    problems::CAMPAIGN_UNKNOWN,
                    problems::EXCEPTION_TOO_LONG,
                    problems::NOTHING_TO_RENEW,
                    web::kinds::SECOND_PERSON,
                ]),
        )
        .with(
            act("endCampaign", "Terminer une campagne de renouvellement")
                .answers_with(StatusCode::NO_CONTENT, "Terminée", None)
                .refuses(&[problems::CAMPAIGN_UNKNOWN]),
        )
}
