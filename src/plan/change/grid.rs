//! The grid of a sweep: axes of named changes, and all of their combinations.
//!
//! A point of an axis is written like a scenario of a plan. What it makes of a plan is for the check to say.

use crate::diag::{Diagnostic, Diagnostics, SourceId, Sources, Span};
use crate::plan::document::{Entry, Node, Section, Value, Wrong, parse};

use super::Change;
use super::scenario::read;

/// Combinations that one grid may have.
const COMBINATIONS_MAX: usize = 100_000;

/// The axes of a sweep by name: what identifies its scenarios.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Axes(pub Vec<Axis>);

/// An axis with its points, in order of name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// The name of the axis.
    pub name: String,
    /// The names of its points.
    pub points: Vec<String>,
}

/// One point of every axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combination {
    /// The name, such as `load=double,provider=no-azure`: the same for the same grid.
    pub id: String,
    /// Which point of each axis, by its index.
    pub points: Vec<usize>,
}

/// A grid that was read.
#[derive(Debug, Clone)]
pub struct Grid {
    /// The names.
    pub axes: Axes,
    /// The changes of each point of each axis.
    changes: Vec<Vec<Vec<Change>>>,
}

impl Axes {
    /// All combinations, the last axis changing fastest.
    #[must_use]
    pub fn combinations(&self) -> Vec<Combination> {
        let mut all = vec![Combination { id: String::new(), points: Vec::new() }];
        for axis in &self.0 {
            let with = |before: &Combination, (index, point): (usize, &String)| {
                let comma = if before.id.is_empty() { "" } else { "," };
                let id = format!("{}{comma}{}={point}", before.id, axis.name);
                let points = before.points.iter().copied().chain([index]).collect();
                Combination { id, points }
            };
            let each = |before| axis.points.iter().enumerate().map(move |p| with(before, p));
            all = all.iter().flat_map(each).collect();
        }
        all
    }
}

impl Grid {
    /// The changes of a combination: those of the first axis first.
    #[must_use]
    pub fn changes(&self, combination: &Combination) -> Vec<Change> {
        let points = combination.points.iter().zip(&self.changes);
        points.flat_map(|(point, axis)| axis[*point].clone()).collect()
    }

    /// The changes of each point alone, so that a mistake in it shows before anything is solved.
    pub fn points(&self) -> impl Iterator<Item = &[Change]> {
        self.changes.iter().flatten().map(Vec::as_slice)
    }
}

/// Reads a grid.
///
/// # Errors
/// All that is wrong with how it is written.
pub fn grid(source: SourceId, sources: &Sources) -> Result<Grid, Diagnostics> {
    let document = parse(source, sources)?;
    if !document.syntax.is_empty() {
        return Err(document.syntax);
    }
    let mut problems = Diagnostics::default();
    let mut grid = Grid { axes: Axes::default(), changes: Vec::new() };
    if let Some(mut root) = Section::new(&document.root, "the grid", &mut problems) {
        let axes = root.entry("axes");
        root.finish();
        if let Some(entry) = axes {
            all(entry, &mut grid, &mut problems);
        }
    }
    report_size(&grid, source, &mut problems);
    if problems.has_errors() { Err(problems) } else { Ok(grid) }
}

fn all(entry: &Entry, grid: &mut Grid, problems: &mut Diagnostics) {
    let Value::Table(axes) = &entry.node.value else {
        let wrong = Wrong::type_of(&entry.node, "a table of tables", "[axes.load.double]");
        return problems.push(wrong.alone("`axes` of the grid", entry.node.span));
    };
    for (name, entry) in &axes.entries {
        axis(name, entry, grid, problems);
    }
}

