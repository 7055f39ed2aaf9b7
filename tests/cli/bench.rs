//! `mcplan bench generate`: estates that are right, repeatable and can be placed.

use crate::support::Folder;

const PROFILES: [&str; 4] = ["shop", "mesh", "pipeline", "independent"];

fn generated(services: &str, seed: &str, profile: &str) -> String {
    let wish = ["--services", services, "--seed", seed, "--profile", profile];
    let output = Folder::new().mcplan(&[&["bench", "generate"], &wish[..]].concat());
    assert!(output.status.success(), "{profile} {services}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn an_estate_of_any_size_is_a_plan_without_mistakes() {
    let folder = Folder::new();
    for profile in PROFILES {
        for services in ["1", "7", "60"] {
            let plan = generated(services, "3", profile);
            let found = plan.lines().filter(|line| line.starts_with("[services.")).count();
            assert_eq!(found.to_string(), services, "{profile}");
            folder.write("estate.toml", &plan);
            let check = folder.mcplan(&["check", "estate.toml"]);
            assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
        }
    }
}

#[test]
fn a_seed_is_an_estate() {
    for profile in PROFILES {
        assert_eq!(generated("40", "5", profile), generated("40", "5", profile));
        assert_ne!(generated("40", "5", profile), generated("40", "6", profile));
    }
}

#[test]
fn estates_are_placed_with_proof() {
    let folder = Folder::new();
    for profile in PROFILES {
        folder.write("estate.toml", generated("8", "2", profile));
        let answer = folder.json(&["estate.toml"]);
        assert_eq!(answer["status"], "optimal", "{profile}");
    }
}
