//! Comparisons that say by how much two results differ.

use anyhow::{Result, ensure};

use crate::fixtures::Golden;

/// ‖found − golden‖ / ‖golden‖.
pub fn relative(found: &[f32], golden: &[f32]) -> f64 {
    let square = |v: f64| v * v;
    let difference: f64 = found.iter().zip(golden).map(|(a, b)| square(f64::from(*a) - f64::from(*b))).sum();
    let size: f64 = golden.iter().map(|b| square(f64::from(*b))).sum();
    (difference / size.max(f64::MIN_POSITIVE)).sqrt()
}

/// Passes where `found` is as long as `golden` and no further from it than `limit`, relatively.
///
/// # Errors
/// Says what differs and by how much.
pub fn agree(what: &str, found: &[f32], golden: &Golden, limit: f64) -> Result<()> {
    ensure!(found.len() == golden.values.len(), "{what}: {} values, expected {:?}", found.len(), golden.shape);
    let distance = relative(found, &golden.values);
    ensure!(distance <= limit, "{what}: differs by {distance:.2e}, allowed {limit:.0e}");
    Ok(())
}

/// Passes where two pictures in 0..1 differ by at most `mean`/255 on average and `largest`/255 anywhere.
///
/// # Errors
/// Says by how much they differ.
pub fn pictures(found: &[f32], golden: &[f32], mean: f64, largest: f64) -> Result<()> {
    ensure!(found.len() == golden.len(), "picture: {} values, expected {}", found.len(), golden.len());
    let (average, worst) = differences(found, golden);
    ensure!(average <= mean, "picture: mean difference {average:.3}/255, allowed {mean}/255");
    ensure!(worst <= largest, "picture: largest difference {worst:.3}/255, allowed {largest}/255");
    Ok(())
}

/// The mean and the largest difference of two pictures in 0..1, of 255.
pub fn differences(found: &[f32], golden: &[f32]) -> (f64, f64) {
    let differences = || found.iter().zip(golden).map(|(a, b)| (f64::from(*a) - f64::from(*b)).abs() * 255.0);
    (differences().sum::<f64>() / golden.len() as f64, differences().fold(0.0, f64::max))
}
