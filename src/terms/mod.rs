//! The words of the field that every layer shares, as enums with their spelling in files.
//!
//! A term belongs here when the plan, the catalogs and the output all spell it the same way. Nothing
//! here knows a price, a plan or a rule.

mod category;
mod kind;
mod link;
mod provider;
mod purchase;
mod recovery_term;
mod site_pattern;
mod spelled;
mod strategy;

pub use category::Category;
pub use kind::{Arch, Engine, Form, Kind, NodeList};
pub use link::LinkMode;
pub use provider::Provider;
pub use purchase::Purchase;
pub use recovery_term::RecoveryTerm;
pub use site_pattern::SitePattern;
pub use strategy::{Role, Strategy, Survives};

pub(crate) use spelled::spelled_enum;
