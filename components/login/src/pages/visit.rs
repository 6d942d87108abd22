use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, Uri, request::Parts};
use jiff::Timestamp;
use web::{Context, Problem};

use super::{Answer, Browser, Message};
use crate::{Login, fault::Halt};

/// A request to a page.
pub(crate) struct Visit {
    pub(crate) login: Arc<Login>,
    pub(crate) context: Context,
    pub(crate) headers: HeaderMap,
    pub(crate) uri: Uri,
}

impl Visit {
    /// The present instant: what a page judges and writes may come long after the form, in its turn to hash a password.
    pub(crate) fn now(&self) -> Timestamp {
        self.login.platform.clock.now()
    }

    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser::of(&self.headers)
    }

    /// Stops a form that another site sent. The cookies stay home besides (`SameSite=Lax`: the first page of a sign-in is
    /// reached from the client's site).
    pub(crate) async fn require_own_origin(&self) -> Result<(), Halt> {
        let base_url = &self.login.configuration(&self.context).await?.issuer;
        if web::is_own_form(&self.headers, base_url) {
            return Ok(());
        }
        Err(Message::OTHER_ORIGIN.respond(StatusCode::FORBIDDEN)?.into())
    }

    /// The answer of a page: a fault is logged here, once.
    pub(crate) fn answer(&self, answer: Answer) -> Response {
        match answer {
            Ok(response) => response,
            Err(Halt::Answered(response)) => *response,
            Err(Halt::Fault(fault)) => {
                let problem = fault.problem(&self.context);
                let page = Message::UNAVAILABLE.respond(StatusCode::SERVICE_UNAVAILABLE);
                page.unwrap_or_else(|_| problem.into_response())
            }
        }
    }
}

impl FromRequestParts<Arc<Login>> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, login: &Arc<Login>) -> Result<Self, Problem> {
        let context = Context::from_request_parts(parts, login).await?;
        Ok(Self { login: login.clone(), context, headers: parts.headers.clone(), uri: parts.uri.clone() })
    }
}
