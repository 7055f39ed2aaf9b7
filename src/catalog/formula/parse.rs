//! Reads formulas by recursive descent: comparison, then sums, then products, then what binds closest.

use crate::catalog::number::decimal;

use super::Formula;
use super::tree::{Expr, Function, Operator};

/// Nesting beyond this is refused, so that no text can exhaust the stack.
const MAX_DEPTH: u32 = 50;

impl Formula {
    /// Reads a formula such as `max(month, ceil(messages / 64))`.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { text, at: 0, names: Vec::new(), depth: 0 };
        let root = reader.comparison()?;
        if !reader.rest().is_empty() {
            return Err(format!("`{}` is left over", reader.rest()));
        }
        let mut names = reader.names;
        names.sort();
        names.dedup();
        Ok(Formula { root, names })
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    names: Vec<String>,
    depth: u32,
}

impl Reader<'_> {
    fn rest(&mut self) -> &str {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        &self.text[self.at..]
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    /// The operator that comes next, if it is one of these.
    fn operator(&mut self, among: &[(&str, Operator)]) -> Option<Operator> {
        among.iter().find(|(token, _)| self.take(token)).map(|&(_, operator)| operator)
    }

    fn comparison(&mut self) -> Result<Expr, String> {
        const COMPARISONS: &[(&str, Operator)] = &[
            ("<=", Operator::AtMost),
            (">=", Operator::AtLeast),
            ("==", Operator::Equal),
            ("<", Operator::Less),
            (">", Operator::More),
        ];
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("too deep".to_owned());
        }
        let left = self.sum()?;
        let compared = match self.operator(COMPARISONS) {
            Some(operator) => Expr::Binary(operator, Box::new(left), Box::new(self.sum()?)),
            None => left,
        };
        self.depth -= 1;
        Ok(compared)
    }

    fn sum(&mut self) -> Result<Expr, String> {
        let mut left = self.product()?;
        while let Some(operator) = self.operator(&[("+", Operator::Add), ("-", Operator::Subtract)])
        {
            left = Expr::Binary(operator, Box::new(left), Box::new(self.product()?));
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Expr, String> {
        let mut left = self.operand()?;
        while let Some(operator) =
            self.operator(&[("*", Operator::Multiply), ("/", Operator::Divide)])
        {
            left = Expr::Binary(operator, Box::new(left), Box::new(self.operand()?));
        }
        Ok(left)
    }

    fn operand(&mut self) -> Result<Expr, String> {
        if self.take("(") {
            let inner = self.comparison()?;
            return if self.take(")") { Ok(inner) } else { Err("`)` is missing".to_owned()) };
        }
        if self.take("-") {
            return Ok(Expr::Negative(Box::new(self.primary()?)));
        }
        self.primary()
    }

    fn primary(&mut self) -> Result<Expr, String> {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let rest = self.rest();
        let end = rest.find(|c| !word(c)).unwrap_or(rest.len());
        let token = rest[..end].to_owned();
        self.at += end;
        match token.chars().next() {
            None => Err("a number or a name is missing".to_owned()),
            Some(c) if c.is_ascii_digit() => {
                decimal(&token).map(Expr::Number).ok_or_else(|| format!("`{token}` is no number"))
            }
            Some(_) if self.take("(") => self.call(&token),
            Some(_) => {
                self.names.push(token.clone());
                Ok(Expr::Name(token))
            }
        }
    }

    fn call(&mut self, name: &str) -> Result<Expr, String> {
        let function =
            Function::parse(name).ok_or_else(|| format!("`{name}` is not a function"))?;
        let mut arguments = vec![self.comparison()?];
        while self.take(",") {
            arguments.push(self.comparison()?);
        }
        if !self.take(")") {
            return Err(format!("`)` of `{name}` is missing"));
        }
        if !function.takes(arguments.len()) {
            return Err(format!("`{name}` does not take {} arguments", arguments.len()));
        }
        Ok(Expr::Call(function, arguments))
    }
}
