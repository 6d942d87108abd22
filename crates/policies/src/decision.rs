/// What was decided, and by which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It may be done.
    Allow {
        /// The rule that permits.
        policy: String,
    },
    /// It may not.
    Deny {
        /// The rule that forbids; none when no rule permits.
        policy: Option<String>,
    },
}

impl Decision {
    /// Whether it may be done.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allow { .. })
    }
}
