//! Attention weights in prompts, as they act on a text encoder's hidden states.

use burn::tensor::Tensor;

use crate::pipelines::tensors::Placement;
use crate::text::Tokens;

/// Gives words their weights: the hidden state `h` of a token of weight `w` becomes `e + w (h − e)`, where `e` is what
/// the empty prompt, the last row, has in that place. Without that row.
///
/// `hidden`: `[prompts + 1, tokens, width]`; `tokens`: of the prompts; returns `[prompts, tokens, width]`.
pub(super) fn apply_weights(hidden: Tensor<3>, tokens: &[Tokens]) -> Tensor<3> {
    let [_, places, _] = hidden.dims();
    let rows = tokens.len();
    let weights = tokens.iter().flat_map(|t| t.weights.iter().copied()).collect();
    let weights = Placement::of(&hidden).upload(weights, [rows, places, 1]);
    let empty = hidden.clone().narrow(0, rows, 1);
    empty.clone() + (hidden.narrow(0, 0, rows) - empty) * weights
}

/// True where any word has another weight than 1.
pub(super) fn has_weights(tokens: &[Tokens]) -> bool {
    tokens.iter().any(|t| t.weights.iter().any(|&weight| weight != 1.0))
}

#[cfg(test)]
mod tests {
    use burn::tensor::{DType, Device};

    use super::{Placement, Tokens, apply_weights};
    use crate::pipelines::tensors::download;

    #[test]
    fn a_weight_leads_from_the_empty_prompts_state_to_the_words_and_beyond() {
        let tokens = |weights: &[f32]| Tokens {
            ids: vec![0; 3],
            mask: vec![true; 3],
            weights: weights.to_vec(),
            needed: 3,
            cut: None,
            cut_from: None,
        };
        // Two prompts of three tokens of width two, and the empty prompt.
        let states: Vec<f32> = (0..12).map(|v| v as f32).chain([10.0, 10.0, 20.0, 20.0, 30.0, 30.0]).collect();
        let hidden = Placement { device: Device::flex(), dtype: DType::F32 }.upload(states.clone(), [3, 3, 2]);
        let new = download(apply_weights(hidden, &[tokens(&[1.0, 0.0, 1.5]), tokens(&[1.0; 3])])).expect("values");
        // As they were; as the empty prompt's; half as far again: 30 + 1.5 (4 - 30).
        assert_eq!(new[..6], [0.0, 1.0, 20.0, 20.0, -9.0, -7.5]);
        assert_eq!(new[6..], states[6..12]);
    }
}
