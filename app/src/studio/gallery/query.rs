//! What is typed into the gallery's search: words, `model:`, `seed:`, `size:>512`, `rating:>=4`, `before:2026-11-01`,
//! and `-` before any of them for those that do not have it.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::types::Value;

use super::EntryId;

/// Which pictures are looked through.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum View {
    /// All but those in the bin.
    #[default]
    All,
    /// Those with a star.
    Starred,
    /// Those on a board.
    Board(String),
    /// Those of an experiment.
    Experiment(String),
    /// Those in the bin.
    Bin,
}

/// What the gallery shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Which pictures.
    pub view: View,
    /// Words, and terms such as `seed:7`, that a picture must have.
    pub search: String,
}

/// A condition on the table of pictures, and what its `?` stand for.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Condition {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

impl Condition {
    fn and(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        if !self.sql.is_empty() {
            self.sql.push_str(" AND ");
        }
        self.sql.push_str(sql);
        self.values.extend(values);
    }
}

/// True of pictures that are on a board, whatever others they are on.
const ON_BOARD: &str = "board IS NOT NULL AND instr(char(31) || board || char(31), char(31) || ? || char(31)) > 0";

/// The condition of `filter`.
///
/// # Errors
/// The term that cannot be understood.
pub(super) fn condition(filter: &Filter) -> Result<Condition, String> {
    let mut all = Condition::default();
    let binned = i64::from(filter.view == View::Bin);
    all.and("binned = ?", [Value::Integer(binned)]);
    match &filter.view {
        View::Starred => all.and("star = 1", []),
        View::Board(board) => all.and(ON_BOARD, [Value::Text(board.clone())]),
        View::Experiment(name) => all.and("experiment = ?", [Value::Text(name.clone())]),
        View::All | View::Bin => {}
    }
    for term in terms(&filter.search) {
        let (sql, values) = condition_of(&term.text).ok_or_else(|| term.text.clone())?;
        let sql = if term.without { format!("NOT ({sql})") } else { format!("({sql})") };
        all.and(&sql, values);
    }
    Ok(all)
}

/// All pictures on a board, also those in the bin.
pub(super) fn on_board(board: &str) -> Condition {
    let mut all = Condition::default();
    all.and(ON_BOARD, [Value::Text(board.to_owned())]);
    all
}

/// One thing that is looked for.
#[derive(Debug, PartialEq)]
struct Term {
    without: bool,
    text: String,
}

/// Splits at spaces, but not within quotation marks.
fn terms(search: &str) -> Vec<Term> {
    let mut found = Vec::new();
    let mut rest = search.trim_start();
    while !rest.is_empty() {
        let (without, body) = match rest.strip_prefix('-') {
            Some(body) if body.starts_with(|c: char| !c.is_whitespace()) => (true, body),
            _ => (false, rest),
        };
        let mut quoted = false;
        let end = body.find(|c: char| {
            quoted ^= c == '"';
            c.is_whitespace() && !quoted
        });
        let (text, after) = body.split_at(end.unwrap_or(body.len()));
        found.push(Term { without, text: text.replace('"', "") });
        rest = after.trim_start();
    }
    // Signs alone find nothing and exclude nothing.
    found.retain(|term| term.text.contains(char::is_alphanumeric));
    found
}

/// The condition of one term; `None` where its value cannot be understood.
fn condition_of(term: &str) -> Option<(String, Vec<Value>)> {
    let (key, value) = term.split_once(':').unwrap_or(("", term));
    let number = |column: &str| {
        let (sign, number) = comparison(value);
        let number: f64 = number.parse().ok()?;
        Some((format!("{column} IS NOT NULL AND {column} {sign} ?"), vec![Value::Real(number)]))
    };
    let has = |column: &str| {
        let value = value.replace(['%', '_'], " ");
        Some((format!("{column} LIKE ?"), vec![Value::Text(format!("%{value}%"))]))
    };
    let day = |sign: &str| {
        let day: Date = value.parse().ok()?;
        let start = day.to_zoned(TimeZone::UTC).ok()?.timestamp().as_microsecond();
        Some((format!("id {sign} ?"), vec![Value::Integer(start)]))
    };
    match key {
        "model" => has("model"),
        "sampler" => has("sampler"),
        "board" => has("board"),
        "experiment" => has("experiment"),
        "note" => has("note"),
        "rating" => number("rating"),
        "seed" => {
            let (sign, number) = comparison(value);
            let seed: u64 = number.parse().ok()?;
            // Seeds are whole, and SQLite's numbers have a sign; only equal ones need all bits.
            Some((format!("seed {sign} ?"), vec![Value::Integer(seed as i64)]))
        }
        "width" => number("width"),
        "height" => number("height"),
        "steps" => number("steps"),
        "guidance" => number("guidance"),
        "size" => match value.split_once(['x', '×', 'х']) {
            Some((width, height)) => {
                let side = |text: &str| text.trim().parse().ok().map(Value::Integer);
                Some(("width = ? AND height = ?".to_owned(), vec![side(width)?, side(height)?]))
            }
            None => number("max(width, height)"),
        },
        "before" => day("<"),
        "after" => day(">="),
        "is" if ["star", "starred"].contains(&value) => Some(("star = 1".to_owned(), Vec::new())),
        // Any other colon is a part of what is looked for.
        _ => words(term),
    }
}

/// Pictures whose prompt has words that begin like these, in this order.
fn words(text: &str) -> Option<(String, Vec<Value>)> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return None;
    }
    let phrase = format!("\"{}\" *", words.join(" "));
    Some(("id IN (SELECT rowid FROM words WHERE words MATCH ?)".to_owned(), vec![Value::Text(phrase)]))
}

/// A sign of comparison and what stands behind it; equal where there is none.
fn comparison(value: &str) -> (&'static str, &str) {
    let signs = [">=", "<=", ">", "<", "="];
    let found = signs.into_iter().find_map(|sign| value.strip_prefix(sign).map(|rest| (sign, rest.trim())));
    found.unwrap_or(("=", value.trim()))
}

/// The picture's time, which is its number, as a day: `2026-11-23`.
pub fn day(id: EntryId) -> String {
    let time = jiff::Timestamp::from_microsecond(id.0).unwrap_or_default();
    time.to_zoned(TimeZone::UTC).date().to_string()
}

#[cfg(test)]
mod tests {
    use super::{Filter, View, condition, terms};

    #[test]
    fn a_search_is_split_at_spaces_but_not_in_quotation_marks() {
        let split: Vec<_> = terms(r#" a -model:x  "two words" - board:"my board" -"#)
            .into_iter()
            .map(|term| (term.without, term.text))
            .collect();
        let expected = [(false, "a"), (true, "model:x"), (false, "two words"), (false, "board:my board")];
        assert_eq!(split, expected.map(|(without, text)| (without, text.to_owned())));
    }

    #[test]
    fn what_cannot_be_understood_is_named() {
        let of = |search: &str| condition(&Filter { view: View::All, search: search.to_owned() });
        for term in ["seed:x", "rating:good", "size:>", "before:yesterday", "steps:<many", "size:5x", "seed:-1"] {
            assert_eq!(of(term), Err(term.to_owned()));
        }
        for search in ["", "seed:5", "size:>512", "size:512x768", "after:2026-11-01", "http://x", "it's", "-лес"] {
            assert!(of(search).is_ok(), "{search}");
        }
    }
}
