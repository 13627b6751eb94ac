//! Errors as a person reads them: the English words beside the cause, for tests that hold on to both.

use bluerider::locale::{Language, Locale};
use bluerider::studio::error::StudioError;
use bluerider::wording;
use bluerider_engine::error::ErrorKind;

/// An error in English, and what kind it is.
#[derive(Debug, Clone)]
pub struct WordedError {
    /// The kind of trouble.
    pub kind: ErrorKind,
    /// The field of the recipe that is at fault, where there is one.
    pub field: Option<String>,
    /// What happened, and what it means for the picture.
    pub message: String,
    /// What to do next.
    pub advice: String,
    /// The technical detail; may be empty.
    pub detail: String,
}

/// An error of the engine's or of the studio's in English.
pub fn worded(error: impl Into<StudioError>) -> WordedError {
    let error = error.into();
    let words = wording::error(&Locale::new(Language::English), &error);
    WordedError {
        kind: error.kind(),
        field: error.field().map(str::to_owned),
        message: words.message,
        advice: words.advice,
        detail: words.detail,
    }
}
