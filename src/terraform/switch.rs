//! The switch of a recovery site: what is asleep there is written out, but made only once it is turned on.
//!
//! Works on finished modules. Every resource of a unit that is asleep, and every other one of its module
//! that refers to such a resource, gets a condition; references from where the switch is off give null.

use std::collections::BTreeMap;

use super::hcl::{Block, code};
use super::layout::{SiteView, Unit, file_of};
use super::module::{Module, Variable};

/// The root variable: which recovery sites are turned on.
pub const VARIABLE: &str = "recovery_active";

/// The input of a module, and the condition of what is asleep in it.
const INPUT: &str = "recovery_active";
const CONDITION: &str = "var.recovery_active";

/// How files of what services share start their names, where nothing needs it yet.
const WAITING: &str = "recovery-";

/// The name of a file, and what its first line says.
pub type FileAbout = (&'static str, &'static str);

/// Makes all that is asleep at a site depend on the switch.
pub fn write(view: &SiteView<'_>, module: &mut Module) {
    let units = view.units.iter().filter(|unit| unit.asleep);
    let mut asleep: Vec<String> = units.map(|unit| format!("{}.tf", file_of(unit).0)).collect();
    if asleep.is_empty() {
        return;
    }
    let names = module.files().map(|(name, _)| name);
    let waiting: Vec<&str> = names.filter(|name| name.starts_with(WAITING)).collect();
    asleep.extend(waiting.into_iter().map(str::to_owned));
    let switched = Switched::find(module, &asleep);
    for (name, file) in module.files_mut() {
        for block in file.blocks_mut() {
            let own = block.address().is_some_and(|address| switched.has(name, &address));
            let refer = |code: &str| switched.refer(code, own);
            block.rewrite(&refer);
            if own {
                block.only_if(CONDITION);
            }
        }
    }
    for value in module.outputs_mut() {
        if value.any(&|code| switched.mentions(code)) {
            value.rewrite(&|code| switched.refer(code, true));
            *value = value.or_null(CONDITION);
        }
    }
    let about = "Whether what waits here for the loss of another site is turned on.";
    let value = code(format!("lookup(var.{VARIABLE}, \"{}\", false)", view.name));
    module.input(Variable::new(INPUT, "bool", about), value);
}

/// The name of a file of what some units of a site share, and what it says: `waiting` if all of them are asleep,
/// else `awake`.
pub fn shared_file<'u, 'a: 'u>(
    mut units: impl Iterator<Item = &'u Unit<'a>>,
    awake: FileAbout,
    waiting: FileAbout,
) -> FileAbout {
    if units.all(|unit| unit.asleep) { waiting } else { awake }
}

/// The file of the gateway through which some units of a site reach the internet, and what it says.
pub fn way_out<'u, 'a: 'u>(units: impl Iterator<Item = &'u Unit<'a>>) -> FileAbout {
    let awake = ("network-out", "The way to the internet of what has no address of its own.");
    let about = "The way to the internet of what is made here after a loss.";
    shared_file(units, awake, ("recovery-out", about))
}

/// The root variable, if some site has something asleep.
pub fn variable<'v>(views: impl Iterator<Item = &'v SiteView<'v>>) -> Option<Variable> {
    let sites: Vec<&str> = views
        .filter(|view| view.units.iter().any(|unit| unit.asleep))
        .map(|view| view.name.as_str())
        .collect();
    let about = format!(
        "Recovery sites that are turned on after a loss, such as {{ {} = true }}.",
        sites.first()?
    );
    let valid = sites.iter().map(|site| format!("\"{site}\"")).collect::<Vec<_>>().join(", ");
    let valid = format!("alltrue([for site in keys(var.{VARIABLE}) : contains([{valid}], site)])");
    let none: [(&str, bool); 0] = [];
    let none = super::hcl::object(none);
    let message = "Only sites at which something waits.";
    Some(Variable::new(VARIABLE, "map(bool)", about).default(none).check(valid, message))
}

/// Resources that depend on the switch, by address: the file, and whether there are several by a key.
struct Switched(BTreeMap<String, (String, bool)>);

