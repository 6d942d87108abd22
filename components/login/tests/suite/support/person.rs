use base32ct::{Base32UpperUnpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use http::Request;
use serde_json::Value;
use sha1::Sha1;

use super::{ACTIVATION, ADDRESS, Answer, Application, RETURN, Stage, form};

pub const PASSWORD: &str = "tournesol grange violon";
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// What an authenticator application shows.
pub fn totp(secret: &str, now: i64) -> String {
    let secret = Base32UpperUnpadded::decode_vec(secret).unwrap();
    let mut mac = Hmac::<Sha1>::new_from_slice(&secret).unwrap();
    mac.update(&(now / 30).to_be_bytes());
    let bytes = mac.finalize().into_bytes();
    let offset = usize::from(bytes[19] & 15);
    let word = u32::from_be_bytes(bytes[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", word % 1_000_000)
}

/// A person's browser, with its cookies. It knows no `Sec-Fetch-Site`, and derives `Origin` from the policy of the page
/// that it shows (Fetch §3.2, « append a request Origin header »).
pub struct Browser {
    cookies: Vec<(String, String)>,
    hides_origin: bool,
    /// Where it sends from.
    pub address: String,
}

impl Default for Browser {
    fn default() -> Self {
        Self::at(ADDRESS)
    }
}

/// Which request the form of a page ends.
pub fn asked_by(page: &Answer) -> Option<String> {
    let text = page.text();
    let (_, rest) = text.split_once("name=\"demande\" value=\"")?;
    rest.split('"').next().map(str::to_owned)
}

impl Browser {
    /// A browser in which somebody planted a cookie.
    pub fn with_cookie(name: &str, value: &str) -> Self {
        Self { cookies: vec![(name.to_owned(), value.to_owned())], ..Self::default() }
    }

    /// A new one, at this address.
    pub fn at(address: &str) -> Self {
        Self { cookies: Vec::new(), hides_origin: false, address: address.to_owned() }
    }

    /// Forgets all but what makes it known again, as when it was closed.
    pub fn close(&mut self) {
        self.cookies.retain(|(name, _)| name == "__Host-navigateur");
    }

    pub async fn get(&mut self, stage: &Stage, path: &str) -> Answer {
        self.send(stage, Request::get(path), String::new()).await
    }

    /// A form as it would send it.
    pub fn form(&self, path: &str, parameters: &[(&str, &str)]) -> (http::request::Builder, String) {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", super::ISSUER)
            .header("sec-fetch-site", "same-origin")
            .header("cookie", cookies.join("; "));
        (request, form(parameters))
    }

    pub async fn post(&mut self, stage: &Stage, path: &str, parameters: &[(&str, &str)]) -> Answer {
        let origin = if self.hides_origin { "null" } else { super::ISSUER };
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", origin);
        self.send(stage, request, form(parameters)).await
    }

    async fn send(&mut self, stage: &Stage, request: http::request::Builder, body: String) -> Answer {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header("cookie", cookies.join("; "));
        let answer = stage.send_from(&self.address, request, body).await;
        for cookie in answer.headers.get_all("set-cookie") {
            let text = cookie.to_str().unwrap();
            assert!(text.starts_with("__Host-"), "{text}");
            assert!(text.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"), "{text}");
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !text.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        if answer.header("content-type").starts_with("text/html") {
            self.hides_origin = answer.header("referrer-policy") == "no-referrer";
        }
        answer
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// First connection of an account that the seed opened, up to the recovery codes: the secret of the second factor,
    /// and the page of the codes.
    pub async fn activate(&mut self, stage: &Stage, identifier: &str) -> (String, Answer) {
        self.activate_with(stage, identifier, ACTIVATION).await
    }

    /// First connection with this activation secret.
    pub async fn activate_with(&mut self, stage: &Stage, identifier: &str, secret: &str) -> (String, Answer) {
        let answer = self.first_password(stage, identifier, secret, PASSWORD).await;
        assert_eq!(answer.location(), "/login/enrolement");
        let page = self.get(stage, "/login/enrolement").await.text();
        let secret =
            page.split("<code id=\"cle\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
        let code = totp(&secret, stage.now());
        let answer = self.post(stage, "/login/enrolement", &[("code", &code)]).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        (secret, answer)
    }

    /// Sends the form of the first connection.
    pub async fn first_password(
        &mut self,
        stage: &Stage,
        identifier: &str,
        secret: &str,
        password: &str,
    ) -> Answer {
        let parameters = [
            ("identifiant", identifier),
            ("code", secret),
            ("mot_de_passe", password),
            ("confirmation", password),
        ];
        self.post(stage, "/login/activation", &parameters).await
    }

    /// Sends the activation secret of a further habilitation, once both factors are proved.
    pub async fn accept(&mut self, stage: &Stage, secret: &str) -> Answer {
        self.post(stage, "/login/rattachement", &[("code", secret)]).await
    }

    /// Proves both factors, in a sign-in under way or a new one. The answer is the one that follows.
    pub async fn sign_in(&mut self, stage: &Stage, identifier: &str, secret: &str) -> Answer {
        self.get(stage, "/login/connexion").await;
        let parameters = [("identifiant", identifier), ("mot_de_passe", PASSWORD)];
        let answer = self.post(stage, "/login/connexion", &parameters).await;
        assert_eq!(answer.location(), "/login/facteur");
        self.post(stage, "/login/facteur", &[("code", &totp(secret, stage.now()))]).await
    }

    /// Follows a pushed request of `client` as far as the sign-in, or back to the client.
    pub async fn authorize(&mut self, stage: &Stage, client: &Application, pushed: &Answer) -> Answer {
        let request_uri = pushed.json()["request_uri"].as_str().unwrap_or_default().to_owned();
        let query = form(&[("client_id", client.id), ("request_uri", &request_uri)]);
        self.get(stage, &format!("/oauth/authorize?{query}")).await
    }

    /// Comes from `client`, signs in, and goes back to it with a code.
    pub async fn code_for(
        &mut self,
        stage: &Stage,
        client: &Application,
        identifier: &str,
        secret: &str,
    ) -> String {
        let pushed = push(stage, client, &[]).await;
        assert_eq!(self.authorize(stage, client, &pushed).await.location(), "/login/connexion");
        let answer = self.sign_in(stage, identifier, secret).await;
        answer.location_parameter("code").unwrap_or_else(|| panic!("{answer:?}"))
    }
}

/// Pushes an authorization request; `changes` replace or, when empty, remove parameters.
pub async fn push(stage: &Stage, client: &Application, changes: &[(&str, &str)]) -> Answer {
    let challenge = jose::digest(VERIFIER);
    let mut parameters = vec![
        ("response_type", "code"),
        ("client_id", client.id),
        ("redirect_uri", RETURN),
        ("scope", "openid dossiers comptes"),
        ("state", "etat-1"),
        ("nonce", "nonce-1"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    parameters.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    parameters.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
    client.post(stage, "/oauth/par", &parameters).await
}

/// Exchanges a code; `changes` as for [`push`].
pub async fn exchange(stage: &Stage, client: &Application, code: &str, changes: &[(&str, &str)]) -> Answer {
    let mut parameters = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", RETURN),
        ("code_verifier", VERIFIER),
    ];
    parameters.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    parameters.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
    client.post(stage, "/oauth/token", &parameters).await
}

/// The claims of a token, unverified.
pub fn claims_of(token: &str) -> Value {
    serde_json::from_slice(&jose::decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}
