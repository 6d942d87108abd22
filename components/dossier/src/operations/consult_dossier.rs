//! `POST /v1/consultations`: the categories of a dossier that may be read, with the receipt of the reading.
//!
//! Nothing leaves before the journal has it. A number that is unknown costs the same work as one that is refused.

pub(crate) mod answer;
pub(crate) mod asked;
mod disclosure;
mod refusal;
mod tries;

use std::sync::Arc;

use access::Principal;
use axum::extract::State;
use futures_util::{future::join, try_join};
use http::HeaderMap;
use journal::{DossierPseudonym, Event, Journal, Kind, Receipt, Repeats, Word};
use policies::{AllowedReading, Authority, ReadingDecision};
use uuid::Uuid;
use web::{Claim, Claimant, Client, Context, Json, Problem};

use self::{
    answer::Consultation,
    asked::{Asked, ConsultationBody},
    refusal::Refusal,
};
use crate::{
    Dossier, Keys,
    calendar::day_in_france,
    domain::{Facts, Month},
    keys::OpenError,
    ports::{Habilitation, Origin, find_habilitation},
    problems,
    store::dossiers::{self, Found},
};

pub(crate) async fn consult_dossier(
    State(dossier): State<Arc<Dossier>>,
    Claimant(claim): Claimant,
    context: Context,
    headers: HeaderMap,
    body: Result<Json<ConsultationBody>, Problem>,
) -> Result<Json<Consultation>, Problem> {
    let principal = claim.principal().clone();
    match Act::begin(&dossier, &principal, &context, &headers, body).await {
        Ok(act) => act.run(claim).await.map(Json),
        Err(problem) => Err(claim.confirm().await.err().unwrap_or(problem)),
    }
}

/// One consultation under way.
struct Act<'a> {
    dossier: &'a Dossier,
    principal: &'a Principal,
    habilitation: Uuid,
    origin: Origin,
    context: &'a Context,
    keys: Arc<Keys>,
    authority: Arc<Authority>,
    asked: Asked,
}

/// What is known of the dossier before any category is opened.
struct Known {
    found: Option<Found>,
    facts: Facts,
    pseudonym: DossierPseudonym,
}

/// How a try was judged, before it takes its turn.
type Judged = Result<AllowedReading, Box<Refusal>>;

impl<'a> Act<'a> {
    async fn begin(
        dossier: &'a Dossier,
        principal: &'a Principal,
        context: &'a Context,
        headers: &HeaderMap,
        body: Result<Json<ConsultationBody>, Problem>,
    ) -> Result<Self, Problem> {
        let Json(body) = body?;
        let asked = Asked::of(body, context)?;
        let habilitation = principal.habilitation.ok_or(Problem::new(problems::NO_HABILITATION))?;
        let month = Month::of(day_in_france(context.now));
        let origin = Origin::of(principal, headers, dossier.proxy_header(context).await?, month);
        let origin = origin.map_err(|error| web::unknown_address(context, &error))?;
        let (keys, authority) = (dossier.keys(context).await?, dossier.authority(context)?);
        Ok(Self { dossier, principal, habilitation, origin, context, keys, authority, asked })
    }

    /// What confirms the caller is asked beside what is asked for them, and comes before all that follows from it. The try
    /// takes its turn once it is judged, and nothing is told of how before.
    async fn run(&self, claim: Claim) -> Result<Consultation, Problem> {
        let questions = async { try_join!(self.find_habilitation(), self.find_dossier()) };
        let (confirmed, answers) = join(claim.confirm(), questions).await;
        confirmed?;
        let (habilitation, known) = answers?;
        let judged = self.judge(&habilitation, &known);
        let judged = self.hide_when_spent(judged, &habilitation, &known).await?;
        let is_failure = matches!(&judged, Err(refusal) if refusal.counts);
        let cost = if is_failure { self.asked.verification.cost() } else { 0 };
        if let Some(refusal) = self.take_turn(cost).await? {
            return Err(self.refuse_again(&known, refusal).await?);
        }
        match judged {
            Ok(reading) => self.disclose(&habilitation, &known, &reading).await,
            Err(refusal) if is_failure => Err(self.refuse(&known, *refusal).await?),
            Err(refusal) => Err(self.refuse_again(&known, *refusal).await?),
        }
    }

    fn judge(&self, habilitation: &Habilitation, known: &Known) -> Judged {
        let standing = habilitation.standing();
        if let (policies::Standing::EnVigueur, Some(expected)) =
            (standing, self.asked.expected_instead(habilitation))
        {
            return Err(Box::new(Refusal::other_verification(expected)));
        }
        let reading =
            self.asked.reading(self.principal, habilitation, known, &self.authority, self.context.now);
        let refusal = match self.authority.decide_reading(reading) {
            ReadingDecision::Allowed(reading) if known.found.is_some() => return Ok(reading),
            ReadingDecision::Allowed(_) => Refusal::unknown(),
            ReadingDecision::Refused { policy, audience } => {
                Refusal::by_policy(policy.as_deref(), audience, habilitation, known.found.is_some())
            }
        };
        Err(Box::new(refusal))
    }

