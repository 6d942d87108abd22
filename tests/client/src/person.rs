use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};

use crate::{Answer, Service, browser::Browser, totp};

/// A person, what they know and what their telephone keeps.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Person {
    /// Their electronic address.
    pub identifiant: String,
    /// What they chose at their first connection.
    pub mot_de_passe: String,
    /// The secret of their authenticator application, in base32; none before the first connection.
    pub cle: Option<String>,
    /// The last time step whose code they used: the service takes each once.
    #[serde(default)]
    pub dernier_pas: i64,
}

impl Person {
    /// A person before their first connection.
    #[must_use]
    pub fn new(identifiant: &str, mot_de_passe: &str) -> Self {
        Self {
            identifiant: identifiant.to_owned(),
            mot_de_passe: mot_de_passe.to_owned(),
            cle: None,
            dernier_pas: 0,
        }
    }

    /// The code of the authenticator application: that of the present step or, when it was used, of the next, which the
    /// service takes early. Three sign-ins within a minute are one too many.
    ///
    /// # Errors
    /// Without a second factor, or when the next code was used too.
    pub fn code(&mut self, service: &Service) -> Result<String> {
        let present = service.second().div_euclid(totp::STEP);
        let step = present.max(self.dernier_pas + 1);
        ensure!(step <= present + 1, "both codes of this minute are used: sign in again in half a minute");
        let secret = self.cle.as_deref().context("no second factor is enrolled")?;
        self.dernier_pas = step;
        totp::code(secret, step).context("the secret is not base32")
    }

    /// First connection: the activation secret is used, the password set, the second factor enrolled.
    pub(crate) async fn activate(
        &mut self,
        browser: &mut Browser,
        secret: &str,
        service: &Service,
    ) -> Result<Answer> {
        let form = [
            ("identifiant", self.identifiant.as_str()),
            ("code", secret),
            ("mot_de_passe", &self.mot_de_passe),
            ("confirmation", &self.mot_de_passe),
        ];
        let answer = browser.post("/login/activation", &form).await?;
        ensure!(answer.location()? == "/login/enrolement", "sent to {}", answer.location()?);
        let page = browser.get("/login/enrolement").await?.text();
        let shown = page.split("<code id=\"cle\">").nth(1).and_then(|rest| rest.split('<').next());
        self.cle = Some(shown.context("the page shows no secret")?.replace(' ', ""));
        let code = self.code(service)?;
        let answer = browser.post("/login/enrolement", &[("code", &code)]).await?;
        ensure!(answer.status.is_success(), "status {}: {}", answer.status, answer.text());
        browser.get("/login/suite").await
    }

    /// Proves both factors.
    pub(crate) async fn sign_in(&mut self, browser: &mut Browser, service: &Service) -> Result<Answer> {
        self.prove_password(browser).await?;
        self.prove_factor(browser, service).await
    }

    /// Proves the first factor.
    ///
    /// # Errors
    /// When the service does not answer, or refuses.
    pub async fn prove_password(&self, browser: &mut Browser) -> Result<()> {
        let form = [("identifiant", self.identifiant.as_str()), ("mot_de_passe", &self.mot_de_passe)];
        let answer = browser.post("/login/connexion", &form).await?;
        ensure!(answer.location()? == "/login/facteur", "sent to {}", answer.location()?);
        Ok(())
    }

    /// Proves the second factor, after the first.
    ///
    /// # Errors
    /// When the service does not answer, or both codes of this minute are used.
    pub async fn prove_factor(&mut self, browser: &mut Browser, service: &Service) -> Result<Answer> {
        let code = self.code(service)?;
        browser.post("/login/facteur", &[("code", &code)]).await
    }
}
