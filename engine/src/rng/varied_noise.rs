//! Noise between that of two seeds: what a picture's variations are painted from.
//!
//! Reference: `slerp` of `modules/rng.py` of <https://github.com/AUTOMATIC1111/stable-diffusion-webui>, which mixes the
//! first latents alone and by their rows. Here every draw is mixed, as a whole: the prior's too, so that at 1 the
//! picture is the other seed's, whatever the system and the sampler.

use super::Normal;

/// Draws on the great circle from one generator's to another's, which keeps their variance.
pub struct VariedNoise {
    from: Box<dyn Normal>,
    to: Box<dyn Normal>,
    strength: f32,
}

impl VariedNoise {
    /// `strength`: 0 gives the draws of `from`, 1 those of `to`.
    pub fn new(from: Box<dyn Normal>, to: Box<dyn Normal>, strength: f32) -> Self {
        Self { from, to, strength }
    }
}

impl Normal for VariedNoise {
    fn fill(&mut self, out: &mut [f32]) {
        let mut other = vec![0.0; out.len()];
        self.from.fill(out);
        self.to.fill(&mut other);
        let (from, to) = shares(out, &other, f64::from(self.strength));
        for (value, other) in out.iter_mut().zip(other) {
            *value = (f64::from(*value) * from + f64::from(other) * to) as f32;
        }
    }
}

/// The shares of `a` and `b` on the way from one to the other.
fn shares(a: &[f32], b: &[f32], strength: f64) -> (f64, f64) {
    let dot = |a: &[f32], b: &[f32]| -> f64 { a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum() };
    let angle = (dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()).clamp(-1.0, 1.0).acos();
    let sine = angle.sin();
    // Of the same draws, or of none, the straight way is as good.
    if sine.is_nan() || sine < 1e-6 {
        return (1.0 - strength, strength);
    }
    (((1.0 - strength) * angle).sin() / sine, (strength * angle).sin() / sine)
}
