//! Holds the sources to the architecture and the style of the project, by reading them as text.
//!
//! The compiler keeps a crate together but not in layers; these tests do. Each rule is a function
//! from sources to a list of offences, run once over the repository and once over a small bad
//! snippet, so that a rule that stopped seeing anything fails as well.

mod layers;
mod lexer;
mod repository;
mod sizes;
mod source;
mod text;
mod words;

/// Fails with every offence on a line of its own.
fn assert_none(offences: &[String]) {
    assert!(offences.is_empty(), "{} offences:\n{}", offences.len(), offences.join("\n"));
}
