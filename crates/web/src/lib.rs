//! How every component speaks HTTP: a router built once per instance, a request's id, body caps, problem documents
//! (RFC 9457) for every error, `content-length` and security headers on every answer.

mod accept;
mod address;
mod app;
mod arrival;
mod base_url;
mod caller;
mod client;
mod context;
pub mod contract;
mod encoding;
mod json;
pub mod kinds;
mod origin;
mod path;
mod problem;
mod readiness;
mod routes;
mod stream;
#[cfg(not(target_family = "wasm"))]
pub mod testing;
mod token;
mod unique;
mod whole;

pub use address::{UnreadableAddress, client_address, is_chained, proxy_header, unknown_address};
pub use app::App;
pub use base_url::public_base_url;
pub use caller::{Authenticator, Caller, Claim, Claimant, Credentials, LastingCaller};
pub use client::{CallError, Client};
pub use context::Context;
pub use http::StatusCode;
pub use json::{Json, JsonFault, is_of_type, parse_json, without_mark};
pub use origin::{is_own_form, origin_of};
pub use path::Path;
pub use problem::{Kind, Problem};
pub use readiness::{READINESS_PATH, Readiness, readiness};
pub use routes::{Exposure, Format, RouteInfo, Routes};
pub use stream::{BodyError, BodyStream};
pub use token::{ChainedIssuer, IssuerError, TokenAuthenticator, TokenIssuer};

/// The largest request body a route reads unless it says more, in bytes.
pub const BODY_CAP: usize = 64 * 1024;
