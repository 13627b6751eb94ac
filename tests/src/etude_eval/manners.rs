//! Looks at a picture of a few shapes and says in which manner it is painted. It sees nothing but pixels.
//!
//! What tells manners apart is texture: the joints of a mosaic stand eight pixels apart, the cuts of a woodcut lie four
//! rows apart, hatching of ink leans, pastel is grainy, oil has slanting bristles, a wash of watercolour is blotchy.

use bluerider_engine::protocol::Picture;

/// A difference of two pixels counts for at most so much, so that a few outlines do not hide a texture.
const MOST: f32 = 60.0;

/// The manner.
pub fn manner(picture: &Picture) -> &'static str {
    let light = Light::of(picture);
    let joints = light.every(8, 8, 4) - light.every(8, 10, 4);
    let cuts = light.apart(0, 2) - light.apart(0, 4);
    let grain = light.apart(1, 0);
    let lean = light.slants();
    let blots = light.blots();
    let usual = light.usual();
    if joints > 6.0 {
        "mosaic"
    } else if (-5.0..-1.8).contains(&lean) && grain < 8.0 && blots > 1.5 {
        "oil"
    } else if grain > 14.0 && usual > 25.0 || lean < -1.5 {
        "ink"
    } else if cuts > 4.5 {
        "woodcut"
    } else if usual > 4.0 {
        "pastel"
    } else if blots > 0.6 && usual > 0.2 {
        "watercolour"
    } else if light.thin() > 0.002 {
        "ink"
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

    /// The mean difference of pixels that are so far apart.
    fn apart(&self, dx: usize, dy: usize) -> f32 {
        let places = places(self.width - dx, self.height - dy);
        mean(places.map(|(x, y)| (self.at(x + dx, y + dy) - self.at(x, y)).abs().min(MOST)))
    }

    /// The mean difference of columns that stand `step` apart, from `first` on, to those `by` beside them.
    fn every(&self, step: usize, first: usize, by: usize) -> f32 {
        let columns = (first..self.width - step).step_by(step);
        let places = columns.flat_map(|x| (0..self.height).map(move |y| (x, y)));
        mean(places.map(|(x, y)| (self.at(x + by, y) - self.at(x, y)).abs().min(MOST)))
    }

    /// How much more pixels differ along one slant than along the other.
    fn slants(&self) -> f32 {
        let places = || places(self.width - 1, self.height - 1);
        let falling = mean(places().map(|(x, y)| (self.at(x, y + 1) - self.at(x + 1, y)).abs().min(MOST)));
        falling - mean(places().map(|(x, y)| (self.at(x + 1, y + 1) - self.at(x, y)).abs().min(MOST)))
    }

    /// How much neighbouring squares of 8×8 pixels usually differ.
    fn blots(&self) -> f32 {
        let square = |x: usize, y: usize| mean(places(8, 8).map(|(i, j)| self.at(8 * x + i, 8 * y + j)));
        let (columns, rows) = (self.width / 8, self.height / 8);
        median(places(columns - 1, rows).map(|(x, y)| (square(x + 1, y) - square(x, y)).abs()).collect())
    }

    /// How much neighbouring pixels usually differ.
    fn usual(&self) -> f32 {
        2.0 * median(
            places(self.width - 1, self.height).map(|(x, y)| (self.at(x + 1, y) - self.at(x, y)).abs()).collect(),
        )
    }

    /// The share of pixels on thin dark lines.
    fn thin(&self) -> f32 {
        let dark = |x: usize, y: usize| {
            let sides = |a: f32, b: f32| a.min(b) - self.at(x, y) > MOST;
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
