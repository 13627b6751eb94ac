//! Shortcuts that save time or memory and change nothing, each against the plain way.
//!
//! The prior's prefix and the UNet's context have no plain way here: the reference has, and the golden cases compare.

use anyhow::{Result, anyhow, ensure};
use bluerider_engine::checkpoint::{Checkpoint, Network};
use bluerider_engine::models::autoencoder::AutoencoderConfig;
use bluerider_engine::models::layers::attend_in_turns;
use bluerider_engine::precision::Precision;
use bluerider_engine::protocol::{BlendOf, BlendPart, Event, JobId, Phase, Recipe, Sampler};
use bluerider_engine::rng::{Normal, TorchCpu};
use bluerider_tests::bench::{Bench, painted, small, with};
use bluerider_tests::compare::relative;
use burn::tensor::{Device, Tensor, TensorData};

/// Rounding alone, over a network of some thirty layers.
const ROUNDING: f64 = 2e-6;

fn normal<const D: usize>(shape: [usize; D], seed: u64) -> Tensor<D> {
    let mut values = vec![0.0; shape.iter().product()];
    TorchCpu::new(seed).fill(&mut values);
    Tensor::from_data(TensorData::new(values, shape), &Device::flex())
}

fn distance<const D: usize>(found: Tensor<D>, expected: Tensor<D>) -> Result<f64> {
    ensure!(found.dims() == expected.dims(), "{:?} and {:?}", found.dims(), expected.dims());
    let values = |t: Tensor<D>| {
        t.try_into_data().map_err(|e| anyhow!("{e:?}"))?.try_to_vec::<f32>().map_err(|e| anyhow!("{e:?}"))
    };
    Ok(relative(&values(found)?, &values(expected)?))
}

#[test]
fn stripes_decode_and_encode_as_the_whole_picture_does() -> Result<()> {
    let autoencoder = Checkpoint::etude().load::<AutoencoderConfig>(
        Network::Autoencoder,
        Precision::F32,
        &Device::flex(),
        &mut |_, _, _| Ok(()),
    )?;
    // 13 rows of latents: stripes of 1, 3, 5 and 12 end in lower ones.
    let latents = normal([1, 8, 13, 7], 1);
    let picture = autoencoder.decode_in_stripes(latents.clone(), 13);
    let encoded = autoencoder.encode_in_stripes(picture.clone(), 13);
    for rows in [1, 3, 5, 12] {
        let off = distance(autoencoder.decode_in_stripes(latents.clone(), rows), picture.clone())?;
        ensure!(off < ROUNDING, "decoded in stripes of {rows}: {off:.1e}");
        let off = distance(autoencoder.encode_in_stripes(picture.clone(), rows), encoded.clone())?;
        ensure!(off < ROUNDING, "encoded in stripes of {rows}: {off:.1e}");
    }
    Ok(())
}

#[test]
fn queries_in_turns_attend_as_all_at_once() -> Result<()> {
    let (query, key, value) = (normal([2, 3, 37, 16], 2), normal([2, 3, 41, 16], 3), normal([2, 3, 41, 16], 4));
    let bias = normal([2, 1, 37, 41], 5);
    let whole = attend_in_turns(query.clone(), key.clone(), value.clone(), Some(&bias), 37);
    for turn in [0, 1, 10, 36] {
        let turns = attend_in_turns(query.clone(), key.clone(), value.clone(), Some(&bias), turn);
        let off = distance(turns, whole.clone())?;
        ensure!(off < ROUNDING, "{turn} at a time: {off:.1e}");
    }
    Ok(())
}

#[test]
fn the_same_words_skip_stage_one_and_paint_the_same() -> Result<()> {
    let words = |words: &str| BlendPart { of: BlendOf::Words(words.to_owned()), weight: 0.5 };
    // DDPM draws noise after the prior's, so a shortcut that left out a draw of the prior would show.
    let base = || with(small("a red circle on a white ground"), |r| r.sampling.sampler = Sampler::Ddpm);
    let recipes = [
        base(),
        Recipe { negative: Some("a ring".into()), ..base() },
        Recipe { blend: vec![words("a blue square"), words("a ring")], ..base() },
    ];
    for recipe in recipes {
        let warm = Bench::new()?;
        warm.submit(1, with(recipe.clone(), |r| r.sampling.steps = recipe.sampling.steps + 1))?;
        warm.submit(2, recipe.clone())?;
        let events = warm.until_finished(2)?;
        let stage_one = |event: &&Event| {
            matches!(event, Event::Progress { job: JobId(2), phase: Phase::Encode | Phase::Prior, .. })
        };
        ensure!(events.iter().filter(stage_one).count() == 0, "stage one ran again");
        let cold = Bench::new()?;
        cold.submit(1, recipe)?;
        let alone = cold.until_finished(1)?;
        ensure!(painted(&events)[1].0 == painted(&alone)[0].0, "the shortcut changed the picture");
    }
    Ok(())
}
