//! Draws of a batch of two, of which the first is used.

use super::Normal;

/// Draws twice as much as is asked for, and gives the first half.
pub struct PairedNoise<'a>(&'a mut dyn Normal);

impl<'a> PairedNoise<'a> {
    /// Draws from `normal`.
    pub fn new(normal: &'a mut dyn Normal) -> Self {
        Self(normal)
    }

    /// What it draws from.
    pub fn inner(&mut self) -> &mut dyn Normal {
        self.0
    }
}

impl Normal for PairedNoise<'_> {
    fn fill(&mut self, out: &mut [f32]) {
        let mut both = vec![0.0; 2 * out.len()];
        self.0.fill(&mut both);
        out.copy_from_slice(&both[..out.len()]);
    }
}
