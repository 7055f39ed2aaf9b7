//! The targets that tiers set and services override, key by key, each with the place that set it.

use crate::diag::{Diagnostic, Span, Spanned};
use crate::plan::Targets;
use crate::plan::document::{
    AVAILABILITY, DISTANCE, Flag, OneOf, POSITIVE_PERCENT, RTT, SPAN, Section,
};
use crate::terms::Survives;
use crate::units::{Availability, Decimal, Millis, Seconds, Share};

pub(super) const SURVIVES: OneOf<Survives> = OneOf { all: Survives::ALL, name: Survives::name };

/// A value, and where the plan sets it; nowhere if it is a default of the program.
#[derive(Debug, Clone, Copy)]
pub(super) struct Set<T> {
    pub(super) value: T,
    pub(super) span: Option<Span>,
}

/// What a tier or a service sets; what it leaves out comes from what it is based on.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Settings {
    pub(super) availability: Option<Set<Availability>>,
    pub(super) latency_p99: Option<Set<Millis>>,
    pub(super) survives: Option<Set<Survives>>,
    pub(super) rto: Option<Set<Seconds>>,
    pub(super) rpo: Option<Set<Seconds>>,
    pub(super) degraded_capacity: Option<Set<Share>>,
    pub(super) standby: Option<Set<Share>>,
    pub(super) reserve_capacity: Option<Set<bool>>,
    pub(super) min_distance: Option<Set<u32>>,
}

/// The part of a warm standby that runs all the time, unless the plan says otherwise.
const DEFAULT_STANDBY: Share = Share::percent(25);

impl Settings {
    /// The settings that a section writes.
    pub(super) fn read(section: &mut Section<'_, '_>) -> Self {
        Settings {
            availability: set(section.optional("availability", &AVAILABILITY)),
            latency_p99: set(section.optional("latency_p99", &RTT)),
            survives: set(section.optional("survives", &SURVIVES)),
            rto: set(section.optional("rto", &SPAN)),
            rpo: set(section.optional("rpo", &SPAN)),
            degraded_capacity: set(section.optional("degraded_capacity", &POSITIVE_PERCENT)),
            standby: set(section.optional("standby", &POSITIVE_PERCENT)),
            reserve_capacity: set(section.optional("reserve_capacity", &Flag)),
            min_distance: set(section.optional("min_distance", &DISTANCE)),
        }
    }

    /// A default tier.
    pub(super) fn preset(
        availability: Decimal,
        latency_ms: u32,
        survives: Survives,
        objectives: Option<(u64, u64)>,
    ) -> Self {
        let objective = |pick: fn((u64, u64)) -> u64| objectives.map(pick).map(Seconds).map(preset);
        Settings {
            availability: Some(preset(Availability::from_fraction(availability))),
            latency_p99: Some(preset(Millis(Decimal::from(latency_ms)))),
            survives: Some(preset(survives)),
            rto: objective(|(rto, _)| rto),
            rpo: objective(|(_, rpo)| rpo),
            ..Settings::default()
        }
    }

    /// These settings, with the gaps filled from `base`. Whoever gives up surviving anything gives up
    /// the base's recovery objectives too: they speak of the time after a loss that is survived.
    pub(super) fn over(self, base: &Settings) -> Self {
        let gives_up = matches!(self.survives, Some(Set { value: Survives::Nothing, .. }));
        let recovery = if gives_up { &Settings::default() } else { base };
        Settings {
            availability: self.availability.or(base.availability),
            latency_p99: self.latency_p99.or(base.latency_p99),
            survives: self.survives.or(base.survives),
            rto: self.rto.or(recovery.rto),
            rpo: self.rpo.or(recovery.rpo),
            degraded_capacity: self.degraded_capacity.or(base.degraded_capacity),
            standby: self.standby.or(base.standby),
            reserve_capacity: self.reserve_capacity.or(base.reserve_capacity),
            min_distance: self.min_distance.or(recovery.min_distance),
        }
    }

