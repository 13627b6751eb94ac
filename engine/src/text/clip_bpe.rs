//! CLIP's byte-pair encoding, from `vocab.json` and `merges.txt`.
//!
//! Reference: transformers `models/clip/tokenization_clip.py`. The pieces are those of the `tokenizers` crate; this
//! module puts them together as CLIP has them, since its public repositories carry no `tokenizer.json`.

use serde::Deserialize;
use tokenizers::models::bpe::{BPE, Vocab};
use tokenizers::normalizers::{Lowercase, NFC, Replace, Sequence as Normalizers, replace::ReplacePattern};
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::sequence::Sequence as PreTokenizers;
use tokenizers::pre_tokenizers::split::{Split, SplitPattern};
use tokenizers::{AddedToken, SplitDelimiterBehavior, Tokenizer};

use super::PromptTokenizer;
use crate::error::{Cause, Result};
use crate::files::Files;

/// A token table larger than this is no CLIP's.
const MAX_FILE: usize = 64 << 20;

const WORDS: &str = r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+";

/// `tokenizer_config.json`.
#[derive(Deserialize)]
struct Config {
    #[serde(default)]
    bos_token: Option<Special>,
    #[serde(default)]
    eos_token: Option<Special>,
    #[serde(default)]
    unk_token: Option<Special>,
    #[serde(default)]
    pad_token: Option<Special>,
    /// May be an enormous number that stands for "no limit".
    #[serde(default)]
    model_max_length: Option<f64>,
}

/// A special token, written plainly or with its properties.
#[derive(Deserialize)]
#[serde(untagged)]
enum Special {
    Plain(String),
    Full { content: String },
}

impl Special {
    fn or(this: Option<Self>, usual: &str) -> String {
        match this {
            Some(Self::Plain(content) | Self::Full { content }) => content,
            None => usual.to_owned(),
        }
    }
}

impl PromptTokenizer {
    /// Reads the tokenizer in `files`, for a text encoder with `places` positions.
    ///
    /// # Errors
    /// Where a file is missing or is not a CLIP tokenizer's.
    pub fn clip(files: &Files, places: usize) -> Result<Self> {
        let broken = |detail: String| Cause::TokenizerBroken { folder: files.to_string() }.detail(detail);
        let config: Config = files.json("tokenizer_config.json")?;
        let vocab: std::collections::HashMap<String, u32> = files.json("vocab.json")?;
        let merges = files.read("merges.txt")?.all(MAX_FILE).map_err(|e| broken(format!("merges.txt: {e}")))?;
        let merges = std::str::from_utf8(&merges).map_err(|e| broken(e.to_string()))?;
        let merges: Vec<(String, String)> = merges
            .lines()
            .filter(|line| !line.starts_with("#version") && !line.is_empty())
            .map(|line| line.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned())))
            .collect::<Option<_>>()
            .ok_or_else(|| broken("merges.txt has a line that is not two pieces".into()))?;

        const END: &str = "<|endoftext|>";
        let begin = Special::or(config.bos_token, "<|startoftext|>");
        let end = Special::or(config.eos_token, END);
        let unknown = Special::or(config.unk_token, END);
        let padding = Special::or(config.pad_token, END);
        let id = |token: &String| vocab.get(token).copied().ok_or_else(|| broken(format!("no {token} in vocab.json")));
        let (begin_id, end_id, padding_id) = (id(&begin)?, id(&end)?, id(&padding)?);

        let build = || -> tokenizers::Result<Tokenizer> {
            let bpe = BPE::builder()
                .vocab_and_merges(vocab.clone().into_iter().collect::<Vocab>(), merges)
                .unk_token(unknown)
                .end_of_word_suffix("</w>".into())
                .build()?;
            let mut tokenizer = Tokenizer::new(bpe);
            let spaces = Replace::new(ReplacePattern::Regex(r"\s+".into()), " ")?;
            tokenizer.with_normalizer(Some(Normalizers::new(vec![NFC.into(), spaces.into(), Lowercase.into()])))?;
            let split = Split::new(SplitPattern::Regex(WORDS.into()), SplitDelimiterBehavior::Removed, true)?;
            let bytes = ByteLevel::new(false, true, true);
            tokenizer.with_pre_tokenizer(Some(PreTokenizers::new(vec![split.into(), bytes.into()])));
            for token in [begin, end, padding] {
                tokenizer.add_special_tokens([AddedToken::from(token, true)])?;
            }
            Ok(tokenizer)
        };
        let tokenizer = build().map_err(|e| broken(e.to_string()))?;
        let said = config.model_max_length.filter(|&n| n >= 2.0 && n < places as f64).map_or(places, |n| n as usize);
        Ok(Self {
            tokenizer,
            normalisation: None,
            begin: Some(begin_id),
            end: end_id,
            padding: padding_id,
            length: said,
        })
    }
}
