use async_trait::async_trait;
use zeroize::Zeroize;

/// The component's variables, as declared in `spin.toml`.
#[async_trait]
pub trait Settings: Send + Sync {
    /// The text of variable `name`.
    async fn get(&self, name: &str) -> Result<String, SettingError>;
}

/// Why a variable gave no value. Names the variable, never its text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// The manifest does not declare it for this component, or no provider has it.
    #[error("variable {0} is not set for this component")]
    Missing(String),
    /// Its text does not have the form the component needs.
    #[error("variable {name} is not valid: it must be {expected}")]
    Invalid {
        /// The variable.
        name: String,
        /// The form it must have.
        expected: &'static str,
    },
    /// The provider failed.
    #[error("the provider of variable {0} does not answer")]
    Unavailable(String),
}

/// A value that is never shown: no `Debug`, no `Display`, wiped when dropped.
#[derive(Clone)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes the value into keeping.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for the one computation that needs it.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