impl Switched {
    /// Those of some files, and all others that refer to one of them.
    fn find(module: &Module, asleep: &[String]) -> Self {
        let mut found = Switched(BTreeMap::new());
        loop {
            let before = found.0.len();
            for (name, file) in module.files() {
                for block in file.blocks() {
                    let refers = || block.any(&|code| found.mentions(code));
                    if asleep.iter().any(|file| file == name) || is_shared(name) && refers() {
                        found.add(name, block);
                    }
                }
            }
            if found.0.len() == before {
                return found;
            }
        }
    }

    fn add(&mut self, file: &str, block: &Block) {
        if let Some(address) = block.address() {
            self.0.insert(address, (file.to_owned(), block.is_keyed()));
        }
    }

    fn has(&self, file: &str, address: &str) -> bool {
        self.0.get(address).is_some_and(|(of, _)| of == file)
    }

    fn mentions(&self, code: &str) -> bool {
        self.0.keys().any(|address| find(code, address, 0).is_some())
    }

    /// Code with each reference to a switched resource as it must be: from one that is switched as well, or
    /// from one that is always there.
    fn refer(&self, code: &str, own: bool) -> String {
        let mut text = code.to_owned();
        for (address, (_, keyed)) in &self.0 {
            let mut from = 0;
            while let Some(at) = find(&text, address, from) {
                let end = at + address.len();
                let path = path(&text[end..]);
                let new = match (path, keyed, own) {
                    ("", _, _) | (_, true, true) => format!("{address}{path}"),
                    (_, false, true) => format!("{address}[0]{path}"),
                    (_, false, false) => format!("one({address}[*]{path})"),
                    (_, true, false) => format!("try({address}{path}, null)"),
                };
                text.replace_range(at..end + path.len(), &new);
                from = at + new.len();
            }
        }
        text
    }
}

/// Whether a file is not that of one service.
fn is_shared(name: &str) -> bool {
    !name.starts_with("service-")
}

/// Where an address stands in some code, from a place on.
fn find(code: &str, address: &str, from: usize) -> Option<usize> {
    let part_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let mut from = from;
    while let Some(at) = code[from..].find(address).map(|at| from + at) {
        let end = at + address.len();
        let before = code[..at].chars().next_back();
        let after = code[end..].chars().next();
        let starts = before.is_none_or(|c| !part_of_name(c) && c != '.');
        if starts && after.is_none_or(|c| !part_of_name(c)) {
            return Some(at);
        }
        from = end;
    }
    None
}

/// The attributes and indices that follow an address.
fn path(code: &str) -> &str {
    let mut depth = 0_u32;
    let end = code.find(|c: char| match c {
        '[' => {
            depth += 1;
            false
        }
        ']' if depth > 0 => {
            depth -= 1;
            false
        }
        _ if depth > 0 => false,
        _ => !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')),
    });
    &code[..end.unwrap_or(code.len())]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Switched;

    #[test]
    fn references_follow_the_switch() {
        let one = ("aws_lb.web".to_owned(), ("service-web.tf".to_owned(), false));
        let many = ("aws_eip.web".to_owned(), ("service-web.tf".to_owned(), true));
        let switched = Switched(BTreeMap::from([one, many]));
        let outside = |code| switched.refer(code, false);
        assert_eq!(outside("aws_lb.web.dns_name"), "one(aws_lb.web[*].dns_name)");
        assert_eq!(outside("aws_lb.web2.id"), "aws_lb.web2.id");
        assert_eq!(
            outside("[aws_lb.web.ids[0], data.aws_lb.web.id]"),
            "[one(aws_lb.web[*].ids[0]), data.aws_lb.web.id]"
        );
        assert_eq!(outside("aws_eip.web[\"a\"].id"), "try(aws_eip.web[\"a\"].id, null)");
        let inside = |code| switched.refer(code, true);
        assert_eq!(inside("f(aws_lb.web.id)"), "f(aws_lb.web[0].id)");
        assert_eq!(inside("aws_eip.web[each.key].id"), "aws_eip.web[each.key].id");
        assert_eq!(inside("aws_lb.web"), "aws_lb.web");
    }
}
