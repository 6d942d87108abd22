use access::Role;

use super::{Coded, Refusal};

/// What can be done in a state machine, with the rules that do not depend on the state.
pub trait Transition: Coded {
    /// The states of the machine.
    type State: Coded;

    /// What `state` becomes when `by` does this.
    fn apply(self, state: Self::State, by: Role) -> Result<Self::State, Refusal>;

    /// Whether it opens a right: such an act has no effect before its trace is in the journal.
    fn is_granting(self) -> bool;

    /// Whether whoever does it must say why.
    fn needs_reason(self) -> bool;
}

/// One row of a state machine: `from`, done by one of `roles`, leads to `to`. Who may never do it is told so whatever
/// the state, and learns nothing of it.
pub(super) fn step<S: Copy + PartialEq>(
    state: S,
    by: Role,
    roles: &[Role],
    from: &[S],
    to: S,
) -> Result<S, Refusal> {
    if !roles.contains(&by) {
        return Err(Refusal::RoleMayNot);
    }
    if from.contains(&state) { Ok(to) } else { Err(Refusal::OutOfOrder) }
}