    /// Reports recovery objectives that `self` writes although, all in all, no loss is survived.
    pub(super) fn report_pointless(&self, all: &Settings, section: &mut Section<'_, '_>) {
        if !matches!(all.survives, Some(Set { value: Survives::Nothing, .. })) {
            return;
        }
        let objectives = [
            ("rto", self.rto.and_then(|set| set.span)),
            ("rpo", self.rpo.and_then(|set| set.span)),
        ];
        for (key, span) in objectives {
            let Some(span) = span else { continue };
            let message =
                format!("`{key}` needs a loss to recover from, but survives = \"nothing\"");
            let cause = "holds after a loss that is survived";
            let hint =
                format!("set survives to \"zone\", \"region\" or \"provider\", or drop `{key}`");
            let finding = Diagnostic::error(message, span).because(cause).hint(hint);
            section.push(match all.survives.and_then(|set| set.span) {
                Some(place) => finding.also(place, "nothing is survived"),
                None => finding.because("its tier survives no loss"),
            });
        }
    }

    /// All targets, each with the place that set it or else `fallback`. What not even a default sets is
    /// as in the tier `standard`; then there was an error already.
    pub(super) fn targets(&self, fallback: Span) -> Targets {
        let nothing = Survives::Nothing;
        let lenient =
            (Availability::from_fraction(Decimal::ZERO), Millis(Decimal::from(1_000_000)));
        Targets {
            availability: placed(self.availability, fallback)
                .unwrap_or(Spanned::new(lenient.0, fallback)),
            latency_p99: placed(self.latency_p99, fallback)
                .unwrap_or(Spanned::new(lenient.1, fallback)),
            survives: placed(self.survives, fallback).unwrap_or(Spanned::new(nothing, fallback)),
            rto: placed(self.rto, fallback),
            rpo: placed(self.rpo, fallback),
            degraded_capacity: placed(self.degraded_capacity, fallback)
                .unwrap_or(Spanned::new(Share::ONE, fallback)),
            standby: placed(self.standby, fallback)
                .unwrap_or(Spanned::new(DEFAULT_STANDBY, fallback)),
            reserve_capacity: self.reserve_capacity.is_some_and(|set| set.value),
            min_distance: placed(self.min_distance, fallback),
        }
    }
}

fn set<T>(written: Option<Spanned<T>>) -> Option<Set<T>> {
    written.map(|written| Set { value: written.value, span: Some(written.span) })
}

fn preset<T>(value: T) -> Set<T> {
    Set { value, span: None }
}

fn placed<T>(set: Option<Set<T>>, fallback: Span) -> Option<Spanned<T>> {
    set.map(|set| Spanned::new(set.value, set.span.unwrap_or(fallback)))
}

#[cfg(test)]
mod tests {
    use super::{Set, Settings};
    use crate::diag::{Span, Spanned};
    use crate::terms::Survives;
    use crate::units::{Decimal, Seconds, Share};

    fn base() -> Settings {
        Settings::preset(Decimal::new(999, 3), 500, Survives::Zone, Some((900, 300)))
    }

    #[test]
    fn gaps_are_filled_from_the_base() {
        let here = Span { start: 3, ..Span::default() };
        let own = Settings {
            rto: Some(Set { value: Seconds(60), span: Some(here) }),
            ..Settings::default()
        };
        let fallback = Span { start: 9, ..Span::default() };
        let targets = own.over(&base()).targets(fallback);
        assert_eq!(targets.rto, Some(Spanned::new(Seconds(60), here)));
        assert_eq!(targets.rpo, Some(Spanned::new(Seconds(300), fallback)));
        assert_eq!(targets.standby, Spanned::new(Share::percent(25), fallback));
    }

    #[test]
    fn who_survives_nothing_inherits_no_objectives() {
        let survives = Some(Set { value: Survives::Nothing, span: None });
        let own = Settings { survives, ..Settings::default() };
        let targets = own.over(&base()).targets(Span::default());
        assert_eq!((targets.rto, targets.rpo), (None, None));
        assert_eq!(targets.availability.value.to_string(), "99.9%");
    }
}
