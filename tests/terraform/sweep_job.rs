//! The job that the documents ship for sweeps on Kubernetes: held to the published schemas, strictly.

use serde::Deserialize;
use serde_json::Value;

use super::schema::Schemas;

fn objects() -> Vec<Value> {
    let text = include_str!("../../docs/sweep/kubernetes.yaml");
    let documents = serde_norway::Deserializer::from_str(text);
    documents.map(|document| Value::deserialize(document).expect("a manifest is YAML")).collect()
}

#[test]
fn it_keeps_to_the_schemas_of_kubernetes() {
    let schemas = Schemas::load();
    let objects = objects();
    let kinds: Vec<&str> = objects.iter().filter_map(|object| object["kind"].as_str()).collect();
    assert_eq!(kinds, ["PersistentVolumeClaim", "Job"]);
    for object in &objects {
        assert_eq!(schemas.check(object), Vec::<String>::new());
    }
    let mut wrong = objects[1].clone();
    wrong["spec"]["completionsMode"] = Value::from("Indexed");
    assert_eq!(schemas.check(&wrong).len(), 1, "what is not in the schema is found");
}

#[test]
fn every_part_has_its_index() {
    let job = &objects()[1]["spec"];
    assert_eq!(job["completionMode"], "Indexed");
    let container = &job["template"]["spec"]["containers"][0];
    let parts = container["env"].as_array().unwrap().iter().find(|one| one["name"] == "PARTS");
    assert_eq!(parts.unwrap()["value"], job["completions"].to_string());
}
