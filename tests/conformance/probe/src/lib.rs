//! A guest that does what a request asks and tells, in JSON, what the host did with it.
//!
//! The last segment of the path names the operation, whatever route led here: `/alpha/sql`, `//alpha/sql/` and a
//! chained `http://beta.spin.internal/sql` run the same code under different grants.
#![cfg(target_family = "wasm")]

mod call;
mod clock;
mod echo;
mod instance;
mod key_value;
mod reply;
mod sql;
mod variables;

use reply::Reply;
use spin_sdk::http::{Error, Request};
use spin_sdk::http_service;

#[http_service]
async fn probe(request: Request) -> Result<Reply, Error> {
    instance::count_request();
    let path = request.uri().path().to_owned();
    match path.rsplit('/').find(|segment| !segment.is_empty()).unwrap_or_default() {
        "call" => call::run(reply::asked(request).await?).await,
        "clock" => clock::read(),
        "echo" => echo::tell(request).await,
        "err" => Err(Error::other("the probe was asked to fail")),
        "hold" => instance::hold(request).await,
        "kv" => key_value::run(reply::asked(request).await?).await,
        "reply" => reply::as_told(&reply::asked(request).await?),
        "sql" => sql::run(reply::asked(request).await?).await,
        "state" => instance::tell(),
        "trap" => instance::trap(request).await,
        "variables" => variables::read(reply::asked(request).await?).await,
        _ => reply::json(&"no such operation"),
    }
}
