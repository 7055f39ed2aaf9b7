//! What the file of a site says: its keys, their units, and the bounds within which they make sense.

use toml::de::DeTable;

use crate::diag::{Diagnostic, Diagnostics, Source, SourceId, Span};
use crate::terms::Arch;
use crate::units::{Availability, Data, Decimal, Millis, Share};

use super::reader::Section;
use crate::catalog::{Position, number};

/// The whole file.
pub(super) struct Document {
    pub site: Facts,
    pub capacity: Capacity,
    pub cost: Cost,
    /// Stated round-trip times: a site or `inside`, its place, the time.
    pub latency: Vec<(String, Span, Millis)>,
    pub lines: Lines,
}

/// Lines of the tables, for provenance.
pub(super) struct Lines {
    pub place: Span,
    pub site: usize,
    pub cost: usize,
}

/// `[site]`.
pub(super) struct Facts {
    pub code: String,
    pub region: String,
    pub name: String,
    pub city: String,
    pub country: String,
    pub position: Position,
    pub zones: u32,
    pub residency: Vec<String>,
    pub availability: Option<Availability>,
}

/// `[capacity]`.
pub(super) struct Capacity {
    pub hosts: u32,
    pub reserve: u32,
    pub cores: u32,
    pub vcpu: u32,
    pub overcommit: Decimal,
    pub memory: Data,
    pub storage: Data,
    pub arch: Arch,
    pub object_storage: bool,
}

impl Capacity {
    /// Hosts that carry load when those in reserve do not.
    pub(super) const fn usable_hosts(&self) -> u32 {
        self.hosts.saturating_sub(self.reserve)
    }

    /// Virtual processors that can be given out.
    pub(super) fn usable_vcpu(&self) -> Decimal {
        Decimal::from(u64::from(self.usable_hosts()) * u64::from(self.vcpu)) * self.overcommit
    }
}

/// `[cost]`, in the units of its keys.
pub(super) struct Cost {
    pub host_usd: Decimal,
    pub host_months: Decimal,
    pub power_watts: Decimal,
    pub pue: Decimal,
    pub usd_per_kwh: Decimal,
    pub rack_usd_month: Decimal,
    pub staff_usd_year: Decimal,
    pub hosts_per_fte: Decimal,
    pub licences_usd_core_year: Decimal,
    pub network: Share,
    pub network_maintenance: Share,
    pub storage_usd_tb: Decimal,
    pub storage_months: Decimal,
    pub storage_maintenance: Share,
    pub cpu_share: Share,
    pub egress_per_gib: Decimal,
    pub as_of: String,
}

/// Reads the file; `None` if anything that the prices need is missing or wrong.
pub(super) fn read(id: SourceId, source: &Source, problems: &mut Diagnostics) -> Option<Document> {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    for error in &errors {
        let span = Span::new(id, error.span().unwrap_or(0..0));
        problems
            .push(Diagnostic::error("the file is not valid TOML", span).because(error.message()));
    }
    if !errors.is_empty() {
        return None;
    }
    let table = table.get_ref();
    report_unknown_tables(table, id, problems);
    let site = Section::of(table, "site", id, problems);
    let capacity = Section::of(table, "capacity", id, problems);
    let cost = Section::of(table, "cost", id, problems);
    let latency =
        table.contains_key("latency").then(|| Section::of(table, "latency", id, problems));
    let line =
        |section: &Option<Section<'_>>| section.as_ref().map_or(1, |s| line_of(source, s.place()));
    let place = site.as_ref().map_or_else(|| Span::new(id, 0..0), Section::place);
    let lines = Lines { place, site: line(&site), cost: line(&cost) };
    // All tables are read before giving up, so that one run reports the mistakes of all.
    let site = site.and_then(|section| facts(section, problems));
    let capacity = capacity.and_then(|section| read_capacity(section, problems));
    let cost = cost.and_then(|section| read_cost(section, problems));
    let millis = |text: &str| Millis::parse(text).map_err(|error| error.to_string());
    let latency =
        latency.flatten().map_or_else(Vec::new, |section| section.all_texts(millis, problems));
    Some(Document { site: site?, capacity: capacity?, cost: cost?, latency, lines })
}

