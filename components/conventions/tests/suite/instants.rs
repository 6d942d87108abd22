//! Each request is judged at the instant at which it is whole.

use std::{collections::BTreeSet, sync::Arc};

use http::StatusCode;
use jiff::SignedDuration;
use platform::{Clock as _, native::World};
use web::{
    Exposure,
    testing::{EndingAuthenticator, late_answers},
};

use crate::fund::officer;

#[tokio::test]
async fn every_route_refuses_a_right_that_ended_before_the_last_byte() {
    let world = World::new().unwrap();
    let ends_at = world.clock.now() + SignedDuration::from_secs(5);
    let authenticator = EndingAuthenticator { principal: officer(), ends_at };
    let app = conventions::app(world.platform()).authenticated_by(Arc::new(authenticator));
    let routes = conventions::routes();
    let answers = late_answers(&app, &world.clock, routes.table(), &[]).await;
    for answer in &answers {
        assert_eq!(answer.late, answer.after, "{answer:?}");
    }
    let refused = answers.iter().filter(|answer| answer.late == StatusCode::UNAUTHORIZED);
    let refused: BTreeSet<_> = refused.map(|answer| answer.operation).collect();
    let public = routes.table().iter().filter(|route| route.exposure == Exposure::Public);
    assert_eq!(refused, public.map(|route| route.operation).collect());
}
