//! Étude follows its prompts: marks over captions that it was not trained on, seen by a checker that looks at pixels
//! alone.

use anyhow::{Result, ensure};
use bluerider_engine::checkpoint::Checkpoint;
use bluerider_tests::etude_eval::{examine, questions};

/// The least that étude is worth having for.
const LEAST: [(&str, f64); 4] = [("ground", 0.98), ("colour", 0.95), ("shape", 0.90), ("relation", 0.90)];

#[test]
fn follows_its_prompts() -> Result<()> {
    let questions = questions(None)?;
    ensure!(questions.len() >= 200, "only {} captions", questions.len());
    let marks = examine(&Checkpoint::etude(), &questions, |_, _, _| ())?;
    println!("{marks}");
    for (name, least) in LEAST {
        let share = marks.share(name).unwrap_or_default();
        ensure!(share >= least, "{name}: {share:.3}, asked are {least}\n{marks}");
    }
    Ok(())
}
