//! Parameters and their values as people read them.

use crate::locale::Locale;
use crate::studio::experiments::parameter::{Parameter, Value};

/// A parameter's name.
pub(super) fn name(locale: &Locale, parameter: Parameter) -> String {
    locale.text(&format!("parameter-{}", parameter.name().replace('_', "-")))
}

/// A value; empty where it is missing.
pub(super) fn shown(locale: &Locale, parameter: Parameter, value: &Value) -> String {
    match (parameter, value) {
        (Parameter::Outcome, Value::Text(outcome)) => locale.text(&format!("outcome-{outcome}")),
        (Parameter::Task, Value::Text(task)) => locale.text(&format!("task-{task}")),
        (Parameter::PeakMemory, Value::Whole(bytes)) => format!("{} GB", locale.decimal(*bytes as f64 / 1e9)),
        (Parameter::Rating, Value::Whole(rating)) => "★".repeat(*rating as usize),
        (Parameter::Painted, Value::Text(moment)) => moment.replace('T', " ").trim_end_matches('Z').to_owned(),
        (Parameter::Seconds, Value::Number(seconds)) => locale.decimal(*seconds),
        (_, Value::Number(number)) => {
            let number = (number * 1e3).round() / 1e3;
            if locale.decimal(0.5).contains(',') { number.to_string().replace('.', ",") } else { number.to_string() }
        }
        (_, value) => value.to_string(),
    }
}
