use demo::Kind;

/// Far from any number of dossiers.
const UNKNOWN: u32 = 5_000_000;

/// The telephone of none of the dossiers.
const STRANGER: u32 = 9_998;

const SEED: u64 = 2026;

/// Why a dossier is not given, in words that nobody but the journal reads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    Unknown,
    Opposed,
    WrongTelephone,
    NoTelephone,
    OtherFund,
}

impl Obstacle {
    pub const ALL: [Self; 5] =
        [Self::Unknown, Self::Opposed, Self::WrongTelephone, Self::NoTelephone, Self::OtherFund];

    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Opposed => "opposed",
            Self::WrongTelephone => "wrong telephone",
            Self::NoTelephone => "no telephone",
            Self::OtherFund => "moved to a fund out of the contract",
        }
    }

    /// A number and a telephone for this obstacle. Each is met once among sixteen dossiers that follow each other.
    pub fn asked(self, sixteen: u32) -> (String, String) {
        let n = self.dossier(sixteen);
        match self {
            Self::Unknown => (demo::matricule(UNKNOWN + n), demo::phone(n)),
            Self::WrongTelephone => (demo::matricule(n), demo::phone(STRANGER)),
            _ => (demo::matricule(n), demo::phone(n)),
        }
    }

    fn dossier(self, sixteen: u32) -> u32 {
        let kind = match self {
            Self::Unknown | Self::WrongTelephone => Kind::Couple,
            Self::Opposed => Kind::Opposed,
            Self::NoTelephone => Kind::NoPhone,
            Self::OtherFund => Kind::Moved,
        };
        let first = sixteen * 16 + 1;
        (first..first + 16).find(|n| Kind::of(*n) == kind).unwrap_or(first)
    }
}

/// As many of each obstacle as of any other, each among all of `dossiers`, in an order that is the same in each run.
pub fn shuffled(requests: u32, dossiers: u32) -> impl Iterator<Item = (Obstacle, u32)> {
    let mut drawn: Vec<_> = Obstacle::ALL.into_iter().cycle().zip((0..requests).map(draw)).collect();
    drawn.sort_unstable_by_key(|(_, drawn)| *drawn);
    drawn.into_iter().map(move |(obstacle, drawn)| (obstacle, (drawn % u64::from(dossiers / 16)) as u32))
}

/// SplitMix64.
fn draw(n: u32) -> u64 {
    let mixed = (SEED + u64::from(n)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
