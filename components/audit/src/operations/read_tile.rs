use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::header;
use journal::Leaf;
use transparency::Tile;
use web::{Context, Problem};

use crate::{
    Audit, JournalFault, log, problems,
    store::{checkpoints::find_last, entries::find_leaves},
};

/// A tile never changes: a wider one has another path.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// `GET /log/tile/<L>/<N>[.p/<W>]` and `GET /log/tile/entries/<N>[.p/<W>]` (C2SP `tlog-tiles`), as far as the last
/// published checkpoint goes. An entry is its leaf, which shows nothing of the event.
pub(crate) async fn read_tile(
    State(audit): State<Arc<Audit>>,
    context: Context,
    Path(path): Path<String>,
) -> Result<Response, Problem> {
    let body = match path.strip_prefix("entries/") {
        Some(number) => find(&audit, &format!("0/{number}"), true).await,
        None => find(&audit, &path, false).await,
    };
    let body = body.map_err(|fault| fault.problem(&context))?;
    let body = body.ok_or_else(|| Problem::new(problems::PROOF_IMPOSSIBLE))?;
    let headers = [(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, FOR_EVER)];
    Ok((headers, body).into_response())
}

async fn find(audit: &Audit, path: &str, as_entries: bool) -> Result<Option<Vec<u8>>, JournalFault> {
    let mut on = &audit.database;
    let published = find_last(&mut on).await?.map_or(0, |last| last.size);
    let is_covered = |tile: &Tile| {
        Tile::in_tree(tile.level, tile.index, published).is_some_and(|widest| tile.width <= widest.width)
    };
    let Some(tile) = Tile::parse(path).filter(is_covered) else { return Ok(None) };
    if as_entries {
        let leaves = find_leaves(&mut on, tile).await?;
        return Ok(Some(leaves.chunks_exact(Leaf::LENGTH).flat_map(bundled).collect()));
    }
    let hashes = log::read_tile(&mut on, tile).await?;
    Ok(Some(hashes.iter().flat_map(|hash| hash.0).collect()))
}

/// Each entry of a bundle comes after its length, in two bytes.
fn bundled(leaf: &[u8]) -> impl Iterator<Item = u8> {
    let length = u16::try_from(leaf.len()).unwrap_or(u16::MAX);
    length.to_be_bytes().into_iter().chain(leaf.iter().copied())
}
