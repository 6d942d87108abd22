//! Every public route has an action of the policies, but for the page that anyone may read.
#![allow(clippy::unwrap_used, reason = "a test tool reports by panicking")]

use std::collections::BTreeSet;

use web::Exposure;

#[test]
fn every_public_route_has_an_action() {
    let routes = dossier::routes();
    let public = routes.table().iter().filter(|route| route.exposure == Exposure::Public);
    let mut operations: BTreeSet<_> = public.map(|route| route.operation.to_owned()).collect();
    assert!(operations.remove("readRegulation"));
    let actions: BTreeSet<_> = policies::Authority::load().unwrap().actions().into_iter().collect();
    assert!(operations.is_subset(&actions), "{:?}", operations.difference(&actions));
    assert_eq!(operations.len(), 9);
}
