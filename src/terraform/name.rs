//! Names: identifiers of Terraform and names of cloud resources, from the free text of a plan.
//!
//! A name keeps its text if that is allowed as it stands; if it had to be changed or cut, a short
//! hash of the original keeps it apart from its neighbours. Same text, same name, in any plan.

/// Words that HCL reads as something else where an identifier may stand.
const KEYWORDS: &[&str] =
    &["for", "if", "in", "else", "endif", "endfor", "null", "true", "false", "this"];

/// A Terraform identifier of `[a-z0-9_]`, at most 48 long.
#[must_use]
pub fn ident(text: &str) -> String {
    let usual = is_usual(text) && !KEYWORDS.contains(&text) && text.len() <= 48;
    if usual {
        return text.replace('-', "_");
    }
    let kept = squeeze(text).replace('-', "_");
    format!("{}_{}", cut(&start_with_letter(&kept), 39), hash(&[text]))
}

/// A name of `[a-z0-9-]` that starts with a letter, joined from `parts`, at most `max` long.
#[must_use]
pub fn label(parts: &[&str], max: usize) -> String {
    let whole = parts.join("-");
    if parts.iter().all(|part| is_usual(part) || is_number(part))
        && is_usual(&whole)
        && whole.len() <= max
    {
        return whole;
    }
    let kept = start_with_letter(&squeeze(&whole));
    format!("{}-{}", cut(&kept, max.saturating_sub(9)), hash(parts))
}

/// A name of `[a-z0-9]` that starts with a letter, for resources whose names allow nothing else. It
/// always ends in a hash, because dropping the separators makes neighbours alike.
#[must_use]
pub fn compact(parts: &[&str], max: usize) -> String {
    let kept = start_with_letter(&squeeze(&parts.join("-")).replace('-', ""));
    format!("{}{}", cut(&kept, max.saturating_sub(8)), hash(parts))
}

/// A value for a tag or a description: the characters that all providers take, at most 200.
#[must_use]
pub fn tag(text: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || " .:/=+-@_".contains(c);
    text.chars().map(|c| if allowed(c) { c } else { '_' }).take(200).collect()
}

/// Numbers below `count`, one for each name, that depend on the name alone unless two names meet:
/// then the later one in order moves on. So what is added or dropped leaves the others in place. With
/// more names than numbers, numbers go beyond `count`.
#[must_use]
pub fn slots(names: &[&str], count: usize) -> Vec<usize> {
    let count = count.max(names.len());
    let mut taken = vec![false; count];
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|&i| names[i]);
    let mut slots = vec![0; names.len()];
    for i in order {
        let modulus = u64::try_from(count).unwrap_or(u64::MAX);
        let mut slot = usize::try_from(fnv(&[names[i]]) % modulus).unwrap_or(0);
        while taken[slot] {
            slot = (slot + 1) % count;
        }
        taken[slot] = true;
        slots[i] = slot;
    }
    slots
}

/// Lower-case words joined by single dashes: allowed everywhere as it stands.
fn is_usual(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
        && !text.contains("--")
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// Lower case, with a single dash for each run of anything else.
fn squeeze(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_matches('-').to_owned()
}

fn start_with_letter(text: &str) -> String {
    if text.starts_with(|c: char| c.is_ascii_lowercase()) {
        text.to_owned()
    } else {
        format!("x{text}")
    }
}

/// The first `max` characters without a separator at the end; `text` is ASCII here.
fn cut(text: &str, max: usize) -> &str {
    text.get(..max).unwrap_or(text).trim_end_matches(['-', '_'])
}

/// Eight hexadecimal digits.
#[must_use]
pub fn hash(parts: &[&str]) -> String {
    format!("{:08x}", fnv(parts) >> 32 ^ fnv(parts) & 0xffff_ffff)
}

/// FNV-1a over the parts, each ended by a byte that UTF-8 does not contain: stable for ever, unlike
/// the hashes of the standard library.
fn fnv(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::{compact, ident, label, slots, tag};

    #[test]
    fn usual_names_stay() {
        assert_eq!(ident("web"), "web");
        assert_eq!(ident("orders-archive"), "orders_archive");
        assert_eq!(label(&["shop", "web", "2"], 32), "shop-web-2");
    }

    #[test]
    fn names_that_differ_in_punctuation_only_stay_apart() {
        let names =
            ["web-1", "web_1", "web.1", "Web-1", "web 1", "web--1", "-web-1", "wéb-1", "1", "for"];
        let apart = |make: &dyn Fn(&str) -> String| {
            names.iter().map(|name| make(name)).collect::<std::collections::BTreeSet<_>>().len()
        };
        assert_eq!(apart(&|name| ident(name)), names.len());
        assert_eq!(apart(&|name| label(&["p", name], 32)), names.len());
        assert_eq!(apart(&|name| compact(&["p", name], 24)), names.len());
    }

    #[test]
    fn names_keep_to_their_limits() {
        for text in [
            "x".repeat(63),
            "\u{1f980}".repeat(63),
            "${x}\"\n".repeat(9),
            "9".repeat(63),
            String::new(),
        ] {
            for (name, max) in [
                (label(&["plan", &text], 32), 32),
                (compact(&["plan", &text], 24), 24),
                (ident(&text), 48),
            ] {
                assert!(name.len() <= max, "{name}");
                assert!(name.starts_with(|c: char| c.is_ascii_lowercase()), "{name}");
                assert!(
                    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'),
                    "{name}"
                );
            }
        }
        assert_eq!(tag("a\"b${c}\n"), "a_b__c__");
    }

    #[test]
    fn slots_stay_when_names_come_and_go() {
        let few = slots(&["orders", "web"], 256);
        let more = slots(&["aaa", "orders", "web", "zzz"], 256);
        assert_eq!(few, more[1..3]);
        let full: std::collections::BTreeSet<usize> =
            slots(&["a", "b", "c", "d"], 4).into_iter().collect();
        assert_eq!(full.len(), 4);
    }
}
