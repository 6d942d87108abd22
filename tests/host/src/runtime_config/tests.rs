use super::RuntimeConfig;
use crate::manifest::Manifest;

fn refusal(text: &str) -> String {
    format!("{:#}", RuntimeConfig::parse(text).expect_err("the configuration should be refused"))
}

fn manifest(component: &str) -> Manifest {
    let text = format!(
        "spin_manifest_version = 2\napplication = {{ name = \"app\" }}\n[[trigger.http]]\nroute = \"/\"\ncomponent = \"a\"\n\
         [component.a]\nsource = \"a.wasm\"\n{component}"
    );
    Manifest::parse(&text, ".").unwrap()
}

#[test]
fn an_unknown_key_is_refused_by_name() {
    assert!(refusal("surprise = 1").contains("unknown field `surprise`"));
    assert!(
        refusal("[sqlite_database.a]\ntype = \"spin\"\nsurprise = 1").contains("unknown field `surprise`")
    );
    assert!(
        refusal("[key_value_store.a]\ntype = \"spin\"\nsurprise = 1").contains("unknown field `surprise`")
    );
}

#[test]
fn another_kind_of_store_is_refused_by_name() {
    assert!(refusal("[sqlite_database.a]\ntype = \"libsql\"\nurl = \"u\"").contains("libsql"));
}

#[test]
fn relative_paths_start_from_the_data_folder_and_their_folders_are_created() {
    let data = tempfile::tempdir().unwrap();
    let absolute = data.path().join("elsewhere/b.db");
    let text = format!(
        "[sqlite_database.a]\ntype = \"spin\"\npath = \"deep/a.db\"\n[sqlite_database.b]\ntype = \"spin\"\npath = {absolute:?}\n\
         [sqlite_database.memory]\ntype = \"spin\""
    );
    let config = RuntimeConfig::parse(&text).unwrap().resolved(data.path()).unwrap();
    let path = |label: &str| config.sqlite_databases[label].path.clone();
    assert_eq!(path("a"), Some(data.path().join("deep/a.db")));
    assert_eq!(path("b"), Some(absolute.clone()));
    assert_eq!(path("memory"), None);
    assert!(data.path().join("deep").is_dir() && absolute.parent().unwrap().is_dir());
}

#[test]
fn the_default_labels_are_always_there() {
    let data = tempfile::tempdir().unwrap();
    let config = RuntimeConfig::default().resolved(data.path()).unwrap();
    let using_defaults = manifest("sqlite_databases = [\"default\"]\nkey_value_stores = [\"default\"]");
    assert!(config.check(&using_defaults).is_ok());
}

#[test]
fn a_label_that_stands_for_nothing_is_refused_with_its_component() {
    for component in ["sqlite_databases = [\"lost\"]", "key_value_stores = [\"lost\"]"] {
        let refusal = RuntimeConfig::default().check(&manifest(component)).unwrap_err().to_string();
        assert!(refusal.contains("`a`") && refusal.contains("`lost`"), "{refusal}");
    }
}
