//! SARIF 2.1.0: one run with the findings that are not in order, each at its place.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::{Value, json};

use super::finding::{FilePlace, Level, PipelineFinding};

/// Where the schema of the format is published.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// One object, ending with a line break.
#[must_use]
pub fn sarif(findings: &[PipelineFinding]) -> String {
    let bad: Vec<_> = findings.iter().filter(|one| one.level > Level::Passed).collect();
    let ids: BTreeSet<&str> = bad.iter().map(|one| one.rule.as_str()).collect();
    let ids: Vec<&str> = ids.into_iter().collect();
    let rules = ids.iter().map(|id| json!({ "id": id })).collect::<Vec<Value>>();
    let result = |one: &&PipelineFinding| {
        json!({
            "ruleId": one.rule,
            "ruleIndex": ids.binary_search(&one.rule.as_str()).unwrap_or_default(),
            "level": if one.level == Level::Error { "error" } else { "warning" },
            "message": { "text": one.message },
            "locations": [{ "physicalLocation": place(&one.place) }],
        })
    };
    let driver = json!({
        "name": "mcplan",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    let run = json!({
        "tool": { "driver": driver },
        "columnKind": "unicodeCodePoints",
        "results": bad.iter().map(result).collect::<Vec<Value>>(),
    });
    let whole = json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] });
    format!("{whole:#}\n")
}

fn place(place: &FilePlace) -> Value {
    let mut found = json!({ "artifactLocation": { "uri": uri(&place.file) } });
    if let Some((line, column)) = place.start {
        let (end_line, end_column) = place.end.unwrap_or((line, column));
        found["region"] = json!({
            "startLine": line,
            "startColumn": column,
            "endLine": end_line,
            "endColumn": end_column,
        });
    }
    found
}

/// A path as a reference: relative as it is, absolute as a URI of a file.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    let mut text = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("./plans/a b.toml"), "plans/a%20b.toml");
        assert_eq!(uri("/é.toml"), "file:///%C3%A9.toml");
    }
}
