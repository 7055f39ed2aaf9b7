//! Computes formulas, exactly but for division, which keeps 28 digits.

use std::collections::BTreeMap;

use crate::units::Decimal;

use super::Formula;
use super::tree::{Expr, Function, Operator};

/// The values of names.
pub type Values = BTreeMap<&'static str, Decimal>;

impl Formula {
    /// The value; `None` if there is none: a name without a value, a division by zero, a number too large,
    /// or a size beyond the last step.
    #[must_use]
    pub fn value(&self, values: &Values) -> Option<Decimal> {
        evaluate(&self.root, values)
    }
}

fn evaluate(expr: &Expr, values: &Values) -> Option<Decimal> {
    match expr {
        Expr::Number(number) => Some(*number),
        Expr::Name(name) => values.get(name.as_str()).copied(),
        Expr::Negative(inner) => Some(-evaluate(inner, values)?),
        Expr::Binary(operator, left, right) => {
            binary(*operator, evaluate(left, values)?, evaluate(right, values)?)
        }
        Expr::Call(Function::If, arguments) => {
            let [condition, then, otherwise] = arguments.as_slice() else { return None };
            let holds = !evaluate(condition, values)?.is_zero();
            evaluate(if holds { then } else { otherwise }, values)
        }
        Expr::Call(function, arguments) => {
            let numbers: Option<Vec<Decimal>> =
                arguments.iter().map(|argument| evaluate(argument, values)).collect();
            call(*function, &numbers?)
        }
    }
}

fn binary(operator: Operator, a: Decimal, b: Decimal) -> Option<Decimal> {
    let truth = |holds: bool| Some(Decimal::from(u8::from(holds)));
    match operator {
        Operator::Add => a.checked_add(b),
        Operator::Subtract => a.checked_sub(b),
        Operator::Multiply => a.checked_mul(b),
        Operator::Divide => a.checked_div(b),
        Operator::Less => truth(a < b),
        Operator::AtMost => truth(a <= b),
        Operator::More => truth(a > b),
        Operator::AtLeast => truth(a >= b),
        Operator::Equal => truth(a == b),
    }
}

fn call(function: Function, numbers: &[Decimal]) -> Option<Decimal> {
    let (&first, rest) = numbers.split_first()?;
    match function {
        Function::Min => numbers.iter().copied().min(),
        Function::Max => numbers.iter().copied().max(),
        Function::Ceil => Some(first.ceil()),
        Function::Floor => Some(first.floor()),
        Function::Step => rest.iter().copied().filter(|size| *size >= first).min(),
        Function::If => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Formula, Values};
    use crate::units::Decimal;

    fn value(text: &str) -> Option<String> {
        let values = Values::from([("messages", Decimal::from(1_000)), ("kib", Decimal::from(65))]);
        let formula = Formula::parse(text).unwrap();
        formula.value(&values).map(|value| value.normalize().to_string())
    }

    #[test]
    fn products_bind_closer_than_sums_and_those_closer_than_comparisons() {
        assert_eq!(value("1 + 2 * 3").as_deref(), Some("7"));
        assert_eq!(value("(1 + 2) * 3 - -1").as_deref(), Some("10"));
        assert_eq!(value("1 + 1 == 2").as_deref(), Some("1"));
        assert_eq!(value("8 / 4 / 2").as_deref(), Some("1"));
    }

    #[test]
    fn chunks_and_sizes() {
        assert_eq!(value("3 * messages * ceil(kib / 64)").as_deref(), Some("6000"));
        assert_eq!(value("step(kib, 32, 64, 128)").as_deref(), Some("128"));
        assert_eq!(value("step(messages, 32, 64)"), None);
        assert_eq!(value("if(kib > 64, 2, 1 / 0)").as_deref(), Some("2"));
        assert_eq!(value("min(3, 1, 2) + max(3, 1)").as_deref(), Some("4"));
    }

    #[test]
    fn what_has_no_value_is_not_zero() {
        assert_eq!(value("1 / (kib - kib)"), None);
        assert_eq!(value("unknown"), None);
        assert_eq!(value("messages * 1000000000000 * 1000000000000 * 1000000000000"), None);
    }

    #[test]
    fn mistakes_are_refused() {
        let deep = "(".repeat(1_000);
        for text in ["", "1 +", "1 2", "(1", "f(1)", "if(1, 2)", "step(1)", "1e3", "a b", &deep] {
            assert!(Formula::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn names_are_listed_once() {
        let formula = Formula::parse("b * a + b").unwrap();
        assert_eq!(formula.names(), ["a", "b"]);
    }
}
