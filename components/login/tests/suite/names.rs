//! The routes, the policies and the problems name the same things.

use std::collections::BTreeSet;

use policies::Authority;
use web::{Exposure, RouteInfo};

/// Somebody's acts: neither a page, nor an endpoint of OAuth.
fn is_act(route: &&RouteInfo) -> bool {
    let is_api = route.path.starts_with("/login/") && route.format.produces == "application/json";
    route.exposure == Exposure::Public && is_api
}

#[test]
fn every_act_on_accounts_has_an_action() {
    let actions: BTreeSet<_> = Authority::load().unwrap().actions().into_iter().collect();
    let routes = login::routes();
    let acts: Vec<_> = routes.table().iter().filter(is_act).map(|route| route.operation).collect();
    assert!(acts.contains(&"registerClient"));
    let without: Vec<_> = acts.into_iter().filter(|name| !actions.contains(*name)).collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn problems_have_slugs_of_their_own() {
    let all = || login::problems::ALL.iter().chain(web::kinds::ALL);
    let slugs: BTreeSet<_> = all().map(|kind| kind.slug).collect();
    assert_eq!(slugs.len(), all().count());
}
