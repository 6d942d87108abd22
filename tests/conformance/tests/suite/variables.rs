//! Which variables a component sees, and with which values.

use conformance::on_every_runtime;
use serde_json::json;

#[tokio::test]
async fn a_variable_is_the_template_of_the_component_filled_in() {
    on_every_runtime(async |app| {
        let seen = app.ask("/alpha/variables", &json!(["literal", "word", "given", "needed", "mixed"])).await;
        let values =
            ["as written", "quince", "from the command line", "supplied", "a quince, from the command line"];
        assert_eq!(seen, json!(values.map(|value| json!({ "value": value }))));
    })
    .await;
}

#[tokio::test]
async fn an_undeclared_variable_is_undefined_even_where_the_application_has_it() {
    on_every_runtime(async |app| {
        for (component, name) in [("alpha", "secret"), ("alpha", "nonsense"), ("gamma", "word")] {
            let seen = app.ask(&format!("/{component}/variables"), &json!([name])).await;
            let refused = seen[0]["refused"].as_str().unwrap();
            assert!(refused.starts_with("Error::Undefined("), "{component} {name}: {refused}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_name_outside_lower_snake_case_is_invalid() {
    on_every_runtime(async |app| {
        let seen = app.ask("/alpha/variables", &json!(["Word", "a-b", "", "_a"])).await;
        for answer in seen.as_array().unwrap() {
            assert!(answer["refused"].as_str().unwrap().starts_with("Error::InvalidName("), "{answer}");
        }
    })
    .await;
}
