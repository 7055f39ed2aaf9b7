//! A finding in the form that both formats share, and those of a plan's check.

use crate::diag::{Diagnostic, Diagnostics, Severity, Sources, Span};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It was checked and is in order.
    Passed,
    /// To be looked at.
    Warning,
    /// Something is wrong.
    Error,
}

/// A part of a file. Lines and columns count from 1, columns in characters; the end is the first column behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePlace {
    /// The file as given.
    pub file: String,
    /// Line and column of the first character; `None` for the file as a whole.
    pub start: Option<(usize, usize)>,
    /// Line and column behind the last.
    pub end: Option<(usize, usize)>,
}

/// Something that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PipelineFinding {
    /// What kind of finding it is: stable, and without names of the plan.
    pub rule: String,
    /// How bad it is.
    pub level: Level,
    /// What was checked.
    pub name: String,
    /// What was found.
    pub message: String,
    /// Where.
    pub place: FilePlace,
}

impl FilePlace {
    /// A file as a whole.
    #[must_use]
    pub const fn whole(file: String) -> Self {
        FilePlace { file, start: None, end: None }
    }

    /// Of a span.
    #[must_use]
    pub fn of(span: Span, sources: &Sources) -> Self {
        let end = Span { start: span.end, ..span };
        FilePlace {
            file: sources.get(span.source).name.clone(),
            start: Some(sources.position(span)),
            end: Some(sources.position(end)),
        }
    }
}

/// What the check of a plan found, in order of place.
#[must_use]
pub fn plan_findings(found: &Diagnostics, sources: &Sources) -> Vec<PipelineFinding> {
    found.sorted().into_iter().map(|one| finding(one, sources)).collect()
}

fn finding(found: &Diagnostic, sources: &Sources) -> PipelineFinding {
    let (kind, level) = match found.severity {
        Severity::Error => ("error", Level::Error),
        Severity::Warning => ("warning", Level::Warning),
    };
    let first = found.labels.first();
    let because = first.map(|label| label.text.as_str()).filter(|text| !text.is_empty());
    let mut message = found.message.clone();
    message.extend(because.map(|text| format!(": {text}")));
    message.extend(found.hints.iter().map(|hint| format!("\nhint: {hint}")));
    let span = first.map(|label| label.span).unwrap_or_default();
    PipelineFinding {
        rule: format!("plan/{kind}/{}", without_names(&found.message)),
        level,
        name: found.message.clone(),
        message,
        place: FilePlace::of(span, sources),
    }
}

/// Words of a message that make up its id: what follows is a list of what is allowed.
const WORDS_MAX: usize = 8;

/// A message as an id: in small letters with hyphens, without what stands in backticks or quotes and without numbers.
fn without_names(message: &str) -> String {
    let outside = message.split(['`', '"']).step_by(2).collect::<Vec<_>>().join(" ");
    let words = outside.split(|c: char| !c.is_ascii_alphanumeric());
    let is_word = |word: &&str| !word.is_empty() && !word.contains(|c: char| c.is_ascii_digit());
    let words = words.filter(is_word).map(str::to_lowercase).take(WORDS_MAX);
    let words: Vec<String> = words.collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::without_names;

    #[test]
    fn an_id_has_no_names() {
        let of = |service| without_names(&format!("the plan has no service `{service}`"));
        assert_eq!(of("web"), "the-plan-has-no-service");
        assert_eq!(of("web"), of("x.y 3"));
        assert_eq!(without_names("at most 5 of [sites]"), "at-most-of-sites");
    }
}
