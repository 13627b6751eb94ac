//! Tokenizers that exist only as SentencePiece's models, against the ids that SentencePiece gives; and prompts in many
//! languages.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use bluerider_engine::files::Files;
use bluerider_engine::text::{Family, PromptTokenizer};
use bluerider_tests::fixtures;

/// What SentencePiece says: texts, and the ids of each in both numberings.
#[derive(serde::Deserialize)]
struct Cases {
    texts: Vec<String>,
    t5_ids_without_eos: Vec<Vec<u32>>,
    xlmr_ids_without_specials: Vec<Vec<u32>>,
}

/// The tokenizer of `model` alone, in a folder where it has the name that it is published under.
fn alone(model: &Path, name: &str, family: Family, length: usize) -> Result<PromptTokenizer> {
    let folder = tempfile::tempdir()?;
    std::fs::copy(model, folder.path().join(name))?;
    Ok(PromptTokenizer::unigram(&Files::Folder(folder.path().to_owned()), family, length)?)
}

fn folders() -> Result<Vec<PathBuf>> {
    let found: Vec<PathBuf> =
        fixtures::folders().into_iter().map(|folder| folder.join("sentencepiece")).filter(|f| f.is_dir()).collect();
    ensure!(!found.is_empty(), "no folder has SentencePiece's models");
    Ok(found)
}

#[test]
fn a_model_alone_gives_the_ids_that_sentencepiece_gives() -> Result<()> {
    const LENGTH: usize = 512;
    let mut wrong = Vec::new();
    for folder in folders()? {
        let cases: Cases = serde_json::from_slice(&std::fs::read(folder.join("cases.json"))?)?;
        let t5 = alone(&folder.join("t5.model"), "spiece.model", Family::T5, LENGTH)?;
        let xlmr = alone(&folder.join("xlmr.model"), "sentencepiece.bpe.model", Family::XlmRoberta, LENGTH)?;
        for (i, text) in cases.texts.iter().enumerate() {
            let expected = |ids: &[u32], begin: &[u32], end: u32, padding: u32| {
                let mut all = [begin, ids, &[end]].concat();
                all.resize(LENGTH, padding);
                all
            };
            for (name, found, expected) in [
                ("t5", t5.encode(text)?.ids, expected(&cases.t5_ids_without_eos[i], &[], 1, 0)),
                ("xlmr", xlmr.encode(text)?.ids, expected(&cases.xlmr_ids_without_specials[i], &[0], 2, 1)),
            ] {
                if found != expected {
                    let end = |ids: &[u32]| ids.iter().rposition(|&id| id > 1).unwrap_or(0) + 1;
                    wrong.push(format!(
                        "{name} {text:?}: {:?}, expected {:?}",
                        &found[..end(&found)],
                        &expected[..end(&expected)]
                    ));
                }
            }
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn prompts_in_many_languages_fit_and_say_where_they_are_cut() -> Result<()> {
    let folder = folders()?.pop().context("no folder")?;
    let tokenizer = alone(&folder.join("xlmr.model"), "sentencepiece.bpe.model", Family::XlmRoberta, 77)?;
    for prompt in ["три богатыря, палех", "مدينة زرقاء عند الغروب", "雪の中の赤い狐", "붉은 여우 🦊", "ένα άλογο"]
    {
        let tokens = tokenizer.encode(prompt)?;
        ensure!(tokens.ids.len() == 77 && tokens.mask.len() == 77 && tokens.weights.len() == 77, "{prompt}");
        ensure!(tokens.cut.is_none(), "{prompt} fits");
        let long = vec![prompt; 60].join(" ");
        let tokens = tokenizer.encode(&long)?;
        let (cut, from) = (tokens.cut.context("nothing cut")?, tokens.cut_from.context("nowhere cut")?);
        let rest: String = long.chars().skip(from).collect();
        ensure!(rest == cut && !cut.is_empty() && cut.len() < long.len(), "{prompt}: cut at {from}");
        ensure!(tokens.ids[76] == 2 && tokens.needed > 77, "the end stands at the end");
    }
    Ok(())
}

#[test]
fn words_have_their_weights_also_where_the_space_before_them_is_of_their_token() -> Result<()> {
    let folder = folders()?.pop().context("no folder")?;
    for (model, name, family) in
        [("t5.model", "spiece.model", Family::T5), ("xlmr.model", "sentencepiece.bpe.model", Family::XlmRoberta)]
    {
        let tokenizer = alone(&folder.join(model), name, family, 77)?;
        let (plain, weighted) = (tokenizer.encode("a red horse")?, tokenizer.encode("a (red:1.5) horse")?);
        ensure!(weighted.ids == plain.ids, "brackets are no words");
        let words = tokenizer.encode("red")?;
        let specials = tokenizer.length() - tokenizer.capacity();
        let heavy = weighted.weights.iter().filter(|weight| **weight == 1.5).count();
        ensure!(heavy == words.needed - specials, "{name}: {heavy} tokens of {:?}", weighted.weights);
    }
    Ok(())
}
