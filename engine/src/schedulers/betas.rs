//! Noise schedules: β for each training timestep, and ᾱ, the product of 1 − β up to it.

use super::config::{BetaSchedule, SamplerConfig};

/// ᾱ for each training timestep of a decoder.
pub(super) fn alphas_of(config: &SamplerConfig) -> Vec<f32> {
    let betas = match &config.trained_betas {
        Some(betas) => betas.clone(),
        None => betas(config.beta_schedule, config.beta_start, config.beta_end, config.num_train_timesteps),
    };
    let alphas = alphas_cumprod(&betas);
    if config.rescale_betas_zero_snr { zero_terminal_snr(&alphas) } else { alphas }
}

/// β for each of `count` training timesteps, in single precision as the reference keeps them.
pub(super) fn betas(schedule: BetaSchedule, start: f32, end: f32, count: usize) -> Vec<f32> {
    match schedule {
        BetaSchedule::Linear => linspace(start, end, count),
        BetaSchedule::ScaledLinear => linspace(start.sqrt(), end.sqrt(), count).into_iter().map(|b| b * b).collect(),
        BetaSchedule::SquaredcosCapV2 => cosine(count),
        BetaSchedule::Sigmoid => {
            linspace(-6.0, 6.0, count).into_iter().map(|b| (end - start) / (1.0 + (-b).exp()) + start).collect()
        }
    }
}

/// ᾱ: cumulative products of 1 − β, multiplied in double precision and kept in single.
pub(super) fn alphas_cumprod(betas: &[f32]) -> Vec<f32> {
    let product = |acc: &mut f64, beta: &f32| {
        *acc *= f64::from(1.0 - beta);
        Some(*acc as f32)
    };
    betas.iter().scan(1.0, product).collect()
}

/// `torch.linspace`: built from both ends so that both are exact.
fn linspace(start: f32, end: f32, count: usize) -> Vec<f32> {
    if count < 2 {
        return vec![start; count];
    }
    let step = (end - start) / (count - 1) as f32;
    let value = |i: usize| if i < count / 2 { start + step * i as f32 } else { end - step * (count - i - 1) as f32 };
    (0..count).map(value).collect()
}

/// The cosine schedule of Nichol & Dhariwal (2021), capped at 0.999.
fn cosine(count: usize) -> Vec<f32> {
    let alpha_bar = |t: f64| ((t + 0.008) / 1.008 * std::f64::consts::FRAC_PI_2).cos().powi(2);
    let beta = |i: usize| {
        let (a, b) = (alpha_bar(i as f64 / count as f64), alpha_bar((i + 1) as f64 / count as f64));
        (1.0 - b / a).min(0.999) as f32
    };
    (0..count).map(beta).collect()
}

/// Shifts and stretches √ᾱ so that the last training timestep is pure noise (Lin et al., 2023).
fn zero_terminal_snr(alphas_cumprod: &[f32]) -> Vec<f32> {
    let roots: Vec<f32> = alphas_cumprod.iter().map(|a| a.sqrt()).collect();
    let (Some(&first), Some(&last)) = (roots.first(), roots.last()) else { return Vec::new() };
    roots.iter().map(|r| ((r - last) * (first / (first - last))).powi(2)).collect()
}
