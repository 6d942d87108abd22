//! What retention forgets is gone from the disk; what proves stays.

use std::{fs, sync::atomic::Ordering};

use access::Role;
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::world::{Instance, JournalWorld, agent, consultation, dossier, log_key};

/// 02:00 in Paris, two years and a day after the world began.
const NIGHT: &str = "2028-03-03T01:00:00Z";

async fn go_to(journal: &JournalWorld, instant: &str) {
    journal.world.clock.set(instant.parse::<Timestamp>().unwrap());
    journal.confirm_clock().await;
}

async fn purge(instance: &Instance) -> Value {
    instance.post("/v1/journal/purges", &json!({})).await.ok().json()
}

fn occurrences(journal: &JournalWorld, needle: &[u8]) -> usize {
    let files = ["audit.db", "audit.db-wal"].map(|name| fs::read(journal.world.folder().join(name)));
    let count = |bytes: Vec<u8>| bytes.windows(needle.len()).filter(|window| *window == needle).count();
    files.into_iter().flatten().map(count).sum()
}

#[tokio::test]
async fn a_purge_leaves_no_byte_of_content_salt_or_pseudonym_in_the_files() {
    let journal = JournalWorld::new();
    let scheduler = journal.instance(Role::Ordonnanceur);
    scheduler.append_many(0..1_500).await;
    let kept: Vec<(Vec<u8>, String)> = {
        let connection = rusqlite::Connection::open(journal.file()).unwrap();
        let mut statement = connection.prepare("SELECT salt, content FROM contents").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    assert!(occurrences(&journal, kept[700].1.as_bytes()) > 0, "it can be found before");
    go_to(&journal, NIGHT).await;
    assert_eq!(purge(&scheduler).await["effaces"], 1_500);
    for (salt, content) in kept.iter().step_by(50) {
        assert_eq!(occurrences(&journal, salt), 0);
        assert_eq!(occurrences(&journal, content.as_bytes()), 0);
    }
    for needle in [dossier(3).to_string(), agent(2).to_string(), "aide_financiere".to_owned()] {
        assert_eq!(occurrences(&journal, needle.as_bytes()), 0, "{needle}");
    }
}

#[tokio::test]
async fn receipts_proofs_and_checkpoints_verify_after_the_purge() {
    let journal = JournalWorld::new();
    let scheduler = journal.instance(Role::Ordonnanceur);
    let receipts = scheduler.append_many(0..300).await;
    let before = scheduler.get("/log/checkpoint").await.ok().text();
    go_to(&journal, NIGHT).await;
    purge(&scheduler).await;
    let after = scheduler.get("/log/checkpoint").await.ok().text();
    let open = |note: &str| transparency::Checkpoint::open(note, &log_key()).unwrap();
    let (before, after) = (open(&before), open(&after));
    for receipt in &receipts {
        let leaf = receipt.verify(&log_key()).unwrap();
        let path = format!("/log/proofs/inclusion?rang={}&taille={}", receipt.index, after.size);
        let proof = hashes(&scheduler, &path).await;
        assert!(transparency::verify_inclusion(&proof, receipt.index, leaf, after.size, after.root));
    }
    let path = format!("/log/proofs/consistency?de={}&a={}", before.size, after.size);
    let proof = hashes(&scheduler, &path).await;
    assert!(transparency::verify_consistency(&proof, before.size, before.root, after.size, after.root));
    assert_eq!(scheduler.append(&consultation(7)).await, receipts[7], "a retry still gets its receipt");
}

async fn hashes(instance: &Instance, path: &str) -> Vec<transparency::Hash> {
    let answer = instance.get(path).await.ok().json();
    let texts = answer["preuve"].as_array().unwrap();
    texts.iter().map(|text| transparency::Hash::parse(text.as_str().unwrap()).unwrap()).collect()
}

#[tokio::test]
async fn a_purge_outside_the_window_or_by_someone_else_is_refused() {
    let journal = JournalWorld::new();
    go_to(&journal, "2028-03-03T12:00:00Z").await;
    let refused = journal.instance(Role::Ordonnanceur).post("/v1/journal/purges", &json!({})).await;
    assert_eq!(refused.slug(), "hors-fenetre-de-maintenance");
    go_to(&journal, NIGHT).await;
    for role in [Role::Auditeur, Role::DelegueProtectionDonnees, Role::Professionnel] {
        let refused = journal.instance(role).post("/v1/journal/purges", &json!({})).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{role:?}");
    }
}

#[tokio::test]
async fn content_younger_than_the_retention_stays() {
    let journal = JournalWorld::new();
    let scheduler = journal.instance(Role::Ordonnanceur);
    scheduler.append_many(0..5).await;
    journal.world.clock.advance(SignedDuration::from_hours(24 * 30));
    scheduler.append_many(5..10).await;
    go_to(&journal, NIGHT).await;
    assert_eq!(purge(&scheduler).await["effaces"], 5);
}

#[tokio::test]
async fn a_hold_keeps_what_it_names_until_it_is_lifted() {
    let journal = JournalWorld::new();
    let scheduler = journal.instance(Role::Ordonnanceur);
    let officer = journal.instance(Role::DelegueProtectionDonnees);
    scheduler.append_many(0..100).await;
    let hold = |body: Value| officer.ask(http::Method::POST, "/v1/journal/gels", body.to_string());
    let number = json!({"organisme": "921", "matricule": "1000003"});
    let first = hold(json!({"dossier": number, "motif": "plainte"})).await.ok().json();
    hold(json!({"agent": agent(2), "motif": "enquête"})).await.ok();
    for bad in [
        json!({"motif": "x"}),
        json!({"dossier": number, "agent": agent(2), "motif": "x"}),
        json!({"agent": agent(1), "motif": " "}),
    ] {
        assert_eq!(hold(bad).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    go_to(&journal, NIGHT).await;
    let held = (0..100).filter(|n| n % 10 == 3 || n % 7 == 2).count();
    // The two events of the holds are of the same age; the first is on the held dossier.
    assert_eq!(purge(&scheduler).await["effaces"], 100 - held + 1);
    let lift = format!("/v1/journal/gels/{}/levee", first["id"].as_str().unwrap());
    officer.post(&lift, &json!({})).await.ok();
    assert_eq!(officer.post(&lift, &json!({})).await.slug(), "gel-inconnu");
    let agents = (0..100).filter(|n| n % 7 == 2).count();
    assert_eq!(purge(&scheduler).await["effaces"], held + 1 - agents);
    let listed = journal.instance(Role::Auditeur).get("/v1/journal/gels").await.ok().json();
    assert_eq!(listed["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_purge_cut_at_any_statement_is_taken_up_again() {
    let journal = JournalWorld::new();
    let scheduler = journal.instance(Role::Ordonnanceur);
    let receipts = scheduler.append_many(0..20).await;
    go_to(&journal, NIGHT).await;
    for statement in 1..30 {
        journal.world.faults.fail_after_statement(statement);
        journal.instance(Role::Ordonnanceur).post("/v1/journal/purges", &json!({})).await;
        journal.world.faults.clear();
        assert_eq!(scheduler.append(&consultation(7)).await, receipts[7]);
    }
    purge(&scheduler).await;
    let connection = rusqlite::Connection::open(journal.file()).unwrap();
    let left = "SELECT count(*) FROM contents WHERE recorded_at < '2027'";
    assert_eq!(connection.query_row(left, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
}

/// Whoever reads an older state of the database keeps the WAL, and what was deleted in it: the purge says that it is not
/// finished, and finishes the next time.
#[tokio::test]
async fn a_purge_that_a_reader_keeps_from_emptying_the_wal_is_unfinished() {
    let journal = JournalWorld::new();
    journal.conditions.is_impatient.store(true, Ordering::SeqCst);
    let scheduler = journal.instance(Role::Ordonnanceur);
    scheduler.append_many(0..20).await;
    go_to(&journal, NIGHT).await;
    let reader = rusqlite::Connection::open(journal.file()).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM contents;").unwrap();
    let first = purge(&scheduler).await;
    assert_eq!((&first["effaces"], &first["est_inachevee"]), (&json!(20), &json!(true)));
    reader.execute_batch("COMMIT").unwrap();
    let second = purge(&scheduler).await;
    assert_eq!((&second["effaces"], &second["est_inachevee"]), (&json!(0), &json!(false)));
    assert_eq!(occurrences(&journal, dossier(3).to_string().as_bytes()), 0);
}

/// The clock goes on by three years between two nights: nothing is deleted, and the journal tells it, until a person says
/// what time it is.
#[tokio::test]
async fn a_clock_that_jumps_purges_nothing() {
    let journal = JournalWorld::new();
    let scheduler = journal.instance(Role::Ordonnanceur);
    scheduler.append_many(0..20).await;
    journal.world.clock.set("2026-03-04T01:00:00Z".parse().unwrap());
    assert_eq!(purge(&scheduler).await["effaces"], 0);
    journal.world.clock.set("2029-03-05T01:00:00Z".parse().unwrap());
    scheduler.append(&consultation(100)).await;
    for _ in 0..3 {
        let refused = scheduler.post("/v1/journal/purges", &json!({})).await;
        assert_eq!((refused.status, refused.slug().as_str()), (StatusCode::CONFLICT, "horloge-douteuse"));
        journal.world.clock.advance(SignedDuration::from_hours(24));
    }
    let connection = rusqlite::Connection::open(journal.file()).unwrap();
    let told = "SELECT count(*) FROM contents WHERE kind = 'PurgeStarted' AND outcome = 'refuse'";
    assert_eq!(connection.query_row(told, [], |row| row.get::<_, i64>(0)).unwrap(), 3);
    journal.world.clock.set("2026-03-05T01:00:00Z".parse().unwrap());
    assert_eq!(purge(&scheduler).await["effaces"], 0, "the clock is right again");
}

#[tokio::test]
async fn a_first_purge_after_a_jump_deletes_nothing() {
    let journal = JournalWorld::new();
    let scheduler = journal.instance(Role::Ordonnanceur);
    scheduler.append_many(0..20).await;
    journal.world.clock.set(NIGHT.parse().unwrap());
    assert_eq!(scheduler.post("/v1/journal/purges", &json!({})).await.slug(), "horloge-douteuse");
    journal.confirm_clock().await;
    assert_eq!(purge(&scheduler).await["effaces"], 20);
}

#[tokio::test]
async fn purges_by_night_need_no_confirmation() {
    let journal = JournalWorld::new();
    let scheduler = journal.instance(Role::Ordonnanceur);
    scheduler.append_many(0..20).await;
    journal.world.clock.set("2026-03-03T00:45:00Z".parse().unwrap());
    let mut purged = 0;
    for _ in 0..26 {
        purged += purge(&scheduler).await["effaces"].as_u64().unwrap();
        journal.world.clock.advance(SignedDuration::from_hours(24 * 30));
    }
    assert!(purged >= 20, "{purged}");
}

#[tokio::test]
async fn the_clock_is_confirmed_by_whoever_sees_it() {
    let journal = JournalWorld::new();
    let confirm = async |role, instant: &str| {
        journal.instance(role).post("/v1/journal/horloge", &json!({ "instant": instant })).await
    };
    assert_eq!(confirm(Role::Ordonnanceur, "2026-03-02T09:00:00Z").await.status, StatusCode::FORBIDDEN);
    let wrong = confirm(Role::ResponsableSecurite, "2026-03-02T10:00:00Z").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    confirm(Role::ResponsableSecurite, "2026-03-02T09:05:00Z").await.ok();
}

#[tokio::test]
async fn a_hold_keeps_every_number_of_the_dossier() {
    let journal = JournalWorld::new();
    journal.plug_dossier(&["1000004"]);
    let scheduler = journal.instance(Role::Ordonnanceur);
    scheduler.append_many(0..20).await;
    let number = json!({"organisme": "921", "matricule": "1000003"});
    let hold = json!({"dossier": number, "motif": "plainte"});
    journal.instance(Role::DelegueProtectionDonnees).post("/v1/journal/gels", &hold).await.ok();
    go_to(&journal, NIGHT).await;
    assert_eq!(purge(&scheduler).await["effaces"], 16);
}

async fn findings(journal: &JournalWorld) -> Vec<String> {
    let answer = journal.instance(Role::Auditeur).post("/v1/journal/verifications", &json!({})).await.ok();
    let found = answer.json()["constats"].as_array().unwrap().clone();
    found.iter().map(|finding| finding["ou"].as_str().unwrap().to_owned()).collect()
}

/// What a purge deleted is no finding, whatever the retention became; what it left and someone deleted is one.
#[tokio::test]
async fn a_purge_explains_what_it_deleted() {
    let journal = JournalWorld::new();
    let scheduler = journal.instance(Role::Ordonnanceur);
    scheduler.append_many(0..300).await;
    go_to(&journal, NIGHT).await;
    scheduler.append(&consultation(300)).await;
    purge(&scheduler).await;
    journal.world.settings.set("audit_retention_months", "36");
    purge(&journal.instance(Role::Ordonnanceur)).await;
    assert_eq!(findings(&journal).await, Vec::<String>::new());
    journal.tamper("DELETE FROM contents WHERE content LIKE '%DossierConsulted%';");
    assert_eq!(findings(&journal).await, ["événement 301"]);
}

#[tokio::test]
async fn a_purge_explains_nothing_under_a_hold() {
    let journal = JournalWorld::new();
    let scheduler = journal.instance(Role::Ordonnanceur);
    scheduler.append_many(0..20).await;
    let number = json!({"organisme": "921", "matricule": "1000003"});
    let hold = json!({"dossier": number, "motif": "plainte"});
    journal.instance(Role::DelegueProtectionDonnees).post("/v1/journal/gels", &hold).await.ok();
    go_to(&journal, NIGHT).await;
    purge(&scheduler).await;
    assert_eq!(findings(&journal).await, Vec::<String>::new());
    journal.tamper("DELETE FROM contents WHERE leaf_index = 13;");
    assert_eq!(findings(&journal).await, ["événement 13"]);
}

#[tokio::test]
async fn a_hold_undone_by_hand_is_named() {
    let journal = JournalWorld::new();
    let officer = journal.instance(Role::DelegueProtectionDonnees);
    let number = json!({"organisme": "921", "matricule": "1000003"});
    let mut ids = Vec::new();
    for subject in [json!({"dossier": number}), json!({"agent": agent(2)}), json!({"agent": agent(3)})] {
        let mut hold = subject;
        hold["motif"] = json!("plainte");
        let placed = officer.post("/v1/journal/gels", &hold).await.ok().json();
        ids.push(placed["id"].as_str().unwrap().to_owned());
    }
    officer.post(&format!("/v1/journal/gels/{}/levee", ids[2]), &json!({})).await.ok();
    assert_eq!(findings(&journal).await, Vec::<String>::new());
    journal.tamper("DELETE FROM held_dossiers; UPDATE holds SET lifted_at = '2026-03-02T10:00:00Z';");
    let mut undone = findings(&journal).await;
    undone.sort();
    let mut expected = [&ids[0], &ids[1]].map(|id| format!("gel {id}"));
    expected.sort();
    assert_eq!(undone, expected);
}

/// Places a hold on a dossier, and gives its id.
async fn hold_dossier(journal: &JournalWorld, matricule: &str) -> String {
    let hold = json!({"dossier": {"organisme": "921", "matricule": matricule}, "motif": "plainte"});
    let officer = journal.instance(Role::DelegueProtectionDonnees);
    let placed = officer.post("/v1/journal/gels", &hold).await.ok().json();
    placed["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_hold_altered_in_any_column_is_named() {
    for change in [
        "UPDATE holds SET lifted_at = '2020-01-01T00:00:00.000000000Z'",
        "UPDATE holds SET placed_at = '2027-01-01T00:00:00.000000000Z'",
        "UPDATE holds SET dossier = NULL, agent = '00000000-0000-7000-8000-000000000001'",
        "DELETE FROM held_dossiers WHERE dossier <> (SELECT dossier FROM holds)",
        "INSERT INTO held_dossiers SELECT id, '00000000000000000000000000000000' FROM holds",
    ] {
        let journal = JournalWorld::new();
        journal.plug_dossier(&["1000004"]);
        let id = hold_dossier(&journal, "1000003").await;
        let scheduler = journal.instance(Role::Ordonnanceur);
        scheduler.append(&consultation(1)).await;
        assert_eq!(findings(&journal).await, Vec::<String>::new());
        journal.tamper(change);
        assert_eq!(findings(&journal).await, [format!("gel {id}")], "{change}");
    }
}

#[tokio::test]
async fn a_hold_that_outlives_retention_accuses_nobody() {
    let journal = JournalWorld::new();
    let scheduler = journal.instance(Role::Ordonnanceur);
    scheduler.append_many(0..20).await;
    go_to(&journal, NIGHT).await;
    purge(&scheduler).await;
    journal.world.clock.advance(SignedDuration::from_hours(24));
    hold_dossier(&journal, "1000003").await;
    // Three years of purges, each within the 35 days of the one before, and in the window in summer and winter time.
    journal.world.clock.set("2028-03-05T00:45:00Z".parse().unwrap());
    for month in 1..=36 {
        journal.world.clock.advance(SignedDuration::from_hours(24 * 30));
        purge(&scheduler).await;
        assert_eq!(findings(&journal).await, Vec::<String>::new(), "after {month} months");
    }
}

#[tokio::test]
async fn a_hold_asks_nothing_of_what_went_before() {
    let journal = JournalWorld::new();
    let scheduler = journal.instance(Role::Ordonnanceur);
    scheduler.append_many(0..20).await;
    go_to(&journal, NIGHT).await;
    purge(&scheduler).await;
    journal.world.clock.advance(SignedDuration::from_hours(24));
    let number = json!({"organisme": "921", "matricule": "1000003"});
    let hold = json!({"dossier": number, "motif": "plainte"});
    journal.instance(Role::DelegueProtectionDonnees).post("/v1/journal/gels", &hold).await.ok();
    purge(&scheduler).await;
    assert_eq!(findings(&journal).await, Vec::<String>::new());
}
