//! The attributes of an object, taken one by one, so that what is left at the end is known to have no key.

use serde_json::{Map, Value};

use crate::kind::Attributes;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Said(Map<String, Value>);

impl Said {
    pub fn of(attributes: &Attributes) -> Said {
        match serde_json::to_value(attributes) {
            Ok(Value::Object(map)) => Said(map),
            _ => Said(Map::new()),
        }
    }

    /// The attributes of a part: a constraint of a domain, the options of a sequence.
    pub fn part(&mut self, key: &str) -> Said {
        match self.0.remove(key) {
            Some(Value::Object(map)) => Said(map),
            _ => Said(Map::new()),
        }
    }

    pub fn parts(&mut self, key: &str) -> Vec<Said> {
        let parts = self.values(key).into_iter().filter_map(|part| match part {
            Value::Object(map) => Some(Said(map)),
            _ => None,
        });
        parts.collect()
    }

    pub fn text(&mut self, key: &str) -> Option<String> {
        match self.0.remove(key)? {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    pub fn flag(&mut self, key: &str) -> bool {
        self.0.remove(key) == Some(Value::Bool(true))
    }

    pub fn number(&mut self, key: &str) -> Option<i64> {
        self.0.remove(key)?.as_i64()
    }

    pub fn texts(&mut self, key: &str) -> Vec<String> {
        let texts = self.values(key).into_iter().filter_map(|value| match value {
            Value::String(text) => Some(text),
            _ => None,
        });
        texts.collect()
    }

    /// The pairs of texts of a list.
    pub fn pairs(&mut self, key: &str) -> Vec<(String, String)> {
        let pairs = self.values(key).into_iter().filter_map(|pair| serde_json::from_value(pair).ok());
        pairs.collect()
    }

    fn values(&mut self, key: &str) -> Vec<Value> {
        match self.0.remove(key) {
            Some(Value::Array(values)) => values,
            _ => Vec::new(),
        }
    }

    /// Takes what says nothing that the rest doesn't say: the position of a column.
    pub fn pass(&mut self, keys: &[&str]) {
        self.0.retain(|key, _| !keys.contains(&key.as_str()));
    }

    /// Whether what nobody took says nothing.
    pub fn is_told(&self) -> bool {
        self.0.values().all(|value| match value {
            Value::Null | Value::Bool(false) => true,
            Value::Array(values) => values.is_empty(),
            Value::Object(map) => map.is_empty(),
            Value::Bool(true) | Value::Number(_) | Value::String(_) => false,
        })
    }
}
