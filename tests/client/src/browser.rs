use anyhow::Result;
use http::Method;

use crate::{Answer, Request, Service};

/// A person's browser: it keeps cookies, and never follows a redirection by itself. Its own jar sends `Secure` cookies
/// over plain HTTP to this machine, as browsers do and reqwest's does not.
pub struct Browser {
    service: Service,
    cookies: Vec<(String, String)>,
}

impl Browser {
    /// A browser that was nowhere yet.
    #[must_use]
    pub fn new(service: Service) -> Self {
        Self { service, cookies: Vec::new() }
    }

    /// Reads a page.
    ///
    /// # Errors
    /// When the service does not answer.
    pub async fn get(&mut self, path: &str) -> Result<Answer> {
        let request = self.service.request(Method::GET, path);
        self.send(request).await
    }

    /// Sends a form of a page.
    ///
    /// # Errors
    /// When the service does not answer.
    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Result<Answer> {
        let request = self.service.request(Method::POST, path).header("origin", &self.service.base_url);
        self.send(request.form(form)).await
    }

    async fn send(&mut self, request: Request) -> Result<Answer> {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = Answer::to(request.header("cookie", cookies.join("; "))).await?;
        for cookie in answer.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()) {
            self.keep(cookie);
        }
        Ok(answer)
    }

    fn keep(&mut self, cookie: &str) {
        let pair = cookie.split(';').next().unwrap_or_default();
        let Some((name, value)) = pair.split_once('=') else { return };
        self.cookies.retain(|(known, _)| known != name);
        if !cookie.contains("Max-Age=0") {
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }
}
