use std::sync::Arc;

use access::Scope;
use http::Method;
use web::{Format, READINESS_PATH, Routes};

use crate::{Login, operations::*};

const PAGE: Format = Format { body_cap: 8 * 1024, produces: "text/html", is_streamed: false };
const STYLE: Format = Format { body_cap: 0, produces: "text/css", is_streamed: false };

/// The table of routes.
#[must_use]
pub fn routes() -> Routes<Arc<Login>> {
    private(own_secrets(pages(oauth(campaigns(agents(Routes::in_scope(Scope::Comptes)))))))
        .public(Method::POST, "/login/clients", "registerClient", register_client)
        .public(Method::GET, "/login/clients", "listClients", list_clients)
        .public(Method::POST, "/login/clients/{id}/approbation", "approveClient", approve_client)
        .public(Method::DELETE, "/login/clients/{id}", "closeClient", close_client)
        .public(Method::GET, "/login/courriers", "listLetters", list_letters)
        .public(Method::POST, "/login/courriers/{id}/remise", "deliverLetter", deliver_letter)
        .public(
            Method::DELETE,
            "/login/comptes/{id}/applications/{client}",
            "withdrawConsent",
            withdraw_consent,
        )
        .public(Method::DELETE, "/login/comptes/{id}/sessions", "endAccountSessions", end_account_sessions)
        .public(Method::POST, "/login/purges", "purgeExpired", purge_expired)
}

fn agents(routes: Routes<Arc<Login>>) -> Routes<Arc<Login>> {
    let (agent, proposal) = ("/login/agents/{id}", "/login/propositions/{id}");
    routes
        .public(Method::GET, "/login/agents", "listAgents", list_agents)
        .public(Method::POST, "/login/agents", "proposeAgent", propose_agent)
        .public(Method::DELETE, agent, "closeAgent", close_agent)
        .public(Method::POST, "/login/agents/{id}/roles", "proposeRole", propose_role)
        .public(Method::DELETE, "/login/agents/{id}/roles/{role}", "removeRole", remove_role)
        .public(Method::POST, "/login/comptes/{id}/reinitialisation", "proposeReset", propose_reset)
        .public(Method::GET, "/login/propositions", "listProposals", list_proposals)
        .public(Method::DELETE, proposal, "refuseProposal", refuse_proposal)
        .public(Method::POST, "/login/propositions/{id}/confirmation", "confirmProposal", confirm_proposal)
}

fn campaigns(routes: Routes<Arc<Login>>) -> Routes<Arc<Login>> {
    let (exceptions, end) = ("/login/campagnes/{id}/exceptions", "/login/campagnes/{id}/cloture");
    let demand = "/login/comptes/{id}/renouvellement";
    routes
        .public(Method::POST, "/login/campagnes", "proposeCampaign", propose_campaign)
        .public(Method::GET, "/login/campagnes", "listCampaigns", list_campaigns)
        .public(Method::GET, "/login/campagnes/{id}", "readCampaign", read_campaign)
        .public(Method::POST, exceptions, "exceptFromCampaign", except_from_campaign)
        .public(Method::POST, end, "endCampaign", end_campaign)
        .public(Method::POST, demand, "demandRenewal", demand_renewal)
}

fn oauth(routes: Routes<Arc<Login>>) -> Routes<Arc<Login>> {
    let (server, openid) = ("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration");
    let resource = "/.well-known/oauth-protected-resource";
    routes
        .public(Method::GET, server, "readServerMetadata", read_server_metadata)
        .public(Method::GET, openid, "readOpenidMetadata", read_server_metadata)
        .public(Method::GET, resource, "readResourceMetadata", read_resource_metadata)
        .public(Method::GET, "/oauth/jwks", "readPublicKeys", read_public_keys)
        .public(Method::POST, "/oauth/par", "pushAuthorization", push_authorization)
        .public_as(Method::GET, "/oauth/authorize", "startAuthorization", PAGE, start_authorization)
        .public(Method::POST, "/oauth/token", "issueToken", issue_token)
        .public(Method::POST, "/oauth/revoke", "revokeToken", revoke_token)
        .public(Method::POST, "/oauth/introspect", "introspectToken", introspect_token)
}

