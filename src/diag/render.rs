//! Draws diagnostics with the line of the file underlined. The only place that does.
//!
//! What is drawn comes from files that may be hostile: characters that a terminal would obey, or that
//! change the order of text, are shown as what they are.

use std::borrow::Cow;

use codespan_reporting::diagnostic as codespan;
use codespan_reporting::files::SimpleFiles;
use codespan_reporting::term;

use super::{Diagnostic, Diagnostics, Severity, Sources, is_invisible};

/// All findings as text, in order of place, each with file, line, column, underline and hints.
#[must_use]
pub fn render(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let mut files = SimpleFiles::new();
    for source in sources.iter() {
        files.add(escaped(&source.name), masked(&source.text));
    }
    let config = term::Config::default();
    let mut out = String::new();
    for diagnostic in diagnostics.sorted() {
        let drawn = to_codespan(diagnostic, sources);
        if term::emit_to_string(&mut out, &config, &files, &drawn).is_err() {
            // A place that cannot be drawn must not keep the message from the user.
            out.push_str(&drawn.message);
            out.push('\n');
        }
    }
    out
}

fn to_codespan(diagnostic: &Diagnostic, sources: &Sources) -> codespan::Diagnostic<usize> {
    let severity = match diagnostic.severity {
        Severity::Error => codespan::Severity::Error,
        Severity::Warning => codespan::Severity::Warning,
    };
    let labels = diagnostic.labels.iter().enumerate().filter_map(|(i, label)| {
        let range = sources.range(label.span)?;
        let file = label.span.source.0 as usize;
        let drawn = if i == 0 {
            codespan::Label::primary(file, range)
        } else {
            codespan::Label::secondary(file, range)
        };
        Some(drawn.with_message(escaped(&label.text)))
    });
    let notes = diagnostic.hints.iter().map(|hint| format!("hint: {}", escaped(hint)));
    codespan::Diagnostic::new(severity)
        .with_message(escaped(&diagnostic.message))
        .with_labels(labels.collect())
        .with_notes(notes.collect())
}

/// A text of one line, with invisible characters written as escapes.
fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(is_invisible) {
        return Cow::Borrowed(text);
    }
    let shown = text
        .chars()
        .map(|c| if is_invisible(c) { c.escape_unicode().to_string() } else { c.to_string() });
    Cow::Owned(shown.collect())
}

/// A file's text with invisible characters, apart from those that lay out lines, replaced by as many
/// question marks as they have bytes: every place in the file stays where it is.
fn masked(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| is_invisible(c) && !matches!(c, '\n' | '\r' | '\t');
    if !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let shown =
        text.chars().map(|c| if hidden(c) { "?".repeat(c.len_utf8()) } else { c.to_string() });
    Cow::Owned(shown.collect())
}

#[cfg(test)]
mod tests {
    use super::render;
    use crate::diag::{Diagnostic, Diagnostics, Sources, Span};

    #[test]
    fn nothing_a_terminal_obeys_is_drawn() {
        let mut sources = Sources::default();
        let id = sources.add("a\u{1b}[2J.toml", "x = \"\u{1b}[31m\u{202e}\" # é\n");
        let mut findings = Diagnostics::default();
        findings.push(Diagnostic::error("bad\u{7}\nname", Span::new(id, 4..14)).because("\u{9b}"));
        let drawn = render(&findings, &sources);
        assert!(!drawn.contains(|c: char| c != '\n' && super::is_invisible(c)), "{drawn:?}");
        assert!(drawn.contains("\\u{1b}[2J.toml:1:5"), "{drawn}");
    }

    #[test]
    fn a_place_outside_the_file_still_shows_the_message() {
        let mut sources = Sources::default();
        let id = sources.add("a.toml", "é");
        let mut findings = Diagnostics::default();
        findings.push(Diagnostic::error("first", Span::new(id, 1..900)));
        findings.push(Diagnostic::error("second", Span::new(crate::diag::SourceId(7), 1..9)));
        let drawn = render(&findings, &sources);
        assert!(drawn.contains("first") && drawn.contains("second"), "{drawn}");
    }
}
