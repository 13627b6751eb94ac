//! The boards that a picture is on.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Stands between the names in the index: no name has it.
const BETWEEN: char = '\u{1f}';

/// The names of the boards that a picture is on, in the order of the alphabet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Boards(BTreeSet<String>);

/// What is done to the boards of pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BoardEdit {
    /// Put on this one too.
    Put(String),
    /// Taken off it.
    Take(String),
    /// Where they are on the first, on the second instead.
    Rename(String, String),
}

/// A name as boards have them; `None` where nothing is left of it.
pub fn board_name(typed: &str) -> Option<String> {
    let name: String = typed.chars().filter(|c| !c.is_control()).collect();
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

impl Boards {
    /// True where it is on none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True where it is on this one.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// The names.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Changes them.
    pub fn edit(&mut self, edit: &BoardEdit) {
        match edit {
            BoardEdit::Put(name) => _ = self.0.insert(name.clone()),
            BoardEdit::Take(name) => _ = self.0.remove(name),
            BoardEdit::Rename(from, to) => {
                if self.0.remove(from) {
                    self.0.insert(to.clone());
                }
            }
        }
    }

    /// As a column of the index has them; nothing for none, and the name alone for one.
    pub(in crate::studio) fn column(&self) -> Option<String> {
        let names = self.iter().collect::<Vec<_>>().join(&BETWEEN.to_string());
        Some(names).filter(|names| !names.is_empty())
    }

    /// From a column of the index.
    pub(in crate::studio) fn of_column(column: Option<&str>) -> Self {
        column.unwrap_or_default().split(BETWEEN).filter_map(board_name).collect()
    }
}

impl FromIterator<String> for Boards {
    fn from_iter<I: IntoIterator<Item = String>>(names: I) -> Self {
        Self(names.into_iter().collect())
    }
}

/// One is a name, as earlier versions write it; several are a list.
impl Serialize for Boards {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0.first().filter(|_| self.0.len() == 1) {
            Some(one) => one.serialize(to),
            None => self.0.serialize(to),
        }
    }
}

impl<'de> Deserialize<'de> for Boards {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Said {
            Nothing(()),
            One(String),
            Several(Vec<String>),
        }
        let names = match Said::deserialize(from)? {
            Said::Nothing(()) => Vec::new(),
            Said::One(name) => vec![name],
            Said::Several(names) => names,
        };
        Ok(names.iter().filter_map(|name| board_name(name)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{BoardEdit, Boards, board_name};

    fn boards(names: &[&str]) -> Boards {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn files_of_before_have_one_board() {
        for (json, names) in
            [(r#""Лес""#, &["Лес"][..]), ("null", &[]), (r#"["b", "a\u001f", " "]"#, &["a", "b"]), ("[]", &[])]
        {
            assert_eq!(serde_json::from_str::<Boards>(json).expect("boards"), boards(names), "{json}");
        }
        assert_eq!(serde_json::to_string(&boards(&["Лес"])).expect("JSON"), r#""Лес""#);
        assert_eq!(serde_json::to_string(&boards(&["b", "a"])).expect("JSON"), r#"["a","b"]"#);
    }

    #[test]
    fn a_column_holds_them_all() {
        for names in [&[][..], &["Лес"], &["a, b", "c"]] {
            assert_eq!(Boards::of_column(boards(names).column().as_deref()), boards(names));
        }
        assert_eq!(boards(&["Лес"]).column().as_deref(), Some("Лес"));
        assert_eq!(board_name(" a\u{1f}b\n "), Some("ab".into()));
        assert_eq!(board_name(" \t "), None);
    }

    #[test]
    fn renaming_joins_boards() {
        let mut on = boards(&["a", "b"]);
        on.edit(&BoardEdit::Rename("a".into(), "b".into()));
        on.edit(&BoardEdit::Rename("z".into(), "y".into()));
        assert_eq!(on, boards(&["b"]));
        on.edit(&BoardEdit::Put("c".into()));
        on.edit(&BoardEdit::Take("b".into()));
        assert_eq!(on, boards(&["c"]));
    }
}
