use jiff::civil::Date;

/// The rule that a request breaks. The state is then what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// This role never does this.
    #[error("this role never does this")]
    RoleMayNot,
    /// The act does not follow the present state.
    #[error("the act does not follow the present state")]
    OutOfOrder,
    /// Another decision came first.
    #[error("another decision came first")]
    DecidedMeanwhile,
    /// Nobody decides on their own request.
    #[error("nobody decides on their own request")]
    OwnRequest,
    /// Another person has to do this: the caller did what it completes.
    #[error("another person has to do this")]
    SecondPerson,
    /// Who began what the caller would complete is no officer any more.
    #[error("who began this is no officer any more")]
    AuthorLeft,
    /// The person holds a mandate that the caller may not end.
    #[error("the person holds a mandate that the caller may not end")]
    MandateHeld,
    /// The organisation is not the caller's.
    #[error("the organisation is not the caller's")]
    OutsideOrganisation,
    /// No such thing, or none that the caller may know of.
    #[error("no such thing")]
    Unknown,
    /// The caller's own mandate or session is over.
    #[error("the caller's own mandate or session is over")]
    CallerEnded,
    /// The SIRET has not 14 digits, or a wrong key.
    #[error("the SIRET has a wrong key")]
    Siret,
    /// A member does not have its form; its JSON pointer.
    #[error("the member {0} does not have its form")]
    Member(&'static str),
    /// The same thing exists already.
    #[error("the same thing exists already")]
    Duplicate,
    /// The end comes before the start, or lies outside what the agreement above allows.
    #[error("the period is empty or exceeds the agreement above")]
    Period,
    /// The amendment's first day, given here, has not come.
    #[error("the amendment begins on {0}")]
    AmendmentNotBegun(Date),
    /// A purpose, profile or module is wider than the agreement above.
    #[error("wider than the agreement above")]
    WiderThanAgreed,
    /// The agreement above is not in force.
    #[error("the agreement above is not in force")]
    AgreementNotInForce,
    /// The text signed is not the text of the convention.
    #[error("the text signed is another")]
    OtherText,
    /// The partner has not signed yet.
    #[error("the partner has not signed yet")]
    PartnerHasNotSigned,
    /// A purpose demands an extra code, and none or another kind is given.
    #[error("an extra code is missing or of another kind")]
    CodeExpected,
    /// The extra code is held by another.
    #[error("the extra code is held by another")]
    CodeHeld,
    /// No training certificate runs at this instant.
    #[error("no training certificate runs")]
    TrainingMissing,
    /// The identifier has the account of another person.
    #[error("the identifier has the account of another person")]
    AccountInUse,
    /// An ending act needs its reason.
    #[error("a reason is needed")]
    ReasonMissing,
}
