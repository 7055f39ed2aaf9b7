//! Text that is safe to show: nothing in a name can move the cursor, change colours or reorder a line.

use std::borrow::Cow;

/// The text with control characters, line breaks and characters that change the direction or joining
/// of text replaced by their code, such as `\u{1b}`.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    replace(text, |_| false)
}

/// As [`plain`], for whole pages: line breaks and tabs stay.
#[must_use]
pub fn plain_page(text: &str) -> Cow<'_, str> {
    replace(text, |c| matches!(c, '\n' | '\t'))
}

fn replace(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    let unsafe_here = |c: char| is_unsafe(c) && !keep(c);
    if !text.contains(unsafe_here) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if unsafe_here(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// Control characters, separators of lines and paragraphs, and the invisible formatting characters
/// of Unicode that have been used to disguise text.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{feff}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

#[cfg(test)]
mod tests {
    use super::{plain, plain_page};

    #[test]
    fn control_characters_are_spelled_out() {
        assert_eq!(plain("web"), "web");
        assert_eq!(plain("zażółć 数据"), "zażółć 数据");
        assert_eq!(plain("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(plain("a\nb\u{202e}"), "a\\u{a}b\\u{202e}");
        assert_eq!(plain_page("a\n\tb\r"), "a\n\tb\\u{d}");
    }
}
