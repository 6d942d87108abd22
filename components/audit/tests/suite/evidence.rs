//! An evidence pack is verified with the log's public key alone, and a flipped byte is found wherever it is.

use access::Role;
use journal::{Report, verify_evidence_pack};
use serde_json::json;

use crate::world::{Instance, JournalWorld, log_key};

async fn export(instance: &Instance) -> Vec<u8> {
    let criteria = json!({"dossier": {"organisme": "921", "matricule": "1000003"}});
    instance.post("/v1/journal/exports", &json!({"criteres": criteria})).await.ok().body.to_vec()
}

fn verify(pack: &[u8]) -> Report {
    verify_evidence_pack(pack, &log_key().to_string())
}

#[tokio::test]
async fn a_pack_verifies_offline() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..600).await;
    let report = verify(&export(&instance).await);
    assert_eq!(report, Report { size: Some(601), entries: 60, faults: Vec::new() });
}

#[tokio::test]
async fn any_flipped_byte_of_a_pack_is_found() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..12).await;
    let pack = export(&instance).await;
    assert!(verify(&pack).is_sound());
    for place in 0..pack.len() {
        let mut flipped = pack.clone();
        flipped[place] ^= 1;
        assert!(!verify(&flipped).is_sound(), "byte {place} of {}", pack.len());
    }
}

#[tokio::test]
async fn a_pack_that_is_cut_or_lacks_a_line_is_found() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..300).await;
    let pack = String::from_utf8(export(&instance).await).unwrap();
    let lines: Vec<&str> = pack.split_inclusive('\n').collect();
    for missing in 0..lines.len() {
        let rest: String =
            lines.iter().enumerate().filter(|(n, _)| *n != missing).map(|(_, line)| *line).collect();
        assert!(!verify(rest.as_bytes()).is_sound(), "line {missing}");
    }
    assert!(!verify(&pack.as_bytes()[..pack.len() - 10]).is_sound());
    assert!(!verify(b"").is_sound());
}

/// A thief with the database changes what was recorded; the pack made from it names the entry.
#[tokio::test]
async fn an_entry_changed_in_the_database_is_named() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..30).await;
    journal.tamper(
        "DROP TRIGGER contents_are_never_changed;
         UPDATE contents SET content = replace(content, 'aide_financiere', 'aide_aux_vacances') WHERE leaf_index = 13;",
    );
    let report = verify(&export(&instance).await);
    let faults: Vec<_> = report.faults.iter().map(|fault| (fault.place.as_str(), fault.fault)).collect();
    assert_eq!(faults, [("entry 13", "its content is not the one its leaf commits to")]);
}

#[tokio::test]
async fn another_log_s_pack_is_refused() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..12).await;
    let other = transparency::Signer::new("journal.example", &[9; 32]).unwrap().verifier_key();
    let report = verify_evidence_pack(&export(&instance).await, &other.to_string());
    assert_eq!(report.faults[0].place, "checkpoint");
}
