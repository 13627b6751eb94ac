//! Examines étude: paints the captions that it was not trained on, says where pictures are not right, and the marks.
//!
//! `cargo run --release -p bluerider-tests --bin etude_eval [DIR]`: DIR is another checkpoint (with `prior` and
//! `decoder` inside) to examine in étude's place.

use std::path::PathBuf;

use bluerider_engine::checkpoint::Checkpoint;
use bluerider_tests::etude_eval::{examine, questions};

fn main() -> anyhow::Result<()> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let checkpoint = match &folder {
        Some(folder) => Checkpoint::in_folder(folder, None)?,
        None => Checkpoint::etude(),
    };
    let marks = examine(&checkpoint, &questions()?, |number, question, seen| {
        println!("{number}: {}\n    {seen:?}", question.caption);
    })?;
    println!("{marks}");
    Ok(())
}
