//! How many tries an agent, and a number, may have.

use web::Problem;

use super::{Act, Refusal};
use crate::store::tries::{self, Subjects, Turn, next_minute};

impl Act<'_> {
    /// Takes the turn of a try that was judged, before anything tells how: why it goes no further, when the agent or the number
    /// is blocked, or the agent asks too fast. What is right takes its turn among what is wrong, so that of guesses sent
    /// together no more are answered than of guesses one by one.
    pub(super) async fn take_turn(&self, cost: u32) -> Result<Option<Refusal>, Problem> {
        let allowed = self.dossier.pace(self.context).await?;
        let now = self.dossier.platform.clock.now();
        let turn = tries::take(&self.dossier.counts, &self.subjects(), (cost, allowed), now).await;
        Ok(match turn.map_err(|error| self.database_fault(&error))? {
            Turn::Taken => None,
            Turn::Blocked(until) => Some(Refusal::throttled(until, now)),
            Turn::TooFast => Some(Refusal::too_fast(next_minute(now), now)),
        })
    }

    fn subjects(&self) -> Subjects {
        [
            self.keys.throttle("agent", self.principal.subject.as_bytes()),
            self.keys.throttle("dossier", &self.keys.lookup(&self.asked.number)),
        ]
    }
}
