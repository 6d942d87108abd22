//! Who asks, in what standing, and whether the policies let them.

use access::{Principal, Role};
use platform::Transaction;
use policies::{Authority, Decision, Resource};
use uuid::Uuid;

use crate::{
    Conventions,
    domain::{Refusal, duties::Duty},
    failure::Failure,
    store::{
        acts,
        mandates::{Mandate, find_mandate},
    },
};

/// A caller whose own mandate holds at this instant, in this transaction.
pub(crate) struct Admitted {
    pub(crate) principal: Principal,
    /// Who they are in their organisation; none for the fund's own people.
    pub(crate) person: Option<Uuid>,
}

/// Admits the fund's people as their token says, and a partner's while their mandate runs.
pub(crate) async fn admit(transaction: &mut Transaction, principal: &Principal) -> Result<Admitted, Failure> {
    let is_partner = principal.is(Role::Gestionnaire) || principal.is(Role::ResponsableLegal);
    let person = match principal.habilitation {
        Some(id) if is_partner => {
            let mandate = find_mandate(transaction, id).await?;
            let mandate = mandate.filter(Mandate::is_running).ok_or(Refusal::CallerEnded)?;
            let is_theirs =
                principal.organisation == Some(mandate.organisation) && principal.is(mandate.role.role());
            is_theirs.then_some(Some(mandate.person)).ok_or(Refusal::CallerEnded)?
        }
        None if is_partner => return Err(Refusal::CallerEnded.into()),
        _ => None,
    };
    Ok(Admitted { principal: principal.clone(), person })
}

impl Admitted {
    /// Lets the caller do `action` for `organisation` (none: for the fund as a whole), unless it would decide on their
    /// own request.
    pub(crate) fn authorise(
        &self,
        conventions: &Conventions,
        action: &str,
        organisation: Option<Uuid>,
    ) -> Result<(), Failure> {
        self.authorise_request(conventions, action, organisation, &[])
    }

    /// As [`Admitted::authorise`], for a request that `parties` made or are the object of.
    pub(crate) fn authorise_request(
        &self,
        conventions: &Conventions,
        action: &str,
        organisation: Option<Uuid>,
        parties: &[Uuid],
    ) -> Result<(), Failure> {
        let authority = conventions
            .authority
            .get_or_init(Authority::load)
            .as_ref()
            .map_err(|error| Failure::Policies(error.clone()))?;
        let resource = match organisation {
            Some(id) => Resource::new("Organisation", id).with("id", id.to_string()),
            None => Resource::fund(),
        };
        let is_own = self.person.is_some_and(|person| parties.contains(&person));
        let context: &[_] = if organisation.is_some() { &[("is_own_request", is_own.into())] } else { &[] };
        match authority.decide(&self.principal, action, &resource, context) {
            Decision::Allow { .. } => Ok(()),
            Decision::Deny { policy: Some(_) } => Err(Refusal::OwnRequest.into()),
            Decision::Deny { policy: None } if self.is_stranger_to(organisation) => {
                Err(Refusal::OutsideOrganisation.into())
            }
            Decision::Deny { policy: None } => Err(Refusal::RoleMayNot.into()),
        }
    }

    fn is_stranger_to(&self, organisation: Option<Uuid>) -> bool {
        organisation.is_some()
            && self.principal.organisation.is_some()
            && self.principal.organisation != organisation
    }

    /// Does `act` as whichever of the caller's roles may, and says which.
    pub(crate) fn act<S>(&self, act: impl Fn(Role) -> Result<S, Refusal>) -> Result<(S, Role), Refusal> {
        let mut refusal = Refusal::RoleMayNot;
        for role in &self.principal.roles {
            match act(*role) {
                Ok(state) => return Ok((state, *role)),
                Err(Refusal::RoleMayNot) => {}
                Err(other) => refusal = other,
            }
        }
        Err(refusal)
    }

    /// Lets the caller do `act` to `subject`, unless they did what it completes.
    pub(crate) async fn is_second_person(
        &self,
        transaction: &mut Transaction,
        subject: Uuid,
        act: impl Duty,
    ) -> Result<(), Failure> {
        let parties = (subject, self.principal.subject);
        let is_first = acts::is_author_of(transaction, parties, act.excludes()).await?;
        if is_first { Err(Refusal::SecondPerson.into()) } else { Ok(()) }
    }

    /// Signs `act`.
    pub(crate) fn sign(&self, act: acts::Act, role: Role) -> acts::Act {
        let mandate = self.person.and(self.principal.habilitation);
        acts::Act { actor: self.principal.subject, role: role.as_str().to_owned(), mandate, ..act }
    }
}
