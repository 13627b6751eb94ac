//! Sliders and number fields: what a draft or a file holds survives being shown, also beyond what the control reaches;
//! only a hand changes it.

use std::ops::RangeInclusive;

use egui::emath::Numeric;
use egui::{DragValue, Slider, SliderClamping};

/// A slider over `range`. A value beyond it stands at the end and stays what it is until it is moved.
pub(super) fn slider<T: Numeric>(value: &mut T, range: RangeInclusive<T>) -> Slider<'_> {
    Slider::new(value, range).clamping(SliderClamping::Edits)
}

/// A slider over `range` that shows one decimal, or more where the value has more.
pub(super) fn scale(value: &mut f32, range: RangeInclusive<f32>) -> Slider<'_> {
    slider(value, range).min_decimals(1).max_decimals(3)
}

/// A number field; what is typed or dragged stays within `range`.
pub(super) fn number<T: Numeric>(value: &mut T, range: RangeInclusive<T>) -> DragValue<'_> {
    DragValue::new(value).range(range).clamp_existing_to_range(false)
}

/// The field of a seed. A field's numbers are floating ones, exact up to 2⁵³; larger seeds are shown to the last digit
/// as long as no hand changes them.
pub(super) fn seed(value: &mut u64) -> DragValue<'_> {
    const EXACT: u64 = 1 << 53;
    let whole = *value;
    let shown = move |number: f64, _: RangeInclusive<usize>| {
        if number == whole as f64 { whole.to_string() } else { format!("{number:.0}") }
    };
    number(value, 0..=EXACT).speed(1.0).custom_formatter(shown)
}
