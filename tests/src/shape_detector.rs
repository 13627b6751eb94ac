//! Looks at a picture of plain shapes on a ground and says what is there. It sees nothing but pixels.
//!
//! Pixels are named by the nearest of étude's twelve colours. The ground is the colour of the border; every connected
//! patch of another colour is a thing. Its shape is told from its holes, from how narrow it is, and from which plain
//! shape of its area lies best on it.

/// Étude's colours, as `assets/etude/recipe/world.py` has them.
const PALETTE: [(&str, [i32; 3]); 12] = [
    ("red", [208, 36, 36]),
    ("orange", [243, 128, 28]),
    ("yellow", [250, 212, 44]),
    ("green", [36, 146, 70]),
    ("light blue", [122, 196, 236]),
    ("blue", [28, 66, 178]),
    ("violet", [122, 48, 152]),
    ("pink", [244, 150, 184]),
    ("brown", [112, 68, 36]),
    ("black", [18, 18, 22]),
    ("white", [248, 246, 240]),
    ("grey", [140, 142, 146]),
];

/// A patch smaller than this share of the picture is dirt, not a thing.
const DIRT: f32 = 0.004;
/// A hole smaller than this share of its thing is dirt too.
const PINHOLE: f32 = 0.02;

/// What is at most so wide for its length is a line: halfway between the recipe's lines, up to 0.16, and its
/// half-circles, from 0.49.
const LINE_BELOW: f32 = 0.32;

/// What is in a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The ground's colour.
    pub ground: &'static str,
    /// The things on it, the largest first.
    pub things: Vec<Thing>,
}

/// A shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Thing {
    /// Its colour.
    pub colour: &'static str,
    /// What it is.
    pub shape: &'static str,
    /// Its middle, in pixels.
    pub x: f32,
    /// See [`Self::x`].
    pub y: f32,
    /// Left, top, right and bottom, in pixels.
    pub bounds: [f32; 4],
}

/// Says what is in `picture`.
pub fn look(picture: &Picture) -> Seen {
    let (width, height) = (picture.width, picture.height);
    let names: Vec<usize> = picture.pixels.chunks_exact(3).map(nearest).collect();
    let border = |i: &usize| at_border(*i, width, height);
    let ground = most((0..names.len()).filter(border).map(|i| names[i]));

    // Edges between two colours look like a third; a pixel counts for a thing only where its neighbours agree.
    let sure: Vec<Option<usize>> = (0..names.len())
        .map(|i| {
            let agree = neighbours(i, width, height).filter(|&n| names[n] == names[i]).count();
            (names[i] != ground && agree >= 3).then_some(names[i])
        })
        .collect();
    let least = (DIRT * names.len() as f32) as usize;
    let mut patches = patches(&sure, width, height);
    patches.retain(|patch| patch.len() >= least);
    patches.sort_by_key(|patch| std::cmp::Reverse(patch.len()));
    let bare: Vec<bool> = names.iter().map(|&name| name == ground).collect();
    let thing = |patch: &Vec<usize>| describe(patch, most(patch.iter().map(|&i| names[i])), &bare, width, height);
    Seen { ground: PALETTE[ground].0, things: patches.iter().map(thing).collect() }
}

/// Number of the palette's colour nearest to a pixel.
fn nearest(pixel: &[u8]) -> usize {
    let distance =
        |colour: &[i32; 3]| -> i32 { pixel.iter().zip(colour).map(|(&p, c)| (i32::from(p) - c).pow(2)).sum() };
    (0..PALETTE.len()).min_by_key(|&i| distance(&PALETTE[i].1)).unwrap_or_default()
}

/// The commonest number.
fn most(numbers: impl Iterator<Item = usize>) -> usize {
    let mut counts = [0usize; PALETTE.len()];
    numbers.for_each(|n| counts[n] += 1);
    (0..counts.len()).max_by_key(|&i| counts[i]).unwrap_or_default()
}

/// True where pixel `i` is at the picture's border.
fn at_border(i: usize, width: usize, height: usize) -> bool {
    neighbours(i, width, height).count() < 4
}

/// The four pixels beside pixel `i`.
fn neighbours(i: usize, width: usize, height: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (i % width, i / width);
    let left = (x > 0).then(|| i - 1);
    let right = (x + 1 < width).then(|| i + 1);
    let up = (y > 0).then(|| i - width);
    let down = (y + 1 < height).then(|| i + width);
    [left, right, up, down].into_iter().flatten()
}

/// Connected patches of one value.
fn patches(values: &[Option<usize>], width: usize, height: usize) -> Vec<Vec<usize>> {
    let mut seen = vec![false; values.len()];
    let mut found = Vec::new();
    for start in 0..values.len() {
        if seen[start] || values[start].is_none() {
            continue;
        }
        let (mut patch, mut next) = (Vec::new(), vec![start]);
        seen[start] = true;
        while let Some(i) = next.pop() {
            patch.push(i);
            for n in neighbours(i, width, height) {
                if !seen[n] && values[n] == values[start] {
                    seen[n] = true;
                    next.push(n);
                }
            }
        }
        found.push(patch);
    }
    found
}

