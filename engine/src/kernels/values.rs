//! Between burn's tensors and slices, without a copy where the tensor's values lie in order.

use burn::backend::Flex;
use burn::backend::flex::FlexTensor;
use burn::tensor::{Tensor, TensorData};

use super::gemm::Matrix;
use super::weight_element::WeightElement;

/// A tensor's values in order, row by row.
pub(super) struct Values(FlexTensor);

impl Values {
    /// Those of `x`, copied only where they lie otherwise.
    pub(super) fn of<const D: usize>(x: Tensor<D>) -> Self {
        let tensor = primitive(x);
        Self(if tensor.is_contiguous() { tensor } else { tensor.to_contiguous() })
    }

    /// Those of a matrix, and whether they lie column by column; copied only where they lie neither so nor row by row.
    pub(super) fn of_matrix(x: Tensor<2>) -> (Self, bool) {
        let tensor = primitive(x);
        let columns = tensor.transpose(0, 1);
        if columns.is_contiguous() { (Self(columns), true) } else { (Self(tensor.to_contiguous()), false) }
    }

    /// The values.
    pub(super) fn slice(&self) -> &[f32] {
        self.stored()
    }

    /// Those of a weight, which must be of this type.
    pub(super) fn stored<T: WeightElement>(&self) -> &[T] {
        self.0.as_slice().expect("made contiguous, and its type asked for")
    }
}

/// A tensor's values where they lie, with how far apart neighbours along each dimension are.
pub(super) struct Strided<const D: usize> {
    tensor: FlexTensor,
    /// Values between neighbours along each dimension.
    pub(super) strides: [usize; D],
}

impl<const D: usize> Strided<D> {
    /// Those of `x`, copied only where a dimension runs backwards.
    pub(super) fn of(x: Tensor<D>) -> Self {
        let mut tensor = primitive(x);
        if !tensor.layout().has_positive_strides() {
            tensor = tensor.to_contiguous();
        }
        let mut strides = [0; D];
        for (to, from) in strides.iter_mut().zip(tensor.layout().strides()) {
            *to = from.unsigned_abs();
        }
        Self { tensor, strides }
    }

    /// The values from that at index zero on.
    pub(super) fn slice(&self) -> &[f32] {
        &self.tensor.storage()[self.tensor.layout().start_offset()..]
    }
}

impl Strided<4> {
    /// `rows` rows from `first` on of the matrix at `[a, b]`, each of `columns` values.
    pub(super) fn matrix(&self, [a, b]: [usize; 2], first: usize, [rows, columns]: [usize; 2]) -> Matrix<'_> {
        let [s0, s1, row, column] = self.strides;
        Matrix::new(&self.slice()[a * s0 + b * s1 + first * row..], [rows, columns], [row, column])
    }
}

/// The backend's own tensor.
fn primitive<const D: usize>(x: Tensor<D>) -> FlexTensor {
    x.try_into_primitive::<Flex>().expect("layers ask whether the kernels serve a tensor")
}

/// A tensor of these values, row by row.
pub(super) fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D]) -> Tensor<D> {
    Tensor::from_primitive::<Flex>(FlexTensor::from_data(TensorData::new(values, shape)))
}
