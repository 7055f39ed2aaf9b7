//! One source file: its text, and its code without the tests that stand in it.

use crate::lexer::{Token, tokens};

/// A file of `src/`.
pub struct Source {
    /// The path from the repository's root, such as `src/plan/demand.rs`.
    pub path: String,
    pub text: String,
    /// The tokens outside of items under `#[cfg(test)]`.
    pub code: Vec<Token>,
    /// How many lines those items take.
    pub test_lines: usize,
}

/// A function that is not a test's, from the line of `fn` to its closing brace.
pub struct Function {
    pub name: String,
    pub line: usize,
    pub lines: usize,
}

impl Source {
    /// Reads a text as the file at a path.
    pub fn new(path: &str, text: &str) -> Self {
        let all = tokens(text);
        let mut code = Vec::new();
        let mut test_lines = 0;
        let mut at = 0;
        while at < all.len() {
            if starts_test(&all[at..]) {
                let end = item_end(&all, at + TEST_MARK.len());
                test_lines += all[end - 1].line - all[at].line + 1;
                at = end;
            } else {
                code.push(all[at].clone());
                at += 1;
            }
        }
        Self { path: path.to_owned(), text: text.to_owned(), code, test_lines }
    }

    /// The top-level module the file belongs to: `plan` for `src/plan/demand.rs`, none for
    /// `src/lib.rs`.
    pub fn module(&self) -> Option<&str> {
        self.path.strip_prefix("src/")?.split_once('/').map(|(module, _)| module)
    }

    /// How many lines the file has.
    pub fn lines(&self) -> usize {
        self.text.lines().count()
    }

    /// An offence at a line.
    pub fn offence(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path)
    }

    /// The lines at which these tokens follow one another.
    pub fn lines_with(&self, wanted: &[&str]) -> Vec<usize> {
        let same =
            |window: &&[Token]| window.iter().zip(wanted).all(|(token, text)| token.is(text));
        self.code.windows(wanted.len()).filter(same).map(|window| window[0].line).collect()
    }

    /// The functions with a body.
    pub fn functions(&self) -> Vec<Function> {
        let mut found = Vec::new();
        for (at, pair) in self.code.windows(2).enumerate() {
            // `fn(` is a type.
            if !pair[0].is("fn") || pair[1].is("(") {
                continue;
            }
            let end = item_end(&self.code, at);
            let last = &self.code[end - 1];
            if last.is("}") {
                let lines = last.line - pair[0].line + 1;
                found.push(Function { name: pair[1].text.clone(), line: pair[0].line, lines });
            }
        }
        found
    }
}

/// What stands before an item of the tests.
const TEST_MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];

fn starts_test(code: &[Token]) -> bool {
    code.len() > TEST_MARK.len() && code.iter().zip(TEST_MARK).all(|(token, text)| token.is(text))
}

/// The index after an item: after its closing brace, or after its semicolon when it has no braces.
fn item_end(code: &[Token], start: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in code.iter().enumerate().skip(start) {
        if token.is("(") || token.is("[") || token.is("{") {
            depth += 1;
        } else if token.is(")") || token.is("]") || token.is("}") {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 && (token.is(";") || token.is("}")) {
            return at + 1;
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::Source;

    const TEXT: &str = "//! Words.\n\
        use std::fmt;\n\
        impl A {\n\
        \x20   pub fn one(x: [u8; 2]) -> char {\n\
        \x20       let brace = '{';\n\
        \x20       brace\n\
        \x20   }\n\
        \x20   fn none(&self);\n\
        }\n\
        type Run = fn(u8) -> u8;\n\
        #[cfg(test)]\n\
        mod tests {\n\
        \x20   fn hidden() {}\n\
        }\n\
        fn after() {}\n";

    #[test]
    fn functions_are_measured_from_signature_to_brace() {
        let source = Source::new("src/plan/a.rs", TEXT);
        let told: Vec<_> =
            source.functions().into_iter().map(|f| (f.name, f.line, f.lines)).collect();
        assert_eq!(told, [("one".to_owned(), 4, 4), ("after".to_owned(), 15, 1)]);
    }

    #[test]
    fn tests_are_not_code() {
        let source = Source::new("src/plan/a.rs", TEXT);
        assert_eq!(source.lines_with(&["hidden"]), [0_usize; 0]);
        assert_eq!(source.lines_with(&["std", "::", "fmt"]), [2]);
        assert_eq!((source.test_lines, source.lines()), (4, 15));
    }

    #[test]
    fn a_module_is_the_first_folder() {
        let module = |path| Source::new(path, "").module().map(str::to_owned);
        assert_eq!(module("src/plan/check/a.rs").as_deref(), Some("plan"));
        assert_eq!(module("src/lib.rs"), None);
    }
}
