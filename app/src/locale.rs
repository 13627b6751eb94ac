//! What the window says, in English and Russian, from `assets/locales/*.ftl`.

use std::borrow::Cow;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use serde::{Deserialize, Serialize};
use unic_langid::{LanguageIdentifier, langid};

/// A language of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    English,
    /// Russian.
    Russian,
}

impl Language {
    /// The system's language where we speak it, else English.
    pub fn of_system() -> Self {
        match sys_locale::get_locale() {
            Some(locale) if locale.to_lowercase().starts_with("ru") => Self::Russian,
            _ => Self::English,
        }
    }

    /// Its code in pages: `en`, `ru`.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Russian => "ru",
        }
    }

    fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::English => langid!("en"),
            Self::Russian => langid!("ru"),
        }
    }

    fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("../../assets/locales/en.ftl"),
            Self::Russian => include_str!("../../assets/locales/ru.ftl"),
        }
    }
}

/// The sentences of one language.
pub struct Locale {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Locale {
    /// The sentences of `language`.
    pub fn new(language: Language) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
        // Marks around inserted text would show as boxes in fonts that lack them.
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(language.source().to_owned()).unwrap_or_else(|(resource, errors)| {
            log::error!("the {language:?} sentences: {errors:?}");
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            log::error!("the {language:?} sentences: {errors:?}");
        }
        Self { language, bundle }
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The sentence `id`.
    pub fn text(&self, id: &str) -> String {
        self.format(id, None, None)
    }

    /// The sentence `id` with values put in.
    pub fn with(&self, id: &str, values: &[(&str, fluent_bundle::FluentValue<'_>)]) -> String {
        self.format(id, None, Some(&arguments(values)))
    }

    /// What the sentence `id` says under `attribute`, with values put in.
    pub fn attribute(&self, id: &str, attribute: &str, values: &[(&str, fluent_bundle::FluentValue<'_>)]) -> String {
        self.format(id, Some(attribute), Some(&arguments(values)))
    }

    /// A number with one digit after the point, or the comma.
    pub fn decimal(&self, value: f64) -> String {
        let text = format!("{value:.1}");
        match self.language() {
            Language::English => text,
            Language::Russian => text.replace('.', ","),
        }
    }

    /// True where the language has this sentence.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    fn format(&self, id: &str, attribute: Option<&str>, arguments: Option<&FluentArgs<'_>>) -> String {
        let pattern = self.bundle.get_message(id).and_then(|message| match attribute {
            Some(attribute) => message.get_attribute(attribute).map(|found| found.value()),
            None => message.value(),
        });
        let Some(pattern) = pattern else {
            log::error!("no sentence {id} {attribute:?} in {:?}", self.language);
            return id.to_owned();
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, arguments, &mut errors).into_owned();
        if !errors.is_empty() {
            log::error!("the sentence {id} in {:?}: {errors:?}", self.language);
        }
        text
    }
}

/// Values as Fluent takes them.
fn arguments<'a>(values: &[(&str, fluent_bundle::FluentValue<'a>)]) -> FluentArgs<'a> {
    let mut arguments = FluentArgs::new();
    for (name, value) in values {
        arguments.set(Cow::Owned((*name).to_owned()), value.clone());
    }
    arguments
}
