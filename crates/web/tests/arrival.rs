//! A request is judged at the instant at which it is whole, whatever its sender holds back.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test reports by panicking"
)]

use std::{collections::BTreeSet, sync::Arc};

use access::{Principal, Role, Scope};
use axum::{body::Body, extract::State};
use bytes::Bytes;
use futures_util::stream;
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use jiff::SignedDuration;
use platform::{
    Clock as _,
    native::{ManualClock, World},
};
use uuid::Uuid;
use web::{
    App, BodyError, BodyStream, Caller, Context, Format, Json, LastingCaller, Problem, Routes,
    StatusCode as Status, kinds,
    testing::{EndingAuthenticator, LateBody, late_answers},
};

async fn tell_instant(context: Context) -> String {
    context.now.to_string()
}

async fn read(_: Caller) -> &'static str {
    "data"
}

async fn write(_: Caller, Json(_): Json<serde_json::Value>) -> &'static str {
    "done"
}

async fn store(
    State(clock): State<Arc<ManualClock>>,
    caller: LastingCaller,
    context: Context,
    mut body: BodyStream,
) -> Result<String, Problem> {
    let mut kept = 0;
    while let Some(part) = body.next().await.map_err(|_| Problem::new(kinds::TOO_SLOW))? {
        caller.confirm(context.at_present(&*clock)).await?;
        kept += part.len();
    }
    Ok(kept.to_string())
}

fn routes() -> Routes<Arc<ManualClock>> {
    let stream = Format { is_streamed: true, ..Format::default() };
    Routes::in_scope(Scope::Dossiers)
        .public(Method::GET, "/instant", "tellInstant", tell_instant)
        .private(Method::GET, "/prive/instant", "tellPrivateInstant", tell_instant)
        .public(Method::GET, "/book", "readBook", read)
        .public(Method::DELETE, "/book/{id}", "deleteBook", read)
        .public(Method::POST, "/book", "writeBook", write)
        .private(Method::POST, "/prive/book", "writePrivateBook", write)
        .public_as(Method::POST, "/books", "storeBooks", stream, store)
}

fn app(world: &World, lasting: i64) -> App {
    let principal = Principal {
        subject: Uuid::nil(),
        roles: BTreeSet::from([Role::SystemeCaf]),
        organisation: None,
        habilitation: None,
        session: None,
        client: String::new(),
        scopes: Scope::ALL.into_iter().collect(),
    };
    let ends_at = world.clock.now().saturating_add(SignedDuration::from_secs(lasting)).unwrap();
    App::new(routes(), world.clock.clone(), world.platform())
        .authenticated_by(Arc::new(EndingAuthenticator { principal, ends_at }))
}

async fn send(app: &App, request: Request<LateBody>) -> (StatusCode, String) {
    let (parts, body) = app.handle(request).await.into_parts();
    (parts.status, String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap())
}

fn late(world: &World, seconds: i64, parts: Vec<Bytes>) -> LateBody {
    LateBody::new(&world.clock, SignedDuration::from_secs(seconds), parts)
}

#[tokio::test]
async fn the_instant_is_the_one_of_the_last_byte() {
    let world = World::new().unwrap();
    for (path, address) in [("/instant", "203.0.113.7:1"), ("/prive/instant", "0.0.0.0:0")] {
        let request = Request::get(path).header("spin-client-addr", address);
        let body = late(&world, 3, vec!["a".into(), "b".into(), "c".into()]);
        let began = world.clock.now();
        let (_, told) = send(&app(&world, 60), request.body(body).unwrap()).await;
        assert_eq!(told, (began + SignedDuration::from_secs(9)).to_string(), "{path}");
    }
}

#[tokio::test]
async fn a_right_that_ends_before_the_last_byte_gives_nothing() {
    let world = World::new().unwrap();
    let answers = late_answers(&app(&world, 5), &world.clock, routes().table(), &[]).await;
    assert_eq!(answers.len(), 6);
    for answer in &answers {
        assert_eq!((answer.before, answer.late), (Status::OK, answer.after), "{answer:?}");
    }
    let refused = answers.iter().filter(|answer| answer.late == StatusCode::UNAUTHORIZED);
    assert_eq!(refused.count(), 4, "{answers:?}");
}

#[tokio::test]
async fn a_body_that_does_not_come_in_time_is_given_up() {
    let world = World::new().unwrap();
    let app = app(&world, 60);
    let body = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
    let request = Request::post("/book").header("content-type", "application/json").body(body).unwrap();
    let mut asked = Box::pin(app.handle(request));
    assert!(futures_util::poll!(&mut asked).is_pending());
    world.clock.advance(SignedDuration::from_millis(9_999));
    assert!(futures_util::poll!(&mut asked).is_pending());
    world.clock.advance(SignedDuration::from_millis(1));
    assert_eq!(asked.await.status(), StatusCode::REQUEST_TIMEOUT);
}

#[tokio::test]
async fn a_stream_is_judged_again_with_each_part() {
    let world = World::new().unwrap();
    let (app, parts) = (app(&world, 20), || vec!["ab".into(), "cd".into(), "ef".into()]);
    let send = |seconds| send(&app, Request::post("/books").body(late(&world, seconds, parts())).unwrap());
    assert_eq!(send(2).await, (StatusCode::OK, "6".to_owned()));
    assert_eq!(send(6).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_stream_that_stalls_or_never_ends_is_given_up() {
    let world = World::new().unwrap();
    let body = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
    let mut stalled = BodyStream::new(body, world.clock.clone());
    let mut next = Box::pin(stalled.next());
    assert!(futures_util::poll!(&mut next).is_pending());
    world.clock.advance(SignedDuration::from_secs(10));
    assert!(matches!(next.await, Err(BodyError::TooSlow)));

    let drops = late(&world, 9, vec![Bytes::from_static(b"x"); 1_000]);
    let mut endless = BodyStream::new(Body::new(drops), world.clock.clone());
    let mut read = 0;
    while let Ok(Some(_)) = endless.next().await {
        read += 1;
    }
    assert_eq!(read, 100, "nine seconds each, in a quarter of an hour");
}

#[tokio::test]
async fn what_was_judged_too_long_ago_is_judged_anew() {
    let world = World::new().unwrap();
    let context = Context { request_id: Uuid::nil(), now: world.clock.now() };
    world.clock.advance(SignedDuration::from_secs(10));
    assert_eq!(context.require_fresh(&*world.clock), Ok(()));
    world.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(context.require_fresh(&*world.clock).unwrap_err().kind(), kinds::UNAVAILABLE);
    assert_eq!(context.at_present(&*world.clock).require_fresh(&*world.clock), Ok(()));
}
