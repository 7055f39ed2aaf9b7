//! Sources, places in them, and diagnostics: what is wrong with an input, where, and what to do.
//!
//! Diagnostics are data; [`render()`] is the one place that draws them.

mod diagnostic;
mod render;
mod source;
mod words;

pub use diagnostic::{Diagnostic, Diagnostics, Label, Severity};
pub use render::render;
pub use source::{Source, SourceId, Sources, Span, Spanned};
pub use words::{count, is_invisible, list, nearest};
