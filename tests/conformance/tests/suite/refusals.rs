//! Applications that no host starts.

use conformance::{Application, refusals};

async fn refused(alter: impl Fn(&mut Application), because: &str) {
    let mut application = Application::default();
    alter(&mut application);
    for (kind, said) in refusals(&application).await {
        println!("{kind:?} says: {said}");
        assert!(said.contains(because));
    }
}

#[tokio::test]
async fn a_required_variable_without_a_value_is_refused() {
    refused(|application| application.variables.retain(|(name, _)| *name != "needed"), "needed").await;
}

#[tokio::test]
async fn an_unknown_key_of_the_manifest_is_refused() {
    let alter = |application: &mut Application| {
        application.manifest =
            application.manifest.replace("[component.gamma]", "[component.gamma]\ncolour = \"red\"");
    };
    refused(alter, "colour").await;
}

#[tokio::test]
async fn a_database_without_a_runtime_configuration_is_refused() {
    let alter = |application: &mut Application| {
        application.manifest = application.manifest.replace("[\"solo\"]", "[\"nowhere\"]");
    };
    refused(alter, "nowhere").await;
}

#[tokio::test]
async fn a_store_without_a_runtime_configuration_is_refused() {
    let alter = |application: &mut Application| {
        application.manifest =
            application.manifest.replace("key_value_stores = [\"beta\"]", "key_value_stores = [\"nowhere\"]");
    };
    refused(alter, "nowhere").await;
}

#[tokio::test]
async fn a_route_to_a_component_that_does_not_exist_is_refused() {
    let alter = |application: &mut Application| {
        application.manifest = application.manifest.replace("component = \"gamma\"", "component = \"delta\"");
    };
    refused(alter, "delta").await;
}

#[tokio::test]
async fn a_template_naming_an_unknown_variable_is_refused() {
    let alter = |application: &mut Application| {
        application.manifest = application.manifest.replace("\"{{ secret }}\"", "\"{{ secrets }}\"");
    };
    refused(alter, "secrets").await;
}

#[tokio::test]
async fn a_runtime_configuration_with_an_unknown_key_is_refused() {
    let alter = |application: &mut Application| {
        application.runtime_config =
            application.runtime_config.replace(".data/solo.db\"", ".data/solo.db\"\nsynchronous = \"FULL\"");
    };
    refused(alter, "synchronous").await;
}
