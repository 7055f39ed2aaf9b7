//! Findings for pipelines: SARIF and `JUnit` of `check`, `drill` and the gates of comparisons.

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::Folder;

/// The one run of a SARIF answer, after what the format requires of it was checked.
fn sarif(folder: &Folder, arguments: &[&str], status: i32) -> Value {
    let mut all = arguments.to_vec();
    all.extend(["--format", "sarif"]);
    let output = folder.mcplan(&all);
    assert_eq!(output.status.code(), Some(status), "{arguments:?}");
    let whole: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(whole["version"], "2.1.0");
    assert_eq!(whole["runs"].as_array().unwrap().len(), 1);
    let run = whole["runs"][0].clone();
    assert_eq!(run["tool"]["driver"]["name"], "mcplan");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["error", "warning"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["artifactLocation"]["uri"].is_string());
        if let Some(region) = place["region"].as_object() {
            let at = |key: &str| region[key].as_u64().unwrap();
            let (start, end) =
                ((at("startLine"), at("startColumn")), (at("endLine"), at("endColumn")));
            assert!(start.0 >= 1 && start.1 >= 1 && start <= end);
        }
    }
    run
}

#[test]
fn mistakes_of_a_plan_stand_at_their_columns() {
    let folder = Folder::new();
    assert_eq!(sarif(&folder, &["check", "plan.toml"], 0)["results"], Value::Array(Vec::new()));
    folder.edit("plan.toml", "kind = \"vm\"", "kind = \"é\"");
    folder.edit("plan.toml", "team = \"data\"", "tem = \"data\"");
    let results = sarif(&folder, &["check", "plan.toml"], 2)["results"].clone();
    assert_snapshot!(format!("{results:#}"), @r#"
[
  {
    "level": "error",
    "locations": [
      {
        "physicalLocation": {
          "artifactLocation": {
            "uri": "plan.toml"
          },
          "region": {
            "endColumn": 11,
            "endLine": 12,
            "startColumn": 8,
            "startLine": 12
          }
        }
      }
    ],
    "message": {
      "text": "`kind` of service `web` must be vm, postgres, mysql, sqlserver, document-db, cache, analytics-db, search, object-store, file-store, queue, pubsub, event-stream, kubernetes, workload, function, container, load-balancer, api-gateway, cdn, dns, web-firewall, ddos-protection, secrets, monitoring, iot-gateway, edge or bastion: this is none of them\nhint: did you mean \"vm\"?"
    },
    "ruleId": "plan/error/of-service-must-be-vm-postgres-mysql-sqlserver",
    "ruleIndex": 0
  },
  {
    "level": "error",
    "locations": [
      {
        "physicalLocation": {
          "artifactLocation": {
            "uri": "plan.toml"
          },
          "region": {
            "endColumn": 4,
            "endLine": 25,
            "startColumn": 1,
            "startLine": 25
          }
        }
      }
    ],
    "message": {
      "text": "service `orders` has no key `tem`: unknown key\nhint: did you mean `team`?"
    },
    "ruleId": "plan/error/service-has-no-key",
    "ruleIndex": 1
  }
]
"#);
    assert_snapshot!(folder.run(&["check", "plan.toml", "--format", "junit"]), @r#"
exit status 2
--- stdout ---
<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="2" failures="2" errors="0">
  <testsuite name="mcplan check" tests="2" failures="2" errors="0">
    <testcase name="`kind` of service `web` must be vm, postgres, mysql, sqlserver, document-db, cache, analytics-db, search, object-store, file-store, queue, pubsub, event-stream, kubernetes, workload, function, container, load-balancer, api-gateway, cdn, dns, web-firewall, ddos-protection, secrets, monitoring, iot-gateway, edge or bastion" classname="plan/error/of-service-must-be-vm-postgres-mysql-sqlserver" file="plan.toml" line="12">
      <failure message="`kind` of service `web` must be vm, postgres, mysql, sqlserver, document-db, cache, analytics-db, search, object-store, file-store, queue, pubsub, event-stream, kubernetes, workload, function, container, load-balancer, api-gateway, cdn, dns, web-firewall, ddos-protection, secrets, monitoring, iot-gateway, edge or bastion: this is none of them" type="plan/error/of-service-must-be-vm-postgres-mysql-sqlserver">plan.toml:12: `kind` of service `web` must be vm, postgres, mysql, sqlserver, document-db, cache, analytics-db, search, object-store, file-store, queue, pubsub, event-stream, kubernetes, workload, function, container, load-balancer, api-gateway, cdn, dns, web-firewall, ddos-protection, secrets, monitoring, iot-gateway, edge or bastion: this is none of them
hint: did you mean &quot;vm&quot;?</failure>
    </testcase>
    <testcase name="service `orders` has no key `tem`" classname="plan/error/service-has-no-key" file="plan.toml" line="25">
      <failure message="service `orders` has no key `tem`: unknown key" type="plan/error/service-has-no-key">plan.toml:25: service `orders` has no key `tem`: unknown key
hint: did you mean `team`?</failure>
    </testcase>
  </testsuite>
</testsuites>
"#);
}

#[test]
fn a_plan_in_order_is_a_case_that_passed() {
    let folder = Folder::new();
    assert_snapshot!(folder.run(&["check", "plan.toml", "--format", "junit"]), @r#"
exit status 0
--- stdout ---
<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="1" failures="0" errors="0">
  <testsuite name="mcplan check" tests="1" failures="0" errors="0">
    <testcase name="plan.toml" classname="plan/check" file="plan.toml"/>
  </testsuite>
</testsuites>
"#);
    let page = folder.run(&["check", "plan.toml", "--format", "junit", "--output", "check.xml"]);
    assert_eq!(page, "exit status 0\n--- stderr ---\nwrote check.xml\n");
    assert!(folder.read("check.xml").starts_with("<?xml"));
}

#[test]
fn gates_say_which_condition_came_true() {
    let folder = Folder::new();
    let asked = ["what-if", "plan.toml", "--deny", "aws:far-1", "--fail-if", "monthly_usd > +5%"];
    let both = [&asked[..], &["--fail-if", "monthly_usd > 1000"]].concat();
    let results = sarif(&folder, &both, 1)["results"].clone();
    assert_eq!(results.as_array().unwrap().len(), 1, "only what came true");
    assert_eq!(results[0]["ruleId"], "gate/cost");
    assert_snapshot!(folder.run(&[&both[..], &["--format", "junit"]].concat()), @r#"
exit status 1
--- stdout ---
<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="3" failures="1" errors="0">
  <testsuite name="mcplan gates" tests="3" failures="1" errors="0">
    <testcase name="placement of changed" classname="gate/placement" file="plan.toml"/>
    <testcase name="changed: fail if monthly_usd &gt; +5%" classname="gate/cost" file="plan.toml">
      <failure message="changed: monthly_usd &gt; +5% came true: the value is 466.19" type="gate/cost">plan.toml: changed: monthly_usd &gt; +5% came true: the value is 466.19</failure>
    </testcase>
    <testcase name="changed: fail if monthly_usd &gt; 1000" classname="gate/cost" file="plan.toml"/>
  </testsuite>
</testsuites>
"#);
    let lost = ["what-if", "plan.toml", "--lose", "azure"];
    assert_eq!(sarif(&folder, &lost, 1)["results"][0]["ruleId"], "gate/placement");
    let same = ["compare", "plan.toml", "plan.toml", "--fail-if", "monthly_usd > +0"];
    assert_eq!(sarif(&folder, &same, 0)["results"], Value::Array(Vec::new()));
}

#[test]
fn a_drill_has_a_case_for_each_promise() {
    let folder = Folder::new();
    assert_snapshot!(folder.run(&["drill", "plan.toml", "--format", "junit"]), @r#"
exit status 0
--- stdout ---
<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="6" failures="0" errors="0">
  <testsuite name="mcplan drill" tests="6" failures="0" errors="0">
    <testcase name="orders after the loss of zone of aws:far-1" classname="drill/kept" file="plan.toml" line="18"/>
    <testcase name="orders after the loss of zone of azure:mid" classname="drill/kept" file="plan.toml" line="18"/>
    <testcase name="orders after the loss of aws:far-1" classname="drill/kept" file="plan.toml" line="18"/>
    <testcase name="orders after the loss of azure:mid" classname="drill/kept" file="plan.toml" line="18"/>
    <testcase name="orders after the loss of aws" classname="drill/kept" file="plan.toml" line="18"/>
    <testcase name="orders after the loss of azure" classname="drill/kept" file="plan.toml" line="18"/>
  </testsuite>
</testsuites>
"#);
    let run = sarif(&folder, &["drill", "plan.toml"], 0);
    assert_eq!(run["results"], Value::Array(Vec::new()));
    folder.write("edge.toml", crate::drill::EDGE);
    let broken = sarif(&folder, &["drill", "edge.toml", "--lose", "onprem:shop-hamburg"], 1);
    let results = broken["results"].as_array().unwrap();
    assert_eq!(results.len(), 1);
    assert_eq!(results[0]["ruleId"], "drill/dependency");
    let line = &results[0]["locations"][0]["physicalLocation"]["region"]["startLine"];
    let at = crate::drill::EDGE.lines().position(|line| line == "[services.web]").unwrap() + 1;
    assert_eq!(line.as_u64(), Some(at as u64));
    let page = folder.run(&["drill", "plan.toml", "--simulate", "--format", "sarif"]);
    assert!(page.starts_with("exit status 2"), "{page}");
}

#[test]
fn hostile_names_cannot_leave_their_place_in_xml() {
    let folder = Folder::new();
    folder.edit("plan.toml", "kind = \"vm\"", "kind = \"]]></failure><x a='\\\"'\\u001b\"");
    let page = folder.run(&["check", "plan.toml", "--format", "junit"]);
    assert!(!page.contains("</failure><x") && !page.contains('\u{1b}'), "{page}");
    assert_eq!(page.matches("<testcase").count(), page.matches("</testcase>").count());
}
