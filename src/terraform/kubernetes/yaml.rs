//! Writing YAML: values of JSON as the blocks that people expect in manifests.
//!
//! Text that could be read as anything else stands between double quotes as in JSON, which is YAML too. Reading
//! YAML is not done here.

use std::fmt::Write as _;

use serde_json::Value;

/// A file: documents one after another.
#[must_use]
pub fn file(about: &str, documents: &[Value]) -> String {
    let mut out = format!("# {}\n", crate::terraform::hcl::plain(about));
    for document in documents {
        out.push_str("---\n");
        block(document, 0, &mut out);
    }
    out
}

/// A value that begins on a line of its own.
fn block(value: &Value, indent: usize, out: &mut String) {
    let pad = "  ".repeat(indent);
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                out.extend([&pad, &*text(key), ":"]);
                below(value, indent, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                entry(item, indent, out);
            }
        }
        other => {
            out.extend([&pad, &*scalar(other), "\n"]);
        }
    }
}

/// What follows a key: a scalar on its line, anything else below.
fn below(value: &Value, indent: usize, out: &mut String) {
    if is_nested(value) {
        out.push('\n');
        block(value, indent + 1, out);
    } else {
        out.extend([" ", &*scalar(value), "\n"]);
    }
}

/// An entry of a list; the first line of what it holds stands behind its dash.
fn entry(item: &Value, indent: usize, out: &mut String) {
    let mut held = String::new();
    block(item, indent + 1, &mut held);
    let pad = "  ".repeat(indent);
    out.extend([&pad, "- ", held.trim_start_matches(' ')]);
}

fn is_nested(value: &Value) -> bool {
    match value {
        Value::Object(map) => !map.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(value) => text(value),
        other => other.to_string(),
    }
}

/// Words of YAML that are not text.
const WORDS: &[&str] = &["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

fn text(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "./_-".contains(c))
        && !WORDS.iter().any(|word| word.eq_ignore_ascii_case(text));
    if plain {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 2);
    for c in Value::from(text).to_string().chars() {
        // JSON leaves these as they are; YAML does not take them, or takes them for ends of lines.
        if matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}') {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::file;

    #[test]
    fn values_become_blocks() {
        let value = json!({
            "a": [{"b": 1, "c": ["x", {}]}, []],
            "d": {"no": "true", "e": "10.0.0.0/16", "f": "web"},
        });
        let expected = "# About\n---\na:\n  - b: 1\n    c:\n      - x\n      - {}\n  - []\nd:\n  \
                        e: \"10.0.0.0/16\"\n  f: web\n  \"no\": \"true\"\n";
        assert_eq!(file("About", &[value]), expected);
    }

    #[test]
    fn text_cannot_leave_its_quotes() {
        let value = json!({"a": "x\": y\n- z", "b": "\u{7f}\u{2028}", "c": "# no", "d": "&a"});
        let expected =
            "# x\n---\na: \"x\\\": y\\n- z\"\nb: \"\\u007f\\u2028\"\nc: \"# no\"\nd: \"&a\"\n";
        assert_eq!(file("x", &[value]), expected);
    }
}
