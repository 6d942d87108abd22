//! Every route of `spin.toml` reaches its component, whatever other routes are written beside it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use e2e::{Application, built_manifest};
use host::manifest::Route;

/// Components give each answer an id; the host, which answers what no route claims, does not.
const FROM_A_COMPONENT: &str = "x-request-id";

#[tokio::test]
async fn each_route_reaches_a_component_and_no_catch_all_hides_it() {
    let application = Application::start().await;
    for trigger in built_manifest().triggers.iter().filter(|trigger| trigger.component.is_some()) {
        let Route::Path(route) = &trigger.route else { continue };
        let path = route.replace("...", "inconnu");
        let answer = reqwest::get(application.url(&path)).await.unwrap();
        assert!(answer.headers().contains_key(FROM_A_COMPONENT), "{route} is hidden by another route");
    }
}

#[tokio::test]
async fn what_no_route_claims_is_a_problem_that_the_host_answers_by_itself() {
    let application = Application::start().await;
    for path in ["/inconnu", "/v1", "/v1/inconnu", "/.well-known/inconnu", "/prive/etat"] {
        let answer = reqwest::get(application.url(path)).await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
        assert!(!answer.headers().contains_key(FROM_A_COMPONENT), "{path}");
        let problem: serde_json::Value = answer.json().await.unwrap();
        assert_eq!(problem["type"], "/problemes/route-inconnue", "{path}");
    }
}
