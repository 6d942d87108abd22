use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_channel::oneshot::{self, Receiver, Sender};
use futures_util::{
    future::{Either, select},
    lock,
};
use platform::{Clock, Database};

use super::append::{Draft, Place, append};
use crate::JournalFault;

type Answer = Result<Place, JournalFault>;
type Waiting = (Arc<Draft>, Sender<Answer>);

/// Appends of this instance that come together share one commit: whoever has the turn writes all that wait. SQLite's own
/// waiters poll without a queue, and would starve.
pub(crate) struct Queue {
    database: Database,
    clock: Arc<dyn Clock>,
    waiting: Mutex<Vec<Waiting>>,
    turn: lock::Mutex<()>,
}

impl Queue {
    pub(crate) fn new(database: Database, clock: Arc<dyn Clock>) -> Self {
        Self { database, clock, waiting: Mutex::default(), turn: lock::Mutex::default() }
    }

    /// Comes back once the event of `draft` is durable.
    pub(crate) async fn append(&self, draft: Draft) -> Answer {
        let draft = Arc::new(draft);
        loop {
            let (sender, receiver) = oneshot::channel();
            self.waiting().push((draft.clone(), sender));
            let answer = match select(receiver, self.turn.lock()).await {
                Either::Left((answer, _)) => answer.ok(),
                Either::Right((_turn, receiver)) => self.write(receiver).await,
            };
            // Without an answer, whoever wrote was dropped in the middle, and whether it wrote is unknown: ask again.
            if let Some(answer) = answer {
                return answer;
            }
        }
    }

    /// Writes all that wait, and gives the answer that `own` would have received.
    async fn write(&self, own: Receiver<Answer>) -> Option<Answer> {
        let (position, batch) = self.take(&own)?;
        // Before the first await: were this request dropped, its own sender would wake it while it ends.
        drop(own);
        let (drafts, senders): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
        let answers = append(&mut &self.database, &*self.clock, &drafts).await;
        let answer = answers.get(position).cloned();
        for (sender, answer) in senders.into_iter().zip(answers) {
            // Who is gone meanwhile does not hear it.
            _ = sender.send(answer);
        }
        answer
    }

    /// All that wait, and which of them is `own`; nothing when it waits no longer.
    fn take(&self, own: &Receiver<Answer>) -> Option<(usize, Vec<Waiting>)> {
        let mut waiting = self.waiting();
        waiting.retain(|(_, sender)| !sender.is_canceled());
        let position = waiting.iter().position(|(_, sender)| sender.is_connected_to(own))?;
        Some((position, std::mem::take(&mut waiting)))
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
