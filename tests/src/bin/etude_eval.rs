//! Examines étude: paints the captions that it was not trained on, says which pictures are not right, and the marks.
//!
//! `cargo run --release -p bluerider-tests --bin etude_eval [DIR [CAPTIONS.json]]`: DIR is another checkpoint (with
//! `prior` and `decoder` inside) to examine in étude's place, or holds pictures (`000.png` …) to mark as they are:
//! those that a recipe's `questions.py` draws say how good the examiner's eyes are.

use std::path::{Path, PathBuf};

use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::protocol::Picture;
use bluerider_tests::etude_eval::{Marks, Question, examine, questions, verdict};

fn main() -> anyhow::Result<()> {
    let mut words = std::env::args_os().skip(1).map(PathBuf::from);
    let (folder, captions) = (words.next(), words.next());
    let say = |number: usize, question: &Question, missed: &[&'static str]| {
        println!("{number}: {}\n    {}", question.caption, missed.join(", "));
    };
    let questions = questions(captions.as_deref())?;
    let marks = match &folder {
        Some(folder) if folder.join("000.png").exists() => mark(folder, &questions, say)?,
        Some(folder) => examine(&Checkpoint::in_folder(folder, None)?, &questions, say)?,
        None => examine(&Checkpoint::etude(), &questions, say)?,
    };
    println!("{marks}");
    Ok(())
}

fn mark(
    folder: &Path,
    questions: &[Question],
    say: impl Fn(usize, &Question, &[&'static str]),
) -> anyhow::Result<Marks> {
    let mut marks = Marks::default();
    for (number, question) in questions.iter().enumerate() {
        let picture = image::open(folder.join(format!("{number:03}.png")))?.to_rgb8();
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let missed = marks.count(&verdict(question, &Picture { width, height, pixels: picture.into_raw().into() }));
        if !missed.is_empty() {
            say(number, question, &missed);
        }
    }
    Ok(marks)
}
