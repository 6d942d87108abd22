/// Why a policy set cannot be used. None is: a component with a faulty policy set answers nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// The schema cannot be read.
    #[error("the policy schema cannot be read: {0}")]
    Schema(String),
    /// A file of policies cannot be read.
    #[error("policies of {file} cannot be read: {cause}")]
    Syntax {
        /// The file.
        file: String,
        /// What is wrong.
        cause: String,
    },
    /// A rule lacks an annotation, or has one that means nothing.
    #[error("rule {rule}: annotation @{annotation} is missing or has no meaning")]
    Annotation {
        /// The rule, or the file when it has no id.
        rule: String,
        /// The annotation.
        annotation: &'static str,
    },
    /// Two rules have one id.
    #[error("rule {0} is given twice")]
    Duplicate(String),
    /// The rules do not fit the schema.
    #[error("the policies do not fit the schema: {0}")]
    Invalid(String),
    /// The table of profiles cannot be used.
    #[error("profiles.toml cannot be used: {0}")]
    Profiles(String),
    /// The table of traces cannot be used.
    #[error("traces.toml cannot be used: {0}")]
    Traces(String),
}
