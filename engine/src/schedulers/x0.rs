//! The clean sample behind a prediction, and how it is kept in range.

use super::config::{PredictionType, SamplerConfig};
use super::mixture::Mixture;

/// The clean sample that a network means by `value`, where the sample is `signal`·clean + `noise`·noise.
pub(super) fn predict_x0(kind: PredictionType, mixture: Mixture, value: &[f32], sample: &[f32]) -> Vec<f32> {
    let Mixture { signal, noise } = mixture;
    let pairs = value.iter().zip(sample);
    match kind {
        PredictionType::Epsilon => pairs.map(|(v, x)| (x - noise * v) / signal).collect(),
        PredictionType::Sample => value.to_vec(),
        PredictionType::VPrediction => pairs.map(|(v, x)| signal * x - noise * v).collect(),
    }
}

/// Keeps a clean sample in range by dynamic thresholding (Saharia et al., "Imagen", 2022). False where the settings ask
/// for none.
pub(super) fn threshold(config: &SamplerConfig, x0: &mut [f32]) -> bool {
    if config.thresholding {
        let size = quantile(x0, config.dynamic_thresholding_ratio);
        let size = size.clamp(1.0, config.sample_max_value.max(1.0));
        x0.iter_mut().for_each(|v| *v = v.clamp(-size, size) / size);
    }
    config.thresholding
}

/// Keeps a clean sample in range by dynamic thresholding or plain clipping, whichever the settings ask for.
pub(super) fn clip_x0(config: &SamplerConfig, x0: &mut [f32]) {
    if !threshold(config, x0) && config.clip_sample {
        let range = config.clip_sample_range;
        x0.iter_mut().for_each(|v| *v = v.clamp(-range, range));
    }
}

/// The value below which the share `q` of the magnitudes lies, interpolated between neighbours.
fn quantile(values: &[f32], q: f32) -> f32 {
    let mut sizes: Vec<f32> = values.iter().map(|v| v.abs()).collect();
    sizes.sort_by(f32::total_cmp);
    let Some(last) = sizes.len().checked_sub(1) else { return 0.0 };
    // Ranks are in single precision there too.
    let rank = q * last as f32;
    let (low, high) = (sizes[rank.floor() as usize], sizes[(rank.ceil() as usize).min(last)]);
    let share = rank.fract();
    if share < 0.5 { low + share * (high - low) } else { high - (high - low) * (1.0 - share) }
}
