//! Expressions: quoted text, references, lists, objects and calls.

use super::quote::escape;

/// A list or call is broken over lines beyond this width.
const WIDTH: usize = 88;

/// The right-hand side of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// Text that stands for itself, whatever it contains.
    Text(String),
    /// Texts and references joined into one string.
    Template(Vec<Expr>),
    /// A reference, number or other code that holds no text of a plan.
    Code(String),
    /// A tuple.
    List(Vec<Expr>),
    /// An object; keys are identifiers, or are quoted.
    Object(Vec<(String, Expr)>),
    /// An object whose keys are strings with references in them.
    Keyed(Vec<(Expr, Expr)>),
    /// A function call.
    Call(&'static str, Vec<Expr>),
}

/// Code as it stands: for references built from identifiers.
pub fn code(text: impl Into<String>) -> Expr {
    Expr::Code(text.into())
}

/// A tuple of values.
pub fn list<T: Into<Expr>>(items: impl IntoIterator<Item = T>) -> Expr {
    Expr::List(items.into_iter().map(Into::into).collect())
}

/// An object of named values.
pub fn object<K: Into<String>, V: Into<Expr>>(items: impl IntoIterator<Item = (K, V)>) -> Expr {
    Expr::Object(items.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
}

/// An object of values under keys that hold references.
pub fn keyed(items: impl IntoIterator<Item = (Expr, Expr)>) -> Expr {
    Expr::Keyed(items.into_iter().collect())
}

/// A function call.
pub fn call<T: Into<Expr>>(function: &'static str, arguments: impl IntoIterator<Item = T>) -> Expr {
    Expr::Call(function, arguments.into_iter().map(Into::into).collect())
}

/// A string made of texts and references.
pub fn template(parts: impl IntoIterator<Item = Expr>) -> Expr {
    Expr::Template(parts.into_iter().collect())
}

impl From<&str> for Expr {
    fn from(text: &str) -> Self {
        Expr::Text(text.to_owned())
    }
}

impl From<String> for Expr {
    fn from(text: String) -> Self {
        Expr::Text(text)
    }
}

impl From<bool> for Expr {
    fn from(value: bool) -> Self {
        Expr::Code(value.to_string())
    }
}

impl From<u32> for Expr {
    fn from(value: u32) -> Self {
        Expr::Code(value.to_string())
    }
}

impl From<u64> for Expr {
    fn from(value: u64) -> Self {
        Expr::Code(value.to_string())
    }
}

impl Expr {
    /// All code in it changed; texts stay as they are.
    pub fn rewrite(&mut self, change: &dyn Fn(&str) -> String) {
        match self {
            Expr::Text(_) => {}
            Expr::Code(code) => *code = change(code),
            Expr::Template(items) | Expr::List(items) | Expr::Call(_, items) => {
                for item in items {
                    item.rewrite(change);
                }
            }
            Expr::Object(items) => {
                for (_, item) in items {
                    item.rewrite(change);
                }
            }
            Expr::Keyed(items) => {
                for (key, item) in items {
                    key.rewrite(change);
                    item.rewrite(change);
                }
            }
        }
    }

    /// The expression where a condition holds, else null.
    #[must_use]
    pub fn or_null(&self, condition: &str) -> Expr {
        let value = self.inline().unwrap_or_else(|| self.lines(0));
        Expr::Code(format!("{condition} ? {value} : null"))
    }

    /// Whether some code in it is as asked.
    pub fn any(&self, asked: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Expr::Text(_) => false,
            Expr::Code(code) => asked(code),
            Expr::Template(items) | Expr::List(items) | Expr::Call(_, items) => {
                items.iter().any(|item| item.any(asked))
            }
            Expr::Object(items) => items.iter().any(|(_, item)| item.any(asked)),
            Expr::Keyed(items) => items.iter().any(|(key, item)| key.any(asked) || item.any(asked)),
        }
    }

    /// The expression on one line, if it fits on one.
    pub(super) fn inline(&self) -> Option<String> {
        let line = match self {
            Expr::Text(text) => return Some(format!("\"{}\"", escape(text))),
            Expr::Code(code) => return (!code.contains('\n')).then(|| code.clone()),
            Expr::Template(parts) => return Some(quoted_template(parts)),
            Expr::Object(items) if items.is_empty() => "{}".to_owned(),
            Expr::Object(_) | Expr::Keyed(_) => return None,
            Expr::List(items) => format!("[{}]", inline_all(items)?),
            Expr::Call(function, arguments) => format!("{function}({})", inline_all(arguments)?),
        };
        (line.chars().count() <= WIDTH).then_some(line)
    }

    /// The expression, continued on lines indented by `indent` where it does not fit on one.
    pub(super) fn lines(&self, indent: usize) -> String {
        if let Some(line) = self.inline() {
            return line;
        }
        let pad = "  ".repeat(indent);
        match self {
            Expr::Object(items) => {
                let rows = items.iter().map(|(key, value)| (object_key(key), value));
                object_of(&rows.collect::<Vec<_>>(), indent)
            }
            Expr::Keyed(items) => {
                let rows = items.iter().map(|(key, value)| (key.lines(indent + 1), value));
                object_of(&rows.collect::<Vec<_>>(), indent)
            }
            Expr::List(items) => format!("[\n{}{pad}]", one_per_line(items, indent + 1)),
            Expr::Call(function, arguments) => match arguments.split_last() {
                // `f(a, {` ... `})`: how fmt and people write a call that ends in an object.
                Some((last @ (Expr::Object(_) | Expr::Keyed(_) | Expr::List(_)), first))
                    if inline_all(first).is_some() =>
                {
                    let lead: String =
                        first.iter().filter_map(Expr::inline).map(|a| a + ", ").collect();
                    format!("{function}({lead}{})", last.lines(indent))
                }
                _ => format!("{function}(\n{}{pad})", one_per_line(arguments, indent + 1)),
            },
            Expr::Code(code) => code.replace('\n', &format!("\n{pad}")),
            Expr::Text(_) | Expr::Template(_) => String::new(),
        }
    }
}

fn object_of(rows: &[(String, &Expr)], indent: usize) -> String {
    format!("{{\n{}{}}}", super::layout::assignments(rows, indent + 1), "  ".repeat(indent))
}

fn inline_all(items: &[Expr]) -> Option<String> {
    let items: Option<Vec<String>> = items.iter().map(Expr::inline).collect();
    Some(items?.join(", "))
}

fn one_per_line(items: &[Expr], indent: usize) -> String {
    let pad = "  ".repeat(indent);
    items.iter().flat_map(|item| [pad.clone(), item.lines(indent), ",\n".to_owned()]).collect()
}

fn quoted_template(parts: &[Expr]) -> String {
    let inner: String = parts
        .iter()
        .map(|part| match part {
            Expr::Text(text) => escape(text),
            other => format!("${{{}}}", other.inline().unwrap_or_default()),
        })
        .collect();
    format!("\"{inner}\"")
}

fn object_key(key: &str) -> String {
    let starts = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let plain = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let keyword = matches!(key, "for" | "if" | "in" | "null" | "true" | "false");
    if starts && plain && !keyword { key.to_owned() } else { format!("\"{}\"", escape(key)) }
}
