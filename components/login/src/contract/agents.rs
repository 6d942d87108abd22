//! The fund's people, and what two of them decide.

use web::{
    StatusCode,
    contract::{Body, Contract, Operation},
};

use crate::{
    domain::proposal::FutureAgent,
    operations::{
        confirm_proposal::ConfirmedProposal, list_agents::FundAgents, list_proposals::PendingProposals,
        propose::PendingProposal, propose_reset::RequestedReset, propose_role::FurtherRole,
    },
    problems,
};

pub(super) fn agents(contract: Contract) -> Contract {
    let done = |operation: Operation| operation.answers_with(StatusCode::NO_CONTENT, "Fait", None);
    proposals(contract)
        .with(act("listAgents", "Lister les personnes de la caisse").answers::<FundAgents>())
        .with(
            done(act("closeAgent", "Fermer le compte d'une personne de la caisse"))
                .refuses(&[problems::AGENT_UNKNOWN, problems::LAST_SECURITY_OFFICER]),
        )
        .with(done(act("removeRole", "Retirer un rôle à une personne de la caisse")).refuses(&[
            problems::AGENT_UNKNOWN,
            problems::ROLE_UNCHANGED,
            problems::LAST_ROLE,
            problems::LAST_SECURITY_OFFICER,
        ]))
}

fn proposals(contract: Contract) -> Contract {
    contract
        .with(
            proposal("proposeAgent", "Proposer le compte d'une personne de la caisse")
                .asks::<FutureAgent>()
                .refuses(&[problems::ROLES_APART, problems::IDENTIFIER_TAKEN, problems::IDENTIFIER_KEPT]),
        )
        .with(
            proposal("proposeRole", "Proposer un rôle de plus pour une personne de la caisse")
                .asks::<FurtherRole>()
                .refuses(&[
                    problems::AGENT_UNKNOWN,
                    problems::ROLE_UNCHANGED,
                    problems::ROLES_APART,
                    web::kinds::SECOND_PERSON,
                ]),
        )
        .with(
            proposal("proposeReset", "Proposer de réinitialiser le compte d'une personne qui a tout perdu")
                .asks::<RequestedReset>()
                .refuses(&[
                    problems::ACCOUNT_UNKNOWN,
                    problems::ACCOUNT_CLOSED,
                    problems::ACCOUNT_NEVER_USED,
                    problems::RESET_WAITS,
                    web::kinds::SECOND_PERSON,
                ]),
        )
        .with(act("listProposals", "Lister ce qui attend une seconde personne").answers::<PendingProposals>())
        .with(
            act("refuseProposal", "Refuser ou reprendre une proposition")
                .answers_with(StatusCode::NO_CONTENT, "Refusée", None)
                .refuses(&[problems::PROPOSAL_UNKNOWN]),
        )
        .with(
            act("confirmProposal", "Confirmer ce qu'une autre personne a proposé")
                .answers::<ConfirmedProposal>()
                .refuses(&[
                    problems::PROPOSAL_UNKNOWN,
                    web::kinds::SECOND_PERSON,
                    problems::IDENTIFIER_TAKEN,
                    problems::IDENTIFIER_KEPT,
                    problems::AGENT_UNKNOWN,
                    problems::ROLE_UNCHANGED,
                    problems::ROLES_APART,
                    problems::ACCOUNT_CLOSED,
                    problems::ACCOUNT_NEVER_USED,
                ]),
        )
}

fn act(id: &'static str, summary: &'static str) -> Operation {
    Operation::new(id, summary).by_caller()
}

/// An act that waits for a second person.
fn proposal(id: &'static str, summary: &'static str) -> Operation {
    act(id, summary)
        .answers_with(
            StatusCode::CREATED,
            "Proposée : une autre personne la confirme",
            Some(Body::of::<PendingProposal>()),
        )
        .refuses(&[problems::PROPOSALS_FULL])
}
