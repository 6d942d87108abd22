mod acts;

use web::{
    Kind, StatusCode,
    contract::{Body, Contract, Operation},
};

use crate::{
    operations::{
        create_contract::NewContract,
        create_organisation::NewOrganisation,
        draft_convention::DraftBody,
        end_mandate::{Ended, Ending},
        list_mandates::Mandates,
        list_profiles::Profiles,
        listing::Page,
        open_mandate::{MandateDone, NewMandate},
        opening::Opening,
        publish_profile::NewProfile,
        read_convention, read_habilitation,
        read_organisation::WholeOrganisation,
        record_deadlines::Pass,
        record_departure::{Departed, Departure},
        recording::Done,
        reissue_letter::LetterRequest,
        request_habilitation::HabilitationRequest,
    },
    problems,
    routes::routes,
    store::{organisations::Organisation, profiles::Profile},
};

/// What this component promises outside.
#[must_use]
pub fn contract() -> Contract {
    let contract = Contract::new("Conventions et habilitations", routes().table(), problems::ALL);
    acts::acts(habilitations(conventions(organisations(contract))))
}

/// What an act under a mandate meets.
const OF_MANDATE: &[Kind] = &[problems::CALLER_ENDED, problems::OUTSIDE_ORGANISATION];

fn act(id: &'static str, summary: &'static str) -> Operation {
    Operation::new(id, summary).by_caller().refuses(OF_MANDATE)
}

/// An act on something that is named, and may not be there.
fn act_on(id: &'static str, summary: &'static str) -> Operation {
    act(id, summary).refuses(&[problems::UNKNOWN])
}

fn organisations(contract: Contract) -> Contract {
    contract
        .with(
            act("createOrganisation", "Déclarer un organisme partenaire")
                .asks::<NewOrganisation>()
                .answers::<Organisation>()
                .refuses(&[problems::SIRET, problems::DUPLICATE]),
        )
        .with(act_on("readOrganisation", "Lire un organisme").answers::<WholeOrganisation>())
        .with(
            act_on("openMandate", "Ouvrir le mandat d'un responsable légal ou d'un gestionnaire")
                .asks::<NewMandate>()
                .answers::<MandateDone>()
                .refuses(&[problems::DUPLICATE, problems::ACCOUNT_IN_USE, problems::OWN_REQUEST]),
        )
        .with(act_on("listMandates", "Lister les mandats d'un organisme").answers::<Mandates>())
        .with(
            act_on("confirmMandate", "Confirmer un mandat ouvert par un collègue")
                .answers::<Opening>()
                .refuses(&[
                    web::kinds::SECOND_PERSON,
                    problems::AUTHOR_LEFT,
                    problems::OWN_REQUEST,
                    problems::OUT_OF_ORDER,
                    problems::ACCOUNT_IN_USE,
                    problems::TRACE_PENDING,
                ]),
        )
        .with(reissue("reissueMandateLetter", "Renvoyer son courrier au titulaire d'un mandat"))
        .with(
            act_on("endMandate", "Mettre fin à un mandat")
                .asks::<Ending>()
                .answers::<Ended>()
                .refuses(&[problems::OUT_OF_ORDER]),
        )
        .with(act("recordDeadlines", "Constater les échéances arrivées").answers::<Pass>())
}

/// A letter is written again to a holder who has not used the first.
fn reissue(id: &'static str, summary: &'static str) -> Operation {
    act_on(id, summary).asks::<LetterRequest>().answers::<Opening>().refuses(&[
        problems::OUT_OF_ORDER,
        problems::OWN_REQUEST,
        problems::ACCOUNT_IN_USE,
        problems::TRACE_PENDING,
    ])
}

fn conventions(contract: Contract) -> Contract {
    contract
        .with(
            act("listConventions", "Lister les conventions")
                .queried_by::<Page>()
                .answers_with(
                    StatusCode::OK,
                    "Page",
                    Some(Body::of::<read_convention::Summary>().listed_as("elements")),
                )
                .refuses(&[web::kinds::UNPROCESSABLE]),
        )
        .with(
            act_on("createConvention", "Commencer une convention ou un avenant")
                .asks::<DraftBody>()
                .answers::<Done>()
                .refuses(&[problems::PERIOD, problems::AGREEMENT_NOT_IN_FORCE]),
        )
        .with(
            act_on("readConvention", "Lire une convention, ses contrats et son historique")
                .answers::<read_convention::Whole>(),
        )
        .with(
            act_on("updateConvention", "Corriger un brouillon de convention")
                .asks::<DraftBody>()
                .answers::<Done>()
                .refuses(&[problems::PERIOD, problems::OUT_OF_ORDER, problems::DECIDED_MEANWHILE]),
        )
        .with(
            act_on("createContract", "Proposer un contrat de service sous une convention")
                .asks::<NewContract>()
                .answers::<Done>()
                .refuses(&[
                    problems::PERIOD,
                    problems::AGREEMENT_NOT_IN_FORCE,
                    problems::WIDER_THAN_AGREED,
                    problems::DUPLICATE,
                ]),
        )
}

fn habilitations(contract: Contract) -> Contract {
    contract
        .with(act("listProfiles", "Lister les profils et leurs versions").answers::<Profiles>())
        .with(
            act("publishProfile", "Proposer un profil ou sa version suivante")
                .asks::<NewProfile>()
                .answers::<Profile>(),
        )
        .with(
            act_on("confirmProfile", "Publier une version de profil proposée par un collègue")
                .answers::<Profile>()
                .refuses(&[web::kinds::SECOND_PERSON, problems::AUTHOR_LEFT, problems::OUT_OF_ORDER]),
        )
        .with(reissue("reissueHabilitationLetter", "Renvoyer son courrier au titulaire d'une habilitation"))
        .with(
            act("listHabilitations", "Lister les habilitations")
                .queried_by::<Page>()
                .answers_with(
                    StatusCode::OK,
                    "Page",
                    Some(Body::of::<read_habilitation::Summary>().listed_as("elements")),
                )
                .refuses(&[web::kinds::UNPROCESSABLE]),
        )
        .with(
            act_on("requestHabilitation", "Déposer un bulletin d'adhésion")
                .asks::<HabilitationRequest>()
                .answers::<Done>()
                .refuses(&[
                    problems::PERIOD,
                    problems::AGREEMENT_NOT_IN_FORCE,
                    problems::WIDER_THAN_AGREED,
                    problems::CODE_EXPECTED,
                    problems::CODE_HELD,
                    problems::DUPLICATE,
                    problems::ACCOUNT_IN_USE,
                ]),
        )
        .with(
            act_on("readHabilitation", "Lire une habilitation et son historique")
                .answers::<read_habilitation::Whole>(),
        )
        .with(
            act_on("recordDeparture", "Enregistrer le départ d'une personne")
                .asks::<Departure>()
                .answers::<Departed>()
                .refuses(&[problems::MANDATE_HELD]),
        )
}
