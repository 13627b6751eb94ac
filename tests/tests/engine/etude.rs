//! Étude follows its prompts: marks over captions that it was not trained on, seen by a checker that looks at pixels
//! alone.

use bluerider_engine::checkpoint::Checkpoint;
use bluerider_tests::etude_eval::{examine, questions, share};

/// The least that étude is worth having for.
const GROUND: f64 = 0.98;
const COLOUR: f64 = 0.95;
const SHAPE: f64 = 0.90;
const RELATION: f64 = 0.90;

#[test]
fn follows_its_prompts() {
    let questions = questions().expect("the captions");
    assert!(questions.len() >= 200, "only {} captions", questions.len());
    let marks = examine(&Checkpoint::etude(), &questions, |_, _, _| ()).expect("étude paints");
    println!("{marks}");
    for (name, mark, least) in [
        ("ground", marks.ground, GROUND),
        ("colour", marks.colour, COLOUR),
        ("shape", marks.shape, SHAPE),
        ("relation", marks.relation, RELATION),
    ] {
        assert!(share(mark) >= least, "{name}: {} of {}, asked are {least}\n{marks}", mark.0, mark.1);
    }
}
