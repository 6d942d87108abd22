//! How many tries an agent, and a number, may have. What is right is told at once; what is wrong, and what only looks so, is
//! counted first.

use jiff::Timestamp;
use web::Problem;

use super::{Act, Known, Refusal};
use crate::store::{
    paces::{self, Pace, next_minute},
    throttles::{self, Subjects},
};

impl Act<'_> {
    /// Why the consultation goes no further, when the agent asks too fast or is blocked: nothing of the dossier is judged then,
    /// so that nothing tells how it would have ended.
    pub(super) async fn stop(&self) -> Result<Option<Refusal>, Problem> {
        let now = self.context.now;
        let read = paces::read(&self.dossier.counts, &self.subjects(), now).await;
        let pace = read.map_err(|error| self.database_fault(&error))?;
        let allowed = self.dossier.pace(self.context).await?;
        Ok(match pace.blocked_until {
            Some(until) => Some(Refusal::throttled(until, now)),
            None if pace.number >= allowed => Some(Refusal::too_fast(next_minute(now), now)),
            None => None,
        })
    }

    /// A try that is right takes its turn among those that are wrong: it counts no failure, and is not told when they block
    /// it. One that others overtook in the agent's pace would have been given: that it was not is told each time.
    pub(super) async fn take_turn(&self, known: &Known) -> Result<(), Problem> {
        let (now, allowed) = (self.present(), self.dossier.pace(self.context).await?);
        let pace = self.count(now).await?;
        match pace.blocked_until {
            Some(until) => Err(self.refuse_again(known, Refusal::throttled(until, now)).await?),
            None if pace.number > allowed => {
                Err(self.refuse(known, Refusal::too_fast(next_minute(now), now)).await?)
            }
            None => Ok(()),
        }
    }

    /// Counts the consultation in the agent's pace, in its turn.
    pub(super) async fn count(&self, now: Timestamp) -> Result<Pace, Problem> {
        let counted = paces::count(&self.dossier.counts, &self.subjects(), now).await;
        counted.map_err(|error| self.database_fault(&error))
    }

    /// Counts a failure, then says why nothing is given; a failure beyond those that are answered is not told as one.
    pub(super) async fn fail(&self, known: &Known, refusal: Refusal) -> Result<Problem, Problem> {
        let (now, cost) = (self.present(), self.asked.verification.cost());
        let blocked = throttles::count_failure(&self.dossier.counts, &self.subjects(), cost, now).await;
        match blocked.map_err(|error| self.database_fault(&error))? {
            None => self.refuse(known, refusal).await,
            Some(until) => self.refuse_again(known, Refusal::throttled(until, now)).await,
        }
    }

    fn present(&self) -> Timestamp {
        self.dossier.platform.clock.now()
    }

    fn subjects(&self) -> Subjects {
        [
            self.keys.throttle("agent", self.principal.subject.as_bytes()),
            self.keys.throttle("dossier", &self.keys.lookup(&self.asked.number)),
        ]
    }
}
