//! A request is judged once it is whole: the body is read first, then the instant is taken. Judged when its headers came, a
//! request held open would be judged at an instant of its sender's choosing.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::{Bytes, BytesMut};
use futures_util::{
    future::{Either, select},
    pin_mut,
};
use http_body_util::BodyExt;
use platform::Clock;
use uuid::Uuid;

use crate::{Context, Format, Problem, kinds};

/// How long a whole body is waited for. A form or a document of 64 KiB takes a slow telephone line a few seconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// A request whose body may still be under way.
#[derive(Clone)]
pub(crate) struct Arrival {
    pub(crate) request_id: Uuid,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Arrival {
    /// What is known of the request from the present instant on.
    pub(crate) fn context(&self) -> Context {
        Context { request_id: self.request_id, now: self.clock.now() }
    }
}

/// Reads the body, unless the route reads it as it comes, and only then takes the instant of the request.
pub(crate) async fn receive(format: Format, request: Request, next: Next) -> Response {
    let Some(arrival) = request.extensions().get::<Arrival>().cloned() else {
        return Problem::new(kinds::UNAVAILABLE).into_response();
    };
    let (mut parts, mut body) = request.into_parts();
    if !format.is_streamed {
        body = match within(&*arrival.clock, PATIENCE, read(body, format.body_cap)).await {
            Some(Ok(read)) => Body::from(read),
            Some(Err(_)) => return Problem::new(kinds::MALFORMED).into_response(),
            None => return Problem::new(kinds::TOO_SLOW).into_response(),
        };
    }
    parts.extensions.insert(arrival.context());
    next.run(Request::from_parts(parts, body)).await
}

/// The body or, when it is larger than `cap`, enough of it for whoever takes it to refuse it as such.
async fn read(mut body: Body, cap: usize) -> Result<Bytes, axum::Error> {
    let mut read = BytesMut::new();
    while read.len() <= cap
        && let Some(frame) = body.frame().await
    {
        if let Ok(part) = frame?.into_data() {
            read.extend_from_slice(&part);
        }
    }
    Ok(read.freeze())
}

/// What `future` gives, unless `patience` goes by first.
pub(crate) async fn within<T>(
    clock: &dyn Clock,
    patience: Duration,
    future: impl Future<Output = T>,
) -> Option<T> {
    pin_mut!(future);
    match select(future, clock.sleep(patience)).await {
        Either::Left((value, _)) => Some(value),
        Either::Right(((), _)) => None,
    }
}
