use std::sync::Arc;

use access::Scopes;
use axum::{extract::State, response::Response};
use http::HeaderMap;
use journal::{Event, Kind, Word};
use uuid::Uuid;
use web::Context;

use super::{
    end_session::end_session,
    prove_client::{ClientRequest, ProvedClient},
};
use crate::{
    Login,
    domain::{
        client::Client,
        opaque,
        registration::{GrantType, granted},
    },
    fault::{Failure, Fault, answer},
    oauth_error::OAuthError,
    parameters::Parameters,
    store::{
        accounts, attachments,
        codes::{self, Code},
        consents, refresh_tokens, sessions,
    },
    tokens::{Grant, Person},
};

const USED: OAuthError = OAuthError::invalid_grant("it was used before: its session is ended");
const NOT_FOR_THEM: OAuthError = OAuthError::invalid_grant("the client is not for whoever signed in");
const OVER: OAuthError = OAuthError::invalid_grant("it is not valid, or no longer");

/// `POST /oauth/token`.
pub(crate) async fn issue_token(
    State(login): State<Arc<Login>>,
    context: Context,
    headers: HeaderMap,
    parameters: Parameters,
) -> Response {
    let request = ClientRequest { login, context, headers, parameters, path: "/oauth/token" };
    answer(&context, issue(&request).await)
}

async fn issue(request: &ClientRequest) -> Result<Response, Failure> {
    let proved = request.prove().await?;
    let grant_type = match request.parameters.require("grant_type")? {
        "authorization_code" => GrantType::AuthorizationCode,
        "client_credentials" => GrantType::ClientCredentials,
        "refresh_token" => GrantType::RefreshToken,
        _ => return Err(OAuthError::bad_request("unsupported_grant_type", "there is no such grant").into()),
    };
    if !proved.client.registration.grant_types.contains(&grant_type) {
        return Err(OAuthError::unauthorized_client().into());
    }
    let is_unproved = proved.client.registration.dpop_bound_access_tokens && proved.thumbprint.is_none();
    // A refresh token is bound itself, so that without a proof it is not the client's to use: invalid_grant.
    if is_unproved && grant_type != GrantType::RefreshToken {
        return Err(OAuthError::invalid_proof("send a proof of possession in the DPoP header").into());
    }
    match grant_type {
        GrantType::AuthorizationCode => exchange_code(request, &proved).await,
        GrantType::ClientCredentials => grant_client(request, &proved).await,
        GrantType::RefreshToken => refresh(request, &proved).await,
    }
}

/// RFC 6749 §4.4.
async fn grant_client(request: &ClientRequest, proved: &ProvedClient) -> Result<Response, Failure> {
    let (ClientRequest { login, parameters, .. }, context) = (request, &proved.context);
    let registration = &proved.client.registration;
    let scope = registration.granted_scope(parameters.get("scope")).ok_or_else(OAuthError::invalid_scope)?;
    let methode = Word::parse("private_key_jwt")?;
    let record = login.record(context, |id| Event {
        agent: Some(proved.client.id),
        client: Some(proved.client.id),
        organisation: registration.organisation,
        ..Event::done(id, Kind::SignedIn { methode })
    });
    record.await?;
    let thumbprint = proved.thumbprint.clone();
    let grant = Grant { client: &proved.client, scope, thumbprint, person: None, refresh_token: None };
    Ok(grant.issue(login, context, None).await?)
}

/// RFC 6749 §4.1.3 with RFC 7636. A code that comes back was stolen or replayed: its session ends, and with it every
/// token that came of it.
async fn exchange_code(request: &ClientRequest, proved: &ProvedClient) -> Result<Response, Failure> {
    let (ClientRequest { login, parameters, .. }, context) = (request, &proved.context);
    let hash = opaque::hash(parameters.require("code")?);
    let code = codes::find_code(&login.database, hash, context.now).await?.ok_or(OVER)?;
    let asked = &code.request;
    if asked.client != proved.client.id {
        return Err(OVER.into());
    }
    if code.is_expired && !code.is_used {
        return Err(OVER.into());
    }
    if code.is_used || !codes::use_code(&login.database, hash, context.now).await? {
        return Err(end_reused((login, context), proved.client.id, code.session).await?.into());
    }
    if parameters.require("redirect_uri")? != asked.redirect_uri {
        return Err(OAuthError::invalid_grant("redirect_uri is not the one of the request").into());
    }
    if !asked.is_answered_by(parameters.get("code_verifier").unwrap_or_default()) {
        return Err(OAuthError::invalid_grant("code_verifier does not answer the challenge").into());
    }
    if asked.thumbprint.is_some() && asked.thumbprint != proved.thumbprint {
        return Err(OAuthError::invalid_grant("the key proved is not the one of the request").into());
    }
    let issued = redeem((login, context), proved, &code).await;
    if let Err(Failure::Fault(_)) = issued {
        // Nothing left: the client may try again, and its code is not taken for a stolen one.
        codes::give_back(&login.database, hash).await?;
    }
    issued
}

