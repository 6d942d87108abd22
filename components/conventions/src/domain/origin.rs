use std::net::IpAddr;

use serde::Deserialize;
use uuid::Uuid;

/// From where and through what a person comes, as the component that they ask saw it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Their address; none when it cannot be told.
    #[serde(default)]
    pub adresse: Option<IpAddr>,
    /// The application that their token names.
    #[serde(default)]
    pub application: Option<Uuid>,
}
