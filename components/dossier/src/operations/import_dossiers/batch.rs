use access::Category;
use platform::{SqlError, Transaction, new_uuid};
use uuid::Uuid;
use web::{Context, LastingCaller, Problem};

use super::report::ImportReport;
use crate::{
    Dossier, Keys,
    domain::{Contents, DossierNumber, FACTS, Record, record::FormerNumber},
    store::{
        dossiers::{self, SealedDossier},
        imports,
        objections::{self, Origin},
    },
};

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

impl Batch<'_> {
    /// Stores `records` and how far the import is, in one transaction, for a caller who is still believed.
    pub(super) async fn store(&self, report: &mut ImportReport, records: &[Record]) -> Result<(), Problem> {
        let context = self.context.at_present(&*self.dossier.platform.clock);
        self.caller.confirm(context).await?;
        self.try_store(report, records, &context).await.map_err(|error| match error {
            BatchError::Late(problem) => problem,
            error => Problem::fault(self.context, "import", &error),
        })
    }

    async fn try_store(
        &self,
        report: &mut ImportReport,
        records: &[Record],
        context: &Context,
    ) -> Result<(), BatchError> {
        let mut transaction = self.dossier.database.begin().await?;
        let mut progress = report.progress;
        for record in records {
            let is_new = self.store_one(&mut transaction, record).await?;
            *(if is_new { &mut progress.accepted } else { &mut progress.unchanged }) += 1;
        }
        imports::upsert(&mut transaction, (self.id, self.context.now, context.now), progress).await?;
        context.require_fresh(&*self.dossier.platform.clock).map_err(BatchError::Late)?;
        transaction.commit().await?;
        report.progress = progress;
        Ok(())
    }

    /// Whether the dossier was not there in this version or a later one.
    async fn store_one(&self, transaction: &mut Transaction, record: &Record) -> Result<bool, BatchError> {
        let lookup = self.keys.lookup(&record.number());
        let known = self.find(transaction, &lookup, &record.anciens_numeros).await?;
        if known.is_some_and(|(_, version)| version >= record.version) {
            return Ok(false);
        }
        let id = known.map_or_else(|| self.fresh_id(), |(id, _)| id);
        let sealed = self.seal(id, lookup, record)?;
        dossiers::upsert(transaction, &sealed, self.context.now).await?;
        for former in &record.anciens_numeros {
            let validity = (
                former.valable_du.map(|day| day.to_string()),
                former.valable_jusqu_au.map(|day| day.to_string()),
            );
            dossiers::upsert_alias(transaction, &self.keys.lookup(&number(former)), id, validity).await?;
        }
        self.store_objections(transaction, id, record).await?;
        Ok(true)
    }

    /// The dossier under its number or, when it was renumbered since, under a former one.
    async fn find(
        &self,
        transaction: &mut Transaction,
        lookup: &[u8; 32],
        former: &[FormerNumber],
    ) -> Result<Option<(Uuid, u32)>, SqlError> {
        let mut known = dossiers::find_version(transaction, lookup).await?;
        for former in former {
            if known.is_none() {
                known = dossiers::find_version(transaction, &self.keys.lookup(&number(former))).await?;
            }
        }
        Ok(known)
    }

    fn fresh_id(&self) -> Uuid {
        new_uuid(self.context.now, &*self.dossier.platform.random)
    }

    fn seal(&self, id: Uuid, lookup: [u8; 32], record: &Record) -> Result<SealedDossier, BatchError> {
        let random = &*self.dossier.platform.random;
        let contents = Contents::of(record)?;
        let seal =
            |(category, text): &(Category, Vec<u8>)| self.keys.seal(random, id, category.as_str(), text);
        let categories = contents.categories.iter().map(seal).collect::<Result<_, _>>()?;
        let facts = self.keys.seal(random, id, FACTS, &contents.facts)?;
        let (version, key) = (record.version, self.keys.current().clone());
        Ok(SealedDossier { id, lookup, version, key, facts, categories })
    }

    /// The objections that the fund's system no longer sends are lifted, the new ones begin; those that an officer
    /// recorded stay.
    async fn store_objections(
        &self,
        transaction: &mut Transaction,
        id: Uuid,
        record: &Record,
    ) -> Result<(), SqlError> {
        let known = objections::list_imported(transaction, id).await?;
        for (gone, _) in known.iter().filter(|(_, objection)| !record.oppositions.contains(objection)) {
            objections::lift(transaction, *gone, (self.caller.principal.subject, self.context.now)).await?;
        }
        let is_new = |objection: &&_| !known.iter().any(|(_, known)| known == *objection);
        for objection in record.oppositions.iter().filter(is_new) {
            let origin = (Origin::Import, self.caller.principal.subject, self.context.now);
            objections::insert(transaction, (self.fresh_id(), id), objection, origin).await?;
        }
        Ok(())
    }
}

fn number(former: &FormerNumber) -> DossierNumber {
    DossierNumber { organisme: former.organisme.clone(), matricule: former.matricule.clone() }
}
