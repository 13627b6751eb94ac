//! Converts what a model's folder has of weights that are not read as they are, by reading all of it; for the test that
//! kills it.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use bluerider_engine::protocol::{Model, Outcome, Recipe, System};
use bluerider_tests::bench::{Bench, outcomes, with};

fn main() -> Result<()> {
    let decoder = PathBuf::from(std::env::args().nth(1).context("no folder")?);
    let model = Model::Folder { decoder, prior: None };
    let usual = Recipe::of(model, System::Kandinsky31, "a cat");
    let bench = Bench::new()?;
    bench.submit(1, with(Recipe { width: 64, height: 64, ..usual }, |recipe| recipe.sampling.steps = 1))?;
    let events = bench.until_finished(1)?;
    ensure!(matches!(outcomes(&events)[..], [(_, Outcome::Done)]), "{:?}", outcomes(&events));
    Ok(())
}
