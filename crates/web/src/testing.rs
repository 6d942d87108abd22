//! What native tests of the components need to be somebody, and to be slow. It is compiled for tests and benches alone, never
//! into a component.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context as Waiting, Poll},
};

use access::Principal;
use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, StatusCode};
use http_body::Frame;
use jiff::{SignedDuration, Timestamp};
use platform::{Clock, native::ManualClock};

use crate::{App, Authenticator, Credentials, Exposure, Problem, RouteInfo, kinds};

/// Says that every request comes from one principal.
pub struct StaticAuthenticator(pub Principal);

#[async_trait]
impl Authenticator for StaticAuthenticator {
    async fn authenticate(&self, _credentials: Credentials<'_>) -> Result<Principal, Problem> {
        Ok(self.0.clone())
    }
}

/// Says that every request comes from one principal, until it is told that nobody does any more.
pub struct EndingAuthenticator {
    /// Who it is.
    pub principal: Principal,
    /// From when on they are nobody.
    pub ends_at: Timestamp,
}

#[async_trait]
impl Authenticator for EndingAuthenticator {
    async fn authenticate(&self, credentials: Credentials<'_>) -> Result<Principal, Problem> {
        let has_ended = credentials.context.now >= self.ends_at;
        if has_ended { Err(Problem::new(kinds::UNAUTHENTICATED)) } else { Ok(self.principal.clone()) }
    }
}

/// A body of several parts, each of which takes so long to come: the clock moves meanwhile.
pub struct LateBody {
    clock: Arc<ManualClock>,
    delay: SignedDuration,
    parts: std::vec::IntoIter<Bytes>,
}

impl LateBody {
    /// The body of these parts.
    #[must_use]
    pub fn new(clock: &Arc<ManualClock>, delay: SignedDuration, parts: Vec<Bytes>) -> Self {
        Self { clock: clock.clone(), delay, parts: parts.into_iter() }
    }
}

impl http_body::Body for LateBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Waiting<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let part = self.parts.next();
        if part.is_some() {
            self.clock.advance(self.delay);
        }
        Poll::Ready(part.map(|part| Ok(Frame::data(part))))
    }
}

/// How a route answers what ends while a body is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answers {
    /// The operation.
    pub operation: &'static str,
    /// Asked whole, before the end.
    pub before: StatusCode,
    /// Asked before the end, and whole after it.
    pub late: StatusCode,
    /// Asked after the end.
    pub after: StatusCode,
}

/// What each route that reads its body first answers, now and in nine seconds, to these headers.
pub async fn late_answers(
    app: &App,
    clock: &Arc<ManualClock>,
    table: &[RouteInfo],
    headers: &[(&str, &str)],
) -> Vec<Answers> {
    let (start, delay) = (clock.now(), SignedDuration::from_secs(9));
    let mut answers = Vec::new();
    for route in table.iter().filter(|route| !route.format.is_streamed) {
        let late = send(app, route, headers, LateBody::new(clock, delay, vec![BODY])).await;
        let whole = || LateBody::new(clock, SignedDuration::ZERO, vec![BODY]);
        let after = send(app, route, headers, whole()).await;
        clock.set(start);
        let before = send(app, route, headers, whole()).await;
        answers.push(Answers { operation: route.operation, before, late, after });
    }
    answers
}

const BODY: Bytes = Bytes::from_static(b"{}");

async fn send(app: &App, route: &RouteInfo, headers: &[(&str, &str)], body: LateBody) -> StatusCode {
    let parts = route.path.split('/').map(|part| if part.starts_with('{') { NOBODY } else { part });
    let path = parts.collect::<Vec<_>>().join("/");
    let from = if route.exposure == Exposure::Private { "0.0.0.0:0" } else { "203.0.113.7:40000" };
    let request = Request::builder().method(route.method.as_str()).uri(path);
    let request = request.header("content-type", "application/json").header("spin-client-addr", from);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    match request.body(body) {
        Ok(request) => app.handle(request).await.status(),
        Err(_) => StatusCode::IM_A_TEAPOT,
    }
}

const NOBODY: &str = "00000000-0000-7000-8000-0000000000f1";
