//! Breaks text into lines.

/// Breaks a text at spaces into lines of at most `width` characters. A longer word is cut, after a
/// character that separates its parts if there is one.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        for (i, piece) in pieces(word, width.max(1)).into_iter().enumerate() {
            let length = piece.chars().count();
            if used > 0 && (i > 0 || used + 1 + length > width) {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(piece);
            used += length;
        }
    }
    lines.push(line);
    lines
}

/// Cuts a word into pieces of at most `width` characters.
fn pieces(word: &str, width: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = word;
    while let Some((limit, _)) = rest.char_indices().nth(width) {
        let separator = rest[..limit].rfind(['/', '-', '_', ':', ',', '.', ';']);
        let cut = separator.map_or(limit, |at| at + 1);
        let (piece, later) = rest.split_at(cut);
        pieces.push(piece);
        rest = later;
    }
    pieces.push(rest);
    pieces
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn words_stay_whole_where_they_can() {
        assert_eq!(wrap("the cheapest placement", 12), ["the cheapest", "placement"]);
        assert_eq!(wrap("a verylongword b", 4), ["a", "very", "long", "word", "b"]);
        assert_eq!(wrap("aws/vm/eu-west-1.csv:12", 15), ["aws/vm/eu-west-", "1.csv:12"]);
        assert_eq!(wrap("", 4), [""]);
    }
}
