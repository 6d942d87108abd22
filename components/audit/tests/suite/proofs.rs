//! Checkpoints, tiles and proofs, read by an implementation that is not ours (`signed_note` and `tlog_tiles`).

use std::sync::Mutex;

use access::Role;
use base64ct::{Base64, Encoding};
use http::StatusCode;
use jiff::SignedDuration;
use signed_note::{Note, StandardVerifier, VerifierList};
use tlog_tiles::{Checkpoint, Hash, HashReader, Tile, TileHashReader, TileReader};

use crate::world::{Instance, JournalWorld, ORIGIN, consultation, log_key};

async fn checkpoint(instance: &Instance) -> Checkpoint {
    let note = instance.get("/log/checkpoint").await.ok().text();
    let key = instance.get("/log/cle").await.ok().text();
    let verifier = StandardVerifier::new(key.trim_end()).unwrap();
    let note = Note::from_bytes(note.as_bytes()).unwrap();
    let (verified, _) = note.verify(&VerifierList::new(vec![Box::new(verifier)])).unwrap();
    assert_eq!(verified.len(), 1);
    let checkpoint = Checkpoint::from_bytes(note.text()).unwrap();
    assert_eq!(checkpoint.origin(), ORIGIN);
    checkpoint
}

async fn proof(instance: &Instance, path: &str) -> Vec<Hash> {
    let answer = instance.get(path).await.ok().json();
    let hashes = answer["preuve"].as_array().unwrap();
    hashes.iter().map(|hash| Hash::parse_hash(hash.as_str().unwrap()).unwrap()).collect()
}

fn leaf_hash(receipt: &journal::Receipt) -> Hash {
    Hash(Base64::decode_vec(&receipt.leaf_hash).unwrap().try_into().unwrap())
}

/// Sizes around the edges of tiles and of powers of two.
const SIZES: &[u64] = &[1, 2, 3, 7, 8, 255, 256, 257, 300, 513];

#[tokio::test]
async fn another_implementation_accepts_every_checkpoint_receipt_and_proof() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    let (mut receipts, mut checkpoints) = (Vec::new(), Vec::<Checkpoint>::new());
    for &size in SIZES {
        let from = receipts.len() as u128;
        receipts.extend(instance.append_many(from..u128::from(size)).await);
        journal.world.clock.advance(SignedDuration::from_secs(11));
        let latest = checkpoint(&instance).await;
        assert_eq!(latest.size(), size);
        for index in [0, size / 2, size - 1] {
            let path = format!("/log/proofs/inclusion?rang={index}&taille={size}");
            let hash = leaf_hash(&receipts[usize::try_from(index).unwrap()]);
            tlog_tiles::check_record(&proof(&instance, &path).await, size, *latest.hash(), index, hash)
                .unwrap();
        }
        for former in &checkpoints {
            let path = format!("/log/proofs/consistency?de={}&a={size}", former.size());
            let proof = proof(&instance, &path).await;
            tlog_tiles::check_tree(&proof, size, *latest.hash(), former.size(), *former.hash()).unwrap();
        }
        checkpoints.push(latest);
    }
}

/// Tiles that were fetched beforehand: the reader of the other implementation is not asynchronous.
struct Fetched(Mutex<Vec<(String, Vec<u8>)>>);

impl TileReader for Fetched {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        let fetched = self.0.lock().unwrap();
        let find = |tile: &Tile| {
            // That implementation writes `tile/8/L/N`; the specification fixes the height and leaves it out.
            let path = tile.path().replacen("tile/8/", "tile/", 1);
            fetched.iter().find(|(name, _)| *name == path).map(|(_, data)| data.clone()).unwrap()
        };
        Ok(tiles.iter().map(find).collect())
    }

    fn save_tiles(&self, _tiles: &[Tile], _data: &[Vec<u8>]) {}
}

#[tokio::test]
async fn another_implementation_reads_the_leaves_through_the_tiles() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    let receipts = instance.append_many(0..600).await;
    let latest = checkpoint(&instance).await;
    let paths = ["tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"];
    let mut tiles = Vec::new();
    for path in paths {
        tiles.push((path.to_owned(), instance.get(&format!("/log/{path}")).await.ok().body.to_vec()));
    }
    let fetched = Fetched(Mutex::new(tiles));
    let reader = TileHashReader::new(600, *latest.hash(), &fetched);
    let indices: Vec<u64> = (0..600).map(|n| tlog_tiles::stored_hash_index(0, n)).collect();
    let hashes = reader.read_hashes(&indices).unwrap();
    assert_eq!(hashes, receipts.iter().map(leaf_hash).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_entries_of_a_tile_are_its_leaves() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    let receipts = instance.append_many(0..3).await;
    checkpoint(&instance).await;
    let bundle = instance.get("/log/tile/entries/000.p/3").await.ok().body;
    let entries: Vec<_> = bundle.chunks_exact(2 + 81).collect();
    assert_eq!(entries.len(), 3);
    for (entry, receipt) in entries.iter().zip(&receipts) {
        assert_eq!(entry[..2], 81_u16.to_be_bytes());
        assert_eq!(tlog_tiles::record_hash(&entry[2..]), leaf_hash(receipt));
    }
}

#[tokio::test]
async fn nothing_past_the_last_checkpoint_is_shown() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Auditeur);
    instance.append_many(0..3).await;
    checkpoint(&instance).await;
    instance.append_many(3..5).await;
    for path in [
        "/log/tile/0/000.p/5",
        "/log/tile/0/000",
        "/log/tile/0/0.p/3",
        "/log/tile/1/000.p/1",
        "/log/proofs/inclusion?rang=4&taille=5",
        "/log/proofs/inclusion?rang=3&taille=3",
        "/log/proofs/consistency?de=0&a=3",
        "/log/proofs/consistency?de=3&a=2",
    ] {
        assert_eq!(instance.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(instance.get("/log/proofs/inclusion?rang=x").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_last_checkpoint_is_in_the_public_store_too() {
    let journal = JournalWorld::new();
    let instance = journal.instance(Role::Ordonnanceur);
    instance.append(&consultation(1)).await;
    instance.post("/v1/journal/maintenance", &serde_json::json!({})).await.ok();
    let stored = journal.world.platform().key_value.get("public", "checkpoint").await.unwrap().unwrap();
    let note = String::from_utf8(stored).unwrap();
    assert_eq!(transparency::Checkpoint::open(&note, &log_key()).unwrap().size, 1);
    assert_eq!(instance.get("/log/checkpoint").await.ok().text(), note);
}
