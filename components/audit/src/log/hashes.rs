use std::{
    collections::{BTreeMap, btree_map::Entry},
    ops::Range,
};

use journal::Leaf;
use transparency::{Hash, Node, TILE_WIDTH, Tile, hash_of_range, hash_of_slice, nodes_of_range};

use crate::{
    JournalFault,
    store::{
        Statements,
        entries::find_leaves,
        nodes::{find_nodes, find_width, insert_node},
    },
};

/// The hashes of `tile`, all of them.
pub(crate) async fn read_tile(on: &mut impl Statements, tile: Tile) -> Result<Vec<Hash>, JournalFault> {
    let hashes: Vec<Hash> = if tile.level == 0 {
        find_leaves(on, tile).await?.chunks_exact(Leaf::LENGTH).map(Hash::of_leaf).collect()
    } else {
        find_nodes(on, tile).await?.as_chunks::<32>().0.iter().map(|bytes| Hash(*bytes)).collect()
    };
    if hashes.len() as u64 == tile.width {
        Ok(hashes)
    } else {
        Err(JournalFault::Damaged(format!("tile {tile} has {} hashes of {}", hashes.len(), tile.width)))
    }
}

/// The hash of each of `ranges` in the tree of `size` leaves.
pub(crate) async fn hashes_of_ranges(
    on: &mut impl Statements,
    size: u64,
    ranges: &[Range<u64>],
) -> Result<Vec<Hash>, JournalFault> {
    let mut tiles = BTreeMap::new();
    for node in ranges.iter().cloned().flat_map(nodes_of_range) {
        let place = (node.level, node.index / TILE_WIDTH);
        if let Entry::Vacant(vacant) = tiles.entry(place) {
            let tile = Tile::in_tree(place.0, place.1, size)
                .ok_or_else(|| JournalFault::Damaged(format!("the tree of {size} lacks a tile")))?;
            vacant.insert(read_tile(on, tile).await?);
        }
    }
    let find = |node: Node| {
        let hashes = tiles.get(&(node.level, node.index / TILE_WIDTH))?;
        hashes.get(usize::try_from(node.index % TILE_WIDTH).ok()?).copied()
    };
    let hash = |range: &Range<u64>| hash_of_range(range.clone(), &find);
    let hashes: Option<Vec<_>> = ranges.iter().map(hash).collect();
    hashes.ok_or_else(|| JournalFault::Damaged(format!("the tree of {size} lacks a hash")))
}

/// The root of the tree of the first `size` leaves.
pub(crate) async fn root(on: &mut impl Statements, size: u64) -> Result<Hash, JournalFault> {
    let whole = 0..size;
    let hashes = hashes_of_ranges(on, size, std::slice::from_ref(&whole)).await?;
    Ok(hashes.first().copied().unwrap_or_else(Hash::of_nothing))
}

/// Stores the nodes that `size` leaves complete and that are not stored yet. Stopped anywhere, it goes on from there.
pub(crate) async fn complete_nodes(on: &mut impl Statements, size: u64) -> Result<(), JournalFault> {
    let mut level = 1;
    while let Some(complete) = size.checked_shr(8 * u32::from(level)).filter(|complete| *complete > 0) {
        for index in find_width(on, level).await?..complete {
            let tile = Tile { level: level - 1, index, width: TILE_WIDTH };
            let hash = hash_of_slice(&read_tile(on, tile).await?);
            insert_node(on, Node { level, index }, hash).await?;
        }
        level += 1;
    }
    Ok(())
}
