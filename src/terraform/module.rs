//! A module under construction: its files, its inputs with the values that the root passes, its
//! outputs, and the root variables that they need.

use std::collections::BTreeMap;

use super::hcl::{Block, Expr, File, code};
use super::layout::{Unit, file_of};

/// A declared variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    name: String,
    of: &'static str,
    description: String,
    default: Option<Expr>,
    example: Option<Expr>,
    sensitive: bool,
    validation: Option<(String, String)>,
}

impl Variable {
    /// A variable that has to be given.
    pub fn new(name: impl Into<String>, of: &'static str, description: impl Into<String>) -> Self {
        Variable {
            name: name.into(),
            of,
            description: description.into(),
            default: None,
            example: None,
            sensitive: false,
            validation: None,
        }
    }

    /// With a value that usually fits.
    #[must_use]
    pub fn default(mut self, value: impl Into<Expr>) -> Self {
        self.default = Some(value.into());
        self
    }

    /// With a placeholder that shows the form of a value which only the reader can know.
    #[must_use]
    pub fn example(mut self, value: impl Into<Expr>) -> Self {
        self.example = Some(value.into());
        self
    }

    /// Never shown in output.
    #[must_use]
    pub fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// Refused with `message` unless `condition` holds.
    #[must_use]
    pub fn check(mut self, condition: impl Into<String>, message: impl Into<String>) -> Self {
        self.validation = Some((condition.into(), message.into()));
        self
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The description.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The placeholder.
    #[must_use]
    pub fn placeholder(&self) -> Option<&Expr> {
        self.example.as_ref()
    }

    /// The declaration.
    #[must_use]
    pub fn block(&self) -> Block {
        Block::labelled("variable", &[&self.name])
            .set("description", self.description.as_str())
            .set("type", code(self.of))
            .maybe("default", self.default.clone())
            .when(self.sensitive, |block| block.set("sensitive", true))
            .blocks(self.validation.iter().map(|(condition, message)| {
                Block::new("validation")
                    .set("condition", code(condition.as_str()))
                    .set("error_message", message.as_str())
            }))
    }
}

struct Output {
    description: String,
    value: Expr,
    sensitive: bool,
    shown: bool,
}

/// A module of the folder, with everything that the root has to know about it.
#[derive(Default)]
pub struct Module {
    files: BTreeMap<String, File>,
    inputs: BTreeMap<String, (Variable, Expr)>,
    asked: BTreeMap<String, Variable>,
    outputs: BTreeMap<String, Output>,
    random: bool,
}

impl Module {
    /// Says that the module generates passwords.
    pub fn needs_random(&mut self) {
        self.random = true;
    }

    /// Whether the module generates passwords.
    #[must_use]
    pub const fn is_random(&self) -> bool {
        self.random
    }

    /// The file with this name; `about` is its first line when it is new.
    pub fn file(&mut self, name: &str, about: &str) -> &mut File {
        self.files.entry(format!("{name}.tf")).or_insert_with(|| File::new(about))
    }

    /// The file of a service.
    pub fn service(&mut self, unit: &Unit<'_>) -> &mut File {
        let (name, about) = file_of(unit);
        self.file(&name, &about)
    }

    /// An input whose value the root computes.
    pub fn input(&mut self, variable: Variable, value: Expr) {
        self.inputs.insert(variable.name.clone(), (variable, value));
    }

    /// An input whose value the root asks for under the same meaning, as `root_name`.
    pub fn ask(&mut self, root_name: String, variable: Variable) {
        let value = code(format!("var.{root_name}"));
        let asked = Variable { name: root_name.clone(), ..variable.clone() };
        self.asked.insert(root_name, asked);
        let inner = Variable { default: None, example: None, validation: None, ..variable };
        self.input(inner, value);
    }

    /// An output that the root shows.
    pub fn output(&mut self, name: String, description: impl Into<String>, value: Expr) {
        let description = description.into();
        self.outputs.insert(name, Output { description, value, sensitive: false, shown: true });
    }

    /// An output for other modules of the folder.
    pub fn export(&mut self, name: String, description: impl Into<String>, value: Expr) {
        let description = description.into();
        self.outputs.insert(name, Output { description, value, sensitive: false, shown: false });
    }

    /// An output that holds a secret.
    pub fn secret(&mut self, name: String, description: impl Into<String>, value: Expr) {
        let description = description.into();
        self.outputs.insert(name, Output { description, value, sensitive: true, shown: true });
    }

    /// The files, by name.
    pub fn files(&self) -> impl Iterator<Item = (&str, &File)> {
        self.files.iter().map(|(name, file)| (name.as_str(), file))
    }

    /// The files, to be changed.
    pub fn files_mut(&mut self) -> impl Iterator<Item = (&str, &mut File)> {
        self.files.iter_mut().map(|(name, file)| (name.as_str(), file))
    }

    /// The values of all outputs, to be changed.
    pub fn outputs_mut(&mut self) -> impl Iterator<Item = &mut Expr> {
        self.outputs.values_mut().map(|output| &mut output.value)
    }

    /// Root variables that the module needs.
    pub fn asked(&self) -> impl Iterator<Item = &Variable> {
        self.asked.values()
    }

    /// The root's call of the module.
    #[must_use]
    pub fn call(&self, site: &str, folder: &str, providers: Expr) -> Block {
        let call = Block::labelled("module", &[site])
            .set("source", format!("./modules/{folder}"))
            .set("providers", providers)
            .gap();
        self.inputs
            .iter()
            .fold(call, |call, (name, (_, value))| call.set(name.as_str(), value.clone()))
    }

    /// The root's outputs of what the module shows.
    pub fn shown<'m>(&'m self, site: &'m str) -> impl Iterator<Item = Block> + 'm {
        self.outputs.iter().filter(|(_, output)| output.shown).map(move |(name, output)| {
            let value = code(format!("module.{site}.{name}"));
            output_block(&format!("{site}__{name}"), output, value)
        })
    }

    /// The text of every file, by name.
    #[must_use]
    pub fn render(mut self) -> BTreeMap<String, String> {
        let mut variables = File::new("What the root passes in.");
        variables.extend(self.inputs.values().map(|(variable, _)| variable.block()));
        let mut outputs = File::new("What the root shows or hands to other sites.");
        let blocks = self.outputs.iter().map(|(name, o)| output_block(name, o, o.value.clone()));
        outputs.extend(blocks);
        self.files.insert("variables.tf".to_owned(), variables);
        self.files.insert("outputs.tf".to_owned(), outputs);
        let filled = self.files.into_iter().filter(|(_, file)| !file.is_empty());
        filled.map(|(name, file)| (name, file.render())).collect()
    }
}

fn output_block(name: &str, output: &Output, value: Expr) -> Block {
    Block::labelled("output", &[name])
        .set("description", output.description.as_str())
        .set("value", value)
        .when(output.sensitive, |block| block.set("sensitive", true))
}
