use serde::{Serialize, Serializer, ser::SerializeStruct};
use uuid::Uuid;

use super::LineFault;
use crate::store::imports::Progress;

/// As many wrong lines as a report tells one by one.
const TOLD: usize = 1000;

/// What became of each line.
pub(crate) struct ImportReport {
    id: Uuid,
    pub(super) progress: Progress,
    faults: Vec<ToldFault>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct ToldFault {
    ligne: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pointeur: Option<String>,
    motif: &'static str,
}

impl ImportReport {
    pub(super) fn new(id: Uuid) -> Self {
        Self { id, progress: Progress::default(), faults: Vec::new() }
    }

    pub(super) fn reject(&mut self, ligne: u32, fault: LineFault) {
        self.progress.rejected += 1;
        if self.faults.len() < TOLD {
            self.faults.push(ToldFault { ligne, pointeur: fault.pointer, motif: fault.motif });
        }
    }
}

impl Serialize for ImportReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut report = serializer.serialize_struct("ImportReport", 6)?;
        report.serialize_field("import", &self.id)?;
        report.serialize_field("lignes", &self.progress.lines)?;
        report.serialize_field("enregistres", &self.progress.accepted)?;
        report.serialize_field("inchanges", &self.progress.unchanged)?;
        report.serialize_field("rejetes", &self.progress.rejected)?;
        report.serialize_field("rejets", &self.faults)?;
        report.end()
    }
}
