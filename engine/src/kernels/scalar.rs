//! Functions of one number, written so that the compiler can compute many at a time.

/// eˣ to about one unit in the last place, for x from −87 to 88; beyond, the value at the end.
///
/// x = n·ln 2 + r with |r| ≤ ln 2 / 2; eʳ is its Taylor polynomial and 2ⁿ goes into the exponent's bits.
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    /// Adding it rounds to the nearest whole number, which then lies in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    /// ln 2 in two parts, the first of which has zeros at its end, so that n times it is exact.
    const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
    let x = x.clamp(-87.0, 88.0);
    let rounded = x * std::f32::consts::LOG2_E + ROUND;
    let n = rounded - ROUND;
    let r = (x - n * LN_2[0]) - n * LN_2[1];
    let high = 1.0 / 24.0 + r * (1.0 / 120.0 + r * (1.0 / 720.0 + r * (1.0 / 5040.0)));
    // The small terms first, so that only the last two sums round.
    let polynomial = 1.0 + (r + r * r * (0.5 + r * (1.0 / 6.0 + r * high)));
    let power = f32::from_bits(rounded.to_bits().wrapping_add(127) << 23);
    polynomial * power
}

/// x · σ(x).
#[inline(always)]
pub(super) fn silu(x: f32) -> f32 {
    x / (1.0 + exp(-x))
}

/// x · Φ(x), with the exact normal distribution, to about 2.5e-7 of x.
///
/// Φ(x) is half of erfc(−x/√2), and erfc(z) = e^(−z²) · erfcx(z), where erfcx falls so gently that a polynomial in
/// 1/(1 + 0.4 z) follows it to 6e-9 for z from 0 to 9; the coefficients are a fit to that.
#[inline(always)]
pub(super) fn gelu(x: f32) -> f32 {
    const ERFCX: [f32; 10] = [
        0.225_715,
        0.224_798_02,
        0.216_174,
        0.123_923_83,
        0.288_463_6,
        -0.314_506_78,
        0.583_246_9,
        -0.525_385_4,
        0.209_209_9,
        -0.031_639_118,
    ];
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.4 * z);
    let mut erfcx = 0.0;
    for coefficient in ERFCX.into_iter().rev() {
        erfcx = erfcx * t + coefficient;
    }
    let tail = 0.5 * erfcx * t * exp(-z * z);
    x * if x < 0.0 { tail } else { 1.0 - tail }
}

/// The sum of `f` of all values, in single precision over runs that are short enough to round little and in double
/// precision beyond.
#[inline(always)]
pub(super) fn sum(values: &[f32], f: impl Fn(f32) -> f32) -> f64 {
    const LANES: usize = 32;
    const RUN: usize = 32 * LANES;
    let run = |run: &[f32]| {
        let (chunks, rest) = run.as_chunks::<LANES>();
        let mut lanes = [0.0f32; LANES];
        for chunk in chunks {
            for (lane, &value) in lanes.iter_mut().zip(chunk) {
                *lane += f(value);
            }
        }
        let of = |values: &mut dyn Iterator<Item = f32>| values.map(f64::from).sum::<f64>();
        of(&mut lanes.into_iter()) + of(&mut rest.iter().map(|&value| f(value)))
    };
    values.chunks(RUN).map(run).sum()
}

#[cfg(test)]
mod tests {
    use super::{exp, gelu, silu, sum};

    #[test]
    fn the_exponential_is_right_to_the_last_place_or_so() {
        for step in -87_000..88_000 {
            let x = step as f32 / 1000.0;
            let exact = f64::from(x).exp();
            assert!((f64::from(exp(x)) / exact - 1.0).abs() < 1.5e-7, "exp({x}) = {}, not {exact}", exp(x));
        }
        assert!(exp(-1000.0) < 1e-37 && exp(1000.0) > 1e38);
        assert_eq!(exp(0.0), 1.0);
    }

    #[test]
    fn silu_vanishes_far_below_and_is_its_argument_far_above() {
        assert_eq!((silu(-200.0).abs() < 1e-30, silu(0.0), silu(200.0)), (true, 0.0, 200.0));
        assert!((silu(1.0) - 0.731_058_6).abs() < 1e-7);
    }

    #[test]
    fn gelu_follows_the_integral_of_the_normal_distribution() {
        // Simpson's rule, upwards from where the density is nothing.
        let density = |x: f64| (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let (mut total, step) = (0.0, 1.0 / 512.0);
        for number in 0..(20 * 512) {
            let x = -10.0 + f64::from(number) * step;
            let exact = x * total;
            let found = f64::from(gelu(x as f32));
            assert!((found - exact).abs() <= 3e-7 * x.abs() + 1e-12, "gelu({x}) = {found}, not {exact}");
            total += step / 6.0 * (density(x) + 4.0 * density(x + step / 2.0) + density(x + step));
        }
        assert_eq!((gelu(0.0), gelu(50.0), gelu(-50.0).abs() < 1e-30), (0.0, 50.0, true));
    }

    #[test]
    fn long_sums_do_not_drift() {
        let values = vec![0.1f32; 1_000_003];
        assert!((sum(&values, |v| v) / (1_000_003.0 * f64::from(0.1f32)) - 1.0).abs() < 1e-6);
        assert_eq!(sum(&values[..3], |_| 2.0), 6.0);
    }
}
