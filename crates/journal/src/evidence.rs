//! Evidence packs: entries of the journal with all that proves them, one JSON object a line, verified offline with
//! nothing but the log's public key.

mod verification;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use transparency::{TILE_WIDTH, Tile};

pub use verification::{EvidenceFault, Report, verify_evidence_pack};

/// A line of a pack: the checkpoint first, then tiles, then entries, then the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum EvidenceLine {
    /// The signed checkpoint that all the rest is proved against.
    Checkpoint {
        /// The note.
        note: String,
    },
    /// A tile between an entry and the root.
    Tile {
        /// Its path, `<L>/<N>[.p/<W>]`.
        path: String,
        /// Its hashes, one after the other, in base64.
        hashes: String,
    },
    /// An entry.
    Entry {
        /// Its place in the log.
        index: u64,
        /// Its leaf, in base64.
        leaf: String,
        /// The salt of its commitment, in base64.
        salt: String,
        /// Its content, the very text that was committed to.
        content: String,
    },
    /// Nothing follows.
    End {
        /// How many entries there were.
        entries: u64,
    },
}

impl EvidenceLine {
    /// Its text, newline included.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).map(|text| text + "\n").unwrap_or_default()
    }
}

/// The tiles that lead from the entries at `indices` to the root of the tree of `size` leaves: those above each entry,
/// and those at the tree's edge.
#[must_use]
pub fn tiles_between(indices: &[u64], size: u64) -> BTreeSet<Tile> {
    let mut tiles = BTreeSet::new();
    for level in 0..7_u8 {
        let width = size >> (8 * u32::from(level));
        let edge =
            width.checked_sub(1).map(|last| last / TILE_WIDTH).filter(|_| !width.is_multiple_of(TILE_WIDTH));
        let above = indices.iter().map(|index| index >> (8 * (u32::from(level) + 1)));
        tiles.extend(above.chain(edge).filter_map(|index| Tile::in_tree(level, index, size)));
    }
    tiles
}
