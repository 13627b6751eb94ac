//! Looks at a picture of plain shapes on a ground and says what is there. It sees nothing but pixels.
//!
//! Pixels are named by the nearest of étude's twelve colours. The ground is the colour of the border; what has another
//! colour is a thing, in one piece or in several. Its shape is the one that lies best on it, of all plain shapes of its
//! area, turned as it fits best.

use bluerider_engine::protocol::Picture;

use super::plain_shapes::{SHAPES, Shape};

/// Étude's colours, as `assets/etude/recipe/palette.py` has them.
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

/// A patch smaller than this share of the picture is dirt, not a thing nor a part of one: a dot of the smallest dots
/// has 0.12 %.
const DIRT: f32 = 0.0008;
/// What a thing encloses and at least so much of the ground shows in is a hole; what else it encloses lies on it.
const OPEN: f32 = 0.3;
/// Points of a thing that shapes are laid on.
const POINTS: usize = 500;
/// Degrees between the angles at which a shape is tried.
const TURN: usize = 6;

/// What is in a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The ground's colour.
    pub ground: &'static str,
    /// The things on it, the largest first.
    pub things: Vec<Thing>,
}

/// All that is of one colour.
#[derive(Debug, Clone, PartialEq)]
pub struct Thing {
    /// The colour.
    pub colour: &'static str,
    /// What it is.
    pub shape: &'static str,
    /// Its middle, in pixels.
    pub x: f32,
    /// See [`Self::x`].
    pub y: f32,
    /// Left, top, right and bottom, in pixels.
    pub bounds: [f32; 4],
    /// What each of its pieces would be by itself, the largest first.
    pub pieces: Vec<&'static str>,
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
    let mut by_colour: Vec<(usize, Vec<Vec<usize>>)> = Vec::new();
    for patch in patches {
        let colour = names[patch[0]];
        match by_colour.iter_mut().find(|(of, _)| *of == colour) {
            Some((_, pieces)) => pieces.push(patch),
            None => by_colour.push((colour, vec![patch])),
        }
    }
    let thing = |(colour, pieces): &(usize, Vec<Vec<usize>>)| describe(*colour, pieces, &bare, width, height);
    Seen { ground: PALETTE[ground].0, things: by_colour.iter().map(thing).collect() }
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

fn describe(colour: usize, pieces: &[Vec<usize>], bare: &[bool], width: usize, height: usize) -> Thing {
    let points = |patch: &[usize]| -> Vec<(f32, f32)> {
        patch.iter().map(|&i| ((i % width) as f32, (i / width) as f32)).collect()
    };
    let all: Vec<usize> = pieces.concat();
    let outline = points(&all);
    let (x, y) = middle(&outline);
    let edge =
        |pick: fn(&(f32, f32)) -> f32, by: fn(f32, f32) -> f32| outline.iter().map(pick).reduce(by).unwrap_or(0.0);
    let bounds = [edge(|p| p.0, f32::min), edge(|p| p.1, f32::min), edge(|p| p.0, f32::max), edge(|p| p.1, f32::max)];
    let filled = |patch: &[usize]| points(&[patch.to_vec(), lying_on(patch, bare, width, height)].concat());
    let shape = shape(&filled(&all));
    let pieces =
        if pieces.len() == 1 { vec![shape] } else { pieces.iter().map(|piece| self::shape(&filled(piece))).collect() };
    Thing { colour: PALETTE[colour].0, shape, x, y, bounds, pieces }
}

fn middle(points: &[(f32, f32)]) -> (f32, f32) {
    let count = points.len() as f32;
    points.iter().fold((0.0, 0.0), |(a, b), (x, y)| (a + x / count, b + y / count))
}

/// Which of the plain shapes, of the same area and with the same middle and turned as it fits best, lies best on
/// points.
/// Of two sets of one size, the larger their intersection, the larger its share in their union.
fn shape(points: &[(f32, f32)]) -> &'static str {
    let (x, y) = middle(points);
    let area = points.len() as f32;
    let some: Vec<(f32, f32)> =
        points.iter().step_by(points.len().div_ceil(POINTS)).map(|p| (p.0 - x, p.1 - y)).collect();
    let fit = |shape: &Shape| {
        let scale = (shape.area / area).sqrt();
        let inside = |turn: usize| {
            let (sin, cos) = (turn as f32).to_radians().sin_cos();
            let on = |(dx, dy): &&(f32, f32)| {
                let (u, v) = (scale * (cos * dx + sin * dy), scale * (cos * dy - sin * dx));
                shape.covers(u + shape.middle.0, v + shape.middle.1)
            };
            some.iter().filter(on).count()
        };
        (0..shape.period).step_by(TURN).map(inside).max().unwrap_or_default()
    };
    SHAPES.iter().max_by_key(|shape| fit(shape)).map_or("circle", |shape| shape.name)
}

/// What a patch encloses and is not a hole in it, through which the ground shows.
fn lying_on(patch: &[usize], bare: &[bool], width: usize, height: usize) -> Vec<usize> {
    let mut outside: Vec<Option<usize>> = vec![Some(0); width * height];
    patch.iter().for_each(|&i| outside[i] = None);
    let mut found = patches(&outside, width, height);
    found.retain(|part| {
        let open = part.iter().filter(|&&i| bare[i]).count() as f32;
        !part.iter().any(|&i| at_border(i, width, height)) && open < OPEN * part.len() as f32
    });
    found.concat()
}
