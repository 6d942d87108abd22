mod agents;
mod campaigns;
mod oauth;
mod pages;

use web::{
    StatusCode,
    contract::{Body, Contract, Operation},
};

use crate::{
    domain::registration::Registration,
    operations::{
        deliver_letter::{DeliveredLetter, Delivery},
        list_clients::{ClientsPage, RegisteredClients},
        list_letters::{Letters, LettersPage},
        purge_expired::PurgedRows,
        register_client::RegisteredClient,
    },
    problems,
    routes::routes,
};

/// What this component promises outside.
#[must_use]
pub fn contract() -> Contract {
    let contract = Contract::new("Connexion", routes().table(), problems::ALL);
    pages::pages(oauth::oauth(campaigns::campaigns(agents::agents(letters(clients(contract))))))
}

fn letters(contract: Contract) -> Contract {
    contract
        .with(
            Operation::new("listLetters", "Lire les courriers à remettre à leurs titulaires")
                .by_caller()
                .queried_by::<LettersPage>()
                .answers::<Letters>()
                .refuses(&[web::kinds::UNPROCESSABLE]),
        )
        .with(
            Operation::new("deliverLetter", "Dire qu'un courrier est remis, et en effacer le secret")
                .by_caller()
                .asks::<Delivery>()
                .answers::<DeliveredLetter>()
                .refuses(&[problems::LETTER_UNKNOWN]),
        )
}

fn clients(contract: Contract) -> Contract {
    let act = |id, summary| Operation::new(id, summary).by_caller();
    contract
        .with(
            act(
                "registerClient",
                "Enregistrer une application (membres de la RFC 7591), qu'une autre personne approuve",
            )
            .asks::<Registration>()
            .answers_with(
                StatusCode::CREATED,
                "Enregistrée, en attente d'approbation",
                Some(Body::of::<RegisteredClient>()),
            )
            .refuses(&[problems::REGISTRATION_REFUSED, problems::PROPOSALS_FULL]),
        )
        .with(
            act("listClients", "Lister les applications")
                .queried_by::<ClientsPage>()
                .answers::<RegisteredClients>()
                .refuses(&[web::kinds::UNPROCESSABLE]),
        )
        .with(
            act("approveClient", "Approuver une application enregistrée par une autre personne")
                .answers::<RegisteredClient>()
                .refuses(&[problems::CLIENT_UNKNOWN, problems::OWN_REGISTRATION]),
        )
        .with(
            act("closeClient", "Fermer une application")
                .answers_with(StatusCode::NO_CONTENT, "Fermée", None)
                .refuses(&[problems::CLIENT_UNKNOWN]),
        )
        .with(
            act("withdrawConsent", "Retirer l'accord d'une personne à une application")
                .answers_with(StatusCode::NO_CONTENT, "Retiré", None)
                .refuses(&[problems::CONSENT_UNKNOWN]),
        )
        .with(
            act("endAccountSessions", "Fermer toutes les sessions d'un compte")
                .answers_with(StatusCode::NO_CONTENT, "Fermées", None)
                .refuses(&[problems::ACCOUNT_UNKNOWN]),
        )
        .with(act("purgeExpired", "Effacer ce qui est échu").answers::<PurgedRows>())
}