fn report_unknown_tables(table: &DeTable<'_>, id: SourceId, problems: &mut Diagnostics) {
    for (key, _) in table {
        if !["site", "capacity", "cost", "latency"].contains(&key.get_ref().as_ref()) {
            let message = format!("`{}` is not a table of a site", key.get_ref());
            let problem = Diagnostic::error(message, Span::new(id, key.span()));
            problems
                .push(problem.hint("there are `[site]`, `[capacity]`, `[cost]` and `[latency]`"));
        }
    }
}

fn line_of(source: &Source, span: Span) -> usize {
    source.text.bytes().take(span.start as usize).filter(|&byte| byte == b'\n').count() + 1
}

fn facts(mut section: Section<'_>, problems: &mut Diagnostics) -> Option<Facts> {
    let code = section.text("code", own_code, problems);
    let name = section.text("name", any_text, problems);
    let city = section.text("city", any_text, problems);
    let country = section.text("country", country_code, problems);
    let position = section.pair("position", problems);
    let zones = section.whole("zones", (1, 16), Some(1), problems);
    let residency = section.texts("residency", problems);
    let availability = section.optional("availability", availability, problems);
    let place = section.place();
    section.finish(problems);
    let [latitude, longitude] = position?;
    let position = Position { latitude, longitude };
    if !position.is_on_globe() {
        problems.push(Diagnostic::error("the position is not on the globe", place));
        return None;
    }
    let (code, region) = code?;
    Some(Facts {
        code,
        region,
        name: name?,
        city: city?,
        country: country?,
        position,
        zones: zones?,
        residency: residency?,
        availability: availability?,
    })
}

fn read_capacity(mut section: Section<'_>, problems: &mut Diagnostics) -> Option<Capacity> {
    let hosts = section.whole("hosts", (1, 100_000), None, problems);
    let reserve = section.whole("reserve", (0, 10_000), None, problems);
    let cores = section.whole("cores", (1, 4_096), None, problems);
    let vcpu = section.whole("vcpu", (1, 8_192), None, problems);
    let overcommit = section.number("overcommit", (1, 16), Some(1), problems);
    let memory = section.text("memory", data, problems);
    let storage = section.text("storage", data, problems);
    let arch = section.text("arch", arch, problems);
    let object_storage = section.flag("object_storage", problems);
    let place = section.place();
    section.finish(problems);
    let (hosts, reserve) = (hosts?, reserve?);
    if reserve >= hosts {
        let problem = Diagnostic::error("the reserve leaves no host for load", place);
        problems.push(problem.hint("`reserve` counts the hosts that are kept free for a failure"));
        return None;
    }
    Some(Capacity {
        hosts,
        reserve,
        cores: cores?,
        vcpu: vcpu?,
        overcommit: overcommit?,
        memory: memory?,
        storage: storage?,
        arch: arch?,
        object_storage: object_storage?,
    })
}

