use std::sync::Arc;

use http::Method;
use jiff::Timestamp;
use platform::{Clock as _, OsRandom, SystemClock, new_uuid};

use crate::{Answer, Exchange, Request, request::Observer};

/// The service as a client knows it.
#[derive(Clone)]
pub struct Service {
    pub(crate) http: reqwest::Client,
    /// Its public address (`public_base_url`): issuer, audience, target of proofs.
    pub(crate) base_url: String,
    /// Where it is reached, behind its public address.
    pub(crate) address: String,
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    observer: Option<Observer>,
}

impl Service {
    /// The service whose public address is `base_url`, reached there.
    #[must_use]
    pub fn new(base_url: &str) -> Self {
        let policy = reqwest::redirect::Policy::none();
        Self {
            http: reqwest::Client::builder().redirect(policy).build().unwrap_or_default(),
            base_url: base_url.to_owned(),
            address: base_url.to_owned(),
            now: Arc::new(|| SystemClock.now()),
            observer: None,
        }
    }

    /// Reached at `address`.
    #[must_use]
    pub fn reached_at(self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self }
    }

    /// With this clock, which the service shares.
    #[must_use]
    pub fn timed_by(self, now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { now: Arc::new(now), ..self }
    }

    /// Shows each exchange to `observer`, which may object: the client then has an error for an answer.
    #[must_use]
    pub fn observed_by(
        self,
        observer: impl Fn(&Exchange) -> anyhow::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self { observer: Some(Arc::new(observer)), ..self }
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// Asks `path` without saying who asks.
    ///
    /// # Errors
    /// When the service does not answer.
    pub async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        Answer::to(self.request(Method::GET, path)).await
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> Request {
        Request::new(self.http.request(method, format!("{}{path}", self.address)), self.observer.clone())
    }

    pub(crate) fn second(&self) -> i64 {
        self.now().as_second()
    }

    /// An identifier that serves once.
    pub(crate) fn unique(&self) -> String {
        new_uuid(self.now(), &OsRandom).to_string()
    }
}
