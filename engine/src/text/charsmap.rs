//! SentencePiece's normalisation of texts: a table of character sequences and what they become, the longest first.
//!
//! Reference: `normalizer.cc` of google/sentencepiece; the table is a double array as `darts_clone` writes it. The
//! `spm_precompiled` crate, which `tokenizers` uses, looks up graphemes instead and so misses sequences that span them.

/// The rules of one model.
#[derive(Debug, Clone, Default)]
pub(super) struct Normalisation {
    /// The double array, in which a sequence of bytes leads to a place in `texts`.
    units: Vec<u32>,
    /// What sequences become, each with a zero byte behind it.
    texts: Vec<u8>,
    /// A space stands before every text.
    pub(super) dummy_prefix: bool,
    /// Spaces at the ends go, and several become one.
    pub(super) trims: bool,
}

/// What stands for a space among pieces.
const SPACE: char = '▁';

impl Normalisation {
    /// The rules in a `precompiled_charsmap`; an empty one changes nothing.
    ///
    /// # Errors
    /// Where it is cut off.
    pub(super) fn parse(blob: &[u8]) -> Result<Self, &'static str> {
        let Some((length, rest)) = blob.split_first_chunk::<4>() else { return Ok(Self::default()) };
        let length = u32::from_le_bytes(*length) as usize;
        let (array, texts) = rest.split_at_checked(length).ok_or("the model's table of characters is cut off")?;
        let units = array.as_chunks::<4>().0.iter().map(|unit| u32::from_le_bytes(*unit)).collect();
        Ok(Self { units, texts: texts.to_vec(), ..Self::default() })
    }

    /// The text as the model's pieces have it, and for each of its characters the place of the one that it came of.
    pub(super) fn apply(&self, text: &str) -> (String, Vec<usize>) {
        let mut out = Written { text: String::new(), places: Vec::new() };
        let (mut rest, mut place) = (text, 0);
        // A space was written last, or none may be.
        let mut after_space = self.trims;
        while !rest.is_empty() {
            let (taken, becomes) = self.longest(rest);
            let mut becomes = becomes;
            if after_space {
                becomes = becomes.trim_start_matches(' ');
            }
            if !becomes.is_empty() {
                if out.places.is_empty() && self.dummy_prefix {
                    out.push(SPACE, place);
                }
                becomes.chars().for_each(|c| out.push(if c == ' ' { SPACE } else { c }, place));
                after_space = self.trims && becomes.ends_with(' ');
            }
            place += rest[..taken].chars().count();
            rest = &rest[taken..];
        }
        while self.trims && out.text.ends_with(SPACE) {
            out.text.pop();
            out.places.pop();
        }
        (out.text, out.places)
    }

    /// Bytes of the longest known beginning of `text`, and what it becomes; without one, its first character as it is.
    fn longest<'a>(&'a self, text: &'a str) -> (usize, &'a str) {
        let first = text.chars().next().map_or(0, char::len_utf8);
        let mut found = (first, &text[..first]);
        let Some(mut at) = self.units.first().map(|unit| offset(*unit)) else { return found };
        for (i, byte) in text.bytes().enumerate() {
            at ^= usize::from(byte);
            let Some(&unit) = self.units.get(at).filter(|unit| *unit & 0x8000_00ff == u32::from(byte)) else { break };
            at ^= offset(unit);
            let has_leaf = unit >> 8 & 1 == 1;
            if let (true, Some(leaf), true) = (has_leaf, self.units.get(at), text.is_char_boundary(i + 1)) {
                let from = (leaf & 0x7fff_ffff) as usize;
                let becomes = self.texts.get(from..).and_then(|texts| texts.split(|byte| *byte == 0).next());
                if let Some(becomes) = becomes.and_then(|bytes| std::str::from_utf8(bytes).ok()) {
                    found = (i + 1, becomes);
                }
            }
        }
        found
    }
}

/// Where a unit's children are, of which each is at this place with its byte exchanged.
fn offset(unit: u32) -> usize {
    ((unit >> 10) << ((unit & (1 << 9)) >> 6)) as usize
}

struct Written {
    text: String,
    places: Vec<usize>,
}

impl Written {
    fn push(&mut self, c: char, place: usize) {
        self.text.push(c);
        self.places.push(place);
    }
}
