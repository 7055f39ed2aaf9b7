//! Candidates of which only some are looked at.

use crate::placement::{Candidate, Candidates, ServiceCandidates};

/// The candidates that are admitted; services are told by their index.
pub(super) fn among<'a>(
    all: &Candidates<'a>,
    admitted: impl Fn(usize, &ServiceCandidates<'a>, &Candidate<'a>) -> bool,
) -> Candidates<'a> {
    let services = all.services.iter().enumerate().map(|(index, service)| {
        let kept = service.arrangements.iter().filter(|one| admitted(index, service, one));
        ServiceCandidates {
            parts: service.parts.clone(),
            arrangements: kept.cloned().collect(),
            rejected: service.rejected.clone(),
            offers: service.offers,
        }
    });
    Candidates { services: services.collect(), offers: all.offers }
}
