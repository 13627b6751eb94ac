//! What the cases of this process run on and compute in, and how far from their references that may lead.

use anyhow::{Result, bail};
use bluerider_engine::device::{self, DevicePreference};
use bluerider_engine::precision::Precision;
use bluerider_tests::compare;
use bluerider_tests::fixtures::Golden;
use bluerider_tests::worded::worded;
use burn::tensor::Device;

/// Tells the process of a case which device it runs on, as `--device` would.
const DEVICE: &str = "BLUERIDER_GOLDEN_DEVICE";
/// Tells it what to compute in: `f16`; in single precision without it.
const PRECISION: &str = "BLUERIDER_GOLDEN_PRECISION";

/// How far half precision may lead from a reference in single precision, relatively. A value is off by up to 2⁻¹¹ each
/// time that it is rounded, and is some dozens of times on its way through a network.
const HALF: f64 = 1e-2;
/// The same of a picture, of 255: on average and at most.
const HALF_OF_A_PICTURE: (f64, f64) = (2.0, 24.0);

/// The environment of a process that runs cases on this device, in this precision.
pub(super) fn of((device, precision): (DevicePreference, Precision)) -> [(&'static str, String); 2] {
    [(DEVICE, device.to_string()), (PRECISION, precision.name().to_owned())]
}

/// True in a process that was told.
pub(super) fn is_given() -> bool {
    std::env::var_os(DEVICE).is_some()
}

/// The precision that this process's cases compute in.
pub(super) fn precision() -> Precision {
    match std::env::var(PRECISION) {
        Ok(name) if name == Precision::F16.name() => Precision::F16,
        _ => Precision::F32,
    }
}

/// The device that this process's cases run on.
pub(super) fn device() -> Result<Device> {
    let preference = match std::env::var(DEVICE) {
        Ok(text) => text.parse().map_err(anyhow::Error::msg)?,
        Err(_) => DevicePreference::Cpu,
    };
    let opened = device::open(preference);
    let opened = opened.map_err(worded).map_err(|error| anyhow::anyhow!("{} {}", error.message, error.detail))?;
    if opened.precision != Precision::F16 && precision() == Precision::F16 {
        bail!("{} does not compute in half precision", opened.info);
    }
    Ok(opened.device)
}

/// The limit of a case, or that of half precision, where it computes in it.
pub(super) fn allowed(limit: f64) -> f64 {
    if precision() == Precision::F16 { limit.max(HALF) } else { limit }
}

/// [`compare::agree`] within what is [`allowed`].
pub(super) fn agree(what: &str, found: &[f32], golden: &Golden, limit: f64) -> Result<()> {
    if precision() == Precision::F16 {
        println!("{what}: off by {:.1e}", compare::relative(found, &golden.values));
    }
    compare::agree(what, found, golden, allowed(limit))
}

/// [`compare::pictures`], within what is allowed of a picture.
pub(super) fn pictures(found: &[f32], golden: &[f32], mean: f64, largest: f64) -> Result<()> {
    let (least, most) = if precision() == Precision::F16 { HALF_OF_A_PICTURE } else { (0.0, 0.0) };
    compare::pictures(found, golden, mean.max(least), largest.max(most))
}
