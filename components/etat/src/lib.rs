//! Tells whether every component is ready.
