//! Clients of the service as partners write them: applications that prove their key (RFC 7523, RFC 9449), and people
//! who sign in with two factors through a browser (RFC 9126, RFC 7636). They know HTTP and the specifications, and
//! nothing of the components behind.

mod answer;
mod application;
mod browser;
mod key;
mod person;
mod portal;
mod request;
mod service;
mod session;
mod totp;

pub use answer::Answer;
pub use application::Application;
pub use browser::Browser;
pub use person::Person;
pub use portal::Portal;
pub use request::{Exchange, Request};
pub use service::Service;
pub use session::Session;
