//! The shape of `mcplan.solution/1`. The fields here are the contract: renaming one breaks readers.
//!
//! Money, prices and quantities are exact decimal strings; times, latencies, shares and counts are
//! numbers. Where something is unknown the value is null.

use serde::Serialize;
use serde_json::Number;

use crate::record::{PlanNamed, SiteRecord};

#[derive(Serialize)]
pub(super) struct Solution<'a> {
    pub(super) schema: &'static str,
    pub(super) status: &'static str,
    pub(super) plan: PlanNamed,
    pub(super) objective: Objective,
    pub(super) placement: Vec<Placed<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) alternatives: Option<Others<'a>>,
    pub(super) charges: Vec<Line<'a>>,
    pub(super) recovery: Vec<Recovery<'a>>,
    pub(super) availability: Vec<Availability>,
    pub(super) latency: Vec<Latency>,
    pub(super) compliance: Vec<Compliance<'a>>,
    pub(super) conflict: Vec<Conflicting<'a>>,
    pub(super) stats: Stats,
}

#[derive(Serialize)]
pub(super) struct Others<'a> {
    pub(super) complete: bool,
    pub(super) within: Option<Number>,
    pub(super) found: Vec<Other<'a>>,
}

#[derive(Serialize)]
pub(super) struct Other<'a> {
    pub(super) monthly_usd: String,
    pub(super) more_usd: String,
    pub(super) differs: Vec<&'a str>,
    pub(super) placement: Vec<Placed<'a>>,
}

#[derive(Serialize)]
pub(super) struct Objective {
    pub(super) monthly_usd: Option<String>,
    pub(super) bound_usd: Option<String>,
    pub(super) gap: Option<Number>,
    pub(super) budget_usd: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Placed<'a> {
    pub(super) service: &'a str,
    pub(super) kind: &'static str,
    pub(super) tier: &'a str,
    pub(super) strategy: &'static str,
    pub(super) sites: Vec<At<'a>>,
}

#[derive(Serialize)]
pub(super) struct At<'a> {
    #[serde(flatten)]
    pub(super) deployment: SiteRecord,
    pub(super) replicas: u32,
    pub(super) offers: Vec<Offer<'a>>,
}

#[derive(Serialize)]
pub(super) struct Offer<'a> {
    pub(super) sku: &'a str,
    pub(super) count: u32,
    pub(super) purchase: &'static str,
    pub(super) unit_price_usd: String,
    pub(super) unit: &'static str,
    pub(super) monthly_usd: String,
}

#[derive(Serialize)]
pub(super) struct Line<'a> {
    pub(super) service: Option<&'a str>,
    pub(super) site: Option<&'a str>,
    pub(super) provider: &'static str,
    pub(super) category: &'static str,
    pub(super) sku: &'a str,
    pub(super) quantity: String,
    pub(super) unit: &'static str,
    pub(super) unit_price_usd: String,
    pub(super) monthly_usd: String,
    pub(super) list_unit_price_usd: String,
    pub(super) list_monthly_usd: String,
    pub(super) price_rule: Option<&'a str>,
    pub(super) catalog_row: &'a str,
    pub(super) as_of: &'a str,
}

#[derive(Serialize)]
pub(super) struct Recovery<'a> {
    pub(super) service: &'a str,
    pub(super) survives: &'static str,
    pub(super) strategy: &'static str,
    pub(super) rto_s: Option<u64>,
    pub(super) rto_target_s: Option<u64>,
    pub(super) rpo_s: Option<u64>,
    pub(super) rpo_target_s: Option<u64>,
    pub(super) met: bool,
}

#[derive(Serialize)]
pub(super) struct Availability {
    pub(super) subject: String,
    pub(super) achieved: Option<Number>,
    pub(super) target: Option<Number>,
    pub(super) met: bool,
}

#[derive(Serialize)]
pub(super) struct Latency {
    pub(super) subject: String,
    pub(super) achieved_ms: Option<Number>,
    pub(super) target_ms: Option<Number>,
    pub(super) basis: Option<&'static str>,
    pub(super) met: bool,
}

#[derive(Serialize)]
pub(super) struct Compliance<'a> {
    pub(super) service: &'a str,
    pub(super) requirement: String,
    /// Null where the catalogs have no evidence.
    pub(super) met: Option<bool>,
    pub(super) evidence: String,
}

#[derive(Serialize)]
pub(super) struct Conflicting<'a> {
    pub(super) requirement: String,
    pub(super) file: &'a str,
    pub(super) line: usize,
    pub(super) text: &'a str,
}

#[derive(Serialize)]
pub(super) struct Stats {
    pub(super) services: usize,
    pub(super) sites: usize,
    pub(super) offers: usize,
    pub(super) arrangements: usize,
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) nodes: usize,
    pub(super) seconds: StageSeconds,
}

#[derive(Serialize)]
pub(super) struct StageSeconds {
    pub(super) load: Option<Number>,
    #[serde(rename = "match")]
    pub(super) matching: Option<Number>,
    pub(super) solve: Option<Number>,
    pub(super) verify: Option<Number>,
}
