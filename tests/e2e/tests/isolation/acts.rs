/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Act {
    /// Of one of the caller's own dossiers.
    Reading(usize),
    UnknownMember,
    Truncated,
    ForgedToken,
    OtherPurpose,
    MonthToCome,
    OtherPath,
    Habilitation,
    RefusedHabilitation,
}

/// In turn; every second one is a reading.
pub(crate) const ACTS: [Act; 14] = [
    Act::Reading(0),
    Act::UnknownMember,
    Act::Reading(1),
    Act::Truncated,
    Act::Reading(0),
    Act::ForgedToken,
    Act::Reading(1),
    Act::OtherPurpose,
    Act::Reading(0),
    Act::MonthToCome,
    Act::Reading(1),
    Act::OtherPath,
    Act::Habilitation,
    Act::RefusedHabilitation,
];
