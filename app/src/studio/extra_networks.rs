//! Tags by which other studios name further weights, as in `<lora:name:0.8>`: no Kandinsky has them, so they stay in
//! the prompt and are not painted.
//!
//! Reference: `modules/extra_networks.py` of <https://github.com/AUTOMATIC1111/stable-diffusion-webui>.

use std::ops::Range;

/// What such tags begin with.
const KINDS: [&str; 3] = ["<lora:", "<lyco:", "<hypernet:"];

/// Where tags stand in `prompt`, in bytes.
fn places(prompt: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = prompt[at..].find('<').map(|start| at + start) {
        let rest = &prompt[start..];
        let begins = KINDS.iter().any(|kind| rest.get(..kind.len()).is_some_and(|s| s.eq_ignore_ascii_case(kind)));
        match rest.find('>').filter(|_| begins) {
            Some(end) => {
                found.push(start..start + end + 1);
                at = start + end + 1;
            }
            None => at = start + 1,
        }
    }
    found
}

/// The tags in `prompt`.
pub fn tags(prompt: &str) -> Vec<&str> {
    places(prompt).into_iter().map(|place| &prompt[place]).collect()
}

/// `prompt` as it is painted: without its tags, and without the commas that are lost with them.
pub fn without(prompt: &str) -> String {
    let places = places(prompt);
    if places.is_empty() {
        return prompt.to_owned();
    }
    let (mut text, mut from) = (String::new(), 0);
    for place in places {
        text.push_str(&prompt[from..place.start]);
        from = place.end;
    }
    text.push_str(&prompt[from..]);
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::{tags, without};

    #[test]
    fn tags_are_found_and_left_out() {
        for (prompt, painted, found) in [
            ("a lake", "a lake", &[][..]),
            ("a lake, <lora:Ink_v2:0.8>, fog", "a lake, fog", &["<lora:Ink_v2:0.8>"]),
            ("<LORA:a:1><hypernet:b> озеро", "озеро", &["<LORA:a:1>", "<hypernet:b>"]),
            ("a < b, <lora:open", "a < b, <lora:open", &[]),
            ("a <3 heart <b>", "a <3 heart <b>", &[]),
            ("<é <lyco:x:1>", "<é", &["<lyco:x:1>"]),
        ] {
            assert_eq!((without(prompt).as_str(), &tags(prompt)[..]), (painted, found), "{prompt}");
        }
    }
}
