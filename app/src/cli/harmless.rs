//! Text from outside, as a terminal may show it: names and prompts can hold what moves the cursor, wipes the screen, or
//! turns the order of letters around.

/// The text with a mark for each character that would do something rather than be seen; lines stay lines.
pub(super) fn harmless(text: &str) -> String {
    text.chars().map(|c| if acts(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Control characters, and those of <https://unicode.org/reports/tr9/> that change the direction of others.
fn acts(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (c.is_control() && c != '\n' && c != '\t')
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn what_acts_on_a_terminal_is_marked_and_all_else_stays() {
        assert_eq!(harmless("a\u{1b}[2Jb\u{7}\u{9b}1m"), "a\u{fffd}[2Jb\u{fffd}\u{fffd}1m");
        assert_eq!(harmless("gnp\u{202e}exe.txt"), "gnp\u{fffd}exe.txt");
        let kept = "Красный круг — ü 🎨\n\tвторая строка";
        assert_eq!(harmless(kept), kept);
    }
}
