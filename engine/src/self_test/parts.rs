//! The parts. Each makes the same numbers on every device, runs, and gives its result.

use burn::module::{Module, ModuleMapper, Param};
use burn::nn::conv::ConvTranspose2dConfig;
use burn::tensor::{DType, Device, Tensor, TensorData};
use half::f16;

use super::values;
use crate::checkpoint::{Checkpoint, Network};
use crate::device::Part;
use crate::error::{EngineError, Result};
use crate::models::autoencoder::AutoencoderConfig;
use crate::models::conditioning::Conditioning;
use crate::models::layers::{Conv3, GroupNorm, Then, attend, doubled};
use crate::precision::Precision;
use crate::rng::{Normal, TorchCpu};

/// Channels of the wide layers; models have 384 to 1536.
const CHANNELS: usize = 512;
/// A convolution's sums of so many channels' neighbourhoods.
const SUMMED: usize = 9 * CHANNELS;
/// Places of a picture of 512×512 in the UNet: what an attention looks at.
const KEYS: usize = 4096;

/// Runs a part on `device`, in `precision`.
///
/// # Errors
/// Where the device refuses.
pub(super) fn run(part: Part, device: &Device, precision: Precision) -> Result<Vec<f32>> {
    let dtype = precision.computing();
    let mut drawn = Drawn { rng: TorchCpu::new(1911), device, dtype };
    match part {
        Part::Product => {
            let (a, b) = (drawn.tensor([64, SUMMED], 1.0), drawn.tensor([SUMMED, 64], 1.0));
            // What is summed has one sign, so that a sum that stops growing is seen.
            values(a.abs().matmul(b.abs() * 0.1))
        }
        Part::Convolution => {
            let x = drawn.tensor([2, CHANNELS, 16, 16], 1.0);
            values(Conv3::new(CHANNELS, CHANNELS, device).map(&mut drawn).forward(x))
        }
        Part::Transposed => {
            let x = drawn.tensor([2, CHANNELS, 8, 8], 1.0);
            let layer = ConvTranspose2dConfig::new([CHANNELS, CHANNELS], [2, 2]).with_stride([2, 2]).init(device);
            values(doubled(&layer.map(&mut drawn), x))
        }
        Part::Norm => {
            let x = drawn.tensor([2, CHANNELS, 16, 16], 1.0) + 4.0;
            let modulation = Some((drawn.tensor([2, CHANNELS, 1, 1], 0.5), drawn.tensor([2, CHANNELS, 1, 1], 0.5)));
            let norm = GroupNorm::new(32, CHANNELS, 1e-5, device).map(&mut drawn);
            values(norm.forward_then(x, None, &Then { modulation, ..Then::silu() }))
        }
        Part::Attention => {
            let query = drawn.tensor([2, 8, 64, 64], 1.0);
            let (key, value) = (drawn.tensor([2, 8, KEYS, 64], 1.0), drawn.tensor([2, 8, KEYS, 64], 1.0));
            // Far from zero: sums that are divided too late leave the range of half precision.
            values(attend(query, key, value + 4.0, None))
        }
        Part::UNet => {
            let checkpoint = Checkpoint::etude();
            let config = checkpoint.unet_config(Network::UNet)?;
            let width = config.image_embedding().ok_or_else(|| EngineError::internal("étude reads no embedding"))?;
            let unet = checkpoint.unet(Network::UNet, precision, device, &mut |_, _, _| Ok(()))?;
            let context = unet.context(Conditioning::Image(drawn.tensor([2, width], 1.0)))?;
            let side = 4 * config.multiple();
            values(unet.forward(drawn.tensor([2, config.in_channels(), side, side], 1.0), 500.0, &context)?)
        }
        Part::Movq => {
            let network = Network::Autoencoder;
            let checkpoint = Checkpoint::etude();
            let movq = checkpoint.load::<AutoencoderConfig>(network, precision, device, &mut |_, _, _| Ok(()))?;
            let channels = checkpoint.config::<AutoencoderConfig>(network)?.latent_channels;
            values(movq.decode(drawn.tensor([1, channels, 8, 8], 1.0)))
        }
    }
}

/// Draws the same numbers for every device, as half precision has them, so that to round them costs nothing.
struct Drawn<'a> {
    rng: TorchCpu,
    device: &'a Device,
    dtype: DType,
}

impl Drawn<'_> {
    fn tensor<const D: usize>(&mut self, shape: [usize; D], scale: f32) -> Tensor<D> {
        let mut values = vec![0.0; shape.iter().product()];
        self.rng.fill(&mut values);
        values.iter_mut().for_each(|value| *value = f16::from_f32(*value * scale).to_f32());
        Tensor::from_data(TensorData::new(values, shape), (self.device, self.dtype))
    }
}

impl ModuleMapper for Drawn<'_> {
    /// A layer's weights, so large that its results are as large as what it is given.
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let shape = param.lazy_shape().dims::<D>();
        let summed: usize = shape[1..].iter().product();
        let tensor = self.tensor(shape, (summed as f32).sqrt().recip());
        Param::initialized(param.id, tensor)
    }
}
