//! How places are written: site codes and patterns over them, cities, coordinates, zones of law.

use crate::diag::nearest;
use crate::plan::Gazetteer;
use crate::plan::document::{Node, Notation, Value, Wrong};
use crate::terms::SitePattern;
use crate::units::Decimal;

/// A site code or a pattern that fits at least one site.
pub(super) struct Pattern<'g>(pub(super) &'g Gazetteer);

impl Notation for Pattern<'_> {
    type Value = SitePattern;

    fn read(&self, node: &Node) -> Result<SitePattern, Wrong> {
        let Value::Text(text) = &node.value else {
            return Err(Wrong::type_of(node, "a site or a pattern over sites", &self.example()));
        };
        let pattern = SitePattern::new(text.as_str());
        if self.0.has_site(&pattern) {
            return Ok(pattern);
        }
        let wrong = if pattern.is_exact() {
            Wrong::new(format!("names an unknown site: `{text}`"))
        } else {
            Wrong::new(format!("fits no site: `{text}`"))
        };
        Err(match self.nearest(text) {
            Some(near) => wrong.hint(format!("did you mean \"{near}\"?")),
            None => {
                wrong.hint("sites are written provider:region, and come from the plan's catalogs")
            }
        })
    }

    fn example(&self) -> String {
        "\"aws:eu-*\"".to_owned()
    }
}

impl Pattern<'_> {
    /// The nearest site code; for a pattern, the nearest start of one with the pattern's own rest.
    fn nearest(&self, text: &str) -> Option<String> {
        let sites = self.0.sites.iter().map(String::as_str);
        let Some((prefix, rest)) = text.split_once('*') else {
            return nearest(text, sites).map(str::to_owned);
        };
        let last = prefix.chars().last()?;
        // Starts that end as the pattern's does, so that a colon or dash before the star stays.
        let starts = sites.flat_map(|code| {
            code.match_indices(last).filter_map(move |(i, found)| code.get(..i + found.len()))
        });
        let fixed = format!("{}*{rest}", nearest(prefix, starts)?);
        self.0.has_site(&SitePattern::new(fixed.as_str())).then_some(fixed)
    }
}

/// Where people are, with the text to show for it.
pub(super) struct Location<'g>(pub(super) &'g Gazetteer);

impl Notation for Location<'_> {
    type Value = (String, (Decimal, Decimal));

    fn read(&self, node: &Node) -> Result<Self::Value, Wrong> {
        match &node.value {
            Value::Text(name) => self.named(name),
            Value::List(items) => coordinates(items),
            _ => Err(Wrong::type_of(node, "a city, a site or coordinates", &self.example())),
        }
    }

    fn example(&self) -> String {
        "\"Frankfurt\"".to_owned()
    }
}

impl Location<'_> {
    fn named(&self, name: &str) -> Result<(String, (Decimal, Decimal)), Wrong> {
        let wanted = name.to_lowercase();
        let found = self.0.places.iter().find(|(place, _)| place.to_lowercase() == wanted);
        if let Some((place, position)) = found {
            return Ok((place.clone(), *position));
        }
        let wrong = if self.0.sites.iter().any(|code| code == name) {
            Wrong::new(format!("names a site whose position is not known: `{name}`"))
        } else {
            Wrong::new(format!("names an unknown place: `{name}`"))
        };
        let places = self.0.places.iter().map(|(place, _)| place.as_str());
        let coordinates = "give degrees north and east, as in [50.11, 8.68]";
        Err(match nearest(name, places).filter(|near| *near != name) {
            Some(near) => wrong.hint(format!("did you mean \"{near}\"? Otherwise {coordinates}")),
            None => wrong.hint(coordinates),
        })
    }
}

fn coordinates(items: &[Node]) -> Result<(String, (Decimal, Decimal)), Wrong> {
    let degrees = |node: &Node, limit: u32| match node.value {
        Value::Number(n) if n.abs() <= Decimal::from(limit) => Some(n),
        _ => None,
    };
    let position = match items {
        [north, east] => degrees(north, 90).zip(degrees(east, 180)),
        _ => None,
    };
    position.map(|(north, east)| (format!("{north}, {east}"), (north, east))).ok_or_else(|| {
        Wrong::new("must be two numbers: degrees north (-90 to 90) and east (-180 to 180)")
    })
}

/// A zone of law that the catalogs know.
pub(super) struct Zone<'g>(pub(super) &'g Gazetteer);

impl Notation for Zone<'_> {
    type Value = String;

    fn read(&self, node: &Node) -> Result<String, Wrong> {
        let Value::Text(zone) = &node.value else {
            return Err(Wrong::type_of(node, "a zone of law", &self.example()));
        };
        let known = &self.0.residency_zones;
        if known.contains(zone) {
            return Ok(zone.clone());
        }
        let wrong = Wrong::new(format!("names an unknown zone: `{zone}`"));
        let near = nearest(zone, known.iter().map(String::as_str));
        Err(match near {
            Some(near) => wrong.hint(format!("did you mean \"{near}\"?")),
            None => wrong.hint(format!("known zones: {}", known.join(", "))),
        })
    }

    fn example(&self) -> String {
        "\"eu\"".to_owned()
    }
}
