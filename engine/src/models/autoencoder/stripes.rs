//! A picture in horizontal stripes, so that no layer needs room for more than its input, its output and one stripe.
//!
//! Every layer is finished for all stripes before the next one begins, and norms take their statistics over all of
//! them. So the result is that of the whole picture, to rounding, and shows no seams.

use burn::tensor::Tensor;

/// Stripes of `[batch, channels, rows, width]`, top to bottom; at least one.
#[derive(Debug, Clone)]
pub(super) struct Stripes(Vec<Tensor<4>>);

/// A stripe and what it sees of its neighbours.
pub(super) struct Part {
    /// The rows, its neighbours' included.
    pub(super) rows: Tensor<4>,
    /// The first of them, counted from the top of the picture.
    pub(super) top: usize,
    /// How many of them are of the stripe above.
    above: usize,
    /// How many rows are the stripe's own.
    own: usize,
}

impl Stripes {
    /// A picture cut into stripes of `rows` rows; the last one may be lower.
    pub(super) fn cut(picture: Tensor<4>, rows: usize) -> Self {
        let height = picture.dims()[2];
        if rows >= height {
            return Self(vec![picture]);
        }
        let stripe = |top: usize| picture.clone().narrow(2, top, rows.min(height - top));
        Self((0..height).step_by(rows).map(stripe).collect())
    }

    /// The picture.
    pub(super) fn join(self) -> Tensor<4> {
        match <[Tensor<4>; 1]>::try_from(self.0) {
            Ok([whole]) => whole,
            Err(stripes) => Tensor::cat(stripes, 2),
        }
    }

    /// The picture, where it is in one stripe.
    pub(super) fn whole(&self) -> Option<&Tensor<4>> {
        if let [whole] = &self.0[..] { Some(whole) } else { None }
    }

    /// The stripes.
    pub(super) fn all(&self) -> &[Tensor<4>] {
        &self.0
    }

    /// Rows of the picture.
    pub(super) fn height(&self) -> usize {
        self.0.iter().map(|stripe| stripe.dims()[2]).sum()
    }

    /// Does what needs the whole picture at once, and cuts it again.
    pub(super) fn map_whole(self, f: impl FnOnce(Tensor<4>) -> Tensor<4>) -> Self {
        // The first stripe is the highest.
        let rows = self.0[0].dims()[2];
        Self::cut(f(self.join()), rows)
    }

    /// Each stripe by itself.
    pub(super) fn map(self, f: impl Fn(Tensor<4>) -> Tensor<4>) -> Self {
        Self(self.0.into_iter().map(f).collect())
    }

    /// A stripe of each, together.
    pub(super) fn zip(self, other: Self, f: impl Fn(Tensor<4>, Tensor<4>) -> Tensor<4>) -> Self {
        Self(self.0.into_iter().zip(other.0).map(|(a, b)| f(a, b)).collect())
    }

    /// Each stripe with `above` and `below` rows of its neighbours, as far as there are any. A stripe is given back as
    /// soon as the one below it is done.
    pub(super) fn map_parts(self, above: usize, below: usize, f: impl Fn(Part) -> Tensor<4>) -> Self {
        let mut done = Vec::with_capacity(self.0.len());
        let mut stripes = self.0.into_iter().peekable();
        let (mut upper, mut top): (Option<Tensor<4>>, usize) = (None, 0);
        while let Some(stripe) = stripes.next() {
            let own = stripe.dims()[2];
            let mut rows = Vec::with_capacity(3);
            let mut taken = 0;
            if let Some(upper) = upper.filter(|_| above > 0) {
                let height = upper.dims()[2];
                taken = above.min(height);
                rows.push(upper.narrow(2, height - taken, taken));
            }
            rows.push(stripe.clone());
            if let Some(lower) = stripes.peek().filter(|_| below > 0) {
                rows.push(lower.clone().narrow(2, 0, below.min(lower.dims()[2])));
            }
            let rows = if rows.len() == 1 { stripe.clone() } else { Tensor::cat(rows, 2) };
            done.push(f(Part { rows, top: top - taken, above: taken, own }));
            (upper, top) = (Some(stripe), top + own);
        }
        Self(done)
    }
}

impl Part {
    /// The stripe's own rows of `result`, which has `times` rows for each of the part's.
    pub(super) fn own(&self, result: Tensor<4>, times: usize) -> Tensor<4> {
        if result.dims()[2] == self.own * times {
            return result;
        }
        result.narrow(2, self.above * times, self.own * times)
    }
}
