//! Rust text as tokens: just enough to tell code from comments, strings, characters and lifetimes.
//!
//! Comments and lifetimes are dropped, `::` is one token, a string is one token without its text.
//! It does not know the grammar; `source` finds the tests and the functions among the tokens.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An identifier or a keyword.
    Word,
    /// A number, with its suffix.
    Number,
    /// A string, byte string or character.
    Literal,
    /// `::` or one character.
    Mark,
}

/// One token and the line it starts on, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub text: String,
    pub line: usize,
}

impl Token {
    /// Whether the token is this word or mark.
    pub fn is(&self, text: &str) -> bool {
        matches!(self.kind, Kind::Word | Kind::Mark) && self.text == text
    }
}

/// The tokens of a text.
pub fn tokens(text: &str) -> Vec<Token> {
    let chars = text.chars().collect();
    let mut lexer = Lexer { chars, at: 0, line: 1, found: Vec::new() };
    while lexer.at < lexer.chars.len() {
        lexer.step();
    }
    lexer.found
}

/// The position in a text and what was found before it.
struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: usize,
    found: Vec<Token>,
}

impl Lexer {
    fn step(&mut self) {
        let here = self.chars[self.at];
        match (here, self.peek(1)) {
            ('/', '/') => self.advance_while(|c| c != '\n'),
            ('/', '*') => self.block_comment(),
            ('"', _) => self.string(),
            ('\'', _) => self.quote(),
            (c, _) if c.is_alphabetic() || c == '_' => self.word(),
            (c, _) if c.is_ascii_digit() => self.number(),
            (c, _) if c.is_whitespace() => self.advance(1),
            (':', ':') => self.take(Kind::Mark, 2),
            _ => self.take(Kind::Mark, 1),
        }
    }

    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn advance(&mut self, count: usize) {
        let end = self.chars.len().min(self.at + count);
        self.line += self.chars[self.at..end].iter().filter(|&&c| c == '\n').count();
        self.at = end;
    }

    fn advance_while(&mut self, keep: impl Fn(char) -> bool) {
        while self.at < self.chars.len() && keep(self.chars[self.at]) {
            self.advance(1);
        }
    }

    fn take(&mut self, kind: Kind, count: usize) {
        let text = self.chars[self.at..self.at + count].iter().collect();
        self.found.push(Token { kind, text, line: self.line });
        self.advance(count);
    }

    fn literal(&mut self, line: usize) {
        self.found.push(Token { kind: Kind::Literal, text: String::new(), line });
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        loop {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => {
                    self.advance(1);
                    if self.at == self.chars.len() {
                        return;
                    }
                    continue;
                }
            }
            self.advance(2);
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        let line = self.line;
        self.advance(1);
        while self.at < self.chars.len() && self.peek(0) != '"' {
            self.advance(if self.peek(0) == '\\' { 2 } else { 1 });
        }
        self.advance(1);
        self.literal(line);
    }

    fn raw_string(&mut self) {
        let line = self.line;
        let start = self.at;
        self.advance_while(|c| c == '#');
        let hashes = self.at - start;
        self.advance(1);
        let closes = |lexer: &Self| {
            lexer.peek(0) == '"' && (1..=hashes).all(|ahead| lexer.peek(ahead) == '#')
        };
        while self.at < self.chars.len() && !closes(self) {
            self.advance(1);
        }
        self.advance(1 + hashes);
        self.literal(line);
    }

    /// A character, or a lifetime, which is dropped.
    fn quote(&mut self) {
        let is_char = self.peek(1) == '\\' || self.peek(2) == '\'';
        if !is_char {
            self.advance(1);
            self.advance_while(|c| c.is_alphanumeric() || c == '_');
            return;
        }
        let line = self.line;
        self.advance(if self.peek(1) == '\\' { 3 } else { 2 });
        self.advance_while(|c| c != '\'');
        self.advance(1);
        self.literal(line);
    }

    /// A word, or the prefix of a string: `r"`, `br#"`, `b"`, `c"`, `b'`; `r#word` is a word.
    fn word(&mut self) {
        let start = self.at;
        let mut end = start;
        while self.chars.get(end).is_some_and(|c| c.is_alphanumeric() || *c == '_') {
            end += 1;
        }
        let text: String = self.chars[start..end].iter().collect();
        let after = self.peek(end - start);
        let raw = matches!(text.as_str(), "r" | "br" | "cr");
        let opens_raw = raw && {
            let mut quote = end;
            while self.chars.get(quote) == Some(&'#') {
                quote += 1;
            }
            self.chars.get(quote) == Some(&'"')
        };
        if opens_raw {
            self.advance(end - start);
            self.raw_string();
        } else if matches!(text.as_str(), "b" | "c") && after == '"' {
            self.advance(1);
            self.string();
        } else if text == "b" && after == '\'' {
            self.advance(1);
            self.quote();
        } else if text == "r" && after == '#' {
            self.advance(2);
        } else {
            self.take(Kind::Word, end - start);
        }
    }

    /// A number; `0..9` ends before the dots, and `pair.0.1` has no fraction.
    fn number(&mut self) {
        let of_tuple = self.found.last().is_some_and(|token| token.is("."));
        let mut end = self.at;
        let digits = |lexer: &Self, mut end: usize| {
            while lexer.chars.get(end).is_some_and(|c| c.is_alphanumeric() || *c == '_') {
                end += 1;
            }
            end
        };
        end = digits(self, end);
        let fraction = self.chars.get(end) == Some(&'.')
            && self.chars.get(end + 1).is_some_and(char::is_ascii_digit);
        if fraction && !of_tuple {
            end = digits(self, end + 1);
        }
        self.take(Kind::Number, end - self.at);
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, tokens};

    fn told(text: &str) -> Vec<String> {
        let name = |kind, text: String| if kind == Kind::Literal { "LIT".to_owned() } else { text };
        tokens(text).into_iter().map(|token| name(token.kind, token.text)).collect()
    }

    #[test]
    fn comments_and_lifetimes_are_dropped() {
        assert_eq!(told("a // b\n/* c /* d */ e */ f"), ["a", "f"]);
        assert_eq!(
            told("&'a str, 'x', '\\'', b'{'"),
            ["&", "str", ",", "LIT", ",", "LIT", ",", "LIT"]
        );
    }

    #[test]
    fn strings_hide_what_is_in_them() {
        assert_eq!(told(r##"x("{ \" fn", r#"" }"#, b"}") y"##).concat(), "x(LIT,LIT,LIT)y");
        assert_eq!(told("r#fn r\"\\\" z"), ["fn", "LIT", "z"]);
    }

    #[test]
    fn numbers_end_where_they_should() {
        assert_eq!(
            told("0..9 1.5 2.0f64 p.0.1"),
            ["0", ".", ".", "9", "1.5", "2.0f64", "p", ".", "0", ".", "1"]
        );
    }

    #[test]
    fn lines_are_counted_through_everything() {
        let last = tokens("\"a\nb\"\n/*\n*/ r#\"\n\"#\nend").pop();
        assert_eq!(last.map(|token| (token.text, token.line)), Some(("end".to_owned(), 6)));
    }
}
