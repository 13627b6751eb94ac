//! SentencePiece's models of the unigram kind, as the files have them.
//!
//! Paper: Kudo, "Subword Regularization: Improving Neural Network Translation Models with Multiple Subword Candidates"
//! (2018). Reference: `sentencepiece_model.proto` and `normalizer.cc` of google/sentencepiece; the numbering of
//! XLM-RoBERTa's is that of transformers' `XLMRobertaTokenizer`.

use prost::Message;
use tokenizers::models::unigram::Unigram;
use tokenizers::{AddedToken, Tokenizer};

use super::Family;
use super::charsmap::Normalisation;

/// The parts of a model that count here.
#[derive(Clone, PartialEq, Message)]
struct Model {
    #[prost(message, repeated, tag = "1")]
    pieces: Vec<Piece>,
    #[prost(message, optional, tag = "2")]
    trainer: Option<Trainer>,
    #[prost(message, optional, tag = "3")]
    normalizer: Option<Normalizer>,
}

#[derive(Clone, PartialEq, Message)]
struct Piece {
    #[prost(string, optional, tag = "1")]
    text: Option<String>,
    #[prost(float, optional, tag = "2")]
    score: Option<f32>,
    #[prost(int32, optional, tag = "3")]
    kind: Option<i32>,
}

/// A piece that stands where its text does, before all others.
const USER_DEFINED: i32 = 4;

#[derive(Clone, PartialEq, Message)]
struct Trainer {
    #[prost(int32, optional, tag = "3")]
    model_type: Option<i32>,
    #[prost(bool, optional, tag = "35")]
    byte_fallback: Option<bool>,
    #[prost(int32, optional, tag = "40")]
    unk_id: Option<i32>,
}

/// The kind of model that is read.
const UNIGRAM: i32 = 1;

#[derive(Clone, PartialEq, Message)]
struct Normalizer {
    #[prost(bytes = "vec", optional, tag = "2")]
    charsmap: Option<Vec<u8>>,
    #[prost(bool, optional, tag = "3")]
    add_dummy_prefix: Option<bool>,
    #[prost(bool, optional, tag = "4")]
    remove_extra_whitespaces: Option<bool>,
}

/// Puts the model in `bytes` together as a tokenizer of texts that were normalised before.
pub(super) fn tokenizer(bytes: &[u8], family: Family) -> tokenizers::Result<(Tokenizer, Normalisation)> {
    let model = Model::decode(bytes)?;
    let trainer = model.trainer.unwrap_or_default();
    if trainer.model_type.unwrap_or(UNIGRAM) != UNIGRAM {
        return Err("the model is not of the unigram kind".into());
    }
    let piece = |piece: &Piece| (piece.text.clone().unwrap_or_default(), f64::from(piece.score.unwrap_or_default()));
    let all: Vec<(String, f64)> = model.pieces.iter().map(piece).collect();
    let unknown = usize::try_from(trainer.unk_id.unwrap_or(0))?;
    let (pieces, unknown) = match family {
        Family::T5 => (all, unknown),
        Family::XlmRoberta => {
            // fairseq puts four of its own before the pieces, of which the first three are its own under other numbers.
            let own = ["<s>", "<pad>", "</s>", "<unk>"].map(|text| (text.to_owned(), 0.0));
            (own.into_iter().chain(all.into_iter().skip(3)).chain([("<mask>".to_owned(), 0.0)]).collect(), 3)
        }
    };
    let unigram = Unigram::from(pieces, Some(unknown), trainer.byte_fallback.unwrap_or(false))?;
    let mut tokenizer = Tokenizer::new(unigram);

    let said = model.normalizer.unwrap_or_default();
    let mut normalisation = Normalisation::parse(&said.charsmap.unwrap_or_default())?;
    normalisation.dummy_prefix = said.add_dummy_prefix.unwrap_or(true);
    normalisation.trims = said.remove_extra_whitespaces.unwrap_or(true);
    let own = model.pieces.iter().filter(|piece| piece.kind == Some(USER_DEFINED));
    for text in own.filter_map(|piece| piece.text.clone()) {
        tokenizer.add_tokens([AddedToken::from(text, false).normalized(false)])?;
    }
    Ok((tokenizer, normalisation))
}
