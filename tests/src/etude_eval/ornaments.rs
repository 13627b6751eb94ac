//! Looks at an ornament and says whether it keeps the rules of its craft. It sees nothing but pixels.

use bluerider_engine::protocol::Picture;

use super::colours::{Rgb, away, pixels};

const PORCELAIN: Rgb = [247.0, 247.0, 250.0];
const COBALT: Rgb = [26.0, 62.0, 158.0];
const RED: Rgb = [196.0, 30.0, 34.0];
const BLACK: Rgb = [18.0, 14.0, 16.0];
const GOLD: Rgb = [222.0, 168.0, 44.0];

/// Gzhel is painted in cobalt on white: all colours are these two or between them, and both are there.
pub(super) fn is_gzhel(picture: &Picture) -> bool {
    // Between two colours: no farther from the line that joins them than a print may stray.
    let line: Rgb = std::array::from_fn(|i| COBALT[i] - PORCELAIN[i]);
    let length = line.iter().map(|v| v * v).sum::<f32>();
    let on_line = |p: &Rgb| {
        let along = (0..3).map(|i| (p[i] - PORCELAIN[i]) * line[i]).sum::<f32>() / length;
        let foot: Rgb = std::array::from_fn(|i| PORCELAIN[i] + along.clamp(-0.2, 1.3) * line[i]);
        away(p, &foot) < 40.0
    };
    let cobalt = share(picture, |p| away(p, &COBALT) < 60.0);
    share(picture, on_line) > 0.97
        && (0.04..0.7).contains(&cobalt)
        && share(picture, |p| away(p, &PORCELAIN) < 40.0) > 0.25
}

/// Khokhloma is red, black and gold; all three are there, and hardly anything else.
pub(super) fn is_khokhloma(picture: &Picture) -> bool {
    let near = |colour: Rgb| share(picture, move |p| away(p, &colour) < 75.0);
    let (red, black, gold) = (near(RED), near(BLACK), near(GOLD));
    red > 0.02 && black > 0.02 && gold > 0.03 && red + black + gold > 0.85
}

/// A lubok has a frame: a band along all four sides that is not the picture's ground.
pub(super) fn is_framed(picture: &Picture) -> bool {
    let side = picture.width.min(picture.height) as f32;
    let band = |from: f32, to: f32| {
        let (from, to) = (from * side, to * side);
        mean(picture, move |x, y| {
            let edge = x.min(y).min(picture.width as f32 - 1.0 - x).min(picture.height as f32 - 1.0 - y);
            (from..to).contains(&edge)
        })
    };
    away(&band(0.02, 0.09), &band(0.13, 0.17)) > 60.0
}

fn share(picture: &Picture, holds: impl Fn(&Rgb) -> bool) -> f32 {
    pixels(picture, 0.0..1.0).filter(holds).count() as f32 / (picture.width * picture.height) as f32
}

/// The mean colour where `chosen` says so of x and y.
fn mean(picture: &Picture, chosen: impl Fn(f32, f32) -> bool) -> Rgb {
    let place = |i: usize| ((i % picture.width) as f32, (i / picture.width) as f32);
    let there = pixels(picture, 0.0..1.0).enumerate().filter(|(i, _)| chosen(place(*i).0, place(*i).1));
    let (count, sum) =
        there.fold((0.0_f32, [0.0; 3]), |(n, sum), (_, p)| (n + 1.0, std::array::from_fn(|i| sum[i] + p[i])));
    sum.map(|v: f32| v / count.max(1.0))
}
