//! Every cause of an error has a sentence in every language, and says what to do.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use bluerider::locale::{Language, Locale};
use bluerider::wording;
use bluerider_engine::error::{EngineError, ErrorKind};
use fluent_bundle::FluentValue;

/// The variants of an enum as its source says them: the name as files and sentences have it, and the fields.
fn variants(file: &str, name: &str) -> Result<Vec<(String, Vec<String>)>> {
    let source = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file))?;
    let (_, body) = source.split_once(&format!("pub enum {name} {{\n")).context("no such enum")?;
    let (body, _) = body.split_once("\n}").context("it has no end")?;
    let mut found = Vec::new();
    for line in body.lines().filter(|line| line.starts_with("    ") && line.trim().starts_with(char::is_uppercase)) {
        let end = line.trim().find(|c: char| !c.is_alphanumeric()).context("no name")?;
        let (variant, fields) = line.trim().split_at(end);
        let mut kebab = String::new();
        for c in variant.chars() {
            if c.is_uppercase() && !kebab.is_empty() {
                kebab.push('-');
            }
            kebab.extend(c.to_lowercase());
        }
        let fields = fields.trim_matches([' ', ',', '{', '}']).split(", ").filter_map(|field| field.split_once(':'));
        found.push((kebab, fields.map(|(field, _)| field.trim().to_owned()).collect()));
    }
    Ok(found)
}

#[test]
fn every_cause_is_worded_in_both_languages() -> Result<()> {
    let mut causes = variants("engine/src/error/cause.rs", "Cause")?;
    causes.extend(variants("app/src/studio/error.rs", "StudioCause")?);
    ensure!(causes.len() > 60, "{} causes were found", causes.len());
    for language in [Language::English, Language::Russian] {
        let locale = Locale::new(language);
        // Nothing is asked of who stopped a job, and what an older version said is in its own words.
        for (cause, fields) in causes.iter().filter(|(cause, _)| !["cancelled", "worded"].contains(&cause.as_str())) {
            let id = format!("error-{cause}");
            ensure!(locale.has(&id), "{language:?} has no {id}");
            let values: Vec<_> = fields.iter().map(|field| (field.as_str(), FluentValue::from("Ж"))).collect();
            let (message, advice) = (locale.with(&id, &values), locale.attribute(&id, "advice", &values));
            ensure!(!advice.is_empty() && advice != id, "{language:?}: {id} says not what to do");
            for text in [message, advice] {
                ensure!(!text.contains("{$") && !text.contains("{ $"), "{language:?}: {id} names no field: {text}");
                let last = text.chars().last().context("empty")?;
                ensure!(".!?)»”".contains(last), "{language:?}: {id} is no sentence: {text}");
                let cyrillic = text.chars().any(|c| ('а'..='я').contains(&c));
                ensure!(cyrillic == (language == Language::Russian), "{language:?}: {id} is in another: {text}");
            }
        }
    }
    Ok(())
}

#[test]
fn what_an_older_version_said_is_said_again() -> Result<()> {
    let old = r#"{"kind": "memory", "field": null, "message": "There was not enough memory.", "advice": "Try less.",
        "detail": "alloc"}"#;
    let error: EngineError = serde_json::from_str(old)?;
    ensure!(error.kind() == ErrorKind::Memory && error.field().is_none(), "{error:?}");
    let words = wording::engine_error(&Locale::new(Language::Russian), &error);
    ensure!(words.message == "There was not enough memory." && words.advice == "Try less." && words.detail == "alloc");
    let again: EngineError = serde_json::from_str(&serde_json::to_string(&error)?)?;
    ensure!(again == error);
    Ok(())
}
