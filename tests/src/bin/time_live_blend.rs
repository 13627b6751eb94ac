//! How long an artist waits for a picture after the slider between two wells was moved: étude on the CPU, each well's
//! embedding known already. Prints each wait and the median.
//!
//!     time_live_blend [MOVES]

use std::time::Instant;

use anyhow::{Context, Result};
use bluerider_engine::protocol::{BlendOf, BlendPart, Command, Event, JobId, Model, Recipe};
use bluerider_tests::bench::{Bench, PATIENCE};

fn main() -> Result<()> {
    let moves: u32 = std::env::args().nth(1).map_or(Ok(20), |n| n.parse())?;
    let bench = Bench::new()?;
    let well = |words: &str, weight| BlendPart { of: BlendOf::Words(words.to_owned()), weight };
    let mut waits = Vec::new();
    for number in 0..=moves {
        let along = f64::from(number) / f64::from(moves.max(1));
        let blend = vec![
            well("a red circle on a white ground", (1.0 - along) as f32),
            well("a blue square on a black ground", along as f32),
        ];
        let recipe = Recipe { blend, seed: 11, ..Recipe::new(Model::Etude, "") }.sketch();
        let start = Instant::now();
        bench.engine.send(Command::Live { job: JobId(number.into()), recipe: Box::new(recipe) })?;
        loop {
            match bench.engine.events().recv_timeout(PATIENCE).context("the engine went silent")? {
                Event::Finished { .. } => break,
                Event::Painted { .. } => waits.push(start.elapsed().as_millis()),
                _ => {}
            }
        }
    }
    // The first one loads étude and makes the wells' embeddings.
    let first = waits.remove(0);
    println!("first, with loading and stage one: {first} ms; then {waits:?} ms");
    waits.sort_unstable();
    println!("median {} ms, longest {} ms", waits[waits.len() / 2], waits[waits.len() - 1]);
    Ok(())
}
