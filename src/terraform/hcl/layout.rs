//! Blocks and files, with the blank lines and the alignment of `terraform fmt`.
//!
//! fmt aligns the `=` of adjacent one-line attributes; a comment, a blank line or an attribute that
//! goes on over several lines ends such a run.

use super::expr::Expr;
use super::quote::{escape, plain};

/// A block with its labels and body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    kind: String,
    labels: Vec<String>,
    items: Vec<Item>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Item {
    Set(String, Expr),
    Block(Block),
    Comment(String),
    Gap,
}

impl Block {
    /// A block without labels, such as `ingress`.
    #[must_use]
    pub fn new(kind: &str) -> Self {
        Block { kind: kind.to_owned(), labels: Vec::new(), items: Vec::new() }
    }

    /// A block with labels, such as `variable "cidr"`.
    #[must_use]
    pub fn labelled(kind: &str, labels: &[&str]) -> Self {
        let labels = labels.iter().map(|&label| label.to_owned()).collect();
        Block { kind: kind.to_owned(), labels, items: Vec::new() }
    }

    /// A managed resource.
    #[must_use]
    pub fn resource(of: &str, name: &str) -> Self {
        Block::labelled("resource", &[of, name])
    }

    /// A data source.
    #[must_use]
    pub fn data(of: &str, name: &str) -> Self {
        Block::labelled("data", &[of, name])
    }

    /// With an attribute.
    #[must_use]
    pub fn set(mut self, name: impl Into<String>, value: impl Into<Expr>) -> Self {
        self.items.push(Item::Set(name.into(), value.into()));
        self
    }

    /// With an attribute, if there is a value.
    #[must_use]
    pub fn maybe(self, name: &str, value: Option<impl Into<Expr>>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    /// With a nested block.
    #[must_use]
    pub fn block(mut self, block: Block) -> Self {
        self.items.push(Item::Block(block));
        self
    }

    /// With several nested blocks.
    #[must_use]
    pub fn blocks(mut self, blocks: impl IntoIterator<Item = Block>) -> Self {
        self.items.extend(blocks.into_iter().map(Item::Block));
        self
    }

    /// With a comment above what follows.
    #[must_use]
    pub fn comment(mut self, text: &str) -> Self {
        self.items.push(Item::Comment(plain(text)));
        self
    }

    /// With an empty line before what follows.
    #[must_use]
    pub fn gap(mut self) -> Self {
        self.items.push(Item::Gap);
        self
    }

    /// With whatever `change` adds, if `condition` holds.
    #[must_use]
    pub fn when(self, condition: bool, change: impl FnOnce(Self) -> Self) -> Self {
        if condition { change(self) } else { self }
    }

    /// How expressions refer to a resource or data source; `None` for other blocks.
    #[must_use]
    pub fn address(&self) -> Option<String> {
        let address = self.labels.join(".");
        match self.kind.as_str() {
            "resource" => Some(address),
            "data" => Some(format!("data.{address}")),
            _ => None,
        }
    }

    /// Whether it stands for several resources, by a key or counted.
    #[must_use]
    pub fn is_keyed(&self) -> bool {
        self.items
            .iter()
            .any(|item| matches!(item, Item::Set(name, _) if name == "for_each" || name == "count"))
    }

    /// All code in it changed.
    pub fn rewrite(&mut self, change: &dyn Fn(&str) -> String) {
        for item in &mut self.items {
            match item {
                Item::Set(_, value) => value.rewrite(change),
                Item::Block(block) => block.rewrite(change),
                Item::Comment(_) | Item::Gap => {}
            }
        }
    }

    /// Whether some code in it is as asked.
    #[must_use]
    pub fn any(&self, asked: &dyn Fn(&str) -> bool) -> bool {
        self.items.iter().any(|item| match item {
            Item::Set(_, value) => value.any(asked),
            Item::Block(block) => block.any(asked),
            Item::Comment(_) | Item::Gap => false,
        })
    }

    /// The same, but only there if `condition` holds.
    pub fn only_if(&mut self, condition: &str) {
        for item in &mut self.items {
            match item {
                Item::Set(name, Expr::Code(value)) if name == "for_each" => {
                    *value =
                        format!("{{ for key, value in {value} : key => value if {condition} }}");
                    return;
                }
                Item::Set(name, value) if name == "for_each" => {
                    let all = value.inline().unwrap_or_else(|| value.lines(1));
                    *value = Expr::Code(format!(
                        "{{ for key, value in {all} : key => value if {condition} }}"
                    ));
                    return;
                }
                Item::Set(name, Expr::Code(value)) if name == "count" => {
                    *value = format!("{condition} ? {value} : 0");
                    return;
                }
                _ => {}
            }
        }
        let count = Item::Set("count".to_owned(), Expr::Code(format!("{condition} ? 1 : 0")));
        self.items.splice(0..0, [count, Item::Gap]);
    }

    fn write(&self, indent: usize, out: &mut String) {
        let pad = "  ".repeat(indent);
        out.push_str(&pad);
        out.push_str(&self.kind);
        for label in &self.labels {
            out.extend([" \"", &escape(label), "\""]);
        }
        if self.items.is_empty() {
            out.push_str(" {}\n");
        } else {
            out.push_str(" {\n");
            write_items(&self.items, indent + 1, out);
            out.push_str(&pad);
            out.push_str("}\n");
        }
    }
}

/// A `.tf` file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    items: Vec<Item>,
}

