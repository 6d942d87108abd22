use std::collections::BTreeSet;

use access::Role;
use uuid::Uuid;

use super::{attachment::Attachment, registration::Registration};

/// An application registered by the fund.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Client {
    pub(crate) id: Uuid,
    pub(crate) registration: Registration,
}

impl Client {
    /// Whether it is the fund's own: the others are a partner's, and the person is asked before they are let in.
    pub(crate) fn is_of_fund(&self) -> bool {
        self.registration.organisation.is_none()
    }

    /// What whoever signed in under `attachment` acts as through it; nothing when it is not for them. A partner's
    /// application is for its own people alone.
    pub(crate) fn roles_under(&self, attachment: &Attachment) -> Option<BTreeSet<Role>> {
        let is_theirs = self.is_of_fund() || self.registration.organisation == attachment.organisation;
        let roles: BTreeSet<_> =
            attachment.roles.intersection(&self.registration.acts_for).copied().collect();
        (is_theirs && !roles.is_empty()).then_some(roles)
    }
}
