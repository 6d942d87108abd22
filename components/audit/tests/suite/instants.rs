//! Each request is judged at the instant at which it is whole.

use std::{collections::BTreeSet, sync::Arc};

use access::Role;
use http::StatusCode;
use jiff::SignedDuration;
use platform::Clock as _;
use web::{
    Exposure,
    testing::{EndingAuthenticator, late_answers},
};

use crate::world::{JournalWorld, principal};

#[tokio::test]
async fn every_route_refuses_a_right_that_ended_before_the_last_byte() {
    let journal = JournalWorld::new();
    let ends_at = journal.world.clock.now() + SignedDuration::from_secs(5);
    let authenticator = EndingAuthenticator { principal: principal(Role::Auditeur), ends_at };
    let app = audit::app_authenticated_by(journal.world.platform(), Arc::new(authenticator));
    let routes = audit::routes();
    let answers = late_answers(&app, &journal.world.clock, routes.table(), &[]).await;
    for answer in &answers {
        assert_eq!(answer.late, answer.after, "{answer:?}");
    }
    let refused = answers.iter().filter(|answer| answer.late == StatusCode::UNAUTHORIZED);
    let refused: BTreeSet<_> = refused.map(|answer| answer.operation).collect();
    let is_asked_by_someone =
        |route: &&web::RouteInfo| route.exposure == Exposure::Public && route.path.starts_with("/v1/");
    let asked = routes.table().iter().filter(is_asked_by_someone).map(|route| route.operation).collect();
    assert_eq!(refused, asked);
}
