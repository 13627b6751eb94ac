//! The examiner's eyes: shapes drawn here, plainly, must be seen as what they are.

use anyhow::{Result, ensure};
use bluerider_engine::protocol::Picture;
use bluerider_tests::shape_detector::look;

const SIDE: usize = 128;
const GROUND: [u8; 3] = [250, 212, 44];
const RED: [u8; 3] = [208, 36, 36];
const BLUE: [u8; 3] = [28, 66, 178];

/// A shape drawn at (x, y), turned by `angle`, with half extent `r`.
type Drawn<'a> = (&'a str, [u8; 3], (f32, f32), f32, f32);

/// True where the point, seen from the shape's middle, lies inside.
fn covers(shape: &str, x: f32, y: f32, r: f32) -> bool {
    match shape {
        "circle" => x.hypot(y) < r,
        "ring" => x.hypot(y) < r && x.hypot(y) > 0.56 * r,
        "square" => x.abs().max(y.abs()) < 0.88 * r,
        "triangle" => y < 0.8 * r && 0.866 * x.abs() - 0.5 * (y - 0.22 * r) < 0.58 * r,
        "half-circle" => x.hypot(y - 0.52 * r) < 1.12 * r && y < 0.52 * r,
        "line" => x.abs() < 1.3 * r && y.abs() < 0.12 * r,
        "grid" => {
            let bar =
                |v: f32| ((v + r) / (2.0 * r / 3.0)).fract().min(1.0 - ((v + r) / (2.0 * r / 3.0)).fract()) < 0.16;
            x.abs().max(y.abs()) < 1.05 * r && (bar(x) || bar(y))
        }
        _ => false,
    }
}

fn draw(shapes: &[Drawn<'_>]) -> Picture {
    let mut pixels = Vec::with_capacity(3 * SIDE * SIDE);
    for i in 0..SIDE * SIDE {
        let (x, y) = ((i % SIDE) as f32, (i / SIDE) as f32);
        let mut colour = GROUND;
        for (shape, paint, (cx, cy), r, angle) in shapes {
            let (sin, cos) = angle.sin_cos();
            let (dx, dy) = (x - cx, y - cy);
            if covers(shape, cos * dx + sin * dy, cos * dy - sin * dx, *r) {
                colour = *paint;
            }
        }
        pixels.extend(colour);
    }
    Picture { width: SIDE, height: SIDE, pixels: pixels.into() }
}

#[test]
fn each_shape_is_seen_at_any_size_and_tilt() -> Result<()> {
    for shape in ["circle", "ring", "square", "triangle", "half-circle", "line", "grid"] {
        for r in [14.0, 22.0, 40.0] {
            for angle in [-0.12, 0.0, 0.1] {
                let seen = look(&draw(&[(shape, RED, (62.0, 66.0), r, angle)]));
                ensure!(seen.ground == "yellow" && seen.things.len() == 1, "{shape} of {r}: {seen:?}");
                let thing = &seen.things[0];
                ensure!((thing.shape, thing.colour) == (shape, "red"), "{shape} of {r} at {angle}: {thing:?}");
            }
        }
    }
    Ok(())
}

#[test]
fn things_are_told_apart_and_one_may_hold_another() -> Result<()> {
    let seen = look(&draw(&[("circle", RED, (30.0, 30.0), 16.0, 0.0), ("square", BLUE, (90.0, 92.0), 18.0, 0.0)]));
    let mut shapes: Vec<_> = seen.things.iter().map(|t| (t.shape, t.colour)).collect();
    shapes.sort_unstable();
    ensure!(shapes == [("circle", "red"), ("square", "blue")], "{seen:?}");

    for holder in ["circle", "square", "ring"] {
        let seen = look(&draw(&[(holder, RED, (64.0, 64.0), 46.0, 0.0), ("square", BLUE, (64.0, 64.0), 16.0, 0.0)]));
        let shapes: Vec<_> = seen.things.iter().map(|t| (t.shape, t.colour)).collect();
        ensure!(shapes == [(holder, "red"), ("square", "blue")], "{holder}: {seen:?}");
    }
    Ok(())
}

#[test]
fn an_empty_ground_holds_nothing() {
    assert!(look(&draw(&[])).things.is_empty());
}
