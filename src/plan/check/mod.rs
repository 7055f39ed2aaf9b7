//! From document to topology: one section or one rule a file, every mistake reported, no price known.
//!
//! Reading goes on after a mistake with a default in place of the wrong value, so that one run finds them
//! all. A topology only exists if there was no error.

mod contradictions;
mod data_classes;
mod demand;
mod dependencies;
mod downtime;
mod dropped;
mod flows;
mod groups;
mod hosts;
mod journeys;
mod load;
mod lost;
mod names;
mod network;
mod places;
mod policy;
mod price_book;
mod quotas;
mod recovery;
mod requirements;
mod scenarios;
mod services;
mod settings;
mod sites;
mod terms;
mod tiers;
mod unused;
mod users;
mod whole;

pub use whole::check;
