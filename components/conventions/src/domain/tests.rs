mod identifiers;
mod standing;
mod transitions;
