use access::Scopes;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::{
    domain::{client::Client, registration::GrantType},
    oauth_error::OAuthError,
    parameters::Parameters,
};

/// What a client asked for a person who is to sign in, once it has been found acceptable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AuthorizationRequest {
    pub(crate) client: Uuid,
    pub(crate) redirect_uri: String,
    pub(crate) scope: Scopes,
    pub(crate) challenge: String,
    pub(crate) state: Option<String>,
    pub(crate) nonce: Option<String>,
    /// The key that must be proved when the code is exchanged (RFC 9449 §10).
    pub(crate) thumbprint: Option<String>,
    pub(crate) prompt: Option<String>,
    /// Seconds after which a sign-in is too old.
    pub(crate) max_age: Option<u32>,
}

impl AuthorizationRequest {
    /// Reads the parameters that `client` pushed. `proved` is the key it proved while doing so.
    pub(crate) fn parse(
        client: &Client,
        parameters: &Parameters,
        proved: Option<String>,
        resource: &str,
    ) -> Result<Self, OAuthError> {
        if !client.registration.grant_types.contains(&GrantType::AuthorizationCode) {
            return Err(OAuthError::unauthorized_client());
        }
        for (name, error) in [("request", "request_not_supported"), ("request_uri", "invalid_request")] {
            if parameters.get(name).is_some() {
                return Err(OAuthError::bad_request(error, "push the parameters themselves"));
            }
        }
        if parameters.require("response_type")? != "code" {
            return Err(OAuthError::bad_request("unsupported_response_type", "response_type must be code"));
        }
        if parameters.get("response_mode").is_some_and(|mode| mode != "query") {
            return Err(OAuthError::invalid_request("response_mode must be query"));
        }
        if parameters.get("resource").is_some_and(|asked| asked.trim_end_matches('/') != resource) {
            return Err(OAuthError::bad_request("invalid_target", "there is no such resource"));
        }
        let scope = client.registration.granted_scope(parameters.get("scope"));
        Ok(Self {
            client: client.id,
            redirect_uri: redirect_uri(client, parameters)?,
            scope: scope.ok_or_else(OAuthError::invalid_scope)?,
            challenge: challenge(parameters)?,
            state: short(parameters, "state")?,
            nonce: short(parameters, "nonce")?,
            thumbprint: thumbprint(parameters, proved)?,
            prompt: prompt(parameters)?,
            max_age: max_age(parameters)?,
        })
    }

    /// Whether `prompt` is among those asked for (OpenID Connect Core §3.1.2.1).
    pub(crate) fn prompts(&self, prompt: &str) -> bool {
        self.prompt.iter().flat_map(|asked| asked.split(' ')).any(|asked| asked == prompt)
    }

    /// Whether a sign-in of this instant is young enough.
    pub(crate) fn is_recent(&self, signed_in_at: Timestamp, now: Timestamp) -> bool {
        let age = now.duration_since(signed_in_at);
        self.max_age.is_none_or(|oldest| age <= SignedDuration::from_secs(oldest.into()))
    }

    /// Whether `verifier` is the one whose challenge was pushed (RFC 7636 §4.6).
    pub(crate) fn is_answered_by(&self, verifier: &str) -> bool {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        let is_verifier = (43..=128).contains(&verifier.len()) && verifier.bytes().all(is_allowed);
        is_verifier && bool::from(jose::digest(verifier).as_bytes().ct_eq(self.challenge.as_bytes()))
    }

    /// Where the person's browser goes back, with these parameters and the issuer's name (RFC 9207).
    pub(crate) fn return_uri(&self, issuer: &str, answer: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(answer);
        query.extend_pairs(self.state.as_deref().map(|state| ("state", state)));
        query.append_pair("iss", issuer);
        let separator = if self.redirect_uri.contains('?') { '&' } else { '?' };
        format!("{}{separator}{}", self.redirect_uri, query.finish())
    }
}

/// The longest that a client may have kept, and sent back, in letters.
const LONGEST: usize = 512;

/// What a client writes freely.
fn short(parameters: &Parameters, name: &str) -> Result<Option<String>, OAuthError> {
    let written = parameters.get(name);
    if written.is_some_and(|text| text.chars().count() > LONGEST) {
        return Err(OAuthError::invalid_request("state, nonce and prompt have at most 512 letters"));
    }
    Ok(written.map(str::to_owned))
}

/// One of those registered, to the letter (RFC 9700 §2.1).
fn redirect_uri(client: &Client, parameters: &Parameters) -> Result<String, OAuthError> {
    let asked = parameters.require("redirect_uri")?;
    let known = client.registration.redirect_uris.iter().any(|registered| registered == asked);
    known.then(|| asked.to_owned()).ok_or(OAuthError::invalid_request("this redirect_uri is not registered"))
}

fn challenge(parameters: &Parameters) -> Result<String, OAuthError> {
    if parameters.get("code_challenge_method") != Some("S256") {
        return Err(OAuthError::invalid_request("code_challenge_method must be S256"));
    }
    let challenge = parameters.require("code_challenge")?;
    let malformed = OAuthError::invalid_request("code_challenge is malformed");
    is_digest(challenge).then(|| challenge.to_owned()).ok_or(malformed)
}

/// The base64url of a SHA-256.
fn is_digest(text: &str) -> bool {
    jose::decode(text).is_some_and(|bytes| bytes.len() == 32)
}

fn prompt(parameters: &Parameters) -> Result<Option<String>, OAuthError> {
    let prompt = short(parameters, "prompt")?;
    match prompt.as_deref() {
        Some(several) if several != "none" && several.split(' ').any(|one| one == "none") => {
            Err(OAuthError::invalid_request("prompt none goes with no other"))
        }
        _ => Ok(prompt),
    }
}

fn max_age(parameters: &Parameters) -> Result<Option<u32>, OAuthError> {
    let asked = parameters.get("max_age").map(str::parse).transpose();
    asked.map_err(|_| OAuthError::invalid_request("max_age must be a number of seconds"))
}

fn thumbprint(parameters: &Parameters, proved: Option<String>) -> Result<Option<String>, OAuthError> {
    match (parameters.get("dpop_jkt"), proved) {
        (Some(asked), Some(proved)) if asked != proved => {
            Err(OAuthError::invalid_proof("dpop_jkt is not the key of the proof"))
        }
        (Some(asked), None) if !is_digest(asked) => Err(OAuthError::invalid_request("dpop_jkt is malformed")),
        (asked, proved) => Ok(proved.or(asked.map(str::to_owned))),
    }
}
