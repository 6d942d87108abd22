use platform::{SqlError, Transaction};
use sealing::KeyId;
use uuid::Uuid;

use crate::{Keys, domain::Record, store::dossiers};

/// The keyed hashes of a record's numbers: its own, and those that it had.
pub(super) struct Lookups {
    pub(super) own: [u8; 32],
    formers: Vec<[u8; 32]>,
}

/// Where a record is stored.
pub(super) enum Place {
    /// In this dossier, or in a new one; the others that it had numbers of are merged into it.
    At { id: Option<Uuid>, merged: Vec<Uuid> },
    /// Nowhere: this version or a later one is there.
    Unchanged,
    /// Nowhere: its number is a former one of a dossier that it does not name. The figures of before do not come back.
    Replaced,
}

impl Lookups {
    pub(super) fn of(keys: &Keys, record: &Record) -> Self {
        let own = keys.lookup(&record.number());
        let formers = record.anciens_numeros.iter().map(|former| keys.lookup(&former.number()));
        Self { own, formers: formers.collect() }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &[u8; 32]> {
        std::iter::once(&self.own).chain(&self.formers)
    }

    /// Versions are compared under one number, and with the dossier to which the number led. A dossier whose key is gone is
    /// stored again, whatever its version.
    pub(super) async fn place(
        &self,
        transaction: &mut Transaction,
        keys: &Keys,
        version: u32,
    ) -> Result<Place, SqlError> {
        let present = dossiers::find_version(transaction, &self.own).await?;
        let is_there = |(_, known, key): &(Uuid, u32, KeyId)| *known >= version && keys.has(key);
        if present.as_ref().is_some_and(is_there) {
            return Ok(Place::Unchanged);
        }
        let had = self.find_formers(transaction).await?;
        let id = match (present, dossiers::find_alias(transaction, &self.own).await?) {
            (Some((id, ..)), _) => Some(id),
            (None, None) => had.first().map(|(id, _)| *id),
            (None, Some(replacing)) => match had.iter().find(|(id, _)| *id == replacing) {
                Some((_, known)) if *known >= version => return Ok(Place::Unchanged),
                Some((id, _)) => Some(*id),
                None => return Ok(Place::Replaced),
            },
        };
        let merged = had.into_iter().map(|(former, _)| former).filter(|former| Some(*former) != id);
        Ok(Place::At { id, merged: merged.collect() })
    }

    async fn find_formers(&self, transaction: &mut Transaction) -> Result<Vec<(Uuid, u32)>, SqlError> {
        let mut found: Vec<(Uuid, u32)> = Vec::new();
        for former in self.formers.iter().filter(|former| **former != self.own) {
            let dossier = dossiers::find_version(transaction, former).await?;
            let dossier = dossier.map(|(id, version, _)| (id, version));
            found.extend(dossier.filter(|(id, _)| !found.iter().any(|(known, _)| known == id)));
        }
        Ok(found)
    }

    /// Each former number leads to the dossier, on the days that the record says; its own is a former one no more.
    pub(super) async fn lead_to(
        &self,
        transaction: &mut Transaction,
        id: Uuid,
        record: &Record,
    ) -> Result<(), SqlError> {
        dossiers::delete_alias(transaction, &self.own).await?;
        let formers = self.formers.iter().zip(&record.anciens_numeros);
        for (lookup, former) in formers.filter(|(lookup, _)| **lookup != self.own) {
            let days = [former.valable_du, former.valable_jusqu_au].map(|day| day.map(|day| day.to_string()));
            let [from, until] = days;
            dossiers::upsert_alias(transaction, lookup, id, (from, until)).await?;
        }
        Ok(())
    }
}
