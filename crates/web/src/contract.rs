//! What a component promises outside: its part of the OpenAPI document. The table of routes says which operations there
//! are; the component says of each what it takes, gives and refuses. No handler reaches any of it, so that none of it is
//! in a compiled component.

mod body;
mod document;
mod operation;

pub use body::Body;
pub use document::{ContractError, document};
pub use operation::Operation;

use crate::{Exposure, Kind, RouteInfo, kinds};

/// The promise of one component.
pub struct Contract {
    tag: &'static str,
    routes: Vec<RouteInfo>,
    operations: Vec<Operation>,
    kinds: Vec<Kind>,
    shared: Vec<Body>,
}

impl Contract {
    /// What the component with these routes and kinds of problem promises. The tag is its chapter in the document.
    #[must_use]
    pub fn new(tag: &'static str, routes: &[RouteInfo], own_kinds: &[Kind]) -> Self {
        let public = routes.iter().filter(|route| route.exposure == Exposure::Public);
        let kinds = kinds::ALL.iter().chain(own_kinds).copied().collect();
        Self { tag, routes: public.cloned().collect(), operations: Vec::new(), kinds, shared: Vec::new() }
    }

    /// Describes one operation.
    #[must_use]
    pub fn with(mut self, operation: Operation) -> Self {
        self.operations.push(operation);
        self
    }

    /// Gives the schema of what another component hands on.
    #[must_use]
    pub fn lends(mut self, body: Body) -> Self {
        self.shared.push(body);
        self
    }
}
