//! Text in Markdown: nothing in a name can become markup.

use super::plain::plain;

/// Characters that mean something to Markdown or HTML inside a line.
const MARKUP: &[char] =
    &['\\', '`', '*', '_', '[', ']', '<', '>', '#', '|', '~', '!', '&', '$', '@'];

/// The text with every character that could be markup escaped.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in plain(text).chars() {
        if MARKUP.contains(&c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The text as an indented code block, in which nothing is markup and which no text can close.
pub(super) fn code_block(text: &str) -> String {
    super::plain::plain_page(text)
        .lines()
        .map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{code_block, escape};

    #[test]
    fn names_stay_names() {
        assert_eq!(escape("a|b <script> [x](y)"), "a\\|b \\<script\\> \\[x\\](y)");
        assert_eq!(escape("two\nlines"), "two\\\\u{a}lines");
        assert_eq!(code_block("a\n\n```\n"), "    a\n\n    ```\n");
    }
}
