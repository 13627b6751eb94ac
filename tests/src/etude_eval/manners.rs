//! Looks at a picture of a few shapes and says in which manner it is painted. It sees nothing but pixels.
//!
//! What tells manners apart is which way their strokes go and what outlines look like: the joints of a mosaic stand
//! eight pixels apart, the cuts of a woodcut lie level, oil falls to the right, ink and pastel rise, ink has thin dark
//! lines, and a wash of watercolour is blotchy every way.

use bluerider_engine::protocol::Picture;

/// A difference of two pixels counts for at most so much, so that outlines do not hide a texture.
const MOST: f32 = 25.0;

/// The manner.
pub fn manner(picture: &Picture) -> &'static str {
    let light = Light::of(picture);
    let (slant, lines) = (light.slant(), light.thin() > 0.004);
    if light.tilt() < -2.9 {
        "woodcut"
    } else if slant < -1.1 {
        "oil"
    } else if slant > 1.1 {
        if lines { "ink" } else { "pastel" }
    } else if light.joints() > 4.8 {
        "mosaic"
    } else if lines {
        "ink"
    } else if light.blots() > 1.2 {
        "watercolour"
    } else {
        "flat"
    }
}

/// How light each pixel is, 0..255.
struct Light {
    width: usize,
    height: usize,
    values: Vec<f32>,
}

impl Light {
    fn of(picture: &Picture) -> Self {
        let weigh = |p: &[u8]| 0.3 * f32::from(p[0]) + 0.59 * f32::from(p[1]) + 0.11 * f32::from(p[2]);
        let values = picture.pixels.chunks_exact(3).map(weigh).collect();
        Self { width: picture.width, height: picture.height, values }
    }

    fn at(&self, x: usize, y: usize) -> f32 {
        self.values[y * self.width + x]
    }

    /// The mean difference of pixels that are so far apart, to the right of `x` and below `y`.
    fn apart(&self, (x, y): (usize, usize), (dx, dy): (usize, usize)) -> f32 {
        let places = places(self.width - x.max(dx), self.height - y.max(dy));
        mean(places.map(|(i, j)| (self.at(i + dx, j + dy) - self.at(i + x, j + y)).abs().min(MOST)))
    }

    /// How much more pixels differ along the falling diagonal than along the rising one: less than nothing where
    /// strokes fall.
    fn slant(&self) -> f32 {
        self.apart((0, 0), (6, 6)) - self.apart((6, 0), (0, 6))
    }

    /// How much more pixels differ to the side than downwards: less than nothing where strokes lie level.
    fn tilt(&self) -> f32 {
        self.apart((0, 0), (8, 0)) - self.apart((0, 0), (0, 8))
    }

    /// How much more the columns where joints of tiles would be differ from the middle of those tiles than that does
    /// from what lies beside it.
    fn joints(&self) -> f32 {
        const TILE: usize = 8;
        let columns = (TILE..self.width - TILE).step_by(TILE);
        let places: Vec<_> = columns.flat_map(|x| (0..self.height).map(move |y| (x, y))).collect();
        let from_middle = |by: usize| {
            mean(places.iter().map(|&(x, y)| (self.at(x + TILE / 2, y) - self.at(x + by, y)).abs().min(MOST)))
        };
        from_middle(0) - from_middle(2)
    }

    /// How much neighbouring squares of 8×8 pixels usually differ.
    fn blots(&self) -> f32 {
        let square = |x: usize, y: usize| mean(places(8, 8).map(|(i, j)| self.at(8 * x + i, 8 * y + j)));
        let (columns, rows) = (self.width / 8, self.height / 8);
        median(places(columns - 1, rows).map(|(x, y)| (square(x + 1, y) - square(x, y)).abs()).collect())
    }

    /// The share of pixels on thin dark lines.
    fn thin(&self) -> f32 {
        const DARKER: f32 = 50.0;
        let dark = |x: usize, y: usize| {
            let sides = |a: f32, b: f32| a.min(b) - self.at(x, y) > DARKER;
            sides(self.at(x - 4, y), self.at(x + 4, y)) || sides(self.at(x, y - 4), self.at(x, y + 4))
        };
        mean(places(self.width - 8, self.height - 8).map(|(x, y)| f32::from(u8::from(dark(x + 4, y + 4)))))
    }
}

fn places(width: usize, height: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..height).flat_map(move |y| (0..width).map(move |x| (x, y)))
}

fn mean(values: impl Iterator<Item = f32>) -> f32 {
    let (count, sum) = values.fold((0_u32, 0.0), |(count, sum), value| (count + 1, sum + value));
    sum / count.max(1) as f32
}

fn median(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
