use std::{collections::BTreeMap, fmt};

use base64ct::{Base64, Encoding};
use transparency::{Checkpoint, Hash, Node, TILE_WIDTH, Tile, VerifierKey, hash_of_range, hash_of_slice};

use super::EvidenceLine;
use crate::{Event, Leaf, commit};

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// How many leaves the checkpoint covers, once its signature is right.
    pub size: Option<u64>,
    /// How many entries were looked at.
    pub entries: u64,
    /// What does not hold.
    pub faults: Vec<EvidenceFault>,
}

/// Something that does not hold, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceFault {
    /// The line, from 1.
    pub line: usize,
    /// The checkpoint, tile or entry.
    pub place: String,
    /// What is wrong with it.
    pub fault: &'static str,
}

impl Report {
    /// Whether all of the pack holds.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    fn add(&mut self, line: usize, place: impl Into<String>, fault: &'static str) {
        self.faults.push(EvidenceFault { line, place: place.into(), fault });
    }
}

impl fmt::Display for EvidenceFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}, {}: {}", self.line, self.place, self.fault)
    }
}

struct Pack {
    size: u64,
    root: Hash,
    tiles: BTreeMap<Tile, (usize, Vec<Hash>)>,
}

/// Verifies the evidence pack `bytes` with the log's public key `log_key` (`<name>+<id>+<key>`).
#[must_use]
pub fn verify_evidence_pack(bytes: &[u8], log_key: &str) -> Report {
    let mut report = Report::default();
    let Ok(key) = VerifierKey::parse(log_key) else {
        report.add(0, "log key", "it cannot be read");
        return report;
    };
    let lines = read_lines(bytes, &mut report);
    let Some(mut pack) = open_checkpoint(&lines, &key, &mut report) else { return report };
    report.size = Some(pack.size);
    for (number, line) in &lines {
        if let EvidenceLine::Tile { path, hashes } = line {
            pack.take_tile(*number, path, hashes, &mut report);
        }
    }
    pack.verify_tiles(&mut report);
    for (number, line) in &lines {
        if let EvidenceLine::Entry { index, leaf, salt, content } = line {
            report.entries += 1;
            if let Err(fault) = pack.verify_entry(*index, leaf, salt, content) {
                report.add(*number, format!("entry {index}"), fault);
            }
        }
    }
    verify_end(&lines, &mut report);
    report
}

fn read_lines(bytes: &[u8], report: &mut Report) -> Vec<(usize, EvidenceLine)> {
    let mut lines = Vec::new();
    let Some(body) = bytes.strip_suffix(b"\n") else {
        let last = bytes.split(|byte| *byte == b'\n').count();
        report.add(last, "pack", "it does not end with a newline");
        return lines;
    };
    for (index, text) in body.split(|byte| *byte == b'\n').enumerate() {
        match serde_json::from_slice::<EvidenceLine>(text) {
            Ok(line) if line.to_text().trim_end().as_bytes() == text => lines.push((index + 1, line)),
            Ok(_) | Err(_) => report.add(index + 1, "pack", "the line cannot be read"),
        }
    }
    lines
}

fn open_checkpoint(lines: &[(usize, EvidenceLine)], key: &VerifierKey, report: &mut Report) -> Option<Pack> {
    let mut notes = lines.iter().filter_map(|(number, line)| match line {
        EvidenceLine::Checkpoint { note } => Some((*number, note)),
        _ => None,
    });
    let (Some((number, note)), None) = (notes.next(), notes.next()) else {
        report.add(0, "checkpoint", "the pack has none, or several");
        return None;
    };
    match Checkpoint::open(note, key) {
        Ok(Checkpoint { size, root, .. }) => Some(Pack { size, root, tiles: BTreeMap::new() }),
        Err(_) => {
            report.add(number, "checkpoint", "it is not signed by the log");
            None
        }
    }
}

fn verify_end(lines: &[(usize, EvidenceLine)], report: &mut Report) {
    match lines.last() {
        Some((_, EvidenceLine::End { entries })) if *entries == report.entries => {}
        Some((number, EvidenceLine::End { .. })) => report.add(*number, "end", "entries are missing"),
        Some((number, _)) => report.add(*number, "end", "the pack is cut"),
        None => report.add(0, "end", "the pack is empty"),
    }
}

impl Pack {
    fn take_tile(&mut self, number: usize, path: &str, hashes: &str, report: &mut Report) {
        let tile =
            Tile::parse(path).filter(|tile| Tile::in_tree(tile.level, tile.index, self.size) == Some(*tile));
        let Some(tile) = tile else { return report.add(number, "tile", "the tree has no such tile") };
        let bytes = Base64::decode_vec(hashes).unwrap_or_default();
        let (hashes, rest) = bytes.as_chunks::<32>();
        if hashes.len() as u64 != tile.width || !rest.is_empty() {
            return report.add(number, format!("tile {tile}"), "it does not have the hashes of its width");
        }
        self.tiles.insert(tile, (number, hashes.iter().copied().map(Hash).collect()));
    }

    fn find(&self, node: Node) -> Option<Hash> {
        let tile = Tile::in_tree(node.level, node.index / TILE_WIDTH, self.size)?;
        let (_, hashes) = self.tiles.get(&tile)?;
        hashes.get(usize::try_from(node.index % TILE_WIDTH).ok()?).copied()
    }

    /// The tiles at the edge make the root; each full tile makes a hash of the tile above it.
    fn verify_tiles(&self, report: &mut Report) {
        let is_rooted = hash_of_range(0..self.size, &|node| self.find(node)) == Some(self.root);
        for (tile, (number, hashes)) in &self.tiles {
            let is_proved = if tile.is_full() {
                self.find(Node { level: tile.level + 1, index: tile.index }) == Some(hash_of_slice(hashes))
            } else {
                is_rooted
            };
            if !is_proved {
                report.add(*number, format!("tile {tile}"), "it does not lead to the root of the checkpoint");
            }
        }
        if !is_rooted {
            report.add(0, "checkpoint", "the tiles at the edge of the tree do not make its root");
        }
    }

    fn verify_entry(&self, index: u64, leaf: &str, salt: &str, content: &str) -> Result<(), &'static str> {
        let leaf = Base64::decode_vec(leaf).ok().and_then(|bytes| Leaf::from_bytes(&bytes));
        let leaf = leaf.ok_or("its leaf cannot be read")?;
        if self.find(Node { level: 0, index }) != Some(leaf.hash()) {
            return Err("its leaf is not in the tree");
        }
        let salt = Base64::decode_vec(salt).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        if salt.map(|salt| commit(&salt, content.as_bytes())) != Some(leaf.commitment) {
            return Err("its content is not the one its leaf commits to");
        }
        let event: Result<Event, _> = serde_json::from_str(content);
        match event {
            Ok(event) if event.id == leaf.event => Ok(()),
            Ok(_) | Err(_) => Err("its content is not the event of its leaf"),
        }
    }
}
