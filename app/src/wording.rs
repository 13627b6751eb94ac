//! What an error says to a person: its cause, which is data, in the words of `assets/locales/*.ftl`.
//!
//! A cause has the sentence `error-` and its own name, whose attribute `advice` says what to do. The members of the
//! cause are the sentence's values.

use bluerider_engine::error::EngineError;
use fluent_bundle::FluentValue;
use serde_json::Value;

use crate::locale::Locale;
use crate::studio::error::StudioError;

/// An error in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worded {
    /// One plain sentence: what happened, and what it means for the picture.
    pub message: String,
    /// What to do next.
    pub advice: String,
    /// The technical detail; may be empty.
    pub detail: String,
}

/// The words for an error of the studio's.
pub fn error(locale: &Locale, error: &StudioError) -> Worded {
    worded(locale, serde_json::to_value(&error.cause), &error.detail)
}

/// The words for an error of the engine's.
pub fn engine_error(locale: &Locale, error: &EngineError) -> Worded {
    worded(locale, serde_json::to_value(&error.cause), &error.detail)
}

fn worded(locale: &Locale, cause: serde_json::Result<Value>, detail: &str) -> Worded {
    let detail = detail.to_owned();
    let Ok(Value::Object(members)) = cause else {
        return Worded { message: locale.text("error-internal"), advice: String::new(), detail };
    };
    let Some(name) = members.get("cause").and_then(Value::as_str) else {
        // An older version's, in its own words.
        let said = |key: &str| members.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        return Worded { message: said("message"), advice: said("advice"), detail };
    };
    let id = format!("error-{name}");
    let values: Vec<(&str, FluentValue<'_>)> =
        members.iter().map(|(key, value)| (key.as_str(), fluent(value))).collect();
    Worded { message: locale.with(&id, &values), advice: locale.attribute(&id, "advice", &values), detail }
}

/// A member of a cause. Numbers stand as they are, without marks between thousands.
fn fluent(value: &Value) -> FluentValue<'static> {
    match value {
        Value::String(text) => FluentValue::from(text.clone()),
        Value::Number(number) => number.as_u64().map_or(FluentValue::None, FluentValue::from),
        other => FluentValue::from(other.to_string()),
    }
}
