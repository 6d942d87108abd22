//! The routes, the policies and the problems name the same things.

use std::collections::BTreeSet;

use policies::Authority;
use web::Exposure;

/// Open to whoever signs in: profiles hold no personal data.
const OPEN: &str = "listProfiles";

#[test]
fn every_public_route_but_one_has_an_action() {
    let actions: BTreeSet<_> = Authority::load().unwrap().actions().into_iter().collect();
    let routes = conventions::routes();
    let public = routes.table().iter().filter(|route| route.exposure == Exposure::Public);
    let without: Vec<_> =
        public.map(|route| route.operation).filter(|name| !actions.contains(*name)).collect();
    assert_eq!(without, [OPEN]);
}

#[test]
fn operations_have_names_of_their_own() {
    let routes = conventions::routes();
    let names: BTreeSet<_> = routes.table().iter().map(|route| route.operation).collect();
    assert_eq!(names.len(), routes.table().len());
}

#[test]
fn every_operation_has_a_line_in_the_table_of_traces() {
    let routes = conventions::routes();
    let operations: BTreeSet<_> = routes.table().iter().map(|route| route.operation.to_owned()).collect();
    assert_eq!(operations, policies::traces_of("conventions").unwrap().into_keys().collect());
}

#[test]
fn problems_have_slugs_of_their_own() {
    let all = || conventions::problems::ALL.iter().chain(web::kinds::ALL);
    let slugs: BTreeSet<_> = all().map(|kind| kind.slug).collect();
    assert_eq!(slugs.len(), all().count());
}
