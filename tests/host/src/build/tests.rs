use super::steps;
use crate::manifest::Manifest;

fn commands(builds: &[&str]) -> Vec<String> {
    let mut text = "spin_manifest_version = 2\napplication = { name = \"app\" }\n[trigger]\n".to_owned();
    for (index, build) in builds.iter().enumerate() {
        let id = char::from(b'a' + u8::try_from(index).unwrap());
        text.push_str(&format!("[component.{id}]\nsource = \"x.wasm\"\n[component.{id}.build]\n{build}\n"));
    }
    steps(&Manifest::parse(&text, ".").unwrap()).into_iter().map(|step| step.command).collect()
}

#[test]
fn packages_of_one_workspace_are_built_at_once() {
    let one = r#"command = "cargo build --release --target wasm32-wasip2 --package one""#;
    let two = r#"command = "cargo build --release --target wasm32-wasip2 --package two""#;
    assert_eq!(
        commands(&[one, two]),
        ["cargo build --release --target wasm32-wasip2 --package one --package two"]
    );
}

#[test]
fn one_command_of_another_shape_leaves_all_of_them_as_they_are() {
    let one = r#"command = "cargo build --release --target wasm32-wasip2 --package one""#;
    let two = r#"command = "cargo build --release --target wasm32-wasip2 --package two && touch done""#;
    assert_eq!(commands(&[one, two]).len(), 2);
    let elsewhere = r#"command = "cargo build --release --target wasm32-wasip2 --package two"
workdir = "other""#;
    assert_eq!(commands(&[one, elsewhere]).len(), 2);
}

#[test]
fn equal_commands_run_once_and_lists_run_in_order() {
    let list = r#"command = ["make first", "make second"]"#;
    assert_eq!(commands(&[list, list, r#"command = "make first""#]), ["make first", "make second"]);
}
