use std::collections::BTreeSet;

use access::Category;
use journal::{DossierPseudonym, Event, Journal, Kind, owe};
use platform::{SqlError, Transaction, new_uuid};
use uuid::Uuid;
use web::{Context, LastingCaller, Problem};

use super::{
    LineFault, Received,
    lookups::{Lookups, Place},
    organisations,
    report::ImportReport,
};
use crate::{
    Dossier, Keys,
    domain::{Contents, DossierNumber, FACTS, Record, record::FormerNumber},
    operations::owed::tell_owed,
    store::{
        dossiers::{self, SealedDossier},
        imports,
        numbers::settle_beneficiary,
        objections::{self, NewObjection, Origin, SentUnder},
    },
};

/// What one transaction does before it ends: each dossier counts, each number and each objection, sent or known. A thousand take
/// half a second, and nobody else writes meanwhile.
const WORK: usize = 1_000;

/// What stores the dossiers of one import.
pub(super) struct Batch<'a> {
    pub(super) dossier: &'a Dossier,
    pub(super) caller: &'a LastingCaller,
    pub(super) context: &'a Context,
    pub(super) keys: &'a Keys,
    pub(super) id: Uuid,
}

/// Why a batch was not stored. None of it was.
#[derive(Debug, thiserror::Error)]
enum BatchError {
    #[error(transparent)]
    Sql(#[from] SqlError),
    #[error(transparent)]
    Sealed(#[from] sealing::SealError),
    #[error("a dossier cannot be written as JSON")]
    Form(#[from] serde_json::Error),
    #[error("its caller was judged too long ago")]
    Late(Problem),
}

/// What became of a dossier.
enum Stored {
    /// Its beneficiary had so many objections.
    New { known: usize },
    /// It was there in this version or a later one.
    Unchanged,
    /// Its number is a former one of another dossier.
    Replaced,
}

impl Batch<'_> {
    /// Stores what was received and how far the import is, part by part, each for a caller who is still believed.
    pub(super) async fn store(
        &self,
        report: &mut ImportReport,
        received: Vec<Received>,
    ) -> Result<(), Problem> {
        let mut rest = organisations::keep_known(self, report, received).await?.into_iter();
        loop {
            let context = self.context.at_present(&*self.dossier.platform.clock);
            self.caller.confirm(context).await?;
            self.store_part(report, &mut rest, &context).await.map_err(|error| match error {
                BatchError::Late(problem) => problem,
                error => Problem::fault(self.context, "import", &error),
            })?;
            if rest.as_slice().is_empty() {
                return Ok(());
            }
        }
    }

    /// Writes down that the import is over. The journal is owed it: what is stored is stored, and its start was told.
    pub(super) async fn finish(&self, mut report: ImportReport) -> Result<ImportReport, Problem> {
        report.progress.is_finished = true;
        let finished = self.try_finish(&report).await;
        finished.map_err(|error| Problem::fault(self.context, "import", &error))?;
        Ok(report)
    }

    async fn try_finish(&self, report: &ImportReport) -> Result<(), SqlError> {
        let journal = Journal::new(&self.dossier.platform, self.context);
        let kind = Kind::DossiersImported { nombre: report.progress.accepted, import: Some(self.id) };
        let event = Event::done(journal.new_id(), kind).by(&self.caller.principal);
        let now = self.dossier.platform.clock.now();
        let mut transaction = self.dossier.database.begin().await?;
        imports::update(&mut transaction, (self.id, now), report.progress).await?;
        owe(&mut transaction, &event, now).await?;
        transaction.commit().await?;
        tell_owed(self.dossier, self.context).await
    }

    /// One transaction: as much of `rest` as [`WORK`] allows.
    async fn store_part(
        &self,
        report: &mut ImportReport,
        rest: &mut impl Iterator<Item = Received>,
        context: &Context,
    ) -> Result<(), BatchError> {
        let mut transaction = self.dossier.database.begin().await?;
        let (mut progress, mut replaced, mut work) = (report.progress, Vec::new(), 0);
        while work < WORK
            && let Some(Received { line, record }) = rest.next()
        {
            work += 1 + record.anciens_numeros.len() + record.oppositions.len();
            match self.store_one(&mut transaction, &record).await? {
                Stored::New { known } => {
                    progress.accepted += 1;
                    work += known;
                }
                Stored::Unchanged => progress.unchanged += 1,
                Stored::Replaced => replaced.push(line),
            }
        }
        imports::update(&mut transaction, (self.id, context.now), progress).await?;
        context.require_fresh(&*self.dossier.platform.clock).map_err(BatchError::Late)?;
        transaction.commit().await?;
        report.progress = progress;
        tell_owed(self.dossier, self.context).await?;
        replaced.into_iter().for_each(|line| report.reject(line, LineFault::replaced()));
        Ok(())
    }

    async fn store_one(&self, transaction: &mut Transaction, record: &Record) -> Result<Stored, BatchError> {
        let lookups = Lookups::of(self.keys, record);
        let (id, merged) = match lookups.place(transaction, self.keys, record.version).await? {
            Place::At { id, merged } => (id.unwrap_or_else(|| self.fresh_id()), merged),
            Place::Unchanged => return Ok(Stored::Unchanged),
            Place::Replaced => return Ok(Stored::Replaced),
        };
        let formers = self.formers(transaction, record).await?;
        let sealed = self.seal(id, lookups.own, record, formers)?;
        dossiers::upsert(transaction, &sealed, self.context.now).await?;
        for former in merged {
            dossiers::merge(transaction, former, id).await?;
        }
        lookups.lead_to(transaction, id, record).await?;
        let beneficiary = settle_beneficiary(transaction, lookups.all(), self.fresh_id()).await?;
        let known = self.store_objections(transaction, (beneficiary, &lookups.own), record).await?;
        Ok(Stored::New { known })
    }

    fn fresh_id(&self) -> Uuid {
        new_uuid(self.context.now, &*self.dossier.platform.random)
    }

    /// All the numbers that the dossier had: those that the record tells, those that were known already, and those of each
    /// dossier that it takes the place of. So its accesses are found under whichever they were made.
    async fn formers(
        &self,
        transaction: &mut Transaction,
        record: &Record,
    ) -> Result<Vec<DossierNumber>, BatchError> {
        let own = record.number();
        let mut numbers: BTreeSet<_> = record.anciens_numeros.iter().map(FormerNumber::number).collect();
        for number in numbers.clone().iter().chain([&own]) {
            let lookup = self.keys.lookup(number);
            let Some((id, key, facts)) = dossiers::find_facts(transaction, &lookup).await? else { continue };
            // What does not open is replaced: the import is what mends it.
            match self.keys.open_facts(id, &key, &facts) {
                Ok(facts) => numbers.extend(facts.anciens.into_iter().chain([facts.numero])),
                Err(error) => drop(Problem::fault(self.context, "sealing", &error)),
            }
        }
        numbers.remove(&own);
        Ok(numbers.into_iter().collect())
    }

    fn seal(
        &self,
        id: Uuid,
        lookup: [u8; 32],
        record: &Record,
        formers: Vec<DossierNumber>,
    ) -> Result<SealedDossier, BatchError> {
        let random = &*self.dossier.platform.random;
        let contents = Contents::of(record, formers)?;
        let seal =
            |(category, text): &(Category, Vec<u8>)| self.keys.seal(random, id, category.as_str(), text);
        let categories = contents.categories.iter().map(seal).collect::<Result<_, _>>()?;
        let facts = self.keys.seal(random, id, FACTS, &contents.facts)?;
        let (version, key) = (record.version, self.keys.current().clone());
        Ok(SealedDossier { id, lookup, version, key, facts, categories })
    }

    /// An objection that comes or goes with an import is told like any other, once the part is stored. Gives the event's id.
    async fn owe(
        &self,
        transaction: &mut Transaction,
        kind: Kind,
        dossier: DossierPseudonym,
    ) -> Result<Uuid, SqlError> {
        let journal = Journal::new(&self.dossier.platform, self.context);
        let event = Event::done(journal.new_id(), kind).by(&self.caller.principal).on(dossier);
        owe(transaction, &event, self.context.now).await?;
        Ok(event.id)
    }

    /// An objection that the fund's system sent under this number, and sends no more, is lifted once the journal has it. One
    /// that it sent under a former number stays, until it is sent under this one. Those of another number that has a dossier,
    /// and those that an officer recorded, stay. Gives how many were known.
    async fn store_objections(
        &self,
        transaction: &mut Transaction,
        (beneficiary, lookup): (Uuid, &[u8; 32]),
        record: &Record,
    ) -> Result<usize, SqlError> {
        let by = (self.caller.principal.subject, self.context.now);
        let pseudonym = self.keys.pseudonym(&record.number());
        let known = objections::list_imported(transaction, beneficiary, lookup).await?;
        for known in &known {
            match (record.oppositions.contains(&known.objection), known.sent_under) {
                (true, SentUnder::Former) => {
                    objections::take_over(transaction, known.id, (lookup, pseudonym)).await?
                }
                (false, SentUnder::This) => {
                    let lifting = self.owe(transaction, Kind::ObjectionLifted {}, pseudonym).await?;
                    objections::lift_once_told(transaction, known.id, (by.0, lifting)).await?;
                }
                _ => {}
            }
        }
        let mut held: Vec<_> = known
            .iter()
            .filter(|known| known.sent_under != SentUnder::Another)
            .map(|known| &known.objection)
            .collect();
        for objection in &record.oppositions {
            if held.contains(&objection) {
                continue;
            }
            held.push(objection);
            let (id, origin) = (self.fresh_id(), Origin::Import);
            let new = NewObjection { id, beneficiary, lookup, pseudonym, objection, origin };
            objections::insert(transaction, new, by).await?;
            self.owe(transaction, Kind::ObjectionRecorded {}, pseudonym).await?;
        }
        Ok(known.len())
    }
}
