use super::{Manifest, Route, is_component_id, is_label, is_variable_name};

const MINIMAL: &str = r#"
spin_manifest_version = 2
[application]
name = "app"
[[trigger.http]]
route = "/a"
component = "a"
[component.a]
source = "a.wasm"
"#;

fn refusal(text: &str) -> String {
    format!("{:#}", Manifest::parse(text, ".").expect_err("the manifest should be refused"))
}

fn with_component(lines: &str) -> String {
    format!("{MINIMAL}{lines}\n")
}

fn with_trigger(lines: &str) -> String {
    MINIMAL.replace("route = \"/a\"\ncomponent = \"a\"", lines)
}

#[test]
fn the_smallest_manifest_is_read() {
    let manifest = Manifest::parse(MINIMAL, ".").unwrap();
    assert_eq!(manifest.components["a"].id, "a");
    assert_eq!(manifest.triggers[0].route, Route::Path("/a".to_owned()));
    assert_eq!(manifest.served().into_iter().collect::<Vec<_>>(), ["a"]);
}

#[test]
fn an_unknown_key_is_refused_by_name_wherever_it_is() {
    for text in [
        format!("surprise = 1\n{MINIMAL}"),
        MINIMAL.replace("name = \"app\"", "name = \"app\"\nsurprise = 1"),
        with_trigger("route = \"/a\"\ncomponent = \"a\"\nsurprise = 1"),
        with_component("surprise = 1"),
        with_component("[component.a.build]\ncommand = \"true\"\nsurprise = 1"),
        with_component("[variables]\nx = { default = \"\", surprise = 1 }"),
        with_trigger("route = \"/a\"\nstatic_response = { surprise = 1 }"),
    ] {
        assert!(refusal(&text).contains("unknown field `surprise`"), "{text}");
    }
}

#[test]
fn a_key_that_this_host_does_not_honour_is_refused_rather_than_ignored() {
    for text in [
        with_component("files = [\"*\"]"),
        with_component("ai_models = [\"m\"]"),
        with_component("[component.a.dependencies]"),
        with_trigger("route = \"/a\"\ncomponent = \"a\"\nexecutor = { type = \"wagi\" }"),
    ] {
        assert!(refusal(&text).contains("does not support it"), "{text}");
    }
}

#[test]
fn settings_of_other_tools_are_left_alone() {
    let manifest = Manifest::parse(&with_component("[component.a.tool.mine]\nkey = 1"), ".").unwrap();
    assert!(manifest.components["a"].tool.contains_key("mine"));
}

#[test]
fn only_version_2_is_read() {
    let text = MINIMAL.replace("spin_manifest_version = 2", "spin_manifest_version = 1");
    assert!(refusal(&text).contains("only version 2"));
}

#[test]
fn another_kind_of_trigger_is_refused() {
    assert!(refusal(&MINIMAL.replace("trigger.http", "trigger.redis")).contains("unknown field `redis`"));
}

#[test]
fn a_route_leads_to_a_component_or_to_a_static_response_and_never_to_both() {
    assert!(
        refusal(&with_trigger("route = \"/a\"")).contains("must have a `component` or a `static_response`")
    );
    let both = "route = \"/a\"\ncomponent = \"a\"\nstatic_response = { status_code = 404 }";
    assert!(refusal(&with_trigger(both)).contains("and not both"));
    assert!(
        refusal(&with_trigger("route = \"/a\"\ncomponent = \"b\"")).contains("`b`, which is no component")
    );
}

#[test]
fn a_private_route_is_private_and_says_so() {
    let private =
        Manifest::parse(&with_trigger("route = { private = true }\ncomponent = \"a\""), ".").unwrap();
    assert!(matches!(&private.triggers[0].route, Route::Private(private) if private.private));
    assert!(
        refusal(&with_trigger("route = { private = false }\ncomponent = \"a\"")).contains("private = false")
    );
    assert!(refusal(&with_trigger("route = 3\ncomponent = \"a\"")).contains("a route is a string"));
}

#[test]
fn a_static_response_that_cannot_be_sent_is_refused() {
    assert!(
        refusal(&with_trigger("route = \"/a\"\nstatic_response = { status_code = 1 }"))
            .contains("cannot be sent")
    );
    let header = "route = \"/a\"\nstatic_response = { headers = { \"a b\" = \"c\" } }";
    assert!(refusal(&with_trigger(header)).contains("cannot be sent"));
}

#[test]
fn a_variable_is_required_or_has_a_default() {
    for variable in ["x = { description = \"neither\" }", "x = { required = true, default = \"both\" }"] {
        assert!(
            refusal(&with_component(&format!("[variables]\n{variable}"))).contains("not both, not neither")
        );
    }
}

#[test]
fn a_template_names_variables_that_exist() {
    assert!(refusal(&with_component("variables = { y = \"{{ x }}\" }")).contains("there is no variable `x`"));
    assert!(
        refusal(&with_component("allowed_outbound_hosts = [\"{{ x }}\"]"))
            .contains("there is no variable `x`")
    );
    let declared = "variables = { y = \"{{ x }}\" }\n[variables]\nx = { required = true }";
    assert!(Manifest::parse(&with_component(declared), ".").is_ok());
}

#[test]
fn an_allowed_host_that_is_no_host_is_refused_by_name() {
    assert!(refusal(&with_component("allowed_outbound_hosts = [\"example.com\"]")).contains("`example.com`"));
}

#[test]
fn names_follow_the_rules_of_spin() {
    assert!(is_component_id("abc-d2") && is_component_id("ABC"));
    assert!(
        !is_component_id("") && !is_component_id("a_b") && !is_component_id("a--b") && !is_component_id("Ab")
    );
    assert!(is_variable_name("a_b2"));
    assert!(
        !is_variable_name("A")
            && !is_variable_name("a__b")
            && !is_variable_name("a_2")
            && !is_variable_name("a-b")
    );
    assert!(is_label("a-b") && is_label("a_b") && !is_label("a.b") && !is_label("a-b_c"));
}
