//! Étude's plain shapes as point sets: the examiner's own description of what each word means, to lay on what is seen.

use std::f32::consts::{PI, TAU};
use std::sync::LazyLock;

/// A shape on its own square, −1..1, v pointing down.
pub(super) struct Shape {
    /// What it is called.
    pub(super) name: &'static str,
    covers: fn(f32, f32) -> bool,
    /// Turned by so many degrees it looks the same.
    pub(super) period: usize,
    /// Its area, where its square's is 4.
    pub(super) area: f32,
    /// Its middle.
    pub(super) middle: (f32, f32),
}

impl Shape {
    fn new(name: &'static str, period: usize, covers: fn(f32, f32) -> bool) -> Self {
        const STEPS: i32 = 160;
        let (mut count, mut x, mut y) = (0.0_f32, 0.0, 0.0);
        let at = |i: i32| 1.4 * (2 * i + 1 - STEPS) as f32 / STEPS as f32;
        for (u, v) in (0..STEPS).flat_map(|i| (0..STEPS).map(move |j| (at(i), at(j)))).filter(|(u, v)| covers(*u, *v)) {
            (count, x, y) = (count + 1.0, x + u, y + v);
        }
        let cell = (2.8 / STEPS as f32).powi(2);
        Self { name, covers, period, area: count * cell, middle: (x / count, y / count) }
    }

    /// True where the point belongs to it.
    pub(super) fn covers(&self, u: f32, v: f32) -> bool {
        (self.covers)(u, v)
    }
}

/// All of them; the grid is there with two cells a side and with three.
pub(super) static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    vec![
        Shape::new("circle", 1, |u, v| u.hypot(v) < 1.0),
        Shape::new("square", 90, |u, v| square(u, v, 0.88)),
        Shape::new("triangle", 120, |u, v| v < 0.8 && 0.866 * u.abs() - 0.5 * (v - 0.22) < 0.58),
        Shape::new("ring", 1, |u, v| (0.56..1.0).contains(&u.hypot(v))),
        Shape::new("half-circle", 360, |u, v| u.hypot(v - 0.52) < 1.12 && v < 0.52),
        Shape::new("line", 180, |u, v| (u - u.clamp(-1.0, 1.0)).hypot(v) < 0.1),
        Shape::new("bar", 180, |u, v| u.abs() < 1.0 && v.abs() < 0.27),
        Shape::new("grid", 90, |u, v| {
            square(u, v, 1.03) && (bars(u + 0.86, 0.86) < 0.17 || bars(v + 0.86, 0.86) < 0.17)
        }),
        Shape::new("grid", 90, |u, v| {
            square(u, v, 0.96) && (bars(u + 0.86, 0.573) < 0.1 || bars(v + 0.86, 0.573) < 0.1)
        }),
        Shape::new("arc", 360, |u, v| (u.hypot(v - 0.45) - 0.95).abs() < 0.14 && v < 0.45),
        Shape::new("spiral", 360, |u, v| {
            let turn = u.hypot(v) / 0.42 - v.atan2(u) / TAU;
            (turn - turn.round()).abs() * 0.42 < 0.1 && u.hypot(v) < 0.98
        }),
        Shape::new("wave", 180, |u, v| (v - 0.3 * (TAU * u).sin()).abs() < 0.2 && u.abs() < 1.0),
        Shape::new("star", 72, star),
        Shape::new("crescent", 360, |u, v| u.hypot(v) < 0.95 && (u - 0.42).hypot(v + 0.12) > 0.8),
        Shape::new("cross", 90, |u, v| square(u, v, 0.95) && u.abs().min(v.abs()) < 0.27),
        Shape::new("checkerboard", 180, |u, v| {
            square(u, v, 0.88) && ((u / 0.45).floor() + (v / 0.45).floor()).rem_euclid(2.0) < 0.5
        }),
        Shape::new("stripes", 180, |u, v| square(u, v, 0.9) && bars(v, 0.6) < 0.15),
        Shape::new("dots", 90, |u, v| square(u, v, 0.93) && bars(u, 0.62).hypot(bars(v, 0.62)) < 0.2),
        Shape::new("zigzag", 180, |u, v| {
            let tooth = (bars(u, 0.5) / 0.5 * 4.0 - 1.0) * 0.28;
            (v - tooth).abs() < 0.17 && u.abs() < 1.0
        }),
    ]
});

fn square(u: f32, v: f32, half: f32) -> bool {
    u.abs().max(v.abs()) < half
}

/// How far from the middle of the nearest of bars that are `pitch` apart.
fn bars(p: f32, pitch: f32) -> f32 {
    (p / pitch - (p / pitch).round()).abs() * pitch
}

fn star(u: f32, v: f32) -> bool {
    let sector = TAU / 5.0;
    let angle = u.atan2(-v);
    let (sin, cos) = (angle - (angle / sector).round() * sector).abs().sin_cos();
    let (x, y) = (u.hypot(v) * sin, u.hypot(v) * cos);
    // The side from the tip at (0, 1) to the notch beside it.
    let (notch_x, notch_y) = (0.4 * (PI / 5.0).sin(), 0.4 * (PI / 5.0).cos());
    (y - 1.0) * notch_x - x * (notch_y - 1.0) < 0.0
}
