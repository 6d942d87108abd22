use journal::{Leaf, commit};
use platform::Value;
use serde::Serialize;
use transparency::{Checkpoint, TILE_WIDTH, Tile, VerifierKey, hash_of_slice};

use super::{Hole, read_tile, root};
use crate::{
    JournalFault,
    store::{
        Statements,
        checkpoints::Published,
        entries::{Entry, list_rows},
    },
};

/// Something that does not agree, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct Finding {
    pub(crate) ou: String,
    pub(crate) constat: &'static str,
}

impl Finding {
    pub(super) fn new(place: impl Into<String>, constat: &'static str) -> Self {
        Self { ou: place.into(), constat }
    }
}

/// Looks at all the entries under one tile of level 0: rows against leaves, leaves against the node above. Gives the leaves
/// without content too.
pub(crate) async fn verify_tile(
    on: &mut impl Statements,
    tile: Tile,
) -> Result<(Vec<Finding>, Vec<Hole>), JournalFault> {
    let rows = list_rows(on, tile.start(), tile.start() + tile.width).await?;
    let (mut findings, mut holes) = (Vec::new(), Vec::new());
    if rows.len() as u64 != tile.width {
        findings.push(Finding::new(format!("tuile {tile}"), "des feuilles manquent"));
    }
    for (index, columns) in &rows {
        match read(columns) {
            Read::Whole => {}
            Read::Hole(leaf) => holes.push(Hole { index: *index, leaf }),
            Read::Flawed(flaw) => findings.push(Finding::new(format!("événement {index}"), flaw)),
        }
    }
    if tile.is_full() && findings.is_empty() && !agrees_with_parent(on, tile).await? {
        findings.push(Finding::new(
            format!("tuile {tile}"),
            "son empreinte diffère de celle du niveau supérieur",
        ));
    }
    Ok((findings, holes))
}

/// What a row is.
enum Read {
    /// What the append wrote.
    Whole,
    /// A leaf without content.
    Hole(Leaf),
    Flawed(&'static str),
}

fn read(columns: &[Value]) -> Read {
    let [filed @ .., purged_by] = columns else { return Read::Flawed("la ligne est illisible") };
    let [_, _, Value::Blob(leaf), ..] = filed else { return Read::Flawed("la feuille est illisible") };
    let Some(leaf) = Leaf::from_bytes(leaf) else { return Read::Flawed("la feuille est illisible") };
    let [id, instant, _, contents @ ..] = filed else { return Read::Flawed("la ligne est illisible") };
    if *id != Value::from(leaf.event.into_bytes()) || *instant != Value::from(leaf.recorded_at) {
        return Read::Flawed("la ligne n'est pas celle de la feuille");
    }
    if contents.iter().chain([purged_by]).all(|column| *column == Value::Null) {
        return Read::Hole(leaf);
    }
    flaw(leaf, filed, purged_by).map_or(Read::Whole, Read::Flawed)
}

/// What makes a row another one than the append wrote. Its columns serve searches and the purge: one that lied would hide
/// an entry from them.
fn flaw(leaf: Leaf, filed: &[Value], purged_by: &Value) -> Option<&'static str> {
    let [_, instant, .., Value::Blob(salt), Value::Text(content)] = filed else {
        return Some("le contenu est illisible");
    };
    let Ok(salt) = <[u8; 32]>::try_from(salt.as_slice()) else { return Some("le contenu est illisible") };
    if commit(&salt, content.as_bytes()) != leaf.commitment {
        return Some("le contenu n'est pas celui que la feuille engage");
    }
    let Ok(event) = serde_json::from_str(content) else { return Some("le contenu est illisible") };
    let written = Entry { event: &event, leaf, salt, content }.columns();
    (written.as_slice() != filed || purged_by != instant).then_some("une colonne diffère du contenu")
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
