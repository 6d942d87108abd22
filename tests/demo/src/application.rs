//! An application of the fund as `login` knows it: it proves who it is with its key, and its tokens are bound to that key.

use anyhow::{Context as _, Result, ensure};
use ed25519_dalek::{Signer as _, SigningKey};
use platform::{Clock as _, OsRandom, SystemClock, new_uuid};
use serde_json::{Value, json};
use uuid::Uuid;

/// A registered application that acts on its own (OAuth client credentials, `private_key_jwt`, DPoP).
pub struct Application {
    id: Uuid,
    key: SigningKey,
    base_url: String,
    address: String,
}

impl Application {
    /// The application `id`, whose key grows from `seed`, of a service whose public address (`public_base_url`) is
    /// `base_url` and which is reached there.
    #[must_use]
    pub fn new(id: Uuid, seed: [u8; 32], base_url: &str) -> Self {
        let base_url = base_url.to_owned();
        Self { id, key: SigningKey::from_bytes(&seed), address: base_url.clone(), base_url }
    }

    /// Reaches the service at `address`, behind its public one.
    #[must_use]
    pub fn reached_at(self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self }
    }

    /// What `login_seed` says of it.
    #[must_use]
    pub fn registration(&self, name: &str, role: access::Role) -> (String, Value) {
        let registration = json!({
            "client_name": name, "jwks": {"keys": [self.jwk()]}, "grant_types": ["client_credentials"],
            "scope": "dossiers", "roles": [role],
        });
        (self.id.to_string(), registration)
    }

    /// Posts `body` to `path` under a new access token, and gives the answer when it is a success.
    ///
    /// # Errors
    /// When the service does not answer, or refuses.
    pub async fn post(&self, path: &str, media_type: &str, body: String) -> Result<Value> {
        let token = self.token().await?;
        let request = reqwest::Client::new()
            .post(format!("{}{path}", self.address))
            .header("authorization", format!("DPoP {token}"))
            .header("dpop", self.proof(path, Some(&token)))
            .header("content-type", media_type)
            .body(body);
        answer(request).await
    }

    async fn token(&self) -> Result<String> {
        let request = reqwest::Client::new()
            .post(format!("{}/oauth/token", self.address))
            .header("dpop", self.proof("/oauth/token", None))
            .form(&[
                ("grant_type", "client_credentials"),
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                ("client_assertion", &self.assertion()),
            ]);
        let answer = answer(request).await?;
        let token = answer.get("access_token").and_then(Value::as_str);
        token.map(str::to_owned).context("the token endpoint gave no access token")
    }

    fn assertion(&self) -> String {
        let now = SystemClock.now();
        let claims = json!({
            "iss": self.id, "sub": self.id, "aud": self.base_url, "jti": new_uuid(now, &OsRandom),
            "iat": now.as_second(), "nbf": now.as_second(), "exp": now.as_second() + 60,
        });
        self.sign(&json!({"alg": "EdDSA", "typ": "JWT"}), &claims)
    }

    fn proof(&self, path: &str, token: Option<&str>) -> String {
        let now = SystemClock.now();
        let mut claims = json!({
            "jti": new_uuid(now, &OsRandom), "htm": "POST", "htu": format!("{}{path}", self.base_url),
            "iat": now.as_second(),
        });
        if let (Some(token), Value::Object(claims)) = (token, &mut claims) {
            claims.insert("ath".to_owned(), jose::digest(token).into());
        }
        self.sign(&json!({"alg": "EdDSA", "typ": "dpop+jwt", "jwk": self.jwk()}), &claims)
    }

    fn jwk(&self) -> Value {
        let point = jose::encode(self.key.verifying_key().as_bytes());
        json!({"kty": "OKP", "crv": "Ed25519", "x": point})
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let encode = |value: &Value| jose::encode(value.to_string().as_bytes());
        let signed = format!("{}.{}", encode(header), encode(claims));
        let signature = jose::encode(&self.key.sign(signed.as_bytes()).to_bytes());
        format!("{signed}.{signature}")
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Result<Value> {
    let answer = request.send().await.context("the service does not answer")?;
    let (status, body) = (answer.status(), answer.text().await?);
    ensure!(status.is_success(), "status {status}: {body}");
    serde_json::from_str(&body).context("the answer is not JSON")
}
