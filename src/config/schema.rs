//! The JSON Schema of `autogen.toml`, made of the very types that it is read into.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::file::Manifest;

/// The schema, in draft 7, which editors know best.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<Manifest>().to_value();
    drop_null(&mut schema);
    schema["title"] = json!("autogen.toml");
    // The environments are taken out of the file before the rest of it is read.
    let mut environment = json!({
        "type": "object",
        "description": "An environment: its database, and whatever differs from the rest of the file.",
        "properties": schema["properties"],
        "additionalProperties": false,
    });
    environment["properties"]["database_url"] =
        json!({ "type": "string", "description": "Short for `url` in its [database]. May hold `${VARIABLE}`." });
    schema["properties"]["env"] = json!({
        "type": "object",
        "description": "Environments by name, [env.NAME]; `--env NAME` or AUTOGEN_ENV chooses one.",
        "additionalProperties": environment,
    });
    schema
}

/// TOML has no null.
fn drop_null(value: &mut Value) {
    if let Value::Object(object) = value {
        object.retain(|key, value| key != "default" || !value.is_null());
        if let Some(Value::Array(types)) = object.get_mut("type") {
            types.retain(|name| name != "null");
            if let [one] = types.as_slice() {
                let one = one.clone();
                object.insert("type".to_owned(), one);
            }
        }
        object.values_mut().for_each(drop_null);
    } else if let Value::Array(values) = value {
        values.retain(|value| *value != json!({ "type": "null" }));
        values.iter_mut().for_each(drop_null);
    }
}
