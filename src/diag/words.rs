//! Small words for messages: counts, lists, the nearest known name.

/// "1 site", "2 sites".
#[must_use]
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// "a", "a or b", "a, b or c".
#[must_use]
pub fn list(items: &[&str], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [init @ .., end] => format!("{} {last} {end}", init.join(", ")),
    }
}

/// Whether a character cannot be seen or changes how its neighbours are shown: control characters, and
/// those that steer the direction of text.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// The known name most like `name`, if one is close enough to be a misspelling of it.
#[must_use]
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    let limit = (length / 3).max(1) + 1;
    known
        .into_iter()
        // The distance is at least the difference in length, and far cheaper to rule out by it.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::{count, list, nearest};

    #[test]
    fn words_read_naturally() {
        assert_eq!(count(1, "site"), "1 site");
        assert_eq!(count(0, "site"), "0 sites");
        assert_eq!(list(&["a", "b", "c"], "or"), "a, b or c");
        assert_eq!(nearest("replcas", ["replicas", "memory"]), Some("replicas"));
        assert_eq!(nearest("colour", ["replicas", "memory"]), None);
    }
}
