//! Quoting: text into HCL string literals and into comments.
//!
//! Every text of a plan passes through here, and nothing else in the module writes a quote.

use std::fmt::Write as _;

/// The text between the quotes of an HCL string that stands for exactly `text`.
///
/// `${` and `%{` are doubled as HCL asks; where a doubled sign would itself be ambiguous (after
/// another one), the sign is written as a code point instead.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    let mut previous = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if rest.peek() == Some(&'{') => {
                if previous == Some(c) {
                    push_code_point(&mut out, c);
                } else {
                    out.push(c);
                    out.push(c);
                }
            }
            c if is_invisible(c) => push_code_point(&mut out, c),
            c => out.push(c),
        }
        previous = Some(c);
    }
    out
}

fn push_code_point(out: &mut String, c: char) {
    // Writing to a string cannot fail.
    let _ = match u32::from(c) {
        code @ 0..=0xffff => write!(out, "\\u{code:04x}"),
        code => write!(out, "\\U{code:08x}"),
    };
}

/// Characters that a reviewer cannot see: they could hide or reorder what stands beside them.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Text for a comment: one line, nothing invisible.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars().map(|c| if is_invisible(c) { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::{escape, plain};

    #[test]
    fn nothing_leaves_its_string() {
        for (text, expected) in [
            ("web", "web"),
            ("a \"b\" \\", "a \\\"b\\\" \\\\"),
            ("${file(\"/etc/passwd\")}", "$${file(\\\"/etc/passwd\\\")}"),
            ("%{ if true }x%{ endif }", "%%{ if true }x%%{ endif }"),
            ("$${x}", "$\\u0024{x}"),
            ("$$${x}", "$$\\u0024{x}"),
            ("<<EOT\nx\nEOT\n", "<<EOT\\nx\\nEOT\\n"),
            ("a\u{202e}b\u{0}", "a\\u202eb\\u0000"),
            ("café $5 100%", "café $5 100%"),
        ] {
            assert_eq!(escape(text), expected, "{text}");
        }
    }

    #[test]
    fn comments_stay_on_their_line() {
        assert_eq!(plain("a\nresource \"x\" \"y\" {}\r\u{2028}b"), "a resource \"x\" \"y\" {}  b");
    }
}
