//! Great-circle distance, the one place of the catalog that computes with floats.
//!
//! Floats stay inside this file: degrees come in and whole kilometres go out. The result feeds latency
//! models only, never money.

use rust_decimal::prelude::ToPrimitive;

use super::Position;

const EARTH_RADIUS_KM: f64 = 6_371.0;

/// The distance between two points over the surface of the earth, in whole kilometres.
pub(super) fn kilometres(a: Position, b: Position) -> u32 {
    let radians = |degrees: crate::units::Decimal| degrees.to_f64().unwrap_or(0.0).to_radians();
    let (lat_a, lat_b) = (radians(a.latitude), radians(b.latitude));
    let half_lat = ((lat_b - lat_a) / 2.0).sin();
    let half_lon = ((radians(b.longitude) - radians(a.longitude)) / 2.0).sin();
    let chord = half_lat * half_lat + lat_a.cos() * lat_b.cos() * half_lon * half_lon;
    let angle = 2.0 * chord.sqrt().min(1.0).asin();
    (angle * EARTH_RADIUS_KM).round().to_u32().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Position, kilometres};

    fn at(latitude: &str, longitude: &str) -> Position {
        Position { latitude: latitude.parse().unwrap(), longitude: longitude.parse().unwrap() }
    }

    #[test]
    fn known_distances() {
        let (frankfurt, dublin) = (at("50.11", "8.68"), at("53.35", "-6.27"));
        assert_eq!(kilometres(frankfurt, frankfurt), 0);
        assert_eq!(kilometres(frankfurt, dublin), kilometres(dublin, frankfurt));
        assert!((1080..1100).contains(&kilometres(frankfurt, dublin)));
        assert!((17_100..17_300).contains(&kilometres(dublin, at("-33.87", "151.21"))));
    }
}