impl File {
    /// A file that starts by saying what it is.
    #[must_use]
    pub fn new(about: &str) -> Self {
        File { items: vec![Item::Comment(plain(about)), Item::Gap] }
    }

    /// Adds a block.
    pub fn push(&mut self, block: Block) {
        self.items.push(Item::Block(block));
    }

    /// Adds a comment above the next block.
    pub fn comment(&mut self, text: &str) {
        self.items.push(Item::Comment(plain(text)));
    }

    /// Adds an attribute at the top level, as in `.tfvars` files.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<Expr>) {
        self.items.push(Item::Set(name.into(), value.into()));
    }

    /// The blocks in it.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.items.iter().filter_map(|item| match item {
            Item::Block(block) => Some(block),
            _ => None,
        })
    }

    /// The blocks in it, to be changed.
    pub fn blocks_mut(&mut self) -> impl Iterator<Item = &mut Block> {
        self.items.iter_mut().filter_map(|item| match item {
            Item::Block(block) => Some(block),
            _ => None,
        })
    }

    /// Whether nothing but comments was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.items.iter().any(|item| matches!(item, Item::Block(_) | Item::Set(..)))
    }

    /// The text of the file.
    #[must_use]
    pub fn render(&self) -> String {
        let mut out = String::new();
        write_items(&self.items, 0, &mut out);
        out
    }
}

impl Extend<Block> for File {
    fn extend<T: IntoIterator<Item = Block>>(&mut self, blocks: T) {
        self.items.extend(blocks.into_iter().map(Item::Block));
    }
}

/// What stood before an item, for the decision about an empty line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Start,
    Line,
    Comment,
    Tall,
    Gap,
}

fn write_items(items: &[Item], indent: usize, out: &mut String) {
    let pad = "  ".repeat(indent);
    let mut before = Before::Start;
    let mut run: Vec<(String, &Expr)> = Vec::new();
    for item in items {
        let short = matches!(item, Item::Set(_, value) if value.inline().is_some());
        if !short {
            out.push_str(&assignments(&run, indent));
            run.clear();
        }
        let tall = matches!(item, Item::Block(_)) || (matches!(item, Item::Set(..)) && !short);
        let apart = match before {
            Before::Start | Before::Gap => false,
            Before::Comment => matches!(item, Item::Gap),
            Before::Line => tall || matches!(item, Item::Comment(_) | Item::Gap),
            Before::Tall => true,
        };
        if apart {
            out.push('\n');
        }
        before = match item {
            Item::Set(name, value) if short => {
                run.push((name.clone(), value));
                Before::Line
            }
            Item::Set(name, value) => {
                out.extend([&pad, name, " = ", &value.lines(indent), "\n"]);
                Before::Tall
            }
            Item::Block(block) => {
                block.write(indent, out);
                Before::Tall
            }
            Item::Comment(text) => {
                out.extend([&pad, "# ", text.trim(), "\n"]);
                Before::Comment
            }
            Item::Gap => Before::Gap,
        };
    }
    out.push_str(&assignments(&run, indent));
}

/// Lines of assignments, aligned as fmt aligns them.
pub(super) fn assignments(rows: &[(String, &Expr)], indent: usize) -> String {
    let pad = "  ".repeat(indent);
    let mut out = String::new();
    let one_line: Vec<Option<String>> = rows.iter().map(|(_, value)| value.inline()).collect();
    for (index, (key, value)) in rows.iter().enumerate() {
        match &one_line[index] {
            Some(line) => {
                let width = run_width(rows, &one_line, index);
                let space = " ".repeat(width - key.chars().count());
                out.extend([&pad, key, &space, " = ", line, "\n"]);
            }
            None => out.extend([&pad, key, " = ", &value.lines(indent), "\n"]),
        }
    }
    out
}

/// The longest key of the run of one-line assignments around `index`.
fn run_width(rows: &[(String, &Expr)], one_line: &[Option<String>], index: usize) -> usize {
    let start = one_line[..index].iter().rposition(Option::is_none).map_or(0, |i| i + 1);
    let end = one_line[index..].iter().position(Option::is_none).map_or(rows.len(), |i| index + i);
    rows[start..end].iter().map(|(key, _)| key.chars().count()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Block, File};
    use crate::terraform::hcl::{call, code, list, object};

    #[test]
    fn laid_out_as_fmt_leaves_it() {
        let mut file = File::new("About.");
        file.push(
            Block::resource("aws_vpc", "this")
                .set("cidr_block", code("var.cidr"))
                .set("enable_dns_hostnames", true)
                .set("tags", object([("Name", "a \"b\""), ("managed-by", "mcplan")]))
                .set("x", 1_u32)
                .comment("why")
                .set("policy", call("jsonencode", [object([("Version", list(["1"]))])]))
                .block(Block::new("empty")),
        );
        file.push(Block::data("aws_region", "here"));
        assert_eq!(
            file.render(),
            r#"# About.

resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_hostnames = true

  tags = {
    Name       = "a \"b\""
    managed-by = "mcplan"
  }

  x = 1

  # why
  policy = jsonencode({
    Version = ["1"]
  })

  empty {}
}

data "aws_region" "here" {}
"#
        );
    }
}
