//! Geometry of the tree. Only the roots of complete subtrees of 256^level leaves are stored; every other hash is made
//! again from at most 255 of them a level, which is what one tile holds.

use std::ops::Range;

use crate::Hash;

const LEVEL_BITS: u32 = 8;

/// The root of a complete subtree of 256^level leaves; at level 0, a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// Its level among tiles.
    pub level: u8,
    /// Its place in its level, from the left.
    pub index: u64,
}

impl Node {
    /// The node over exactly these leaves, when there is one.
    fn over(range: &Range<u64>) -> Option<Self> {
        let length = range.end - range.start;
        let bits = length.trailing_zeros();
        let is_whole =
            length.is_power_of_two() && bits.is_multiple_of(LEVEL_BITS) && range.start.is_multiple_of(length);
        let level = u8::try_from(bits / LEVEL_BITS).ok()?;
        is_whole.then(|| Self { level, index: range.start >> bits })
    }
}

/// The stored nodes from which the hash of `range` is made, from left to right.
#[must_use]
pub fn nodes_of_range(range: Range<u64>) -> Vec<Node> {
    if range.is_empty() {
        return Vec::new();
    }
    if let Some(node) = Node::over(&range) {
        return vec![node];
    }
    let middle = split(&range);
    let mut nodes = nodes_of_range(range.start..middle);
    nodes.extend(nodes_of_range(middle..range.end));
    nodes
}

/// The hash of the leaves in `range`, a subtree of the log, from stored nodes; nothing when `find` lacks one.
pub fn hash_of_range(range: Range<u64>, find: &impl Fn(Node) -> Option<Hash>) -> Option<Hash> {
    if range.is_empty() {
        return Some(Hash::of_nothing());
    }
    if let Some(node) = Node::over(&range) {
        return find(node);
    }
    let middle = split(&range);
    let left = hash_of_range(range.start..middle, find)?;
    let right = hash_of_range(middle..range.end, find)?;
    Some(Hash::of_children(left, right))
}

/// The root of a tree whose leaves' hashes are `hashes`.
#[must_use]
pub fn hash_of_slice(hashes: &[Hash]) -> Hash {
    match hashes {
        [] => Hash::of_nothing(),
        [only] => *only,
        more => {
            let middle = 1 << (more.len() - 1).ilog2();
            let (left, right) = more.split_at(middle);
            Hash::of_children(hash_of_slice(left), hash_of_slice(right))
        }
    }
}

/// The ranges whose hashes are the inclusion proof of leaf `index` in the tree of `size` leaves (RFC 6962 §2.1.1), in
/// order; nothing when the tree has no such leaf.
#[must_use]
pub fn inclusion_ranges(index: u64, size: u64) -> Option<Vec<Range<u64>>> {
    if index >= size {
        return None;
    }
    let mut ranges = Vec::new();
    let mut subtree = 0..size;
    while subtree.end - subtree.start > 1 {
        let middle = split(&subtree);
        let (inside, sibling) = if index < middle {
            (subtree.start..middle, middle..subtree.end)
        } else {
            (middle..subtree.end, subtree.start..middle)
        };
        ranges.push(sibling);
        subtree = inside;
    }
    ranges.reverse();
    Some(ranges)
}

/// The ranges whose hashes are the consistency proof between the trees of `old` and `new` leaves (RFC 6962 §2.1.2), in
/// order; nothing when there is no such pair.
#[must_use]
pub fn consistency_ranges(old: u64, new: u64) -> Option<Vec<Range<u64>>> {
    if old == 0 || old > new {
        return None;
    }
    let mut ranges = Vec::new();
    let mut subtree = 0..new;
    while subtree.end != old {
        let middle = split(&subtree);
        let (inside, sibling) = if old <= middle {
            (subtree.start..middle, middle..subtree.end)
        } else {
            (middle..subtree.end, subtree.start..middle)
        };
        ranges.push(sibling);
        subtree = inside;
    }
    if subtree.start != 0 {
        ranges.push(subtree);
    }
    ranges.reverse();
    Some(ranges)
}

/// Where RFC 6962 splits a subtree: after the largest power of two smaller than its number of leaves.
fn split(range: &Range<u64>) -> u64 {
    range.start + (1 << (range.end - range.start - 1).ilog2())
}
