use jiff::Timestamp;
use policies::Audience;
use web::Problem;

use crate::{calendar::first_instant_of_next_month, ports::Habilitation, problems};

/// Why nothing is given: what the caller is told, and what the journal keeps.
pub(super) struct Refusal {
    pub(super) problem: Problem,
    pub(super) motif: String,
    /// Whether it counts as a failure of the agent and on the number. All that looks alike counts alike.
    pub(super) counts: bool,
}

impl Refusal {
    fn plain(problem: Problem, motif: &str) -> Self {
        Self { problem, motif: motif.to_owned(), counts: false }
    }

    fn indistinct(motif: &str) -> Self {
        Self { problem: Problem::new(problems::NOT_CONSULTABLE), motif: motif.to_owned(), counts: true }
    }

    pub(super) fn unknown() -> Self {
        Self::indistinct("unknown-dossier")
    }

    /// The month's dossiers are read, until the next one begins.
    pub(super) fn budget(now: Timestamp) -> Self {
        let until = first_instant_of_next_month(now);
        Self::plain(
            Problem::new(problems::BUDGET_SPENT).retry_after(seconds_until(until, now)),
            "budget-spent",
        )
    }

    /// A right try on a dossier that nobody has read in the month, when the budget was spent before: it costs what a wrong one
    /// does.
    pub(super) fn spent(now: Timestamp) -> Self {
        Self { counts: true, ..Self::budget(now) }
    }

    /// A failure that is told as the spent budget.
    pub(super) fn told_as_spent(self, now: Timestamp) -> Self {
        Self { problem: Self::budget(now).problem, ..self }
    }

    pub(super) fn other_verification(expected: &'static str) -> Self {
        Self::plain(
            Problem::new(problems::OTHER_VERIFICATION).with("attendu", expected),
            "other-verification",
        )
    }

    pub(super) fn throttled(until: Timestamp, now: Timestamp) -> Self {
        Self::plain(Problem::new(problems::THROTTLED).retry_after(seconds_until(until, now)), "throttled")
    }

    pub(super) fn too_fast(until: Timestamp, now: Timestamp) -> Self {
        Self::plain(Problem::new(problems::TOO_FAST).retry_after(seconds_until(until, now)), "too-fast")
    }

    pub(super) fn by_policy(
        policy: Option<&str>,
        audience: Audience,
        habilitation: &Habilitation,
        is_known: bool,
    ) -> Self {
        match (audience, policy) {
            (Audience::Journal, _) if !is_known => Self::unknown(),
            (Audience::Journal, policy) => Self::indistinct(policy.unwrap_or("not-permitted")),
            (Audience::Caller, policy) => {
                let policy = policy.unwrap_or("not-permitted");
                Self::plain(caller_problem(policy, habilitation), policy)
            }
        }
    }
}

fn seconds_until(until: Timestamp, now: Timestamp) -> u64 {
    let wait = until.duration_since(now);
    u64::try_from(wait.as_secs() + i64::from(wait.subsec_nanos() > 0)).unwrap_or(0).max(1)
}

/// What the caller is told of what is theirs to mend.
fn caller_problem(policy: &str, habilitation: &Habilitation) -> Problem {
    let kind = match policy {
        "forbid-while-suspended" => problems::SUSPENDED,
        "forbid-without-current-training" => problems::TRAINING_EXPIRED,
        "forbid-unless-in-force" => problems::NOT_IN_FORCE,
        "forbid-purpose-outside-contract" => problems::PURPOSE_OUTSIDE_CONTRACT,
        "forbid-fund-outside-contract" => problems::FUND_OUTSIDE_CONTRACT,
        "forbid-without-extra-code" => problems::EXTRA_CODE,
        _ => problems::NOT_PERMITTED,
    };
    let members =
        [("motif", habilitation.reason()), ("qui_peut_agir", habilitation.qui_peut_agir.as_deref())];
    members.into_iter().fold(Problem::new(kind), |problem, (name, value)| match value {
        Some(value) => problem.with(name, value),
        None => problem,
    })
}
