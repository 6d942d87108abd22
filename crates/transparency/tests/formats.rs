//! The tree and the texts, beside the published implementations (`signed_note`, `tlog_tiles`).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

use std::cell::RefCell;

use proptest::prelude::*;
use tlog_tiles::HashReader;
use transparency::{
    Checkpoint, Hash, Node, NoteError, Signer, Tile, VerifierKey, consistency_ranges, hash_of_range,
    hash_of_slice, inclusion_ranges, verify_consistency, verify_inclusion,
};

fn leaves(size: u64) -> Vec<Hash> {
    (0..size).map(|number| Hash::of_leaf(&number.to_be_bytes())).collect()
}

fn find(leaves: &[Hash], node: Node) -> Option<Hash> {
    let width = 1_usize << (8 * node.level);
    let start = usize::try_from(node.index).ok()? * width;
    leaves.get(start..start + width).map(hash_of_slice)
}

fn prove(leaves: &[Hash], ranges: Vec<std::ops::Range<u64>>) -> Vec<Hash> {
    ranges.into_iter().map(|range| hash_of_range(range, &|node| find(leaves, node)).unwrap()).collect()
}

/// The other implementation's tree over the same leaves.
struct Other(RefCell<Vec<tlog_tiles::Hash>>);

impl HashReader for Other {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        let stored = self.0.borrow();
        Ok(indexes.iter().map(|index| stored[usize::try_from(*index).unwrap()]).collect())
    }
}

fn other(size: u64) -> Other {
    let tree = Other(RefCell::default());
    for number in 0..size {
        let added = tlog_tiles::stored_hashes(number, &number.to_be_bytes(), &tree).unwrap();
        tree.0.borrow_mut().extend(added);
    }
    tree
}

fn same(ours: &[Hash], theirs: &[tlog_tiles::Hash]) -> bool {
    ours.iter().map(|hash| hash.0).eq(theirs.iter().map(|hash| hash.0))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn roots_and_proofs_are_those_of_the_other_implementation(
        (size, index, old) in (1..700_u64).prop_flat_map(|size| (Just(size), 0..size, 1..=size))
    ) {
        let (ours, theirs) = (leaves(size), other(size));
        let root = hash_of_range(0..size, &|node| find(&ours, node)).unwrap();
        prop_assert_eq!(root.0, tlog_tiles::tree_hash(size, &theirs).unwrap().0);
        let inclusion = prove(&ours, inclusion_ranges(index, size).unwrap());
        prop_assert!(same(&inclusion, &tlog_tiles::prove_record(size, index, &theirs).unwrap()));
        prop_assert!(verify_inclusion(&inclusion, index, Hash::of_leaf(&index.to_be_bytes()), size, root));
        let consistency = prove(&ours, consistency_ranges(old, size).unwrap());
        prop_assert!(same(&consistency, &tlog_tiles::prove_tree(size, old, &theirs).unwrap()));
        let old_root = hash_of_range(0..old, &|node| find(&ours, node)).unwrap();
        prop_assert!(verify_consistency(&consistency, old, old_root, size, root));
    }

    #[test]
    fn a_proof_changed_anywhere_is_refused(
        (size, index, old) in (2..300_u64).prop_flat_map(|size| (Just(size), 0..size, 1..size)), place in any::<usize>()
    ) {
        let ours = leaves(size);
        let root = hash_of_slice(&ours);
        let mut inclusion = prove(&ours, inclusion_ranges(index, size).unwrap());
        let at = place % inclusion.len();
        inclusion[at].0[0] ^= 1;
        prop_assert!(!verify_inclusion(&inclusion, index, Hash::of_leaf(&index.to_be_bytes()), size, root));
        let mut consistency = prove(&ours, consistency_ranges(old, size).unwrap());
        let at = place % consistency.len();
        consistency[at].0[0] ^= 1;
        let old_root = hash_of_slice(&ours[..usize::try_from(old).unwrap()]);
        prop_assert!(!verify_consistency(&consistency, old, old_root, size, root));
    }

    #[test]
    fn a_tile_is_read_back_from_its_path((level, index, width) in (0..6_u8, 0..2_000_000_u64, 1..=256_u64)) {
        let tile = Tile { level, index, width };
        prop_assert_eq!(Tile::parse(&tile.to_string()), Some(tile));
        let path = tlog_tiles::Tile::new(8, level, index, u32::try_from(width).unwrap(), false).path();
        prop_assert_eq!(path, format!("tile/8/{tile}"));
    }
}

#[test]
fn a_path_has_one_text() {
    for text in [
        "0/0",
        "0/0000",
        "0/x000/001",
        "00/001",
        "0/001.p/256",
        "0/001.p/0",
        "0/001.p/01",
        "-1/001",
        "64/001",
        "0/",
    ] {
        assert_eq!(Tile::parse(text), None, "{text}");
    }
}

const ORIGIN: &str = "journal.example";

fn signer() -> Signer {
    Signer::new(ORIGIN, &[7; 32]).unwrap()
}

#[test]
fn the_other_implementation_accepts_our_notes_and_keys_and_we_accept_its() {
    let key = signer().verifier_key().to_string();
    let verifier = signed_note::StandardVerifier::new(&key).unwrap();
    let note = signed_note::Note::from_bytes(signer().sign("text\n").as_bytes()).unwrap();
    let known = signed_note::VerifierList::new(vec![Box::new(verifier)]);
    assert_eq!(note.verify(&known).unwrap().0.len(), 1);
    // The examples of its documentation.
    let key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let note = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\
        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    assert!(VerifierKey::parse(key).unwrap().open(note).is_ok());
}

#[test]
fn a_note_with_any_byte_flipped_is_refused() {
    let note = Checkpoint { origin: ORIGIN.to_owned(), size: 3, root: Hash([1; 32]) }.sign(&signer());
    let key = signer().verifier_key();
    assert_eq!(Checkpoint::open(&note, &key).unwrap().size, 3);
    for place in 0..note.len() {
        let mut bytes = note.clone().into_bytes();
        bytes[place] ^= 1;
        if let Ok(flipped) = String::from_utf8(bytes) {
            assert!(Checkpoint::open(&flipped, &key).is_err(), "byte {place}");
        }
    }
}

#[test]
fn a_key_and_its_name_are_checked() {
    assert_eq!(Signer::new("with space", &[0; 32]).err(), Some(NoteError::Name));
    let key = signer().verifier_key().to_string();
    assert_eq!(VerifierKey::parse(&key).unwrap(), signer().verifier_key());
    assert_eq!(VerifierKey::parse(&key.replace(ORIGIN, "other.example")).err(), Some(NoteError::Key));
}
