use platform::{Database, Row, SqlError, params};
use uuid::Uuid;

use super::{coded, first, json, profile};
use crate::domain::{CodeKind, Month, StandingFacts};

#[cfg(test)]
mod tests;

/// All that a standing needs in one statement: each table is reached by a key. No month, no budget. A certificate counts once its act is
/// traced, and a granting act that is not traced withholds what it opened.
const STATEMENT: &str = "SELECT h.state, h.starts_at, h.ends_at, h.profile, h.profile_version, h.purposes,
    h.code_kind, h.code,
    (SELECT max(t.ends_at) FROM certificates t JOIN acts a ON a.id = t.act
        WHERE t.habilitation = h.id AND a.traced_at IS NOT NULL),
    s.state, s.starts_at, s.ends_at, s.limits,
    c.state, c.starts_at, c.ends_at, c.purposes,
    o.id, o.category,
    EXISTS (SELECT 1 FROM acts a WHERE a.traced_at IS NULL AND a.is_granting = 1
        AND a.subject IN (h.id, s.id, c.id)),
    s.module,
    (SELECT b.consumed FROM budgets b WHERE b.contract = s.id AND b.month = ?2)
FROM habilitations h
JOIN contracts s ON s.id = h.contract
JOIN conventions c ON c.id = s.convention
JOIN organisations o ON o.id = h.organisation
WHERE h.id = ?1";

pub(crate) async fn find_standing_facts(
    database: &Database,
    habilitation: Uuid,
    month: Option<Month>,
) -> Result<Option<StandingFacts>, SqlError> {
    let month = month.map(|month| month.to_string());
    first(&database.query(STATEMENT, params![habilitation, month]).await?, facts)
}

fn facts(row: &Row) -> Result<StandingFacts, SqlError> {
    let code = match row.get(7)? {
        Some(text) => Some((coded::<CodeKind>(row, 6)?, text)),
        None => None,
    };
    Ok(StandingFacts {
        habilitation: (coded(row, 0)?, row.get(1)?, row.get(2)?),
        profile: (profile(row, 3)?, row.get(4)?),
        purposes: json(row, 5)?,
        code,
        trained_until: row.get(8)?,
        contract: (coded(row, 9)?, row.get(10)?, row.get(11)?),
        limits: json(row, 12)?,
        convention: (coded(row, 13)?, row.get(14)?, row.get(15)?),
        convention_purposes: json(row, 16)?,
        organisation: (row.get(17)?, coded(row, 18)?),
        awaits_trace: row.get(19)?,
        module: coded(row, 20)?,
        consumed: row.get::<Option<u32>>(21)?.unwrap_or(0),
    })
}
