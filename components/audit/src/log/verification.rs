use journal::{Leaf, commit};
use serde::Serialize;
use transparency::{Checkpoint, TILE_WIDTH, Tile, VerifierKey, hash_of_slice};

use super::{read_tile, root};
use crate::{
    JournalFault,
    store::{
        Statements,
        checkpoints::Published,
        contents::{WholeEntry, list_range},
        entries::find_leaves,
    },
};

/// Something that does not agree, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    pub(crate) ou: String,
    pub(crate) constat: &'static str,
}

impl Finding {
    fn new(place: impl Into<String>, constat: &'static str) -> Self {
        Self { ou: place.into(), constat }
    }
}

/// Looks at all the entries under one tile of level 0: contents against leaves, leaves against the node above.
pub(crate) async fn verify_tile(on: &mut impl Statements, tile: Tile) -> Result<Vec<Finding>, JournalFault> {
    let leaves = find_leaves(on, tile).await?;
    let leaves: Vec<_> = leaves.chunks_exact(Leaf::LENGTH).map(Leaf::from_bytes).collect();
    let mut findings = Vec::new();
    if leaves.len() as u64 != tile.width || leaves.iter().any(Option::is_none) {
        findings.push(Finding::new(format!("tuile {tile}"), "des feuilles manquent ou sont illisibles"));
    }
    for entry in list_range(on, tile.start(), tile.start() + tile.width).await? {
        if !is_pinned(&entry) {
            findings.push(Finding::new(
                format!("événement {}", entry.index),
                "le contenu n'est pas celui que la feuille engage",
            ));
        }
    }
    if tile.is_full() && findings.is_empty() && !agrees_with_parent(on, tile).await? {
        findings.push(Finding::new(
            format!("tuile {tile}"),
            "son empreinte diffère de celle du niveau supérieur",
        ));
    }
    Ok(findings)
}

fn is_pinned(entry: &WholeEntry) -> bool {
    commit(&entry.salt, entry.content.as_bytes()) == entry.leaf.commitment
}

async fn agrees_with_parent(on: &mut impl Statements, tile: Tile) -> Result<bool, JournalFault> {
    let parent = Tile { level: 1, index: tile.index / TILE_WIDTH, width: tile.index % TILE_WIDTH + 1 };
    let above = match read_tile(on, parent).await {
        Ok(hashes) => hashes.last().copied(),
        Err(JournalFault::Damaged(_)) => None,
        Err(other) => return Err(other),
    };
    Ok(above == Some(hash_of_slice(&read_tile(on, tile).await?)))
}

/// Looks at a published checkpoint: its signature, and the root of its tree.
pub(crate) async fn verify_checkpoint(
    on: &mut impl Statements,
    published: &Published,
    key: &VerifierKey,
) -> Result<Option<Finding>, JournalFault> {
    let place = format!("point de contrôle {}", published.size);
    let Ok(opened) = Checkpoint::open(&published.note, key) else {
        return Ok(Some(Finding::new(place, "la signature n'est pas celle du journal")));
    };
    let made = match root(on, published.size).await {
        Ok(made) => Some(made),
        Err(JournalFault::Damaged(_)) => None,
        Err(other) => return Err(other),
    };
    let agrees = opened.size == published.size && opened.root == published.root && made == Some(opened.root);
    Ok((!agrees).then(|| Finding::new(place, "la racine du journal n'est plus celle qui a été publiée")))
}
