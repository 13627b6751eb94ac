//! How much of a clean sample and of noise a sample holds.

/// A sample is `signal`·clean + `noise`·noise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mixture {
    /// The weight of the clean sample.
    pub signal: f32,
    /// The weight of standard noise.
    pub noise: f32,
}

impl Mixture {
    /// Where ᾱ of the signal's variance is left, and the rest is noise's.
    pub fn of_alpha_bar(alpha_bar: f32) -> Self {
        Self { signal: alpha_bar.sqrt(), noise: (1.0 - alpha_bar).sqrt() }
    }

    /// The sample of `clean` and `noise`, which are of one length.
    pub fn of(self, clean: &[f32], noise: &[f32]) -> Vec<f32> {
        clean.iter().zip(noise).map(|(c, n)| self.signal * c + self.noise * n).collect()
    }
}
