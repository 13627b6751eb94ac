//! Attention weights in prompts: `(words:1.2)` counts for more, `(words:0.5)` for less, and weights within weights are
//! multiplied. Parentheses without a number are parentheses; `\(` and `\)` always are.

use std::iter::Peekable;
use std::vec::IntoIter;

/// Weights that can be written; anything else in parentheses is text.
pub const WEIGHTS: std::ops::RangeInclusive<f32> = 0.0..=4.0;

/// Weights within weights; what is deeper is text.
const DEEPEST: usize = 16;

/// A prompt without its weights, character by character.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Weighted {
    /// What the text encoder reads.
    pub plain: String,
    /// The weight of each of its characters.
    pub weights: Vec<f32>,
    /// Where each of its characters stands in what was typed, in characters.
    pub places: Vec<usize>,
}

impl Weighted {
    /// Takes `typed` apart.
    pub fn parse(typed: &str) -> Self {
        let mut weighted = Self::default();
        let pairs = pairs(typed).into_iter().peekable();
        let typed: Vec<char> = typed.chars().collect();
        Parser { typed, pairs }.part(&mut weighted);
        weighted
    }

    fn push(&mut self, c: char, weight: f32, place: usize) {
        self.plain.push(c);
        self.weights.push(weight);
        self.places.push(place);
    }
}

/// Parentheses that hold a weight, in characters.
#[derive(Debug, Clone, Copy)]
struct Pair {
    open: usize,
    /// The colon before the number.
    colon: usize,
    close: usize,
    weight: f32,
}

/// All of them, in the order in which they open.
fn pairs(typed: &str) -> Vec<Pair> {
    let mut found = Vec::new();
    // Where each open parenthesis stands, and the last colon since, with the number behind it.
    let mut open: Vec<(usize, Option<(usize, String)>)> = Vec::new();
    let mut escaped = false;
    for (at, c) in typed.chars().enumerate() {
        match c {
            '(' if !escaped => open.push((at, None)),
            ')' if !escaped => {
                let Some((start, colon)) = open.pop() else { continue };
                let number = colon.and_then(|(colon, text)| Some((colon, text.trim().parse::<f32>().ok()?)));
                if let Some((colon, weight)) = number.filter(|(_, weight)| WEIGHTS.contains(weight)) {
                    found.push(Pair { open: start, colon, close: at, weight });
                }
            }
            ':' => {
                if let Some((_, colon)) = open.last_mut() {
                    *colon = Some((at, String::new()));
                }
            }
            _ => {
                if let Some((_, Some((_, number)))) = open.last_mut() {
                    number.push(c);
                }
            }
        }
        escaped = c == '\\' && !escaped;
    }
    found.sort_unstable_by_key(|pair| pair.open);
    found
}

struct Parser {
    typed: Vec<char>,
    pairs: Peekable<IntoIter<Pair>>,
}

impl Parser {
    fn part(&mut self, into: &mut Weighted) {
        let mut open: Vec<Pair> = Vec::new();
        let mut at = 0;
        while at < self.typed.len() {
            if let Some(pair) = self.pairs.next_if(|pair| pair.open == at)
                && open.len() < DEEPEST
            {
                open.push(pair);
                at += 1;
                continue;
            }
            if let Some(pair) = open.pop_if(|pair| pair.colon == at) {
                at = pair.close + 1;
                continue;
            }
            let escape = self.typed[at] == '\\' && matches!(self.typed.get(at + 1), Some('(' | ')'));
            at += usize::from(escape);
            into.push(self.typed[at], open.iter().map(|pair| pair.weight).product(), at);
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Weighted;

    /// The plain text, and the weights where they are not 1, by the characters' runs.
    fn of(typed: &str) -> (String, Vec<(String, f32)>) {
        let Weighted { plain, weights, places } = Weighted::parse(typed);
        assert_eq!((plain.chars().count(), plain.chars().count()), (weights.len(), places.len()));
        let typed: Vec<char> = typed.chars().collect();
        for (c, place) in plain.chars().zip(&places) {
            assert_eq!(typed[*place], c);
        }
        let mut runs: Vec<(String, f32)> = Vec::new();
        for (c, weight) in plain.chars().zip(weights) {
            match runs.last_mut() {
                Some((text, last)) if *last == weight => text.push(c),
                _ => runs.push((c.into(), weight)),
            }
        }
        runs.retain(|(_, weight)| *weight != 1.0);
        (plain, runs)
    }

    #[test]
    fn weights_are_taken_out_and_multiplied() {
        assert_eq!(of("a (red:1.5) circle"), ("a red circle".into(), vec![("red".into(), 1.5)]));
        let nested = vec![("a ".into(), 2.0), ("b".into(), 1.0_f32), (" c".into(), 2.0)];
        let (plain, runs) = of("(a (b:0.5) c:2)");
        assert_eq!(plain, "a b c");
        assert_eq!(runs, nested.into_iter().filter(|(_, weight)| *weight != 1.0).collect::<Vec<_>>());
        assert_eq!(of("(лес в 12:30: 1.2 )").0, "лес в 12:30");
        assert_eq!(of("(nothing:0)").1, [("nothing".into(), 0.0)]);
    }

    #[test]
    fn what_is_no_weight_is_text() {
        for text in
            ["", "a (red) circle", "(a", "a)", ")(", "(a:b)", "(a:)", "(a:-1)", "(a:99)", "(a:NaN)", "a:1.2", "\\", ":"]
        {
            assert_eq!(of(text), (text.to_owned(), Vec::new()));
        }
        assert_eq!(of("\\(a:1.2\\)"), ("(a:1.2)".into(), Vec::new()));
        let (plain, runs) = of("(a \\(b\\):2)");
        assert_eq!((plain.as_str(), runs), ("a (b)", vec![("a (b)".into(), 2.0)]));
        // Neither long nor deep texts are a trouble.
        let deep = format!("{}x{}", "(".repeat(100_000), ":1.1)".repeat(100_000));
        assert!(Weighted::parse(&deep).plain.contains('x'));
    }
}
