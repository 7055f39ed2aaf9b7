//! Patterns over site codes, such as `aws:eu-*`.

/// A site code in which each `*` stands for any run of characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePattern(String);

impl SitePattern {
    /// A pattern from its text; any text is a pattern.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        SitePattern(text.into())
    }

    /// The pattern as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the pattern has no wildcard and so names one site.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        !self.0.contains('*')
    }

    /// Whether `code` (such as `aws:eu-central-1`) fits.
    #[must_use]
    pub fn matches(&self, code: &str) -> bool {
        fits(self.0.as_bytes(), code.as_bytes())
    }
}

impl std::fmt::Display for SitePattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

/// Greedy wildcard match that backs up to the latest star: linear for one star, never exponential.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if pattern.get(p) == Some(&b'*') {
            star = Some((p, t));
            p += 1;
        } else if pattern.get(p) == Some(&text[t]) {
            p += 1;
            t += 1;
        } else if let Some((after, from)) = star {
            p = after + 1;
            t = from + 1;
            star = Some((after, t));
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|&c| c == b'*')
}

#[cfg(test)]
mod tests {
    use super::SitePattern;

    #[test]
    fn stars_stand_for_any_run() {
        for (pattern, code, fits) in [
            ("aws:eu-*", "aws:eu-west-1", true),
            ("aws:eu-*", "azure:eu-west-1", false),
            ("*", "onprem:fra1", true),
            ("azure:*europe", "azure:westeurope", true),
            ("azure:*europe", "azure:europewest", false),
            ("*:*-1", "aws:eu-west-1", true),
            ("aws:eu-west-1", "aws:eu-west-10", false),
            ("", "aws:eu-west-1", false),
        ] {
            assert_eq!(SitePattern::new(pattern).matches(code), fits, "{pattern} {code}");
        }
    }
}
