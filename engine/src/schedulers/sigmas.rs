//! Noise levels σ = √((1 − ᾱ)/ᾱ), for samplers that think in them.
//!
//! The spacing by powers is that of Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models"
//! (2022).

/// σ for each training timestep. Pure noise, which a stretched schedule ends with, would be at infinity; the reference
/// takes ᾱ for 2⁻²⁴ there.
pub(super) fn table(alphas_cumprod: &[f32]) -> Vec<f64> {
    let alpha = |a: f32| if a == 0.0 { 2f32.powi(-24) } else { a };
    alphas_cumprod.iter().map(|&a| alpha(a)).map(|a| f64::from(((1.0 - a) / a).sqrt())).collect()
}

/// σ at a timestep that may lie between two trained ones.
pub(super) fn at(table: &[f64], timestep: f64) -> f64 {
    let last = table.len() - 1;
    let low = (timestep.max(0.0).floor() as usize).min(last);
    let high = (low + 1).min(last);
    table[low] + (table[high] - table[low]) * (timestep - low as f64).clamp(0.0, 1.0)
}

/// `steps` levels from `largest` to `smallest`, dense where there is little noise.
pub(super) fn karras(smallest: f64, largest: f64, steps: usize) -> Vec<f64> {
    const RHO: f64 = 7.0;
    let (low, high) = (smallest.powf(1.0 / RHO), largest.powf(1.0 / RHO));
    let level = |i: usize| {
        let along = if steps > 1 { i as f64 / (steps - 1) as f64 } else { 0.0 };
        (high + along * (low - high)).powf(RHO)
    };
    (0..steps).map(level).collect()
}

/// The timestep of a level: between two trained ones, by the logarithm, which the reference keeps in single precision.
pub(super) fn timestep(table: &[f64], sigma: f64) -> f64 {
    let known = |i: usize| f64::from((table[i] as f32).ln());
    let logarithm = sigma.max(1e-10).ln();
    let low = (0..table.len()).rposition(|i| known(i) <= logarithm).unwrap_or(0).min(table.len() - 2);
    let (below, above) = (known(low), known(low + 1));
    low as f64 + ((below - logarithm) / (below - above)).clamp(0.0, 1.0)
}

/// Weights of the clean sample and of the noise at a level, such that their squares add up to one.
pub(super) fn weights(sigma: f64) -> (f64, f64) {
    let signal = 1.0 / (sigma * sigma + 1.0).sqrt();
    (signal, sigma * signal)
}
