//! Holds objects to the published schemas of Kubernetes, strictly: no unknown field, no wrong type, nothing missing.
//!
//! Only those words of JSON Schema are known that the schemas use; any other is an error. What Istio takes stands
//! here as a list of its fields.

use serde_json::{Map, Value, json};

/// The schemas of the objects that are written.
pub struct Schemas(Value);

impl Schemas {
    /// The schemas of the test data.
    pub fn load() -> Self {
        let text = include_str!("schemas/kubernetes.json");
        Schemas(serde_json::from_str(text).expect("schemas are JSON"))
    }

    /// What is wrong with an object.
    pub fn check(&self, object: &Value) -> Vec<String> {
        let word = |key: &str| object[key].as_str().unwrap_or_default();
        let of = format!("{}/{}", word("apiVersion"), word("kind"));
        let mut findings = Vec::new();
        let schema = match of.as_str() {
            "security.istio.io/v1/AuthorizationPolicy" => istio(&authorization()),
            "security.istio.io/v1/PeerAuthentication" => istio(&authentication()),
            "kustomize.config.k8s.io/v1beta1/Kustomization" => kustomization(),
            _ => match self.0["roots"][&of].as_str() {
                Some(name) => json!({ "$ref": name }),
                None => return vec![format!("no schema for {of}")],
            },
        };
        self.visit(&schema, object, &of, &mut findings);
        findings
    }

    fn visit(&self, schema: &Value, value: &Value, at: &str, findings: &mut Vec<String>) {
        let Some(words) = schema.as_object() else { return };
        for (word, said) in words {
            match word.as_str() {
                "$ref" => {
                    let name = said.as_str().expect("a name");
                    let target = &self.0["definitions"][name];
                    assert!(target.is_object(), "{name} is among the schemas");
                    self.visit(target, value, at, findings);
                }
                "type" if !is_of(said, value) => {
                    findings.push(format!("{at} is not of type {said}"));
                }
                "enum" if !said.as_array().expect("a list").contains(value) => {
                    findings.push(format!("{at} is none of {said}"));
                }
                "oneOf" | "anyOf" => self.one_of(said, value, at, findings),
                "required" => {
                    let names = said.as_array().expect("a list").iter().filter_map(Value::as_str);
                    let missing = names.filter(|name| value.get(name).is_none());
                    findings.extend(missing.map(|name| format!("{at} lacks {name}")));
                }
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.visit(said, item, &format!("{at}[{index}]"), findings);
                    }
                }
                "properties" | "type" | "enum" | "additionalProperties" | "default" => {}
                other => panic!("{other} is not known"),
            }
        }
        if let Some(fields) = value.as_object() {
            self.fields(words, fields, at, findings);
        }
    }

    fn one_of(&self, said: &Value, value: &Value, at: &str, findings: &mut Vec<String>) {
        let fits = |schema: &&Value| {
            let mut inner = Vec::new();
            self.visit(schema, value, at, &mut inner);
            inner.is_empty()
        };
        if said.as_array().expect("a list").iter().filter(fits).count() == 0 {
            findings.push(format!("{at} fits nothing of {said}"));
        }
    }

    fn fields(
        &self,
        words: &Map<String, Value>,
        fields: &Map<String, Value>,
        at: &str,
        findings: &mut Vec<String>,
    ) {
        let known = words.get("properties");
        let rest = words.get("additionalProperties");
        if known.is_none() && rest.is_none() {
            return;
        }
        for (name, value) in fields {
            let at = format!("{at}.{name}");
            match (known.and_then(|known| known.get(name)), rest) {
                (Some(schema), _) => self.visit(schema, value, &at, findings),
                (None, Some(schema)) if schema.is_object() => {
                    self.visit(schema, value, &at, findings);
                }
                (None, _) => findings.push(format!("{at} is unknown")),
            }
        }
    }
}

fn is_of(said: &Value, value: &Value) -> bool {
    let one = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{other} is not a type"),
    };
    match said {
        Value::String(name) => one(name),
        names => names.as_array().into_iter().flatten().filter_map(Value::as_str).any(one),
    }
}

fn object(fields: &Value, required: &[&str]) -> Value {
    json!({ "type": "object", "properties": fields, "required": required, "additionalProperties": false })
}

fn list(of: &Value) -> Value {
    json!({ "type": "array", "items": of })
}

fn texts() -> Value {
    list(&json!({ "type": "string" }))
}

fn labels() -> Value {
    json!({ "type": "object", "additionalProperties": { "type": "string" } })
}

fn istio(spec: &Value) -> Value {
    let text = json!({ "type": "string" });
    let fields = json!({ "apiVersion": text, "kind": text, "metadata": { "$ref": "v1.ObjectMeta" }, "spec": spec });
    object(&fields, &["apiVersion", "kind", "metadata", "spec"])
}

fn selector() -> Value {
    object(&json!({ "matchLabels": labels() }), &["matchLabels"])
}

/// Fields of `AuthorizationPolicy`, as Istio documents them.
fn authorization() -> Value {
    let source = object(
        &json!({
            "principals": texts(), "notPrincipals": texts(), "namespaces": texts(), "notNamespaces": texts(),
            "ipBlocks": texts(), "notIpBlocks": texts(), "remoteIpBlocks": texts(), "notRemoteIpBlocks": texts(),
        }),
        &[],
    );
    let operation = object(
        &json!({ "hosts": texts(), "ports": texts(), "notPorts": texts(), "methods": texts(), "paths": texts() }),
        &[],
    );
    let rule = object(
        &json!({
            "from": list(&object(&json!({ "source": source }), &["source"])),
            "to": list(&object(&json!({ "operation": operation }), &["operation"])),
        }),
        &["from", "to"],
    );
    let action = json!({ "type": "string", "enum": ["ALLOW", "DENY", "AUDIT", "CUSTOM"] });
    object(&json!({ "selector": selector(), "action": action, "rules": list(&rule) }), &[])
}

/// Fields of `PeerAuthentication`, as Istio documents them.
fn authentication() -> Value {
    let modes = ["UNSET", "DISABLE", "PERMISSIVE", "STRICT"];
    let mode = object(&json!({ "mode": { "type": "string", "enum": modes } }), &["mode"]);
    let ports = json!({ "type": "object", "additionalProperties": mode });
    object(&json!({ "selector": selector(), "mtls": mode, "portLevelMtls": ports }), &["mtls"])
}

/// Fields of a kustomization that are used.
fn kustomization() -> Value {
    let text = json!({ "type": "string" });
    let image = object(
        &json!({ "name": text, "newName": text, "newTag": text, "digest": text }),
        &["name"],
    );
    let field =
        object(&json!({ "kind": text, "name": text, "fieldPath": text }), &["kind", "name"]);
    let select = object(&json!({ "kind": text, "name": text }), &["kind", "name"]);
    let target =
        object(&json!({ "select": select, "fieldPaths": texts() }), &["select", "fieldPaths"]);
    let replacement =
        object(&json!({ "source": field, "targets": list(&target) }), &["source", "targets"]);
    object(
        &json!({
            "apiVersion": text, "kind": text, "namespace": text, "resources": texts(),
            "images": list(&image), "replacements": list(&replacement),
        }),
        &["apiVersion", "kind"],
    )
}
