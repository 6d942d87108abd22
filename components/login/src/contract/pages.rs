//! The pages that a person's browser shows, and the forms that it sends.

use web::{
    StatusCode,
    contract::{Body, Contract, Operation},
};

use super::oauth::{error, form, optional, required};

/// Which request of a client a form ends.
const REQUEST: &str = "demande";
const ON: u16 = 303;
const OVER: u16 = 410;
const REFUSED: u16 = 403;
const INVALID: u16 = 422;
const TOO_MANY: u16 = 429;

pub(super) fn pages(contract: Contract) -> Contract {
    own_secrets(sent(shown(contract))).with(
        Operation::new("readStyle", "Feuille de style des pages").answers_with(
            StatusCode::OK,
            "Feuille",
            Some(Body::text()),
        ),
    )
}

fn shown(contract: Contract) -> Contract {
    contract
        .with(
            page("startAuthorization", "Commencer une connexion (RFC 6749 §4.1)", &[200, ON, 400, REFUSED])
                .queried_for(required(&["client_id", "request_uri"])),
        )
        .with(
            page("showSignIn", "Page de l'identifiant et du mot de passe", &[200, ON, REFUSED])
                .queried_for(optional(&[REQUEST, "autre"])),
        )
        .with(page("showFactor", "Page du second facteur", &[200, ON]))
        .with(page("showAttachments", "Page du choix de l'habilitation", &[200, ON, REFUSED]))
        .with(page("showAcceptance", "Page d'ajout d'une habilitation", &[200, ON]))
        .with(page("showActivation", "Page de première connexion", &[200]).queried_for(optional(&[REQUEST])))
        .with(page("showEnrolment", "Page d'enrôlement du second facteur", &[200, ON]))
        .with(page("resumeAuthorization", "Reprendre la connexion", &[200, ON, REFUSED]))
        .with(page("openHome", "Aller du nom du service à ses sessions", &[ON]))
        .with(page("openLogin", "Aller de l'adresse du composant à ses sessions", &[ON]))
        .with(page("listSessions", "Page de ses sessions", &[200, ON]))
        .with(
            page("showConsent", "Page de l'accord donné à une application", &[200, ON, OVER, REFUSED])
                .queried_for(optional(&[REQUEST])),
        )
        .with(page("listApplications", "Page des applications que l'on autorise", &[200, ON]))
}

fn sent(contract: Contract) -> Contract {
    let secrets = &["identifiant", "mot_de_passe", REQUEST];
    let activation = &["identifiant", "code", "mot_de_passe", "confirmation", REQUEST];
    contract
        .with(filled("signIn", "Prouver le premier facteur", secrets, &[ON, REFUSED, TOO_MANY]))
        .with(filled(
            "proveFactor",
            "Prouver le second facteur",
            &["code", REQUEST],
            &[200, ON, OVER, REFUSED, TOO_MANY],
        ))
        .with(filled(
            "chooseAttachment",
            "Choisir l'habilitation",
            &["rattachement", REQUEST],
            &[200, ON, OVER, REFUSED, INVALID],
        ))
        .with(filled(
            "acceptAttachment",
            "Ajouter une habilitation",
            &["code", REQUEST],
            &[200, ON, OVER, REFUSED, TOO_MANY],
        ))
        .with(filled("activateAccount", "Activer son compte", activation, &[ON, REFUSED, INVALID, TOO_MANY]))
        .with(filled(
            "enrolFactor",
            "Enrôler le second facteur",
            &["code", REQUEST],
            &[200, ON, OVER, REFUSED, TOO_MANY],
        ))
        .with(filled(
            "giveConsent",
            "Autoriser une application, ou refuser",
            &["reponse", REQUEST],
            &[200, ON, OVER, REFUSED, INVALID],
        ))
        .with(filled("withdrawOwnConsent", "Retirer son accord", &["application"], &[ON, REFUSED]))
        .with(filled("endOwnSession", "Fermer une de ses sessions", &["session"], &[ON, REFUSED]))
        .with(page("signOut", "Se déconnecter", &[200, REFUSED]))
}

fn own_secrets(contract: Contract) -> Contract {
    let (changed, proofs) =
        (["mot_de_passe", "nouveau_mot_de_passe", "confirmation"], ["mot_de_passe", "code"]);
    let refused = &[200, ON, REFUSED, TOO_MANY];
    contract
        .with(page("showSecurity", "Page de ses moyens de connexion", &[200, ON]))
        .with(page("showPasswordChange", "Page du changement de mot de passe", &[200, ON]))
        .with(filled(
            "changePassword",
            "Changer de mot de passe",
            &changed,
            &[ON, REFUSED, INVALID, TOO_MANY],
        ))
        .with(page("showRenewal", "Page du mot de passe à renouveler", &[200, ON]))
        .with(filled(
            "renewPassword",
            "Renouveler son mot de passe pendant la connexion",
            &["nouveau_mot_de_passe", "confirmation", REQUEST],
            &[200, ON, OVER, REFUSED, INVALID],
        ))
        .with(page("showFactorRenewal", "Page du renouvellement du second facteur", &[200, ON]))
        .with(filled("renewFactor", "Commencer le renouvellement du second facteur", &proofs, refused))
        .with(filled("enrolNewFactor", "Remplacer le second facteur", &["code"], &[ON, REFUSED, TOO_MANY]))
        .with(page("showRecoveryRenewal", "Page des nouveaux codes de secours", &[200, ON]))
        .with(filled("renewRecoveryCodes", "Obtenir de nouveaux codes de secours", &proofs, refused))
}

/// A page that answers with one of these statuses, or says that something inside does not answer.
fn page(id: &'static str, summary: &'static str, statuses: &[u16]) -> Operation {
    let statuses = statuses.iter().chain(&[503]).filter_map(|status| StatusCode::from_u16(*status).ok());
    statuses.fold(Operation::new(id, summary), |operation, status| match status {
        StatusCode::SEE_OTHER => operation.answers_with(status, "La suite est à l'adresse Location", None),
        StatusCode::OK => operation.answers_with(status, "Page", Some(Body::text())),
        _ => operation.answers_with(status, "Page qui dit ce qui ne va pas", Some(Body::text())),
    })
}

/// A form, whose fields may be refused as they came.
fn filled(id: &'static str, summary: &'static str, fields: &[&str], statuses: &[u16]) -> Operation {
    page(id, summary, statuses).asks_for(form(fields)).answers_with(
        StatusCode::BAD_REQUEST,
        "Le formulaire ne peut être lu",
        Some(error()),
    )
}
