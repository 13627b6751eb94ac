//! A device against the CPU, part by part, in the precision that it paints in: what the models are made of, as wide as
//! they have it, and the networks of étude.
//!
//! A driver may crash, and takes its process with it, so this runs in a process of its own, which says which part it
//! begins; see `device::Probe`.

mod parts;

use burn::tensor::{Device, Tensor};

use crate::device::{Opened, Part};
use crate::error::{Cause, EngineError, Result};
use crate::precision::Precision;

/// How far a result may be from the CPU's, relatively: what dozens of roundings explain in half precision, and in
/// single.
const TOLERANCE: [f64; 2] = [2e-2, 1e-3];

/// Runs all parts on a device and hands each to `report`: when it begins, and how far it was from the CPU's.
///
/// # Errors
/// Where a part is further off than rounding explains, or a device refuses.
pub fn self_test(opened: &Opened, report: &mut dyn FnMut(Part, Option<f64>)) -> Result<()> {
    let half = opened.precision == Precision::F16;
    let allowed = TOLERANCE[usize::from(!half)];
    for part in Part::ALL {
        report(part, None);
        let ours = parts::run(part, &opened.device, opened.precision)?;
        let expected = parts::run(part, &Device::flex(), Precision::F32)?;
        let off = distance(&ours, &expected);
        report(part, Some(off));
        // Written so that a result that is no number fails.
        if !(ours.len() == expected.len() && off <= allowed) {
            let wrong = Cause::AdapterComputesWrongly { name: opened.info.name.clone() };
            return Err(wrong.detail(format!("{part}: off by {off:.1e}, where rounding explains {allowed:.0e}")));
        }
    }
    Ok(())
}

/// ‖ours − expected‖ / ‖expected‖.
fn distance(ours: &[f32], expected: &[f32]) -> f64 {
    let square = |value: f64| value * value;
    let apart: f64 = ours.iter().zip(expected).map(|(a, b)| square(f64::from(*a) - f64::from(*b))).sum();
    let size: f64 = expected.iter().map(|b| square(f64::from(*b))).sum();
    (apart / size.max(f64::MIN_POSITIVE)).sqrt()
}

/// A tensor's values.
fn values<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>> {
    let data = tensor.try_into_data().map_err(|e| EngineError::internal(format!("{e:?}")))?;
    data.convert::<f32>().try_into_vec::<f32>().map_err(|e| EngineError::internal(format!("{e:?}")))
}