/// The tokens that a code is worth.
async fn redeem(
    (login, context): (&Login, &Context),
    proved: &ProvedClient,
    code: &Code,
) -> Result<Response, Failure> {
    let (client, asked) = (&proved.client, &code.request);
    let person = person(login, context, client, code.session).await?;
    let scope = consented((login, context), client, &person, &asked.scope).await?;
    let thumbprint = proved.thumbprint.clone();
    let grant = Grant { client, scope, thumbprint, person: Some(person), refresh_token: None };
    Ok(grant.issue(login, context, Some(asked)).await?)
}

/// Of these scopes, those that the person lets the client have now; all of them when it is the fund's own.
async fn consented(
    (login, context): (&Login, &Context),
    client: &Client,
    person: &Person,
    scopes: &Scopes,
) -> Result<Scopes, Failure> {
    if client.is_of_fund() {
        return Ok(scopes.clone());
    }
    let whose = (&person.session, client.id);
    let consented = consents::find_consent(&login.database, whose, context.now).await?.ok_or(OVER)?;
    let both: Scopes = scopes.iter().filter(|scope| consented.has(*scope)).collect();
    if both.is_empty() { Err(OVER.into()) } else { Ok(both) }
}

/// RFC 6749 §6. The token is not rotated: it is of use to the client alone, which proves its key each time, so that an
/// answer that is lost costs nothing (FAPI 2.0 Security Profile §5.3.2.1, RFC 9700 §4.14.2).
async fn refresh(request: &ClientRequest, proved: &ProvedClient) -> Result<Response, Failure> {
    let (ClientRequest { login, parameters, .. }, context) = (request, &proved.context);
    let presented = parameters.require("refresh_token")?;
    let token = refresh_tokens::find_token(&login.database, opaque::hash(presented)).await?.ok_or(OVER)?;
    if token.client != proved.client.id.to_string() {
        return Err(OVER.into());
    }
    if token.thumbprint != proved.thumbprint {
        return Err(OAuthError::invalid_grant("the key proved is not the one of the token").into());
    }
    if token.expires_at <= context.now {
        return Err(OVER.into());
    }
    let person = person(login, context, &proved.client, token.session).await?;
    let own = consented((login, context), &proved.client, &person, &token.scope).await?;
    let scope = granted(&own, parameters.get("scope")).ok_or_else(OAuthError::invalid_scope)?;
    let grant = Grant {
        client: &proved.client,
        scope,
        thumbprint: token.thumbprint,
        person: Some(person),
        refresh_token: Some(presented.to_owned()),
    };
    Ok(grant.issue(login, context, None).await?)
}

/// Whoever the live session is of, under what, and what they act as through this client.
async fn person(login: &Login, context: &Context, client: &Client, session: Uuid) -> Result<Person, Failure> {
    let database = &login.database;
    if !sessions::is_session_live(database, client.id, session, context.now).await? {
        return Err(OVER.into());
    }
    let session = sessions::find_session(database, session, context.now).await?.ok_or(OVER)?;
    let account = accounts::find_account(database, session.account).await?.ok_or(OVER)?;
    let attachment = attachments::find_attachment(database, session.attachment).await?.ok_or(OVER)?;
    let roles = client.roles_under(&attachment).ok_or(NOT_FOR_THEM)?;
    Ok(Person { account, attachment, roles, session })
}

async fn end_reused(
    (login, context): (&Login, &Context),
    client: Uuid,
    session: Uuid,
) -> Result<OAuthError, Fault> {
    let owner = sessions::find_session(&login.database, session, context.now).await?;
    let agent = owner.map(|session| session.account);
    let event = |id| Event { agent, client: Some(client), ..Event::refused(id, Kind::TokenReuseDetected {}) };
    end_session(login, context, session, event).await?;
    Ok(USED)
}
