use std::fmt;

/// Hashes in a full tile (C2SP `tlog-tiles`: height 8).
pub const TILE_WIDTH: u64 = 256;

/// A tile: up to 256 hashes side by side in one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// Its level, from 0 over the leaves.
    pub level: u8,
    /// Its place in its level, from the left.
    pub index: u64,
    /// How many hashes it has, from 1 to 256.
    pub width: u64,
}

impl Tile {
    /// The tile `index` of `level` in a tree of `size` leaves, as wide as it is there; nothing when it is empty.
    #[must_use]
    pub fn in_tree(level: u8, index: u64, size: u64) -> Option<Self> {
        let hashes = size.checked_shr(u32::from(level) * 8).unwrap_or(0);
        let width = hashes.saturating_sub(index.checked_mul(TILE_WIDTH)?).min(TILE_WIDTH);
        (width > 0).then_some(Self { level, index, width })
    }

    /// Reads it from `<L>/<N>[.p/<W>]`, N in groups of three digits; one text a tile, and no other.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (level, rest) = text.split_once('/')?;
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, width.parse().ok().filter(|width| *width < TILE_WIDTH)?),
            None => (rest, TILE_WIDTH),
        };
        let index: String = number.split('/').map(|group| group.trim_start_matches('x')).collect();
        let tile = Self { level: level.parse().ok()?, index: index.parse().ok()?, width };
        (tile.to_string() == text && tile.level < 64 && width > 0).then_some(tile)
    }

    /// Whether it is full, and so will never change.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.width == TILE_WIDTH
    }

    /// Index in its level of its first hash.
    #[must_use]
    pub fn start(&self) -> u64 {
        self.index.saturating_mul(TILE_WIDTH)
    }
}

impl fmt::Display for Tile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/", self.level)?;
        write_number(formatter, self.index)?;
        if self.is_full() { Ok(()) } else { write!(formatter, ".p/{}", self.width) }
    }
}

/// 1234067 is `x001/x234/067`.
fn write_number(formatter: &mut fmt::Formatter<'_>, number: u64) -> fmt::Result {
    if number >= 1000 {
        write_groups(formatter, number / 1000)?;
    }
    write!(formatter, "{:03}", number % 1000)
}

fn write_groups(formatter: &mut fmt::Formatter<'_>, number: u64) -> fmt::Result {
    if number >= 1000 {
        write_groups(formatter, number / 1000)?;
    }
    write!(formatter, "x{:03}/", number % 1000)
}
