//! Verification of proofs, as RFC 9162 §2.1.3.2 and §2.1.4.2 write it for the same trees as RFC 6962.

use crate::Hash;

/// Whether `proof` shows that the leaf of hash `leaf` is at `index` in the tree of `size` leaves and root `root`.
#[must_use]
pub fn verify_inclusion(proof: &[Hash], index: u64, leaf: Hash, size: u64, root: Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut position, mut last, mut hash) = (index, size - 1, leaf);
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if position % 2 == 1 || position == last {
            hash = Hash::of_children(*sibling, hash);
            while position.is_multiple_of(2) && position != 0 {
                position >>= 1;
                last >>= 1;
            }
        } else {
            hash = Hash::of_children(hash, *sibling);
        }
        position >>= 1;
        last >>= 1;
    }
    last == 0 && hash == root
}

/// Whether `proof` shows that the tree of `new` leaves and root `new_root` only adds to the tree of `old` leaves and root
/// `old_root`.
#[must_use]
pub fn verify_consistency(proof: &[Hash], old: u64, old_root: Hash, new: u64, new_root: Hash) -> bool {
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    if old == 0 || old > new {
        return false;
    }
    let first = if old.is_power_of_two() { Some(old_root) } else { None };
    let mut path = first.into_iter().chain(proof.iter().copied());
    let Some(seed) = path.next() else { return false };
    let (mut position, mut last) = (old - 1, new - 1);
    while position % 2 == 1 {
        position >>= 1;
        last >>= 1;
    }
    let (mut before, mut after) = (seed, seed);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if position % 2 == 1 || position == last {
            before = Hash::of_children(sibling, before);
            after = Hash::of_children(sibling, after);
            while position.is_multiple_of(2) && position != 0 {
                position >>= 1;
                last >>= 1;
            }
        } else {
            after = Hash::of_children(after, sibling);
        }
        position >>= 1;
        last >>= 1;
    }
    last == 0 && before == old_root && after == new_root
}
