use super::{Match, Router};
use crate::manifest::Manifest;

fn router(routes: &[&str]) -> Router {
    let mut text = "spin_manifest_version = 2\napplication = { name = \"app\" }\n".to_owned();
    for route in routes {
        text.push_str(&format!("[[trigger.http]]\nroute = {route}\nstatic_response = {{}}\n"));
    }
    Router::new(&Manifest::parse(&text, ".").unwrap().triggers).unwrap()
}

fn trigger(router: &Router, path: &str) -> Option<usize> {
    router.find(path).map(|found| found.trigger)
}

fn found(route: &str, path: &str) -> Match {
    router(&[route]).find(path).unwrap()
}

#[test]
fn an_exact_route_wins_then_the_longest_prefix() {
    let router = router(&["\"/...\"", "\"/a/...\"", "\"/a/b/...\"", "\"/a/b\""]);
    assert_eq!(trigger(&router, "/"), Some(0));
    assert_eq!(trigger(&router, "/x"), Some(0));
    assert_eq!(trigger(&router, "/a/x"), Some(1));
    assert_eq!(trigger(&router, "/a/b/x"), Some(2));
    assert_eq!(trigger(&router, "/a/b"), Some(3));
}

#[test]
fn the_root_wins_over_the_catch_all() {
    for routes in [["\"/\"", "\"/...\"", "\"/a\""], ["\"/...\"", "\"/a\"", "\"/\""]] {
        let router = router(&routes);
        let found = |path| trigger(&router, path).map(|index| routes[index]);
        assert_eq!([found("/"), found("/a"), found("/b")], [Some("\"/\""), Some("\"/a\""), Some("\"/...\"")]);
    }
}

#[test]
fn an_exact_route_matches_nothing_below_it() {
    let router = router(&["\"/a\""]);
    assert_eq!(trigger(&router, "/a/b"), None);
    assert_eq!(trigger(&router, "/ab"), None);
}

#[test]
fn slashes_around_a_path_do_not_count() {
    let router = router(&["\"/a\"", "\"/b/...\""]);
    for path in ["/a", "/a/", "//a", "//a//"] {
        assert_eq!(trigger(&router, path), Some(0), "{path}");
    }
    assert_eq!(trigger(&router, "//b/c"), Some(1));
}

#[test]
fn the_last_of_two_equal_routes_answers() {
    assert_eq!(trigger(&router(&["\"/a\"", "\"/a\""]), "/a"), Some(1));
}

/// Not written the same, they are not equal for Spin: it keeps both, and its finder takes the first.
#[test]
fn the_first_of_two_routes_that_differ_by_a_slash_answers() {
    assert_eq!(trigger(&router(&["\"/a/\"", "\"/a\""]), "/a"), Some(0));
    assert_eq!(trigger(&router(&["\"/a\"", "\"/a/\""]), "/a"), Some(0));
}

#[test]
fn a_private_route_is_found_by_no_path() {
    let router = router(&["{ private = true }"]);
    assert_eq!(trigger(&router, "/"), None);
    assert_eq!(trigger(&router, "/a"), None);
}

#[test]
fn a_named_segment_is_captured() {
    let found = found("\"/users/:id/posts\"", "/users/42/posts");
    assert_eq!(found.named, [("id".to_owned(), "42".to_owned())]);
    assert_eq!(found.trailing, "");
}

#[test]
fn the_trailing_part_keeps_its_slashes() {
    assert_eq!(found("\"/a/...\"", "/a").trailing, "");
    assert_eq!(found("\"/a/...\"", "/a/").trailing, "/");
    assert_eq!(found("\"/a/...\"", "/a/b").trailing, "/b");
    assert_eq!(found("\"/a/...\"", "/a/b/").trailing, "/b/");
}

#[test]
fn the_prefix_of_a_route_has_no_wildcard() {
    let found = found("\"/a/...\"", "/a/b");
    assert_eq!((found.route.as_str(), found.prefix()), ("/a/...", "/a"));
}
