//! Properties that every shipped tariff has.

use mcplan::catalog::{Destination, Tariff};
use mcplan::terms::Form;
use mcplan::units::{Decimal, Quantity, Usd};
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};

use crate::support::bundled;

fn all_tariffs() -> Vec<&'static Tariff> {
    use mcplan::catalog::Meter as M;
    let catalog = bundled();
    let mut meters = vec![M::PoolVcpu, M::PoolMemory, M::PoolStorage];
    meters.extend(catalog.meters().iter().filter_map(|info| catalog.meter(&info.name)));
    let mut all = Vec::new();
    for site in catalog.site_ids() {
        for &form in Form::ALL {
            let priced = meters.iter().filter_map(|&meter| catalog.tariff(site, meter, form));
            all.extend(priced.map(|metered| metered.tariff));
        }
        all.extend(catalog.disks(site).iter().map(|disk| &disk.tariff));
        let sites = catalog.site_ids().map(Destination::Site);
        let routes = sites.chain([Destination::Internet, Destination::Zone]);
        all.extend(routes.filter_map(|to| catalog.transfer(site, to)));
    }
    all
}

fn cost(tariff: &Tariff, amount: Decimal) -> Usd {
    tariff.cost(Quantity::new(amount, tariff.unit))
}

#[test]
fn tiers_rise_and_cost_is_continuous_at_their_edges() {
    let step = Decimal::new(1, 6);
    let all = all_tariffs();
    assert!(all.len() > 10_000, "{}", all.len());
    for tariff in all {
        assert!(
            !tariff.tiers.is_empty() && !tariff.row.is_empty() && !tariff.as_of.is_empty(),
            "{tariff:?}"
        );
        assert!(tariff.tiers.windows(2).all(|pair| pair[0].from < pair[1].from), "{tariff:?}");
        for tier in tariff.tiers.iter().filter(|tier| tier.from > step) {
            let rise = cost(tariff, tier.from + step) - cost(tariff, tier.from - step);
            let dearest = tariff.tiers.iter().map(|t| t.usd).max().unwrap();
            assert!(
                rise.dollars() >= Decimal::ZERO && rise.dollars() <= dearest * step * Decimal::TWO
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn cost_never_falls_and_is_the_sum_of_its_slices(pick in 0_usize..100_000, a in 0_u64..1_000_000_000, more in 0_u64..1_000_000_000) {
        let all = all_tariffs_once();
        let tariff = all[pick % all.len()];
        let (less, total) = (Decimal::new(a.cast_signed(), 3), Decimal::new((a + more).cast_signed(), 3));
        prop_assert!(cost(tariff, less) <= cost(tariff, total));
        let quantity = Quantity::new(total, tariff.unit);
        let slices = tariff.slices(quantity);
        prop_assert_eq!(slices.iter().map(|s| s.quantity.amount).sum::<Decimal>(), total);
        prop_assert_eq!(slices.iter().map(|s| s.price * s.quantity).sum::<Usd>(), cost(tariff, total));
    }
}

fn all_tariffs_once() -> &'static [&'static Tariff] {
    static ALL: std::sync::OnceLock<Vec<&'static Tariff>> = std::sync::OnceLock::new();
    ALL.get_or_init(all_tariffs)
}
