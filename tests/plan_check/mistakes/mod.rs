//! One mistake (or a family of them) at a time, with the whole report as the user sees it.

mod document;
mod flows;
mod journeys;
mod places;
mod policy;
mod services;
