//! What a person sees: the pages of the built application in Debian's Chromium, driven by WebDriver (W3C), and a client of
//! theirs on another host. `BROWSER_SCREENSHOTS` names a folder in which every page looked at is kept, light and dark.

mod chromium;
mod client_site;
mod qr_code;
mod screenshots;
mod stage;
mod web_driver;

pub use chromium::Chromium;
pub use client_site::ClientSite;
pub use stage::{PASSWORD, Stage};
