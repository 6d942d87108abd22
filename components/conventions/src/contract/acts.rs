//! The acts of the state machines: all take a decision.

use web::contract::{Contract, Operation};

use super::act_on;
use crate::{
    operations::{Decision, opening::Opening, recording::Done},
    problems,
};

const CONVENTION: &[(&str, &str)] = &[
    ("submitConvention", "Déposer une convention"),
    ("reviewConvention", "Prendre une convention en charge"),
    ("returnConvention", "Renvoyer une convention au partenaire"),
    ("completeConvention", "Constater qu'une convention est complète"),
    ("signConvention", "Signer pour le partenaire"),
    ("countersignConvention", "Signer pour la Caf"),
    ("suspendConvention", "Suspendre une convention"),
    ("reinstateConvention", "Rétablir une convention"),
    ("terminateConvention", "Résilier une convention"),
];

const CONTRACT: &[(&str, &str)] = &[
    ("confirmContract", "Confirmer un contrat de service proposé par un collègue"),
    ("suspendContract", "Suspendre un contrat de service"),
    ("reinstateContract", "Rétablir un contrat de service"),
    ("terminateContract", "Résilier un contrat de service"),
];

const HABILITATION: &[(&str, &str)] = &[
    ("countersignHabilitation", "Contresigner une demande d'habilitation"),
    ("acceptHabilitation", "Accepter une demande d'habilitation"),
    ("refuseHabilitation", "Refuser une demande d'habilitation"),
    ("recordCommitments", "Enregistrer les engagements signés"),
    ("recordCertificate", "Enregistrer une attestation de formation"),
    ("suspendHabilitation", "Suspendre une habilitation"),
    ("reinstateHabilitation", "Rétablir une habilitation"),
    ("withdrawHabilitation", "Retirer une habilitation"),
];

pub(super) fn acts(contract: Contract) -> Contract {
    let contract = CONVENTION.iter().fold(contract, |contract, (id, summary)| {
        let act = decided(id, summary).answers::<Done>();
        contract.with(act.refuses(&[
            problems::OTHER_TEXT,
            problems::PARTNER_HAS_NOT_SIGNED,
            problems::PERIOD,
            problems::AMENDMENT_NOT_BEGUN,
            problems::DUPLICATE,
            web::kinds::SECOND_PERSON,
        ]))
    });
    let contract = CONTRACT.iter().fold(contract, |contract, (id, summary)| {
        let act = decided(id, summary).answers::<Done>();
        contract.with(act.refuses(&[
            web::kinds::SECOND_PERSON,
            problems::AUTHOR_LEFT,
            problems::AGREEMENT_NOT_IN_FORCE,
        ]))
    });
    let contract = HABILITATION.iter().fold(contract, |contract, (id, summary)| {
        let act = decided(id, summary).answers::<Done>();
        contract.with(act.refuses(&[
            problems::OWN_REQUEST,
            web::kinds::SECOND_PERSON,
            problems::AUTHOR_LEFT,
            problems::ACCOUNT_IN_USE,
            problems::PERIOD,
        ]))
    });
    contract.with(
        decided("activateHabilitation", "Activer une habilitation et ouvrir le compte")
            .answers::<Opening>()
            .refuses(&[
                problems::OWN_REQUEST,
                web::kinds::SECOND_PERSON,
                problems::PERIOD,
                problems::TRAINING_MISSING,
                problems::ACCOUNT_IN_USE,
                problems::TRACE_PENDING,
            ]),
    )
}

fn decided(id: &'static str, summary: &'static str) -> Operation {
    act_on(id, summary).asks::<Decision>().refuses(&[
        problems::OUT_OF_ORDER,
        problems::DECIDED_MEANWHILE,
        problems::REASON_MISSING,
    ])
}