fn read_cost(mut section: Section<'_>, problems: &mut Diagnostics) -> Option<Cost> {
    let mut money =
        |key, unit: &'static str| section.text(key, |text| dollars(text, unit), problems);
    let host_usd = money("host", "");
    let usd_per_kwh = money("electricity", "/kWh");
    let rack_usd_month = money("rack", "/month");
    let staff_usd_year = money("staff", "/year");
    let licences_usd_core_year = money("licences", "/core/year");
    let storage_usd_tb = money("storage", "/TB");
    let host_months = section.text("host_life", years, problems);
    let storage_months = section.text("storage_life", years, problems);
    let power_watts = section.text("power", watts, problems);
    let pue = section.number("pue", (1, 5), None, problems);
    let hosts_per_fte = section.number("hosts_per_fte", (1, 100_000), None, problems);
    let mut share = |key| section.text(key, share, problems);
    let network = share("network");
    let network_maintenance = share("network_maintenance");
    let storage_maintenance = share("storage_maintenance");
    let cpu_share = share("cpu_share");
    let egress_per_gib = section.text("egress", egress, problems);
    let as_of = section.text("as_of", any_text, problems);
    section.finish(problems);
    Some(Cost {
        host_usd: host_usd?,
        host_months: host_months?,
        power_watts: power_watts?,
        pue: pue?,
        usd_per_kwh: usd_per_kwh?,
        rack_usd_month: rack_usd_month?,
        staff_usd_year: staff_usd_year?,
        hosts_per_fte: hosts_per_fte?,
        licences_usd_core_year: licences_usd_core_year?,
        network: network?,
        network_maintenance: network_maintenance?,
        storage_usd_tb: storage_usd_tb?,
        storage_months: storage_months?,
        storage_maintenance: storage_maintenance?,
        cpu_share: cpu_share?,
        egress_per_gib: egress_per_gib?,
        as_of: as_of?,
    })
}

fn any_text(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("it is empty".to_owned()) } else { Ok(text.to_owned()) }
}

fn own_code(text: &str) -> Result<(String, String), String> {
    let region = text.strip_prefix("onprem:").unwrap_or_default();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if region.is_empty() || !region.chars().all(plain) {
        return Err("write `onprem:` and a name of small letters, digits and dashes".to_owned());
    }
    Ok((text.to_owned(), region.to_owned()))
}

fn country_code(text: &str) -> Result<String, String> {
    let fits = text.len() == 2 && text.chars().all(|c| c.is_ascii_uppercase());
    if fits { Ok(text.to_owned()) } else { Err("write two capital letters, such as DE".to_owned()) }
}

fn availability(text: &str) -> Result<Availability, String> {
    Availability::parse(text).map_err(|error| error.to_string())
}

fn data(text: &str) -> Result<Data, String> {
    let data = Data::parse(text).map_err(|error| error.to_string())?;
    if data.bytes() < 1 << 30 { Err("it is below one GiB".to_owned()) } else { Ok(data) }
}

fn share(text: &str) -> Result<Share, String> {
    Share::parse(text).map_err(|error| error.to_string())
}

fn arch(text: &str) -> Result<Arch, String> {
    Arch::parse(text).ok_or_else(|| "write `x86_64` or `arm64`".to_owned())
}

/// A number in front of a unit, such as "500 W"; refuses anything but exactly that unit.
fn measured(text: &str, unit: &str, example: &str) -> Result<Decimal, String> {
    let number = text.strip_suffix(unit).map(str::trim_end).and_then(number::decimal);
    let plausible = Decimal::ZERO..=Decimal::from(1_000_000_000);
    number.filter(|n| plausible.contains(n)).ok_or_else(|| format!("write it as in \"{example}\""))
}

fn dollars(text: &str, unit: &str) -> Result<Decimal, String> {
    let example = format!("$100{unit}");
    let amount = text.strip_prefix('$').ok_or_else(|| format!("write it as in \"{example}\""))?;
    measured(amount, unit, &example)
}

fn watts(text: &str) -> Result<Decimal, String> {
    measured(text, "W", "500 W")
}

/// Years in months.
fn years(text: &str) -> Result<Decimal, String> {
    let years =
        measured(text, "years", "3 years").or_else(|_| measured(text, "year", "3 years"))?;
    if years < Decimal::ONE || years > Decimal::from(30) {
        return Err("it must be 1 to 30 years".to_owned());
    }
    Ok(years * Decimal::from(12))
}

/// A price of outgoing data per GiB; one per GB (10^9 bytes) is converted exactly.
fn egress(text: &str) -> Result<Decimal, String> {
    let bytes_ratio = Decimal::new(1_073_741_824, 9);
    dollars(text, "/GiB")
        .or_else(|_| dollars(text, "/GB").map(|usd| usd * bytes_ratio))
        .map_err(|_| "write it as in \"$0.01/GB\" or \"$0/GB\"".to_owned())
}
