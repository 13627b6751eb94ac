//! Members of JSON that somebody else wrote, as far as they are what is looked for.

use serde_json::Value;

/// A member that is a text, or a number as a text.
pub(super) fn text(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A member that is a whole number and not negative, or a text that says one.
pub(super) fn whole(value: &Value, key: &str) -> Option<u64> {
    text(value, key)?.trim().parse().ok()
}

/// The same where no machine has more.
pub(super) fn count(value: &Value, key: &str) -> Option<usize> {
    whole(value, key).and_then(|value| usize::try_from(value).ok())
}

/// A member that is a number, or a text that says one.
pub(super) fn number(value: &Value, key: &str) -> Option<f32> {
    text(value, key)?.trim().parse().ok()
}

/// Two members that are the sides of a picture; nothing where one is missing.
pub(super) fn size(value: &Value, width: &str, height: &str) -> (usize, usize) {
    count(value, width).zip(count(value, height)).unwrap_or_default()
}
