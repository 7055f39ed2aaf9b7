//! A recipe: what makes a plain Ubuntu machine a server of a product.

use crate::terraform::hcl::{Expr, call, code, list, template};

/// Certificate, key and authority of a service, which its owners bring.
pub const TLS: &str = "/etc/service-tls";

/// What to install and to write.
#[derive(Default)]
pub struct Recipe {
    /// Where the data disk is mounted: the directory of the product's data.
    pub data: &'static str,
    /// Key and line of the project's own repository, if the distribution has no package.
    pub repository: Option<(&'static str, &'static str)>,
    /// What its installation is told, such as `NAME=value`.
    pub told: &'static str,
    /// Packages.
    pub packages: Vec<&'static str>,
    /// Configuration.
    pub files: Vec<Written>,
    /// Commands after the packages are there.
    pub commands: Vec<Expr>,
    /// Services that wait for their certificate and start at boot.
    pub services: Vec<&'static str>,
    /// What its owners do.
    pub by_hand: &'static str,
}

/// A file of the configuration.
pub struct Written {
    /// Its path.
    pub path: String,
    /// Its lines.
    pub lines: Vec<Expr>,
}

impl Written {
    /// A file of constant lines.
    pub fn of(path: &str, lines: &[&str]) -> Self {
        let lines = lines.iter().map(|&line| Expr::from(line)).collect();
        Written { path: path.to_owned(), lines }
    }

    /// With a line in which `value`, a reference, stands between two texts.
    pub fn line(mut self, before: &str, value: impl Into<String>, after: &str) -> Self {
        self.lines.push(joined(before, value, after));
        self
    }

    /// With more constant lines.
    pub fn more(mut self, lines: &[&str]) -> Self {
        self.lines.extend(lines.iter().map(|&line| Expr::from(line)));
        self
    }

    /// The text of the file: a line of the configuration on each line of the Terraform.
    pub fn text(&self) -> Expr {
        let lines = self.lines.iter().cloned().chain([Expr::from("")]);
        call("join", [Expr::from("\n"), list(lines)])
    }
}

/// A reference between two texts.
pub fn joined(before: &str, value: impl Into<String>, after: &str) -> Expr {
    let parts = [Expr::from(before), code(value), Expr::from(after)];
    template(parts.into_iter().filter(|part| *part != Expr::from("")))
}

/// Constant commands.
pub fn commands(lines: &[&str]) -> Vec<Expr> {
    lines.iter().map(|&line| Expr::from(line)).collect()
}