    /// Once the month's budget is spent, all is told the budget but a right try on a dossier read in it: what is told so costs
    /// alike and takes the same way, right or wrong, so that it confirms nothing.
    async fn hide_when_spent(
        &self,
        judged: Judged,
        habilitation: &Habilitation,
        known: &Known,
    ) -> Result<Judged, Problem> {
        let is_callers_own = matches!(&judged, Err(refusal) if !refusal.counts);
        if is_callers_own || !habilitation.budget_epuise {
            return Ok(judged);
        }
        let (is_read, now) = (self.is_within_budget(habilitation, known).await?, self.context.now);
        Ok(match judged {
            Ok(reading) if is_read => Ok(reading),
            Ok(_) => Err(Box::new(Refusal::spent(now))),
            Err(refusal) => Err(Box::new(refusal.told_as_spent(now))),
        })
    }

    async fn find_habilitation(&self) -> Result<Habilitation, Problem> {
        let client = Client::new(&self.dossier.platform, self.context);
        let found = find_habilitation(&client, self.habilitation, self.origin).await;
        found.map_err(|error| Problem::fault(self.context, "conventions", &error))
    }

    async fn find_dossier(&self) -> Result<Known, Problem> {
        let lookup = self.keys.lookup(&self.asked.number);
        let read = dossiers::find_to_consult(&self.dossier.database, &lookup, self.context.now).await;
        let found = read.map_err(|error| self.database_fault(&error))?;
        let opened = found.and_then(|found| self.open_facts(&found).map(|facts| (found, facts)));
        let (found, facts) = match opened {
            Some((found, facts)) => (Some(found), facts),
            None => (None, self.keys.open_decoy().map_err(|error| self.sealing_fault(&error))?),
        };
        let number = if found.is_some() { &facts.numero } else { &self.asked.number };
        let pseudonym = self.keys.pseudonym(number);
        Ok(Known { found, facts, pseudonym })
    }

    /// None when they do not open, which is the operator's to mend: the number is answered as an unknown one, so that nothing
    /// tells that it is known.
    fn open_facts(&self, found: &Found) -> Option<Facts> {
        let opened = self.keys.open_facts(found.id, &found.key, &found.facts);
        opened.inspect_err(|error| drop(self.sealing_fault(error))).ok()
    }

    /// Records that nothing was given, and why; then the problem to answer. For what is judged of a dossier: the delays limit
    /// how often.
    async fn refuse(&self, known: &Known, refusal: Refusal) -> Result<Problem, Problem> {
        let motif = self.motif(&refusal)?;
        self.tell_refusal(known, Kind::ConsultationRefused { motif }).await?;
        Ok(refusal.problem)
    }

    /// The same for what the caller could repeat without end, where nothing that was judged of the dossier is told: the journal
    /// has it a few times an hour, with its number.
    async fn refuse_again(&self, known: &Known, refusal: Refusal) -> Result<Problem, Problem> {
        let motif = self.motif(&refusal)?;
        let repeats = Repeats::of(&format!("{motif} {}", self.principal.subject));
        let counts = &self.dossier.counts;
        let number = repeats.count(counts, self.context.now).await;
        let kind = match number.map_err(|error| self.database_fault(&error))? {
            None => return Ok(refusal.problem),
            Some(1) => Kind::ConsultationRefused { motif },
            Some(nombre) => Kind::ConsultationsRefused { motif, nombre },
        };
        let told = self.tell_refusal(known, kind).await;
        if told.is_err() {
            repeats.forget(counts).await.map_err(|error| self.database_fault(&error))?;
        }
        told.map(|()| refusal.problem)
    }

    async fn tell_refusal(&self, known: &Known, kind: Kind) -> Result<(), Problem> {
        let is_sum = matches!(kind, Kind::ConsultationsRefused { .. });
        let journal = Journal::new(&self.dossier.platform, self.context);
        let event = Event::refused(journal.new_id(), kind);
        let event = if is_sum { self.signed(event) } else { self.described(event, known) };
        self.record(&journal, event).await.map(drop)
    }

    fn motif(&self, refusal: &Refusal) -> Result<Word, Problem> {
        Word::parse(&refusal.motif).map_err(|error| Problem::fault(self.context, "motif", &error))
    }

    fn described(&self, event: Event, known: &Known) -> Event {
        let event = self.signed(event).on(known.pseudonym);
        // The caller's text stays out of the journal unless it is a purpose that the fund has.
        if self.authority.knows(&self.asked.purpose) {
            event.for_purpose(self.asked.purpose.clone())
        } else {
            event
        }
    }

    fn signed(&self, event: Event) -> Event {
        event.by(self.principal).under(self.authority.policy_set_hash())
    }

    async fn record(&self, journal: &Journal<'_>, event: Event) -> Result<Receipt, Problem> {
        journal.record(event).await.map_err(|error| Problem::fault(self.context, "journal", &error))
    }

    fn sealing_fault(&self, error: &OpenError) -> Problem {
        Problem::fault(self.context, "sealing", error)
    }

    fn database_fault(&self, error: &platform::SqlError) -> Problem {
        Problem::fault(self.context, "database", error)
    }
}
