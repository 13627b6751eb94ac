//! What is known of a sample while the rest is painted.

/// A part of a clean sample that is known, and stays while the rest is painted.
#[derive(Debug, Clone, Copy)]
pub struct KnownRegion<'a> {
    /// The sample, `[channels, height, width]`.
    pub latents: &'a [f32],
    /// 1 where it stays and 0 where it is painted, `[height, width]`.
    pub mask: &'a [f32],
}

impl KnownRegion<'_> {
    /// Puts what is known back into `sample`.
    pub fn put_back(&self, sample: &mut [f32]) {
        for (i, (x, kept)) in sample.iter_mut().zip(self.latents).enumerate() {
            let keep = self.mask[i % self.mask.len()];
            *x = keep * kept + (1.0 - keep) * *x;
        }
    }
}
