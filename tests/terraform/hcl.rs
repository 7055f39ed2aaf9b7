//! A reader of the HCL that mcplan writes, independent of its writer: blocks with their attributes.
//!
//! It knows strings with their escapes, brackets and comments, and nothing of expressions.

use std::collections::BTreeMap;
use std::path::Path;

/// A block: what stands before its brace, its attributes as text, and the blocks in it.
#[derive(Debug, Default, Clone)]
pub struct Block {
    /// Kind and labels.
    pub head: Vec<String>,
    /// Attributes with their expressions as written.
    pub attributes: BTreeMap<String, String>,
    /// Blocks within.
    pub blocks: Vec<Block>,
}

impl Block {
    /// An attribute, without the quotes of a plain string.
    pub fn get(&self, name: &str) -> Option<&str> {
        let value = self.attributes.get(name)?;
        Some(value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value))
    }
}

/// Whether a file is one that terraform reads.
pub fn is_tf(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "tf")
}

/// The blocks of a file.
///
/// Panics if a string or bracket does not end: then some text got out of its quotes.
pub fn parse(text: &str) -> Vec<Block> {
    let mut reader = Reader { chars: text.chars().collect(), at: 0 };
    let (attributes, blocks) = reader.body();
    assert_eq!(reader.at, reader.chars.len(), "the whole file is read");
    let _ = attributes;
    blocks
}

/// Top-level assignments of a file, as in `.tfvars`.
pub fn assignments(text: &str) -> BTreeMap<String, String> {
    let mut reader = Reader { chars: text.chars().collect(), at: 0 };
    reader.body().0
}

struct Reader {
    chars: Vec<char>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> char {
        let c = self.peek().expect("the text goes on");
        self.at += 1;
        c
    }

    fn skip_blank(&mut self) {
        while let Some(c) = self.peek() {
            if c == '#' {
                while self.peek().is_some_and(|c| c != '\n') {
                    self.at += 1;
                }
            } else if c.is_whitespace() {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    fn body(&mut self) -> (BTreeMap<String, String>, Vec<Block>) {
        let (mut attributes, mut blocks) = (BTreeMap::new(), Vec::new());
        loop {
            self.skip_blank();
            match self.peek() {
                None => return (attributes, blocks),
                Some('}') => {
                    self.at += 1;
                    return (attributes, blocks);
                }
                Some(_) => self.item(&mut attributes, &mut blocks),
            }
        }
    }

    fn item(&mut self, attributes: &mut BTreeMap<String, String>, blocks: &mut Vec<Block>) {
        let mut head = vec![self.word()];
        loop {
            self.skip_blank();
            match self.peek() {
                Some('=') => {
                    self.at += 1;
                    let value = self.expression();
                    let twice = attributes.insert(head[0].clone(), value);
                    assert!(twice.is_none(), "{head:?} is set once");
                    return;
                }
                Some('{') => {
                    self.at += 1;
                    let (attributes, inner) = self.body();
                    blocks.push(Block { head, attributes, blocks: inner });
                    return;
                }
                Some('"') => head.push(self.string().trim_matches('"').to_owned()),
                other => panic!("{other:?} after {head:?}"),
            }
        }
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(c) = self.peek().filter(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)) {
            word.push(c);
            self.at += 1;
        }
        assert!(!word.is_empty(), "a name stands at {:?}", self.peek());
        word
    }

    /// A quoted string with its quotes; interpolations may hold strings themselves.
    fn string(&mut self) -> String {
        let mut text = String::from(self.next());
        loop {
            let c = self.next();
            text.push(c);
            match c {
                '\\' => text.push(self.next()),
                '"' => return text,
                '\n' => panic!("a string goes on over its line: {text}"),
                '$' | '%' if self.peek() == Some(c) => text.push(self.next()),
                '$' | '%' if self.peek() == Some('{') => text.push_str(&self.bracket()),
                _ => {}
            }
        }
    }

    /// From an opening bracket to the one that closes it.
    fn bracket(&mut self) -> String {
        let mut text = String::from(self.next());
        loop {
            match self.peek().expect("brackets close") {
                '"' => text.push_str(&self.string()),
                '{' | '[' | '(' => text.push_str(&self.bracket()),
                c @ ('}' | ']' | ')') => {
                    self.at += 1;
                    text.push(c);
                    return text;
                }
                c => {
                    self.at += 1;
                    text.push(c);
                }
            }
        }
    }

    /// Up to the end of the line that closes all brackets.
    fn expression(&mut self) -> String {
        let mut text = String::new();
        loop {
            match self.peek() {
                None | Some('\n') => return text.trim().to_owned(),
                Some('"') => text.push_str(&self.string()),
                Some('{' | '[' | '(') => text.push_str(&self.bracket()),
                Some(c) => {
                    self.at += 1;
                    text.push(c);
                }
            }
        }
    }
}
