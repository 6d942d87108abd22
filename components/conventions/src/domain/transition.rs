use access::Role;

use super::Refusal;

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