fn describe(patch: &[usize], colour: usize, bare: &[bool], width: usize, height: usize) -> Thing {
    let points: Vec<(f32, f32)> = patch.iter().map(|&i| ((i % width) as f32, (i / width) as f32)).collect();
    let count = points.len() as f32;
    let (x, y) = points.iter().fold((0.0, 0.0), |(a, b), (x, y)| (a + x / count, b + y / count));
    let edge =
        |pick: fn(&(f32, f32)) -> f32, by: fn(f32, f32) -> f32| points.iter().map(pick).reduce(by).unwrap_or(0.0);
    let bounds = [edge(|p| p.0, f32::min), edge(|p| p.1, f32::min), edge(|p| p.0, f32::max), edge(|p| p.1, f32::max)];
    let shape = shape(patch, &points, bare, width, height);
    Thing { colour: PALETTE[colour].0, shape, x, y, bounds }
}

fn shape(patch: &[usize], points: &[(f32, f32)], bare: &[bool], width: usize, height: usize) -> &'static str {
    let enclosed = enclosed(patch, width, height);
    let holes = holes(&enclosed, bare, patch.len());
    let filled: Vec<(f32, f32)> =
        patch.iter().chain(enclosed.iter().flatten()).map(|&i| ((i % width) as f32, (i / width) as f32)).collect();
    match holes.len() {
        // A ring has one hole; a grid whose bars are cracked still has several.
        2.. => "grid",
        1 if holes.iter().sum::<usize>() as f32 > 0.08 * filled.len() as f32 => "ring",
        _ if aspect(points) < LINE_BELOW => "line",
        _ => outline(&filled),
    }
}

/// Which of the plain shapes, of the same area and with the same middle and turned as it fits best, lies best on a
/// patch.
fn outline(filled: &[(f32, f32)]) -> &'static str {
    let area = filled.len() as f32;
    let (x, y) = filled.iter().fold((0.0, 0.0), |(a, b), (x, y)| (a + x / area, b + y / area));
    let unit = area.sqrt();
    let placed: Vec<(f32, f32)> = filled.iter().map(|p| ((p.0 - x) / unit, (p.1 - y) / unit)).collect();
    // Of two sets of one size, the larger their intersection, the larger its share in their union.
    let inside = |holds: &dyn Fn(f32, f32) -> bool, turn: usize| {
        let (sin, cos) = (turn as f32).to_radians().sin_cos();
        placed.iter().filter(|(x, y)| holds(cos * x + sin * y, cos * y - sin * x)).count()
    };
    let best = |holds: &dyn Fn(f32, f32) -> bool, period: usize| {
        (0..period).step_by(4).map(|turn| inside(holds, turn)).max().unwrap_or_default()
    };
    let shapes: [(&'static str, usize); 4] = [
        ("circle", best(&|x, y| x.hypot(y) <= CIRCLE, 1)),
        ("square", best(&|x, y| x.abs().max(y.abs()) <= 0.5, 90)),
        ("triangle", best(&|x, y| y.max(0.866 * x.abs() - 0.5 * y) <= TRIANGLE, 120)),
        ("half-circle", best(&|x, y| y <= FLAT && x.hypot(y - FLAT) <= HALF_CIRCLE, 360)),
    ];
    shapes.iter().max_by_key(|shape| shape.1).map_or("circle", |shape| shape.0)
}

/// Of shapes of area one: the radius of a circle and of a half-circle, how far the middle of that is from its flat
/// side, and how far the middle of a triangle is from its sides.
const CIRCLE: f32 = 0.564_2;
const HALF_CIRCLE: f32 = 0.797_9;
const FLAT: f32 = 0.338_6;
const TRIANGLE: f32 = 0.438_7;

/// Sizes of the holes in a patch through which the ground shows.
fn holes(enclosed: &[Vec<usize>], bare: &[bool], size: usize) -> Vec<usize> {
    let open = |hole: &Vec<usize>| hole.iter().filter(|&&i| bare[i]).count();
    enclosed.iter().map(open).filter(|&open| open as f32 > PINHOLE * size as f32).collect()
}

/// What a patch encloses.
fn enclosed(patch: &[usize], width: usize, height: usize) -> Vec<Vec<usize>> {
    let mut outside: Vec<Option<usize>> = vec![Some(0); width * height];
    patch.iter().for_each(|&i| outside[i] = None);
    let mut found = patches(&outside, width, height);
    found.retain(|patch| !patch.iter().any(|&i| at_border(i, width, height)));
    found
}

/// The short side over the long one of a patch's smallest rectangle.
fn aspect(points: &[(f32, f32)]) -> f32 {
    let at = |degrees: usize| {
        let (sin, cos) = (degrees as f32).to_radians().sin_cos();
        let spread = |along: &dyn Fn(&(f32, f32)) -> f32| {
            let (low, high) = points.iter().map(along).fold((f32::MAX, f32::MIN), |(l, h), v| (l.min(v), h.max(v)));
            high - low + 1.0
        };
        (spread(&|p| p.0 * cos + p.1 * sin), spread(&|p| p.1 * cos - p.0 * sin))
    };
    let sides = (0..90).step_by(3).map(at).min_by(|a, b| (a.0 * a.1).total_cmp(&(b.0 * b.1))).unwrap_or((1.0, 1.0));
    sides.0.min(sides.1) / sides.0.max(sides.1)
}
use bluerider_engine::protocol::Picture;
