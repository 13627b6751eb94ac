//! The examiner's eyes: shapes drawn here, plainly, must be seen as what they are.

use anyhow::{Result, ensure};
use bluerider_engine::protocol::Picture;
use bluerider_tests::etude_eval::shape_detector::look;

const SIDE: usize = 256;
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
        "line" => x.abs() < r && y.abs() < 0.11 * r,
        "bar" => x.abs() < r && y.abs() < 0.26 * r,
        "cross" => x.abs().max(y.abs()) < 0.9 * r && x.abs().min(y.abs()) < 0.3 * r,
        "crescent" => x.hypot(y) < 0.9 * r && (x - 0.4 * r).hypot(y + 0.1 * r) > 0.76 * r,
        "arc" => (x.hypot(y - 0.4 * r) - 0.9 * r).abs() < 0.15 * r && y < 0.4 * r,
        "stripes" => x.abs() < 0.9 * r && [-0.6, 0.0, 0.6].iter().any(|middle| (y - middle * r).abs() < 0.16 * r),
        "grid" => {
            let bar = |v: f32| {
                let cell = 1.72 * r / 3.0;
                ((v + 0.86 * r) / cell - ((v + 0.86 * r) / cell).round()).abs() * cell < 0.1 * r
            };
            x.abs().max(y.abs()) < 0.96 * r && (bar(x) || bar(y))
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
    let plain = ["circle", "ring", "square", "triangle", "half-circle", "line", "grid"];
    for shape in plain.into_iter().chain(["bar", "cross", "crescent", "arc", "stripes"]) {
        for r in [28.0, 44.0, 80.0] {
            for angle in [-0.12, 0.0, 0.1] {
                let seen = look(&draw(&[(shape, RED, (124.0, 132.0), r, angle)]));
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
    let seen = look(&draw(&[("circle", RED, (60.0, 60.0), 32.0, 0.0), ("square", BLUE, (180.0, 184.0), 36.0, 0.0)]));
    let mut shapes: Vec<_> = seen.things.iter().map(|t| (t.shape, t.colour)).collect();
    shapes.sort_unstable();
    ensure!(shapes == [("circle", "red"), ("square", "blue")], "{seen:?}");

    for holder in ["circle", "square", "ring"] {
        let seen =
            look(&draw(&[(holder, RED, (128.0, 128.0), 92.0, 0.0), ("square", BLUE, (128.0, 128.0), 32.0, 0.0)]));
        let shapes: Vec<_> = seen.things.iter().map(|t| (t.shape, t.colour)).collect();
        ensure!(shapes == [(holder, "red"), ("square", "blue")], "{holder}: {seen:?}");
    }
    Ok(())
}

#[test]
fn the_pieces_of_one_colour_are_counted() -> Result<()> {
    let stars = [(50.0, 50.0), (130.0, 60.0), (200.0, 190.0)].map(|at| ("cross", BLUE, at, 26.0, 0.0));
    let seen = look(&draw(&stars));
    ensure!(seen.things.len() == 1 && seen.things[0].pieces == ["cross"; 3], "{seen:?}");
    Ok(())
}

#[test]
fn an_empty_ground_holds_nothing() {
    assert!(look(&draw(&[])).things.is_empty());
}
