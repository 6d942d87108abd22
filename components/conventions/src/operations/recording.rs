//! An act is written with its effect in one transaction, then told to the journal. What ends a right holds from its
//! commit, whatever the journal does; what opens one holds from the journal's receipt.

use access::Role;
use journal::{JournalError, Word};
use platform::{SqlError, Transaction, log_fault, new_uuid};
use serde::Serialize;
use uuid::Uuid;
use web::Context;

use super::admission::Admitted;
use crate::{
    Conventions,
    domain::{Coded, Transition},
    failure::Failure,
    ports,
    store::acts::{self, Act, Kind, Untraced},
};

/// How many acts one request tells the journal of; the rest is for the next.
const BATCH: u32 = 32;

/// As many times one pass of the scheduler does so.
const BATCHES: u32 = 20;

/// What an act does to what.
pub(crate) struct Change<'a> {
    pub(crate) subject: (Kind, Uuid),
    pub(crate) organisation: Option<Uuid>,
    pub(crate) act: &'a str,
    pub(crate) before: Option<&'a str>,
    pub(crate) after: &'a str,
    pub(crate) reason: Option<String>,
    pub(crate) is_granting: bool,
}

impl Change<'_> {
    /// A step of a state machine.
    pub(crate) fn step<A: Transition>(
        subject: (Kind, Uuid),
        organisation: Uuid,
        act: A,
        (before, after): (A::State, A::State),
        reason: Option<String>,
    ) -> Self {
        Self {
            subject,
            organisation: Some(organisation),
            act: act.code(),
            before: Some(before.code()),
            after: after.code(),
            reason,
            is_granting: act.is_granting(),
        }
    }
}

/// Writes the act in the transaction of its effect, and gives its id.
pub(crate) async fn write(
    conventions: &Conventions,
    transaction: &mut Transaction,
    (caller, role): (&Admitted, Role),
    change: Change<'_>,
    context: &Context,
) -> Result<Uuid, Failure> {
    let id = new_uuid(context.now, &*conventions.platform.random);
    let (kind, subject) = change.subject;
    let act = Act {
        id,
        kind,
        subject,
        organisation: change.organisation,
        name: name(change.act)?,
        before: change.before.map(str::to_owned),
        after: change.after.to_owned(),
        actor: caller.principal.subject,
        role: role.as_str().to_owned(),
        mandate: None,
        reason: change.reason,
        acted_at: context.now,
        is_granting: change.is_granting,
        client: caller.principal.client.parse().ok(),
    };
    acts::insert_act(transaction, &caller.sign(act, role)).await?;
    Ok(id)
}

fn name(text: &str) -> Result<Word, SqlError> {
    Word::parse(text).map_err(|_| SqlError::Decode { column: 0, expected: "the name of an act" })
}

/// Tells the journal of some acts that it has not received yet: what opens a right first, then the oldest. Stops at the
/// first silence. Gives whether there may be more to tell at once.
async fn tell(conventions: &Conventions, context: &Context) -> Result<bool, SqlError> {
    let untraced = acts::list_untraced(&conventions.database, BATCH).await?;
    let is_full = untraced.len() == BATCH as usize && untraced.last().is_some_and(|last| !last.is_set_aside);
    for Untraced { id, act, .. } in untraced {
        let told = match act {
            Some(act) => tell_one(conventions, context, &act).await?,
            None => Told::Refused,
        };
        match told {
            Told::Received => {}
            Told::Refused => acts::set_aside(&conventions.database, id).await?,
            Told::Silence => return Ok(false),
        }
    }
    Ok(is_full)
}

/// Tells the journal of all of them, or as many as one request may.
pub(crate) async fn tell_all(conventions: &Conventions, context: &Context) -> Result<(), SqlError> {
    for _ in 0..BATCHES {
        if !tell(conventions, context).await? {
            break;
        }
    }
    Ok(())
}

/// What the journal made of an act.
enum Told {
    Received,
    Refused,
    Silence,
}

async fn tell_one(conventions: &Conventions, context: &Context, act: &Act) -> Result<Told, SqlError> {
    match ports::record(&conventions.platform, context, act).await {
        Ok(()) => {
            acts::mark_traced(&conventions.database, act.id, context.now).await?;
            Ok(Told::Received)
        }
        Err(error) => {
            log_fault(&context.request_id.to_string(), "journal", &error);
            Ok(if matches!(error, JournalError::Unknown(_)) { Told::Silence } else { Told::Refused })
        }
    }
}

/// What the caller of an act is told.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Done {
    pub(crate) id: Uuid,
    pub(crate) etat: &'static str,
    pub(crate) version: u32,
    /// Whether the journal has its trace. Without it, what opens a right has no effect yet.
    pub(crate) est_trace: bool,
}

/// Ends an operation whose transaction is committed. A fault from here on takes nothing back: it only leaves the trace
/// for later.
pub(crate) async fn conclude<S: Coded>(
    conventions: &Conventions,
    context: &Context,
    (id, state, version): (Uuid, S, u32),
    act: Uuid,
) -> Done {
    Done { id, etat: state.code(), version, est_trace: is_told(conventions, context, act).await }
}

/// Tells the journal of `act`, then of what waits, and says whether it has `act`.
pub(crate) async fn is_told(conventions: &Conventions, context: &Context, act: Uuid) -> bool {
    let told = async {
        if let Some(own) = acts::find_untraced(&conventions.database, act).await? {
            tell_one(conventions, context, &own).await?;
        }
        tell(conventions, context).await?;
        acts::is_traced(&conventions.database, act).await
    };
    told.await.unwrap_or_else(|error| {
        log_fault(&context.request_id.to_string(), "store", &error);
        false
    })
}
