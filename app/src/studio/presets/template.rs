//! Words put into a template.

/// Where the artist's words go.
pub(in crate::studio) const PROMPT: &str = "{prompt}";
/// Where the negative prompt goes.
pub(in crate::studio) const NEGATIVE: &str = "{negative_prompt}";

/// `template` with `words` at its `place`; `words` where the template is empty, and the template where it has no place.
pub(in crate::studio) fn fill(template: &str, place: &str, words: &str) -> String {
    if template.trim().is_empty() {
        return words.to_owned();
    }
    if !template.contains(place) {
        return template.to_owned();
    }
    let words = words.trim();
    if !words.is_empty() {
        return template.replace(place, words);
    }
    // Nothing to put there: what is left should not begin, end or go on with lost commas.
    let parts = template.replace(place, "");
    parts.split(',').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn words_take_their_place() {
        let fill = |template, words| fill(template, "{prompt}", words);
        assert_eq!(fill("{prompt}, oil on canvas", " a lake "), "a lake, oil on canvas");
        assert_eq!(fill("portrait of {prompt}, and {prompt} again", "Anna"), "portrait of Anna, and Anna again");
        assert_eq!(fill("", "a lake"), "a lake");
        assert_eq!(fill(" \n", "a lake"), "a lake");
        assert_eq!(fill("a red circle", "a lake"), "a red circle");
        assert_eq!(fill("{prompt}, oil, {prompt}, canvas", ""), "oil, canvas");
        assert_eq!(fill("{prompt}", ""), "");
        // Braces that mean something else stay.
        assert_eq!(fill("{prompt}, {a|b}", "x"), "x, {a|b}");
        assert_eq!(fill("{prompt}, y", "{prompt}"), "{prompt}, y");
    }
}
