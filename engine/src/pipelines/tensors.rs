//! Values between the host and the device.

use burn::tensor::{DType, Device, Tensor, TensorData};

use crate::error::{Cause, Result};

/// Where tensors for networks go, and of which type they are.
#[derive(Debug, Clone)]
pub(super) struct Placement {
    pub(super) device: Device,
    pub(super) dtype: DType,
}

impl Placement {
    /// That of a tensor.
    pub(super) fn of<const D: usize>(tensor: &Tensor<D>) -> Self {
        Self { device: tensor.device(), dtype: tensor.dtype() }
    }

    /// Host values to the device.
    pub(super) fn upload<const D: usize>(&self, values: Vec<f32>, shape: [usize; D]) -> Tensor<D> {
        Tensor::from_data(TensorData::new(values, shape), (&self.device, self.dtype))
    }
}

/// A tensor's values to the host, waiting for the device.
pub(super) fn download<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>> {
    let lost = |e: &dyn std::fmt::Display| Cause::DeviceLost.detail(e);
    let data = tensor.try_into_data().map_err(|e| lost(&format!("{e:?}")))?;
    data.convert::<f32>().try_to_vec().map_err(|e| lost(&format!("{e:?}")))
}

/// The rows `rows` of a batch, in that order.
pub(super) fn pick<const D: usize>(batch: &Tensor<D>, rows: &[usize]) -> Tensor<D> {
    Tensor::cat(rows.iter().map(|&row| batch.clone().narrow(0, row, 1)).collect(), 0)
}
