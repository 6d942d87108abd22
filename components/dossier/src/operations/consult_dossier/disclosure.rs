use std::collections::BTreeMap;

use access::{Category, Form, TradeCode};
use journal::{Event, Journal, Kind};
use policies::AllowedReading;
use serde_json::{Value, value::to_raw_value};
use sha2::{Digest, Sha256};
use web::{Client, Problem};

use super::{Act, Known, Refusal, answer::Consultation};
use crate::{
    calendar::day_in_france,
    domain::{Month, view},
    ports::{Habilitation, consume_budget},
    store::dossiers,
};

pub(super) type Grants = BTreeMap<Category, Form>;

impl Act<'_> {
    /// Opens what is granted and nothing else, records that it was given, and gives it. The last dossier of the month may be
    /// another request's meanwhile: that this one was refused then tells that it would have been given, and is told each time.
    pub(super) async fn disclose(
        &self,
        habilitation: &Habilitation,
        known: &Known,
        reading: &AllowedReading,
    ) -> Result<Consultation, Problem> {
        if !habilitation.budget_epuise && !self.is_within_budget(habilitation, known).await? {
            return Err(self.refuse(known, Refusal::budget(self.context.now)).await?);
        }
        let grants = self.authority.grants(reading);
        let data = self.open(habilitation, known, &grants).await?;
        // Written once: what the digest is of is what leaves.
        let data = to_raw_value(&data).map_err(|error| Problem::fault(self.context, "answer", &error))?;
        let digest: [u8; 32] = Sha256::digest(data.get()).into();
        self.context.require_fresh(&*self.dossier.platform.clock)?;
        let journal = Journal::new(&self.dossier.platform, self.context);
        let event =
            Event::done(journal.new_id(), Kind::DossierConsulted {}).disclosing(grants.clone(), digest);
        let receipt = self.record(&journal, self.described(event, known)).await?;
        Ok(Consultation::new(self, habilitation, grants, data, digest, receipt))
    }

    /// Counts the dossier in the month, unless it was counted or none is left.
    pub(super) async fn is_within_budget(
        &self,
        habilitation: &Habilitation,
        known: &Known,
    ) -> Result<bool, Problem> {
        if habilitation.budget_mensuel.is_none() {
            return Ok(true);
        }
        let client = Client::new(&self.dossier.platform, self.context);
        let month = Month::of(day_in_france(self.context.now));
        let budget = consume_budget(&client, self.habilitation, known.pseudonym, month).await;
        budget
            .map(|budget| budget.est_accorde)
            .map_err(|error| Problem::fault(self.context, "conventions", &error))
    }

    async fn open(
        &self,
        habilitation: &Habilitation,
        known: &Known,
        grants: &Grants,
    ) -> Result<BTreeMap<Category, Value>, Problem> {
        let changed =
            || Problem::fault(self.context, "changed-meanwhile", &"the dossier is not as it was judged");
        let found = known.found.as_ref().ok_or_else(changed)?;
        let categories: Vec<_> = grants.keys().copied().collect();
        let sealed = dossiers::list_sealed(&self.dossier.database, found, &categories).await;
        let (key, texts) = sealed.map_err(|error| self.database_fault(&error))?.ok_or_else(changed)?;
        let terms = view::Terms {
            today: day_in_france(self.context.now),
            month: self.asked.month,
            landlord: habilitation.codes.bailleur.as_ref().map(TradeCode::as_str),
        };
        let mut data = BTreeMap::new();
        for ((category, form), text) in grants.iter().zip(&texts) {
            let source = self.keys.open_category(found.id, &key, *category, text);
            let source = source.map_err(|error| self.sealing_fault(&error))?;
            if let Some(shown) = view::show(*category, *form, source, terms) {
                data.insert(*category, shown);
            }
        }
        Ok(data)
    }
}
