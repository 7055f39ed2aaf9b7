//! What a formula is made of.

use crate::units::Decimal;

/// A formula that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    pub(super) root: Expr,
    pub(super) names: Vec<String>,
}

impl Formula {
    /// Every name that the formula uses, sorted, each once.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expr {
    Number(Decimal),
    Name(String),
    Negative(Box<Expr>),
    Binary(Operator, Box<Expr>, Box<Expr>),
    Call(Function, Vec<Expr>),
}

/// What stands between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Less,
    AtMost,
    More,
    AtLeast,
    Equal,
}

/// What can be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Min,
    Max,
    Ceil,
    Floor,
    If,
    /// The smallest of some sizes that is at least the first argument.
    Step,
}

impl Function {
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "min" => Function::Min,
            "max" => Function::Max,
            "ceil" => Function::Ceil,
            "floor" => Function::Floor,
            "if" => Function::If,
            "step" => Function::Step,
            _ => return None,
        })
    }

    /// Whether it takes so many arguments.
    pub(super) const fn takes(self, arguments: usize) -> bool {
        match self {
            Function::Ceil | Function::Floor => arguments == 1,
            Function::If => arguments == 3,
            Function::Min | Function::Max => arguments >= 1,
            Function::Step => arguments >= 2,
        }
    }
}
