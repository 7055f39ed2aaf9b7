//! Requirements that a change gives up: found by name or by line, and left out of the list.

use crate::diag::{Diagnostic, Diagnostics, Span, nearest};
use crate::plan::document::Dropped;
use crate::plan::{Requirement, Rule, ServiceId, Topology};
use crate::terms::Survives;

/// Leaves out what is given up; a name or line that means no requirement is an error.
pub(super) fn leave_out(dropped: &[Dropped], topology: &mut Topology, findings: &mut Diagnostics) {
    for one in dropped {
        let (gone, kept): (Vec<Requirement>, Vec<Requirement>) =
            std::mem::take(&mut topology.requirements)
                .into_iter()
                // What is lost is a fact, not a wish.
                .partition(|requirement| {
                    !matches!(requirement.rule, Rule::Lost(_))
                        && is_meant(one, requirement, topology)
                });
        topology.requirements = kept;
        if gone.is_empty() {
            findings.push(unknown(one, topology));
        }
        for requirement in gone {
            if let Rule::Survives { service, .. } = requirement.rule {
                give_up(service, topology);
            }
        }
    }
}

fn is_meant(dropped: &Dropped, requirement: &Requirement, topology: &Topology) -> bool {
    match dropped {
        Dropped::Name(name) => requirement.is_called(&name.value, topology),
        Dropped::Line(line) => {
            let (line, asked): (Span, Span) = (line.value, requirement.span);
            asked.source == line.source && (line.start..line.end).contains(&asked.start)
        }
    }
}

/// Who gives up surviving anything gives up what is asked of the time after a loss too.
fn give_up(service: ServiceId, topology: &mut Topology) {
    topology.services[service.0 as usize].survives = Survives::Nothing;
    topology.requirements.retain(|requirement| {
        let rule = &requirement.rule;
        rule.service() != Some(service)
            || !matches!(rule, Rule::Rto { .. } | Rule::Rpo { .. } | Rule::MinDistance { .. })
    });
}

fn unknown(dropped: &Dropped, topology: &Topology) -> Diagnostic {
    match dropped {
        Dropped::Line(line) => Diagnostic::error("this line asks for nothing", line.span)
            .hint("requirements stand where reports underline them"),
        Dropped::Name(name) => {
            let message = format!("the plan asks for nothing called `{}`", name.value);
            let problem = Diagnostic::error(message, name.span);
            let names: Vec<String> =
                topology.requirements.iter().map(|one| one.name(topology)).collect();
            match nearest(&name.value, names.iter().map(String::as_str)) {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem.hint("write it as in budget, rto=orders or plan.toml:42"),
            }
        }
    }
}