fn pages(routes: Routes<Arc<Login>>) -> Routes<Arc<Login>> {
    routes
        .public_as(Method::GET, "/login/connexion", "showSignIn", PAGE, show_sign_in)
        .public_as(Method::POST, "/login/connexion", "signIn", PAGE, sign_in)
        .public_as(Method::GET, "/login/facteur", "showFactor", PAGE, show_factor)
        .public_as(Method::POST, "/login/facteur", "proveFactor", PAGE, prove_factor)
        .public_as(Method::GET, "/login/habilitation", "showAttachments", PAGE, show_attachments)
        .public_as(Method::POST, "/login/habilitation", "chooseAttachment", PAGE, choose_attachment)
        .public_as(Method::GET, "/login/rattachement", "showAcceptance", PAGE, show_acceptance)
        .public_as(Method::POST, "/login/rattachement", "acceptAttachment", PAGE, accept_attachment)
        .public_as(Method::GET, "/login/activation", "showActivation", PAGE, show_activation)
        .public_as(Method::POST, "/login/activation", "activateAccount", PAGE, activate_account)
        .public_as(Method::GET, "/login/enrolement", "showEnrolment", PAGE, show_enrolment)
        .public_as(Method::POST, "/login/enrolement", "enrolFactor", PAGE, enrol_factor)
        .public_as(Method::GET, "/login/suite", "resumeAuthorization", PAGE, resume_authorization)
        .public_as(Method::GET, "/", "openHome", PAGE, open_home)
        .public_as(Method::GET, "/login/", "openLogin", PAGE, open_home)
        .public_as(Method::GET, "/login/sessions", "listSessions", PAGE, list_sessions)
        .public_as(Method::POST, "/login/sessions", "endOwnSession", PAGE, end_own_session)
        .public_as(Method::GET, "/login/accord", "showConsent", PAGE, show_consent)
        .public_as(Method::POST, "/login/accord", "giveConsent", PAGE, give_consent)
        .public_as(Method::GET, "/login/applications", "listApplications", PAGE, list_applications)
        .public_as(Method::POST, "/login/applications", "withdrawOwnConsent", PAGE, withdraw_own_consent)
        .public_as(Method::POST, "/login/deconnexion", "signOut", PAGE, sign_out)
        .public_as(Method::GET, "/login/style.css", "readStyle", STYLE, read_style)
}

fn own_secrets(routes: Routes<Arc<Login>>) -> Routes<Arc<Login>> {
    let (password, factor, codes) =
        ("/login/mot-de-passe", "/login/facteur/renouvellement", "/login/codes-de-secours");
    routes
        .public_as(Method::GET, "/login/securite", "showSecurity", PAGE, show_security)
        .public_as(Method::GET, password, "showPasswordChange", PAGE, show_password_change)
        .public_as(Method::POST, password, "changePassword", PAGE, change_password)
        .public_as(Method::GET, "/login/renouvellement", "showRenewal", PAGE, show_renewal)
        .public_as(Method::POST, "/login/renouvellement", "renewPassword", PAGE, renew_password)
        .public_as(Method::GET, factor, "showFactorRenewal", PAGE, show_factor_renewal)
        .public_as(Method::POST, factor, "renewFactor", PAGE, renew_factor)
        .public_as(Method::POST, "/login/facteur/nouveau", "enrolNewFactor", PAGE, enrol_new_factor)
        .public_as(Method::GET, codes, "showRecoveryRenewal", PAGE, show_recovery_renewal)
        .public_as(Method::POST, codes, "renewRecoveryCodes", PAGE, renew_recovery_codes)
}

fn private(routes: Routes<Arc<Login>>) -> Routes<Arc<Login>> {
    routes
        .private(Method::GET, READINESS_PATH, "readReadiness", read_readiness)
        .private(Method::GET, "/prive/cles", "readKeys", read_keys)
        .private(
            Method::GET,
            "/prive/sessions/{id}/applications/{client}",
            "readSessionState",
            read_session_state,
        )
        .private(Method::GET, "/prive/clients/{id}", "readClientState", read_client_state)
        .private(Method::GET, "/prive/agents/{id}", "readOffice", read_office)
        .private(Method::POST, "/prive/preuves", "takeProof", take_proof)
        .private(Method::POST, "/prive/comptes", "openAccount", open_account)
        .private(Method::POST, "/prive/comptes/titulaire", "checkHolder", check_holder)
        .private(Method::POST, "/prive/comptes/{id}/fermeture", "closeAccount", close_account)
}
