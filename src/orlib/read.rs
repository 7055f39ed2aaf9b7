//! The numbers of an instance one after the other: all formats of the library are numbers apart by space, whatever the
//! lines. Every mistake has its place.

use crate::diag::{Diagnostic, Diagnostics, SourceId, Span};
use crate::units::Decimal;

/// More of anything than any instance has.
const MOST: u32 = 10_000;

/// More significant digits than any instance has.
const DIGITS_MAX: usize = 20;

/// The words of a file that are not read yet.
pub struct Numbers<'t> {
    source: SourceId,
    text: &'t str,
    at: usize,
}

/// A reading that ended at a mistake.
pub type Read<T> = Result<T, Box<Diagnostic>>;

impl<'t> Numbers<'t> {
    /// All words of a text.
    pub fn of(source: SourceId, text: &'t str) -> Self {
        Numbers { source, text, at: 0 }
    }

    /// The same words once more, to look at what comes.
    pub fn ahead(&self) -> Self {
        Numbers { source: self.source, text: self.text, at: self.at }
    }

    /// The next word as it stands, with its place.
    pub fn word(&mut self, what: &str) -> Read<(&'t str, Span)> {
        let rest = &self.text[self.at..];
        let start = self.at + (rest.len() - rest.trim_start().len());
        let word = self.text[start..].split_whitespace().next().unwrap_or("");
        let span = self.span(start, start + word.len());
        if word.is_empty() {
            let end = self.text.trim_end().len();
            let last = self.text[..end].char_indices().last().map_or(0, |(at, _)| at);
            let message = format!("the file ends too early: {what} is missing");
            let hint = "compare --kind and --problem with what the file holds";
            return Err(Box::new(Diagnostic::error(message, self.span(last, end)).hint(hint)));
        }
        self.at = start + word.len();
        Ok((word, span))
    }

    /// The next number, which is not below zero.
    pub fn number(&mut self, what: &str) -> Read<Decimal> {
        let (word, span) = self.word(what)?;
        number(word).ok_or_else(|| {
            let message = format!("{what} must be a number, as in 7500 or 6739.725");
            Box::new(mistake(span, &message))
        })
    }

    /// The next number, which is whole.
    pub fn whole(&mut self, what: &str) -> Read<u64> {
        let (word, span) = self.word(what)?;
        let found = number(word).filter(Decimal::is_integer).and_then(|n| u64::try_from(n).ok());
        found.ok_or_else(|| Box::new(mistake(span, &format!("{what} must be a whole number"))))
    }

    /// How many there are of something: at least one.
    pub fn count(&mut self, what: &str) -> Read<usize> {
        let (word, span) = self.word(what)?;
        let found = word.parse::<u32>().ok().filter(|n| (1..=MOST).contains(n));
        let wrong =
            || Box::new(mistake(span, &format!("{what} must be a whole number from 1 to {MOST}")));
        found.map(|n| n as usize).ok_or_else(wrong)
    }

    /// So many numbers.
    pub fn numbers(&mut self, count: usize, what: &str) -> Read<Vec<Decimal>> {
        (0..count).map(|_| self.number(what)).collect()
    }

    /// So many whole numbers.
    pub fn wholes(&mut self, count: usize, what: &str) -> Read<Vec<u64>> {
        (0..count).map(|_| self.whole(what)).collect()
    }

    /// A mistake about all of the text.
    pub fn wrong(&self, message: &str) -> Diagnostic {
        let end = self.text.lines().next().unwrap_or("").len();
        mistake(self.span(0, end), message)
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let at = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { source: self.source, start: at(start), end: at(end) }
    }
}

/// A number as the library writes it: `58268`, `7500.`, `.00000`.
fn number(word: &str) -> Option<Decimal> {
    let plain = word.len() <= DIGITS_MAX && word.chars().all(|c| c.is_ascii_digit() || c == '.');
    let padded = format!("0{}", word.strip_suffix('.').unwrap_or(word));
    let found = padded.parse::<Decimal>().ok()?;
    (plain && word.contains(|c: char| c.is_ascii_digit())).then_some(found.normalize())
}

/// A mistake at a place.
pub fn mistake(span: Span, message: &str) -> Diagnostic {
    Diagnostic::error(message, span)
}

/// One mistake as what a command shows.
pub fn shown(mistake: Diagnostic) -> Diagnostics {
    let mut all = Diagnostics::default();
    all.push(mistake);
    all
}
