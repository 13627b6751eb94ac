//! Examines étude: paints the captions that it was not trained on and counts what the pictures show of them.
//!
//! `cargo run --release -p bluerider-tests --bin examine_etude [DIR]`: DIR is another checkpoint (with `prior` and
//! `decoder` inside) to examine in étude's place.

use std::path::PathBuf;

use bluerider_engine::checkpoint::{Kandinsky22, Precision};
use bluerider_engine::pipelines::{PriorRequest, Silent, TextToImage, TextToImageRequest};
use bluerider_engine::protocol::{Model, Picture, Recipe};
use bluerider_engine::rng::TorchCpu;
use bluerider_engine::{device, etude};
use bluerider_tests::examination::{Marks, questions};
use bluerider_tests::looking::look;

fn main() -> anyhow::Result<()> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let checkpoint = match &folder {
        Some(folder) => Kandinsky22::in_folder(folder, None)?,
        None => etude::checkpoint(),
    };
    let mut pipeline = TextToImage::open(checkpoint, device::cpu().device, Precision::F32, None, true)?;
    let usual = Recipe::new(Model::Etude, "");
    let mut marks = Marks::default();
    for (number, question) in questions()?.into_iter().enumerate() {
        let request = TextToImageRequest {
            prior: PriorRequest { prompt: question.caption.clone(), negative: None, guidance: usual.prior_guidance },
            prior_steps: usual.prior_steps,
            steps: usual.steps,
            guidance: usual.guidance,
            width: usual.width,
            height: usual.height,
        };
        let painting = pipeline.paint(&request, &mut TorchCpu::new(number as u64), &mut Silent)?;
        let picture = Picture { width: painting.width, height: painting.height, pixels: painting.pixels.into() };
        let seen = look(&picture);
        if !marks.mark(&question, &seen) {
            println!("{number}: {}\n    {seen:?}", question.caption);
        }
    }
    println!("{marks}");
    Ok(())
}
