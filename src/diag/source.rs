//! Texts with their names, and places in them.

/// A text that was read, with the name the user knows it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file name as given.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// Which source of a [`Sources`] a span belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SourceId(pub u32);

/// All texts of a run, so that spans can be shown.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    all: Vec<Source>,
}

impl Sources {
    /// Adds a text and returns how to refer to it.
    ///
    /// # Panics
    /// If there are more than 2^32 sources.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let id = u32::try_from(self.all.len()).expect("a run reads few files");
        self.all.push(Source { name: name.into(), text: text.into() });
        SourceId(id)
    }

    /// All sources, in order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.all.iter()
    }

    /// The source with this id.
    ///
    /// # Panics
    /// If the id comes from another [`Sources`].
    #[must_use]
    pub fn get(&self, id: SourceId) -> &Source {
        &self.all[id.0 as usize]
    }

    /// The line (from 1) and column in characters (from 1) where a span starts.
    #[must_use]
    pub fn position(&self, span: Span) -> (usize, usize) {
        let text = &self.get(span.source).text;
        let before = &text[..floor_boundary(text, span.start as usize)];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// The whole line on which a span starts, trimmed.
    #[must_use]
    pub fn line_text(&self, span: Span) -> &str {
        let (line, _) = self.position(span);
        self.get(span.source).text.lines().nth(line - 1).unwrap_or("").trim()
    }
}

impl Sources {
    /// The bytes of a span, moved to character boundaries inside its source; `None` if there is no such
    /// source.
    #[must_use]
    pub fn range(&self, span: Span) -> Option<std::ops::Range<usize>> {
        let text = self.all.get(span.source.0 as usize)?.text.as_str();
        let start = floor_boundary(text, span.start as usize);
        let end = floor_boundary(text, span.end as usize);
        Some(start..end.max(start))
    }
}

fn floor_boundary(text: &str, mut index: usize) -> usize {
    index = index.min(text.len());
    while !text.is_char_boundary(index) {
        index -= 1;
    }
    index
}

/// A run of bytes in a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Which source.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span of bytes in a source; offsets beyond 4 GiB are cut there.
    #[must_use]
    pub fn new(source: SourceId, range: std::ops::Range<usize>) -> Self {
        let cut = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { source, start: cut(range.start), end: cut(range.end) }
    }
}

/// A value with the place it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value with its place.
    pub const fn new(value: T, span: Span) -> Self {
        Spanned { value, span }
    }

    /// The same place with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), span: self.span }
    }
}
