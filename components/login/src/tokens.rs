mod trace;

use std::collections::BTreeSet;

use access::{Role, Scope, Scopes};
use axum::response::{IntoResponse, Response};
use jose::{AccessToken, Confirmation, TOKEN_TYPE};
use serde::Serialize;
use uuid::Uuid;
use web::{Context, Json};

use crate::{
    Login,
    domain::{
        account::Account,
        attachment::Attachment,
        authorization::AuthorizationRequest,
        client::Client,
        opaque::Opaque,
        registration::GrantType,
        session::{ABSOLUTE, later},
    },
    fault::Fault,
    store::{
        refresh_tokens::{self, RefreshToken},
        sessions::Session,
    },
};

use trace::tell;

/// How long an access token is good for, in seconds.
const LIFE: i64 = 300;

/// A token that is about to be issued: for whom, in which session, through which client, bound to which key.
pub(crate) struct Grant<'a> {
    pub(crate) client: &'a Client,
    pub(crate) scope: Scopes,
    pub(crate) thumbprint: Option<String>,
    pub(crate) person: Option<Person>,
    /// The refresh token that was presented for it, which stays good.
    pub(crate) refresh_token: Option<String>,
}

/// Who is signed in, under what, and what they act as through the client.
pub(crate) struct Person {
    pub(crate) account: Account,
    pub(crate) attachment: Attachment,
    pub(crate) roles: BTreeSet<Role>,
    pub(crate) session: Session,
}

impl Grant<'_> {
    fn access_token(&self, login: &Login, issuer: &str, context: &Context) -> AccessToken {
        let now = context.now.as_second();
        let registration = &self.client.registration;
        let person = self.person.as_ref();
        let roles: &BTreeSet<Role> = person.map_or(&registration.roles, |person| &person.roles);
        AccessToken {
            iss: issuer.to_owned(),
            aud: issuer.to_owned(),
            sub: person.map_or(self.client.id, |person| person.account.id),
            client_id: self.client.id.to_string(),
            iat: now,
            exp: now + LIFE,
            jti: platform::new_uuid(context.now, &*login.platform.random),
            scope: self.scope.to_string(),
            roles: roles.clone(),
            org: person.map_or(registration.organisation, |person| person.attachment.organisation),
            hab: person.and_then(|person| person.attachment.habilitation),
            sid: person.map(|person| person.session.id),
            cnf: self.thumbprint.clone().map(|jkt| Confirmation { jkt }),
        }
    }

    /// Issues the tokens of this grant.
    pub(crate) async fn issue(
        mut self,
        login: &Login,
        context: &Context,
        request: Option<&AuthorizationRequest>,
    ) -> Result<Response, Fault> {
        if let Some(person) = &self.person {
            tell(login, context, (self.client, person), request.is_some()).await?;
        }
        let configuration = login.configuration(context).await?;
        let claims = self.access_token(login, &configuration.issuer, context);
        let mut issued = IssuedTokens {
            access_token: configuration.keys.sign(TOKEN_TYPE, &claims)?,
            token_type: if self.thumbprint.is_some() { "DPoP" } else { "Bearer" },
            expires_in: LIFE,
            scope: self.scope.to_string(),
            refresh_token: self.refresh_token.take(),
            id_token: None,
        };
        if let Some(Person { account, session, .. }) = &self.person {
            let is_refreshed = self.client.registration.grant_types.contains(&GrantType::RefreshToken);
            if is_refreshed && issued.refresh_token.is_none() {
                issued.refresh_token = Some(self.refresh_token(login, session).await?);
            }
            if self.scope.has(Scope::Openid) {
                let identity = IdToken::of(&claims, account, session, request);
                issued.id_token = Some(configuration.keys.sign("JWT", &identity)?);
            }
        }
        Ok(Json(issued).into_response())
    }

    async fn refresh_token(&self, login: &Login, session: &Session) -> Result<String, Fault> {
        let secret = Opaque::new(&*login.platform.random);
        let token = RefreshToken {
            session: session.id,
            client: self.client.id.to_string(),
            scope: self.scope.clone(),
            thumbprint: self.thumbprint.clone(),
            expires_at: later(session.opened_at, ABSOLUTE),
        };
        refresh_tokens::insert_token(&login.database, secret.hash(), &token).await?;
        Ok(secret.as_str().to_owned())
    }
}

/// An answer of the token endpoint (RFC 6749 §5.1).
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct IssuedTokens {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
}

/// The claims of an ID token (OpenID Connect Core §2): who signed in, for the client alone.
#[derive(Serialize)]
struct IdToken<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: Uuid,
    sid: Uuid,
    iat: i64,
    exp: i64,
    auth_time: i64,
    acr: &'static str,
    amr: [&'static str; 3],
    given_name: &'a str,
    family_name: &'a str,
    email: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
}

impl<'a> IdToken<'a> {
    fn of(
        token: &'a AccessToken,
        account: &'a Account,
        session: &Session,
        request: Option<&'a AuthorizationRequest>,
    ) -> Self {
        Self {
            iss: &token.iss,
            aud: &token.client_id,
            sub: token.sub,
            sid: session.id,
            iat: token.iat,
            exp: token.exp,
            auth_time: session.opened_at.as_second(),
            acr: "urn:mon-compte-partenaire:deux-facteurs",
            amr: ["pwd", "otp", "mfa"],
            given_name: &account.first_names,
            family_name: &account.last_name,
            email: &account.identifier,
            nonce: request.and_then(|request| request.nonce.as_deref()),
        }
    }
}
