//! A small fixed network on a device and on the CPU: the kernels that the models use, with results that must agree.

use burn::tensor::activation::{silu, softmax};
use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Device, Tensor, TensorData};

use super::Opened;
use crate::error::{Cause, EngineError, Result};
use crate::rng::{Normal, TorchCpu};

/// The greatest difference, of results near one, that rounding explains: half precision keeps three digits.
const TOLERANCE: f32 = 0.02;

/// Runs the test. Returns the greatest difference to the CPU's result, whose values are near one.
///
/// # Errors
/// Where the difference is more than rounding explains.
pub fn self_test(opened: &Opened) -> Result<f32> {
    let ours = network(&opened.device)?;
    let expected = network(&Device::flex())?;
    let difference = ours.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    // Written so that a result that is no number fails.
    if ours.len() == expected.len() && difference <= TOLERANCE {
        return Ok(difference);
    }
    Err(Cause::AdapterComputesWrongly { name: opened.info.name.clone() }
        .detail(format!("a result near 1 is off by {difference}")))
}

/// A convolution, a group norm, an activation and attention over the pixels.
fn network(device: &Device) -> Result<Vec<f32>> {
    let mut rng = TorchCpu::new(1911);
    let mut draw = |shape: &[usize], scale: f32| -> TensorData {
        let mut values = vec![0.0; shape.iter().product()];
        rng.fill(&mut values);
        values.iter_mut().for_each(|v| *v *= scale);
        TensorData::new(values, shape.to_vec())
    };
    let x = Tensor::<4>::from_data(draw(&[1, 8, 8, 8], 1.0), device);
    let kernel = Tensor::<4>::from_data(draw(&[16, 8, 3, 3], 0.1), device);
    let weight = Tensor::<2>::from_data(draw(&[16, 16], 0.25), device);

    let x = conv2d(x, kernel, None, ConvOptions::new([1, 1], [1, 1], [1, 1], 1));
    let groups = x.reshape([1, 4, 256]);
    let (variance, mean) = groups.clone().var_mean_bias(2);
    let x = silu((groups - mean) / (variance + 1e-5).sqrt()).reshape([16, 64]);
    let pixels = x.transpose(); // [64, 16]
    let asked = pixels.clone().matmul(weight);
    let attention = softmax(asked.matmul(pixels.clone().transpose()) / 4.0, 1);
    let out = attention.matmul(pixels).into_data();
    out.convert::<f32>().try_into_vec::<f32>().map_err(|e| EngineError::internal(format!("{e:?}")))
}