fn axis(name: &str, entry: &Entry, grid: &mut Grid, problems: &mut Diagnostics) {
    report_name("axis", name, entry.key, problems);
    let points = match &entry.node.value {
        Value::Table(_) => read(entry, problems),
        _ => return problems.push(no_table(name, &entry.node)),
    };
    if points.is_empty() {
        let problem = Diagnostic::error(format!("axis `{name}` has no point"), entry.key);
        problems.push(problem.hint(format!("write one as in [axes.{name}.double]")));
    }
    for point in &points {
        report_name("point", &point.name.value, point.name.span, problems);
    }
    let names = points.iter().map(|point| point.name.value.clone()).collect();
    grid.axes.0.push(Axis { name: name.to_owned(), points: names });
    grid.changes.push(points.into_iter().map(|point| point.changes).collect());
}

fn no_table(name: &str, node: &Node) -> Diagnostic {
    let wrong = Wrong::type_of(node, "a table of tables", "[axes.load.double]");
    wrong.alone(&format!("axis `{name}`"), node.span)
}

/// Names make up the ids of scenarios, which stand in files and on command lines.
fn report_name(what: &str, name: &str, place: Span, problems: &mut Diagnostics) {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | '%');
    if name.is_empty() || !name.chars().all(plain) {
        let message = format!("the name of {what} `{name}` cannot be a part of an id");
        let hint = "use letters, digits, `-`, `_`, `.`, `+` and `%`";
        problems.push(Diagnostic::error(message, place).hint(hint));
    }
}

fn report_size(grid: &Grid, source: SourceId, problems: &mut Diagnostics) {
    let place = Span::new(source, 0..0);
    if grid.axes.0.is_empty() && !problems.has_errors() {
        let problem = Diagnostic::error("the grid has no axis", place);
        problems.push(problem.hint("write a point of one as in [axes.load.double]"));
    }
    let sizes = grid.axes.0.iter().map(|axis| axis.points.len());
    let all = sizes.fold(1_usize, usize::saturating_mul);
    if all > COMBINATIONS_MAX {
        let message = format!("the grid has {all} scenarios; at most {COMBINATIONS_MAX} are run");
        problems.push(Diagnostic::error(message, place));
    }
}

#[cfg(test)]
mod tests {
    use super::grid;
    use crate::diag::{Sources, render};

    fn read(text: &str) -> Result<Vec<String>, String> {
        let mut sources = Sources::default();
        let source = sources.add("grid.toml", text);
        let grid = grid(source, &sources).map_err(|found| render(&found, &sources))?;
        Ok(grid.axes.combinations().into_iter().map(|one| one.id).collect())
    }

    #[test]
    fn every_combination_is_there_once_whatever_the_order_in_the_file() {
        let b = "[axes.b.x]\nlose = \"azure\"\n[axes.b.y]\n";
        let a = "[axes.a]\none = {}\n\"two+10%\" = { demand = { \"*\" = \"x2\" } }\n";
        let ids = ["a=one,b=x", "a=one,b=y", "a=two+10%,b=x", "a=two+10%,b=y"];
        assert_eq!(read(&format!("{b}{a}")).unwrap(), ids);
        assert_eq!(read(&format!("{a}{b}")).unwrap(), ids);
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        for (text, told) in [
            ("", "the grid has no axis"),
            ("[axes.a]\n", "axis `a` has no point"),
            ("[axes]\na = 1\n", "grid.toml:2:5"),
            ("[axes.a.\"x,y\"]\n", "cannot be a part of an id"),
            ("[axes.a.x]\nlsoe = \"azure\"\n", "grid.toml:2:1"),
            ("[axis.a.x]\n", "grid.toml:1:2"),
        ] {
            let found = read(text).unwrap_err();
            assert!(found.contains(told), "{text}: {found}");
        }
        let many: String = (0..400).fold(String::new(), |text, n| text + &format!("p{n} = {{}}\n"));
        let found = read(&format!("[axes.a]\n{many}[axes.b]\n{many}")).unwrap_err();
        assert!(found.contains("160000 scenarios"), "{found}");
    }
}
