//! Which module may name which: lower layers and itself, and nothing that would hide a name.

use crate::source::Source;

/// The layers from the lowest; the modules of one layer do not know one another.
const LAYERS: [&[&str]; 7] = [
    &["terms", "units", "diag"],
    &["plan", "catalog"],
    &["placement"],
    &["milp", "record"],
    &["explain"],
    &["report", "terraform", "estate", "orlib"],
    &["commands"],
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// Names of the same or a higher layer, and modules without a layer.
fn upward(source: &Source) -> Vec<String> {
    // `lib.rs` declares the modules and `main.rs` calls the last; neither is imported.
    let Some(own) = source.module() else { return Vec::new() };
    let Some(own_layer) = layer(own) else {
        return vec![source.offence(1, &format!("`{own}` is not a module of any layer"))];
    };
    let paths = source.code.windows(3).filter(|path| path[0].is("crate") && path[1].is("::"));
    paths
        .filter(|path| path[2].text != own)
        .filter(|path| layer(&path[2].text).is_none_or(|layer| layer >= own_layer))
        .map(|path| {
            let what = format!("`{own}` may not know `crate::{}`", path[2].text);
            source.offence(path[2].line, &what)
        })
        .collect()
}

/// Ways of writing a path that `upward` would not see through.
fn hidden(source: &Source) -> Vec<String> {
    let refused: [&[&str]; 7] = [
        &["crate", "::", "{"],
        &["crate", "::", "*"],
        &["crate", "as"],
        &["crate", "::", "self"],
        &["super", "::", "super"],
        &["::", "*"],
        &["extern", "crate"],
    ];
    let mut found = Vec::new();
    for path in refused {
        for line in source.lines_with(path) {
            found.push(source.offence(line, &format!("`{}` hides what is used", path.concat())));
        }
    }
    // In `src/plan/mod.rs`, `super` is the crate.
    if source.path.matches('/').count() == 2 && source.path.ends_with("/mod.rs") {
        for line in source.lines_with(&["super"]) {
            found.push(source.offence(line, "`super` of a layer's module is the crate"));
        }
    }
    found
}

/// A re-export of another module's item would let a third module reach it by a second name.
fn passed_on(source: &Source) -> Vec<String> {
    let Some(own) = source.module() else { return Vec::new() };
    let mut found = Vec::new();
    for (at, token) in source.code.iter().enumerate().filter(|(_, token)| token.is("use")) {
        let public = at > 0 && (source.code[at - 1].is("pub") || source.code[at - 1].is(")"));
        let Some(path) = source.code.get(at + 1..at + 4) else { continue };
        if public && path[0].is("crate") && path[2].text != own {
            let what = format!("re-exports `crate::{}`", path[2].text);
            found.push(source.offence(token.line, &what));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{hidden, passed_on, upward};
    use crate::assert_none;
    use crate::repository::sources;
    use crate::source::Source;

    #[test]
    fn modules_know_lower_layers_only() {
        assert_none(&sources().iter().flat_map(upward).collect::<Vec<_>>());
    }

    #[test]
    fn no_path_hides_what_is_used() {
        assert_none(&sources().iter().flat_map(hidden).collect::<Vec<_>>());
    }

    #[test]
    fn no_module_passes_on_another_modules_items() {
        assert_none(&sources().iter().flat_map(passed_on).collect::<Vec<_>>());
    }

    #[test]
    fn upward_and_sideways_names_are_found() {
        let count = |path, text| upward(&Source::new(path, text)).len();
        assert_eq!(count("src/plan/a.rs", "use crate::milp::Model;"), 1);
        assert_eq!(count("src/plan/a.rs", "fn f(x: crate::catalog::Sku) {}"), 1);
        assert_eq!(count("src/units/a.rs", "use crate :: diag\n::Source;"), 1);
        assert_eq!(count("src/plan/a.rs", "use crate::Thing;"), 1);
        assert_eq!(count("src/unheard_of/a.rs", ""), 1);
        assert_eq!(count("src/milp/a.rs", "use crate::plan::A; use crate::milp::B;"), 0);
        assert_eq!(
            count("src/plan/a.rs", "//! See [`crate::milp`].\nconst A: &str = \"crate::milp\";"),
            0
        );
        assert_eq!(
            count("src/plan/a.rs", "#[cfg(test)]\nmod tests { use crate::milp::Model; }"),
            0
        );
    }

    #[test]
    fn hiding_paths_are_found() {
        let text = "use crate::{a, b}; use crate::*; use super::super::x; use y::*;";
        // The glob on the crate is both.
        assert_eq!(hidden(&Source::new("src/plan/a.rs", text)).len(), 5);
        assert_eq!(hidden(&Source::new("src/plan/mod.rs", "use super::milp;")).len(), 1);
        assert_eq!(hidden(&Source::new("src/plan/check/mod.rs", "use super::a;")), [""; 0]);
    }

    #[test]
    fn items_passed_on_are_found() {
        let count = |text| passed_on(&Source::new("src/plan/mod.rs", text)).len();
        assert_eq!(count("pub use crate::units::Usd;"), 1);
        assert_eq!(count("pub(crate) use crate::units::Usd;"), 1);
        assert_eq!(count("pub use crate::plan::a::A; use crate::units::Usd;"), 0);
    }
}
