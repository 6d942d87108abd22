use std::{collections::BTreeMap, fs};

use client::Service;
use demo::Fund;

use super::{LOGIN_SEED, demo_key, ensure};

const MANIFEST: &str = r#"
spin_manifest_version = 2
[application]
name = "a"
[variables]
word = { required = true, secret = true }
free = { default = "" }
[[trigger.http]]
route = "/..."
component = "a"
[component.a]
source = "a.wasm"
[component.a.variables]
word = "{{ word }}"
"#;

#[test]
fn what_is_written_reads_back_and_stays_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = folder.path().join("spin.toml");
    fs::write(&manifest, MANIFEST).unwrap();
    ensure(&manifest).unwrap();
    let first = fs::read_to_string(folder.path().join(".env")).unwrap();
    ensure(&manifest).unwrap();
    assert_eq!(fs::read_to_string(folder.path().join(".env")).unwrap(), first);

    let read: BTreeMap<_, _> =
        dotenvy::from_path_iter(folder.path().join(".env")).unwrap().map(Result::unwrap).collect();
    assert_eq!(read["SPIN_VARIABLE_WORD"].len(), 64);
    assert!(!read.contains_key("SPIN_VARIABLE_FREE"));
    assert_eq!(read[LOGIN_SEED], Fund::new(demo_key(&manifest).unwrap(), Service::new("")).login_seed());
}
