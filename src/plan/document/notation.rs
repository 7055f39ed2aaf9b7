//! How single values are written: texts, flags, numbers and names out of a known list.
//!
//! A notation reads one node and says what is wrong with it; where it stood is the section's part.

use std::fmt::Display;
use std::ops::RangeInclusive;

use crate::diag::{list, nearest};
use crate::units::Decimal;

use super::{Node, Value};

/// A way to write a value.
pub(crate) trait Notation {
    /// What is read.
    type Value;

    /// The value of a node.
    fn read(&self, node: &Node) -> Result<Self::Value, Wrong>;

    /// A correct spelling.
    fn example(&self) -> String;
}

/// Why a value is not what its key asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// Completes "`key` of service `x` ...".
    pub problem: String,
    /// The cause, drawn at the value; may be empty.
    pub cause: String,
    /// What to write instead.
    pub hint: Option<String>,
}

impl Wrong {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Wrong { problem: problem.into(), cause: String::new(), hint: None }
    }

    pub(crate) fn because(self, cause: impl Into<String>) -> Self {
        Wrong { cause: cause.into(), ..self }
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Wrong { hint: Some(hint.into()), ..self }
    }

    /// A value of another type.
    pub(crate) fn type_of(node: &Node, expected: &str, example: &str) -> Self {
        Wrong::new(format!("must be {expected}"))
            .because(format!("this is {}", node.value.describe()))
            .hint(format!("write it as in {example}"))
    }
}

/// Free text for people and tags: not empty, short, without invisible characters. Holds an example.
pub(crate) struct Text(pub &'static str);

/// The longest free text and name, in characters: what tags and resource names can hold.
const MAX_TEXT: usize = 63;

impl Text {
    /// Why a text cannot be a name or a free text.
    pub(crate) fn flaw(text: &str) -> Option<Wrong> {
        if text.trim().is_empty() {
            Some(Wrong::new("is empty"))
        } else if text.chars().count() > MAX_TEXT {
            let length = text.chars().count();
            let cause = format!("{length} characters; at most {MAX_TEXT} are allowed");
            Some(Wrong::new("is too long").because(cause))
        } else if text.chars().any(crate::diag::is_invisible) {
            let cause = "control and direction characters are not allowed";
            Some(Wrong::new("has an invisible character").because(cause))
        } else {
            None
        }
    }
}

impl Notation for Text {
    type Value = String;

    fn read(&self, node: &Node) -> Result<String, Wrong> {
        let Value::Text(text) = &node.value else {
            return Err(Wrong::type_of(node, "a string", &self.example()));
        };
        Text::flaw(text).map_or_else(|| Ok(text.clone()), Err)
    }

    fn example(&self) -> String {
        self.0.to_owned()
    }
}

/// `true` or `false`.
pub(crate) struct Flag;

impl Notation for Flag {
    type Value = bool;

    fn read(&self, node: &Node) -> Result<bool, Wrong> {
        match node.value {
            Value::Flag(flag) => Ok(flag),
            _ => Err(Wrong::type_of(node, "true or false", &self.example())),
        }
    }

    fn example(&self) -> String {
        "true".to_owned()
    }
}

/// A whole number in a range.
pub(crate) struct Whole<T>(pub RangeInclusive<T>);

impl<T: TryFrom<Decimal> + PartialOrd + Display> Notation for Whole<T> {
    type Value = T;

    fn read(&self, node: &Node) -> Result<T, Wrong> {
        let (min, max) = (self.0.start(), self.0.end());
        let range = || format!("a whole number from {min} to {max} is expected");
        match &node.value {
            Value::Number(n) if !n.fract().is_zero() => {
                Err(Wrong::new("must be a whole number").because(range()))
            }
            Value::Number(n) if n.is_sign_negative() && !n.is_zero() => {
                Err(Wrong::new("is negative").because(range()))
            }
            Value::Number(n) => T::try_from(*n)
                .ok()
                .filter(|value| self.0.contains(value))
                .ok_or_else(|| Wrong::new("is out of range").because(range())),
            Value::OddNumber => Err(Wrong::new("is out of range").because(range())),
            _ => Err(Wrong::type_of(node, "a whole number", &self.example())),
        }
    }

    fn example(&self) -> String {
        self.0.start().to_string()
    }
}

/// A number above zero, whole or not.
pub(crate) struct Number {
    /// The largest value.
    pub max: u32,
}

impl Notation for Number {
    type Value = Decimal;

    fn read(&self, node: &Node) -> Result<Decimal, Wrong> {
        let range = || format!("a number above 0 and at most {} is expected", self.max);
        match &node.value {
            Value::Number(n) if n.is_sign_negative() && !n.is_zero() => {
                Err(Wrong::new("is negative").because(range()))
            }
            Value::Number(n) if !n.is_zero() && *n <= Decimal::from(self.max) => Ok(*n),
            Value::Number(_) | Value::OddNumber => {
                Err(Wrong::new("is out of range").because(range()))
            }
            _ => Err(Wrong::type_of(node, "a number", &self.example())),
        }
    }

    fn example(&self) -> String {
        "2".to_owned()
    }
}

/// One name out of a known list.
pub(crate) struct OneOf<T: 'static> {
    /// The values that may be named.
    pub all: &'static [T],
    /// The spelling of a value.
    pub name: fn(T) -> &'static str,
}

impl<T: Copy> Notation for OneOf<T> {
    type Value = T;

    fn read(&self, node: &Node) -> Result<T, Wrong> {
        let names: Vec<&str> = self.all.iter().map(|&value| (self.name)(value)).collect();
        let Value::Text(text) = &node.value else {
            return Err(Wrong::type_of(node, "a string", &self.example()));
        };
        let found = self.all.iter().find(|&&value| (self.name)(value) == text);
        found.copied().ok_or_else(|| {
            let wrong = Wrong::new(format!("must be {}", list(&names, "or")))
                .because("this is none of them");
            match nearest(text, names.iter().copied()) {
                Some(name) => wrong.hint(format!("did you mean \"{name}\"?")),
                None => wrong,
            }
        })
    }

    fn example(&self) -> String {
        self.all.first().map_or_else(String::new, |&value| format!("\"{}\"", (self.name)(value)))
    }
}
