use access::Principal;
use journal::{DossierPseudonym, Event, Kind, Outcome, Word};
use web::Context;

use crate::{Audit, JournalFault, domain::Criteria, ports::find_dossier_names, store::contents::Filter};

/// What is looked for, in the journal's terms.
pub(super) struct Sought<'a> {
    criteria: &'a Criteria,
    /// The names of the dossier, that of its present number first; none when no dossier is looked for.
    names: Vec<DossierPseudonym>,
}

impl<'a> Sought<'a> {
    pub(super) async fn of(
        audit: &Audit,
        context: &Context,
        criteria: &'a Criteria,
    ) -> Result<Self, JournalFault> {
        let names = match &criteria.dossier {
            Some(number) => find_dossier_names(&audit.platform, context, number).await?,
            None => Vec::new(),
        };
        if criteria.dossier.is_some() && names.is_empty() {
            return Err(JournalFault::NoName);
        }
        Ok(Self { criteria, names })
    }

    pub(super) fn filter(&self) -> Filter {
        let Criteria { agent, client, organisation, depuis, avant, finalite, issue, .. } = self.criteria;
        Filter {
            dossier: self.names.clone(),
            agent: *agent,
            client: *client,
            organisation: *organisation,
            since: *depuis,
            before: *avant,
            purpose: finalite.as_ref().map(|purpose| purpose.as_str().to_owned()),
            outcome: issue.map(Outcome::as_str),
            below: None,
        }
    }

    /// The event that says that the journal was read, by whom, and who was looked for.
    pub(super) fn reading(&self, audit: &Audit, context: &Context, reader: &Principal, acte: Word) -> Event {
        let kind = Kind::JournalRead {
            acte,
            criteres: self.criteria.names(),
            agent_recherche: self.criteria.agent,
            client_recherche: self.criteria.client,
            organisation_recherchee: self.criteria.organisation,
        };
        let event = audit.act(context, reader, kind);
        match self.names.first() {
            Some(dossier) => event.on(*dossier),
            None => event,
        }
    }
}
