//! A section of a page: a heading, sentences, a table, notes. The same sections become terminal
//! output and Markdown.

use super::markdown_text::{code_block, escape};
use super::plain::{plain, plain_page};
use super::table::{PAGE_WIDTH, Table};
use super::wrap::wrap;

/// One part of a report, without its drawing.
#[derive(Debug, Clone)]
pub(super) struct Section {
    title: String,
    sentences: Vec<String>,
    drawing: Option<String>,
    table: Option<Table>,
    notes: Vec<String>,
}

impl Section {
    /// A section with nothing below its heading.
    pub(super) fn new(title: impl Into<String>) -> Self {
        let title = title.into();
        Section { title, sentences: Vec::new(), drawing: None, table: None, notes: Vec::new() }
    }

    /// The same under another heading.
    pub(super) fn titled(mut self, title: String) -> Self {
        self.title = title;
        self
    }

    /// Adds a sentence below the heading.
    pub(super) fn say(mut self, sentence: impl Into<String>) -> Self {
        self.sentences.push(sentence.into());
        self
    }

    /// Adds text whose line breaks and spaces matter, below the sentences.
    pub(super) fn drawing(mut self, text: String) -> Self {
        self.drawing = Some(text);
        self
    }

    /// Adds the table.
    pub(super) fn table(mut self, table: Table) -> Self {
        self.table = Some(table);
        self
    }

    /// Adds a note below the table.
    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds notes below the table.
    pub(super) fn notes(mut self, notes: impl IntoIterator<Item = String>) -> Self {
        self.notes.extend(notes);
        self
    }

    /// For a terminal.
    pub(super) fn text(&self) -> String {
        let mut out = format!("{}\n", plain(&self.title));
        for sentence in &self.sentences {
            out.push_str(&paragraph(&plain(sentence), "", ""));
        }
        if let Some(drawing) = &self.drawing {
            out.push_str(&plain_page(drawing));
        }
        if let Some(table) = &self.table {
            out.push_str(&table.text());
        }
        for note in &self.notes {
            out.push_str(&paragraph(&plain(note), "  * ", "    "));
        }
        out
    }

    /// As Markdown.
    pub(super) fn markdown(&self) -> String {
        let mut parts = vec![format!("## {}\n", escape(&self.title))];
        parts.extend(self.sentences.iter().map(|sentence| format!("{}\n", escape(sentence))));
        parts.extend(self.drawing.as_deref().map(code_block));
        parts.extend(self.table.as_ref().map(Table::markdown));
        if !self.notes.is_empty() {
            let notes: Vec<String> = self.notes.iter().map(|note| escape(note)).collect();
            parts.push(format!("- {}\n", notes.join("\n- ")));
        }
        parts.join("\n")
    }
}

/// Breaks a text into lines of the page; `first` starts the first line, `next` the others.
fn paragraph(text: &str, first: &str, next: &str) -> String {
    let lines = wrap(text, PAGE_WIDTH - first.len());
    let starts = std::iter::once(first).chain(std::iter::repeat(next));
    let lines: Vec<String> =
        starts.zip(lines).map(|(start, line)| start.to_owned() + &line).collect();
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::{Section, paragraph};

    #[test]
    fn long_sentences_are_broken_at_spaces() {
        let drawn = paragraph(&"word ".repeat(50), "  * ", "    ");
        assert!(drawn.lines().all(|line| line.len() <= 100));
        assert!(drawn.starts_with("  * word") && drawn.contains("\n    word"));
    }

    #[test]
    fn markdown_has_heading_text_and_notes() {
        let section = Section::new("Cost").say("All *exact*.").note("no taxes");
        assert_eq!(section.markdown(), "## Cost\n\nAll \\*exact\\*.\n\n- no taxes\n");
    }
}
