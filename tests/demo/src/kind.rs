/// What is awkward about a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A couple with two children: nothing is.
    Couple,
    /// A lone parent with a baby.
    LoneParent,
    /// A single person.
    Single,
    /// The quotient familial is not known, and the reason varies.
    UnknownQuotient,
    /// The person responsible died.
    Deceased,
    /// A child died last month.
    DeceasedChild,
    /// The dossier is suspended.
    Suspended,
    /// The dossier was struck off.
    StruckOff,
    /// The dossier moved to another fund, and its former number still leads to it.
    Moved,
    /// The birth dates are partial.
    PartialDates,
    /// Compound names, apostrophes, particles.
    CompoundNames,
    /// Names in letters that are not Latin.
    NonLatin,
    /// Nine children.
    NineChildren,
    /// No resources were declared.
    NoResources,
    /// No phone number is known.
    NoPhone,
    /// The beneficiary objects to all partners.
    Opposed,
}

impl Kind {
    /// All of them, in the order in which they come.
    pub const ALL: [Self; 16] = [
        Self::Couple,
        Self::LoneParent,
        Self::Single,
        Self::UnknownQuotient,
        Self::Deceased,
        Self::DeceasedChild,
        Self::Suspended,
        Self::StruckOff,
        Self::Moved,
        Self::PartialDates,
        Self::CompoundNames,
        Self::NonLatin,
        Self::NineChildren,
        Self::NoResources,
        Self::NoPhone,
        Self::Opposed,
    ];

    /// The kind of dossier `n`.
    #[must_use]
    pub fn of(n: u32) -> Self {
        Self::ALL.into_iter().cycle().nth(n as usize % Self::ALL.len()).unwrap_or(Self::Couple)
    }
}
