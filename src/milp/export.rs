//! The optimisation problem of a plan as the text of a file that other solvers read: over all options, without any bound or
//! placement that mcplan knows.

use crate::diag::count;
use crate::placement::{ActiveSite, Context, InForce, Names, Opening, candidates};
use crate::plan::ServiceId;

use super::file::{Format, Text, write};
use super::formulate::{Formulation, Traffic, formulate_all};
use super::model::Model;
use super::problem::{Maker, Problem};

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// The kind of file.
    pub format: Format,
    /// How traffic is written.
    pub traffic: Traffic,
    /// The most columns that are written.
    pub columns_most: usize,
}

/// A written model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The file.
    pub text: String,
    /// How many columns it has.
    pub columns: usize,
    /// How many rows it has.
    pub rows: usize,
}

/// Why there is no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoModel {
    /// Some service has no option, so there is no placement.
    Impossible,
    /// It would have more columns than are wanted: up to so many.
    TooLarge(usize),
}

/// The model of a plan as a file. Its objective is dollars a month, all constants included.
///
/// # Errors
/// If it has no solution since a service has no option, or if it would be too large. Sizes are counted before anything
/// large is made.
pub fn export(context: Context<'_>, wish: Wish) -> Result<Export, NoModel> {
    let in_force = InForce::all(context.topology);
    let candidates = candidates(context, &in_force);
    let (mut maker, whole) = Maker::new(context, &in_force, &candidates);
    if whole.is_empty() {
        return Err(NoModel::Impossible);
    }
    let columns = columns_at_most(&maker, &whole);
    if columns > wish.columns_most {
        return Err(NoModel::TooLarge(columns));
    }
    let mut problem = maker.linked(&whole, &whole.all_options(), true);
    problem.tighten();
    if problem.is_empty() {
        return Err(NoModel::Impossible);
    }
    let mut formulation = formulate_all(&problem, wish.traffic);
    name_options(context, &problem, &mut formulation);
    let model = &formulation.model;
    let head = head(context, &problem, wish.traffic, model);
    let text = write(&Text { model, head: &head }, wish.format);
    Ok(Export { text, columns: model.columns.len(), rows: model.rows.len() })
}

/// Options and pairs of patterns. Pools, openings and patterns by themselves are few beside them.
fn columns_at_most(maker: &Maker<'_>, whole: &Problem) -> usize {
    let patterns = |i: usize| whole.services[i].patterns.len();
    let pairs = maker.ties.iter().map(|tie| patterns(tie.a).saturating_mul(patterns(tie.b)));
    pairs.fold(whole.options(), usize::saturating_add)
}

/// Puts the service and the sites of each option into the name of its column.
fn name_options(context: Context<'_>, problem: &Problem, formulation: &mut Formulation) {
    let columns = &mut formulation.model.columns;
    for (i, service) in problem.services.iter().enumerate() {
        for (option, column) in service.options.iter().zip(&formulation.options[i]) {
            let Some(column) = column else { continue };
            let sites = option.sites.iter().map(|&site| context.catalog.site(site).code.as_str());
            let parts: Vec<&str> = std::iter::once(service_name(context, i)).chain(sites).collect();
            let name = &mut columns[column.0].name;
            *name = format!("{name} {}", parts.join(" "));
        }
    }
}

/// What the file is, and what the numbers in its names stand for.
fn head(context: Context<'_>, problem: &Problem, traffic: Traffic, model: &Model) -> Vec<String> {
    let mut head = vec![
        format!("Plan {}: its cheapest placement, in dollars a month", context.topology.name),
        format!("{} columns, {} rows", model.columns.len(), model.rows.len()),
        "x_I_A: service I takes its option A; its name and the sites of A follow".to_owned(),
    ];
    head.extend(words(traffic).iter().map(|&line| line.to_owned()));
    head.push("s_K_T, b_K_T: use within tier T of pool K; whether the tier is reached".to_owned());
    head.push("y_O, site_S: O, or site S, is opened".to_owned());
    for (i, service) in problem.services.iter().enumerate() {
        head.push(format!("service {i}: {}", service_name(context, i)));
        let linked = problem.links.iter().any(|link| link.a == i || link.b == i);
        for (p, pattern) in service.patterns.iter().enumerate().filter(|_| linked) {
            head.push(format!("pattern {p} of service {i}: {}", sites(context, pattern)));
        }
    }
    for (l, link) in problem.links.iter().enumerate() {
        let [a, b] = [link.a, link.b].map(|i| service_name(context, i));
        head.push(format!("link {l}: {a} and {b}"));
    }
    for (o, (opening, _)) in problem.openings.iter().enumerate() {
        head.push(format!("opening {o}: {}", opened(context, *opening)));
    }
    head
}

const fn words(traffic: Traffic) -> &'static [&'static str] {
    match traffic {
        Traffic::Hull => &["g_L_P_Q: the services of link L have the patterns P and Q"],
        Traffic::Products => &[
            "u_I_P: service I has pattern P",
            "z_L_P_Q: the services of link L have the patterns P and Q",
        ],
    }
}

fn service_name(context: Context<'_>, i: usize) -> &str {
    context.topology.service(ServiceId(u32::try_from(i).unwrap_or(u32::MAX))).name.value.as_str()
}

fn opened(context: Context<'_>, opening: Opening) -> String {
    let at = |what: &str, site| format!("{what} at {}", context.catalog.site(site).code);
    match opening {
        Opening::Nat(site) => at("the NAT gateway", site),
        Opening::NatSpare(site) => at("NAT gateways in other zones", site),
        Opening::Zone(site, Names::Machines) => at("a zone of names of machines", site),
        Opening::Zone(site, Names::Containers) => at("a zone of names of containers", site),
        Opening::Provider(provider) => format!("anything on {}", provider.name()),
        Opening::Hub => "the hub of the network".to_owned(),
        Opening::Link(site) => at("the link to the hub", site),
    }
}

fn sites(context: Context<'_>, pattern: &[ActiveSite]) -> String {
    let site = |active: &ActiveSite| {
        let zones = count(active.zones as usize, "zone");
        format!("{} in {zones}", context.catalog.site(active.site).code)
    };
    pattern.iter().map(site).collect::<Vec<_>>().join(", ")
}
