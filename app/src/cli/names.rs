//! Names in the help of the command line, from where they are made.

/// `one, two or three`.
pub(super) fn list(names: impl IntoIterator<Item = &'static str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        Some((last, _)) => (*last).to_owned(),
        None => String::new(),
    }
}

/// A line of help that ends in them.
pub(super) fn help(about: &str, names: impl IntoIterator<Item = &'static str>) -> String {
    format!("{about} {}", list(names))
}
