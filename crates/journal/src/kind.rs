use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Word, event::hex_digest};

/// Declares the closed list once: the enum, its names and their number cannot come apart.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident : $type:ty),* $(,)? }),* $(,)?) => {
        /// What kind of act an event tells. The list is closed; a component adds its own here.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "type", deny_unknown_fields)]
        pub enum Kind {
            $($(#[$doc])* $name {
                $($(#[$attribute])* #[allow(missing_docs, reason = "named for what it holds")] $field: $type),*
            }),*
        }

        impl Kind {
            /// All the names.
            pub const NAMES: &[&str] = &[$(stringify!($name)),*];

            /// Its name, in JSON and in searches.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$name { .. } => stringify!($name)),*
                }
            }
        }
    };
}

kinds! {
    // dossier
    /// Data of a dossier were given.
    DossierConsulted {},
    /// A consultation was asked for and nothing was given.
    ConsultationRefused {
        motif: Word,
    },
    /// Consultations were refused to an agent again and again within an hour; the first time is told by itself.
    ConsultationsRefused {
        motif: Word,
        /// How many times so far.
        nombre: u32,
    },
    /// The beneficiary objected to the sharing of their data.
    ObjectionRecorded {},
    /// The beneficiary withdrew their objection.
    ObjectionLifted {},
    /// An officer asked, for the beneficiary, who consulted the dossier.
    BeneficiaryViewRequested {},
    /// The objections of a dossier were read.
    ObjectionsListed {},
    /// The fund's information system began to send dossiers. Told before the first of them is stored.
    ImportStarted {
        import: Uuid,
    },
    /// The fund's information system sent dossiers.
    DossiersImported {
        nombre: u32,
        /// The import; none in entries of before its start was told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        import: Option<Uuid>,
    },
    /// An import came to no end: what it had stored stays.
    ImportInterrupted {
        import: Uuid,
        /// How many dossiers it had stored.
        nombre: u32,
    },
    /// Dossiers were sealed again with the current key.
    DossiersResealed {
        nombre: u32,
    },

    // login
    /// Someone proved who they are.
    SignedIn {
        /// With which factors.
        methode: Word,
    },
    /// Someone tried to sign in and was refused.
    SignInRefused {
        motif: Word,
    },
    /// Someone was refused again and again within an hour; the first time is told by itself.
    SignInsRefused {
        motif: Word,
        /// How many times so far.
        nombre: u32,
    },
    /// A session was ended.
    SignedOut {},
    /// All the sessions of an account were ended by another.
    SessionsEnded {
        compte: Uuid,
    },
    /// The first tokens of a session were issued to an application.
    TokenIssued {
        session: Uuid,
    },
    /// An application renewed the tokens of a session: told once a day, however often it does.
    TokenRefreshed {
        session: Uuid,
    },
    /// An account's password was changed.
    PasswordChanged {},
    /// A second factor was added to an account.
    FactorEnrolled {
        methode: Word,
    },
    /// A second factor was removed from an account.
    FactorRemoved {
        methode: Word,
    },
    /// An account's recovery codes were replaced.
    RecoveryCodesRenewed {},
    /// An account was created.
    AccountCreated {
        compte: Uuid,
    },
    /// The closed account of someone who comes back was opened again.
    AccountReopened {
        compte: Uuid,
    },
    /// An habilitation or mandate was attached to the account that its holder has already.
    AccountAttached {
        compte: Uuid,
    },
    /// The holder of an account accepted a further habilitation or mandate with its own activation secret.
    AttachmentAccepted {
        compte: Uuid,
    },
    /// An habilitation or mandate of an account ended; its holder keeps others.
    AccountDetached {
        compte: Uuid,
    },
    /// An activation secret was put in a letter to its holder, when something was attached to their account.
    ActivationIssued {
        compte: Uuid,
        /// The habilitation or mandate that it activates.
        habilitation: Uuid,
    },
    /// Another activation secret was put in a letter to its holder, in place of the former.
    ActivationReissued {
        compte: Uuid,
        /// The habilitation or mandate that it activates.
        habilitation: Uuid,
    },
    /// The dispatcher read letters that it has to hand over.
    LettersRead {
        courriers: Vec<Uuid>,
    },
    /// The dispatcher handed a letter over.
    LetterDelivered {
        courrier: Uuid,
        voie: Word,
    },
    /// An account was activated by its holder.
    AccountActivated {
        compte: Uuid,
    },
    /// An act that takes two persons was proposed.
    ProposalMade {
        proposition: Uuid,
        acte: Word,
    },
    /// Another person confirmed it, and it was done.
    ProposalConfirmed {
        proposition: Uuid,
        acte: Word,
    },
    /// It was refused, or taken back.
    ProposalRefused {
        proposition: Uuid,
        acte: Word,
    },
    /// What proves who an account's holder is was made void, and a letter was written to them to start over.
    AccountReset {
        compte: Uuid,
        /// The proposal that another person confirmed.
        proposition: Uuid,
    },
    /// A campaign that renews passwords started.
    CampaignStarted {
        campagne: Uuid,
        /// Whose passwords: of all, an organisation, a role, one account.
        portee: Word,
    },
    /// One person was asked to renew their password.
    RenewalDemanded {
        /// The campaign of one that it is.
        campagne: Uuid,
        compte: Uuid,
    },
    /// One person was given more time to renew their password.
    CampaignExcepted {
        campagne: Uuid,
        compte: Uuid,
        motif: Word,
    },
    /// A campaign that renews passwords was ended.
    CampaignEnded {
        campagne: Uuid,
    },
    /// One of the fund's people was given a role.
    RoleGranted {
        compte: Uuid,
        role: Word,
    },
    /// A role was taken from one of the fund's people.
    RoleWithdrawn {
        compte: Uuid,
        role: Word,
    },
    /// An account was closed.
    AccountClosed {
        compte: Uuid,
    },
    /// An application was registered, for another person to approve.
    ClientRegistered {
        client: Uuid,
    },
    /// An application was approved by another person than the one who registered it.
    ClientApproved {
        client: Uuid,
    },
    /// An application was closed.
    ClientClosed {
        client: Uuid,
    },
    /// Someone let an application act in their name.
    ConsentGiven {
        client: Uuid,
        /// For which scopes.
        portees: Vec<Word>,
    },
    /// Someone, or the fund, no longer lets an application act in a person's name.
    ConsentWithdrawn {
        client: Uuid,
        /// Whose consent it was.
        compte: Uuid,
    },
    /// A code was presented twice; its session was ended.
    TokenReuseDetected {},

    // conventions
    /// A convention d'accès changed.
    ConventionChanged {
        convention: Uuid,
        acte: Word,
    },
    /// An organisation was registered.
    OrganisationRegistered {
        organisation: Uuid,
    },
    /// The mandate of a manager or legal representative was opened or ended.
    MandateChanged {
        mandat: Uuid,
        acte: Word,
    },
    /// A contrat de service was opened, or changed.
    ContractChanged {
        contrat: Uuid,
        acte: Word,
    },
    /// A version of a profile was proposed, which another officer has to confirm.
    ProfileProposed {
        /// Its code, in lower case, and its version.
        profil: Word,
    },
    /// A version of a profile was published.
    ProfilePublished {
        /// Its code, in lower case.
        profil: Word,
    },
    /// A habilitation went a step further: countersigned, accepted, commitments, certificate.
    HabilitationAdvanced {
        habilitation: Uuid,
        acte: Word,
    },
    /// A habilitation came to its end.
    HabilitationExpired {
        habilitation: Uuid,
    },
    /// A habilitation was asked for.
    HabilitationRequested {
        habilitation: Uuid,
    },
    /// A habilitation was granted.
    HabilitationGranted {
        habilitation: Uuid,
    },
    /// A habilitation was refused.
    HabilitationRefused {
        habilitation: Uuid,
        motif: Word,
    },
    /// A habilitation was suspended.
    HabilitationSuspended {
        habilitation: Uuid,
        motif: Word,
    },
    /// A suspended habilitation was resumed.
    HabilitationResumed {
        habilitation: Uuid,
    },
    /// A habilitation was renewed.
    HabilitationRenewed {
        habilitation: Uuid,
    },
    /// A habilitation was withdrawn.
    HabilitationWithdrawn {
        habilitation: Uuid,
        motif: Word,
    },

    // messaging
    /// A conversation was opened.
    ConversationOpened {
        conversation: Uuid,
    },
    /// A message was sent.
    MessageSent {
        conversation: Uuid,
    },
    /// A conversation was read.
    ConversationRead {
        conversation: Uuid,
    },
    /// A conversation was closed.
    ConversationClosed {
        conversation: Uuid,
    },

    // audit
    /// The journal was searched, exported or verified; when by dossier, the event is on that dossier.
    JournalRead {
        acte: Word,
        /// The criteria used, by name.
        criteres: Vec<Word>,
        /// The agent that was looked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent_recherche: Option<Uuid>,
        /// The application that was looked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_recherche: Option<Uuid>,
        /// The organisation that was looked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        organisation_recherchee: Option<Uuid>,
    },
    /// The beneficiary's view of a dossier was given.
    BeneficiaryViewRead {},
    /// A legal hold was placed.
    HoldPlaced {
        gel: Uuid,
        /// The agent whose entries it keeps; when it keeps a dossier's, the event is on that dossier.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent_vise: Option<Uuid>,
        /// The SHA-256 of the names of the dossier that it keeps, sorted, each followed by a line feed.
        #[serde(with = "hex_digest", default, skip_serializing_if = "Option::is_none")]
        noms: Option<[u8; 32]>,
        /// Content recorded before this instant may have been purged when it was placed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        purge_avant: Option<jiff::Timestamp>,
    },
    /// A legal hold was lifted.
    HoldLifted {
        gel: Uuid,
        /// The agent whose entries it keeps; when it keeps a dossier's, the event is on that dossier.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent_vise: Option<Uuid>,
    },
    /// A purge was started.
    PurgeStarted {
        /// Content recorded before this instant goes.
        avant: jiff::Timestamp,
    },
    /// A person said that the clock is right, after a gap that the purge refused.
    ClockConfirmed {
        /// What the clock said.
        instant: jiff::Timestamp,
    },
    /// A purge ended, or came to the bound of its steps.
    PurgeEnded {
        /// How many contents went.
        effaces: u32,
    },
}
