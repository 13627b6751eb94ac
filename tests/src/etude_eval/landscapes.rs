//! Looks at a landscape and says what light it stands in and what is in it. It sees nothing but pixels.
//!
//! The hour is told from the sky's colours, the season from the land's, the horizon from where rows change most, and a
//! thing by whether its colour, in the light of the hour, is where such things are.

use bluerider_engine::protocol::Picture;

use super::colours::{Rgb, away, pixels};

/// Hours, with the sky's colour at the top and at the horizon and the light that lies on all else, as
/// `assets/etude/recipe/palette.py` has them.
const HOURS: [(&str, Rgb, Rgb, Rgb); 4] = [
    ("morning", [150.0, 182.0, 222.0], [252.0, 214.0, 196.0], [0.97, 0.93, 0.93]),
    ("day", [82.0, 152.0, 226.0], [204.0, 228.0, 246.0], [1.0, 1.0, 1.0]),
    ("dusk", [66.0, 58.0, 122.0], [250.0, 146.0, 84.0], [0.84, 0.66, 0.68]),
    ("night", [12.0, 16.0, 46.0], [44.0, 54.0, 108.0], [0.34, 0.40, 0.62]),
];
/// The sky of a day with rain or snow.
const OVERCAST: (Rgb, Rgb) = ([150.0, 162.0, 178.0], [206.0, 212.0, 220.0]);
/// What the land looks like by day.
const SEASONS: [(&str, Rgb); 4] = [
    ("spring", [146.0, 192.0, 92.0]),
    ("summer", [92.0, 158.0, 70.0]),
    ("autumn", [196.0, 148.0, 66.0]),
    ("winter", [238.0, 242.0, 248.0]),
];

/// Rows of the picture, as shares of its height.
type Rows = std::ops::Range<f32>;

/// The hour whose sky this is.
pub(super) fn hour(picture: &Picture) -> &'static str {
    let (top, low) = (median(picture, 0.0..0.06), median(picture, 0.34..0.4));
    let distance = |high: &Rgb, horizon: &Rgb| {
        // At 0.37 of the height the sky has gone two thirds of the way to its horizon.
        let there: Rgb = std::array::from_fn(|i| high[i] + 0.68 * (horizon[i] - high[i]));
        away(&top, high) + 0.7 * away(&low, &there)
    };
    let overcast = distance(&OVERCAST.0, &OVERCAST.1);
    let clear = HOURS.iter().map(|(name, high, horizon, _)| (*name, distance(high, horizon)));
    clear.chain([("day", overcast)]).min_by(|a, b| a.1.total_cmp(&b.1)).map_or("day", |found| found.0)
}

/// The season whose land lies in the light of `hour`.
pub(super) fn season(picture: &Picture, hour: &str) -> &'static str {
    let land = median(picture, 0.82..1.0);
    let seasons = SEASONS.iter().map(|(name, colour)| (*name, away(&land, &lit(colour, hour))));
    seasons.min_by(|a, b| a.1.total_cmp(&b.1)).map_or("summer", |found| found.0)
}

/// Where the picture's rows change most within its middle, as a share of the height.
pub(super) fn horizon(picture: &Picture) -> f32 {
    let step = 0.03;
    let rows = (8..30).map(|i| i as f32 * step);
    let change = |at: f32| away(&median(picture, at - step..at), &median(picture, at..at + step));
    rows.max_by(|a, b| change(*a).total_cmp(&change(*b))).unwrap_or_default()
}

/// True where a thing of the words is to be seen; `None` where it has no colour of its own by which to know it.
pub(super) fn shows(picture: &Picture, thing: &str, season: &str, hour: &str) -> Option<bool> {
    let summer = |of: [Rgb; 4]| SEASONS.iter().position(|(name, _)| *name == season).map_or(of[1], |i| of[i]);
    let needles = summer([[40.0, 104.0, 66.0], [28.0, 92.0, 58.0], [44.0, 88.0, 58.0], [62.0, 104.0, 98.0]]);
    let foliage = summer([[166.0, 206.0, 104.0], [104.0, 166.0, 76.0], [232.0, 172.0, 48.0], [214.0, 222.0, 234.0]]);
    let gold = [226.0, 176.0, 60.0].map(|v| v * (0.45 + 0.55 * lit(&[214.0; 3], hour)[0] / 255.0));
    let (colour, rows, least): (Rgb, Rows, f32) = match thing {
        "sun" if hour == "dusk" => ([252.0, 120.0, 60.0], 0.15..0.6, 0.006),
        "sun" => ([255.0, 222.0, 110.0], 0.0..0.6, 0.006),
        "moon" => ([246.0, 238.0, 206.0], 0.0..0.4, 0.002),
        "cloud" if hour == "day" => ([250.0, 250.0, 252.0], 0.0..0.45, 0.006),
        "cloud" => (lit(&[238.0, 196.0, 190.0], hour), 0.0..0.45, 0.006),
        "mountains" => (lit(&[124.0, 132.0, 164.0], hour), 0.3..0.8, 0.01),
        "forest" => (lit(&needles, hour), 0.3..0.85, 0.01),
        "fir" => (lit(&needles, hour), 0.3..0.95, 0.003),
        "grove" if season != "winter" => (lit(&foliage, hour), 0.3..0.8, 0.008),
        "church" => (gold, 0.2..0.85, 0.0008),
        "boat" => (lit(&[156.0, 62.0, 44.0], hour), 0.4..1.0, 0.0015),
        "lake" | "river" | "sea" => (water(hour, season, thing), 0.5..1.0, 0.02),
        _ => return None,
    };
    Some(portion(picture, rows, &colour) >= least)
}

fn water(hour: &str, season: &str, thing: &str) -> Rgb {
    let Some((_, high, low, light)) = HOURS.iter().find(|of| of.0 == hour) else { return [0.0; 3] };
    let open: Rgb = std::array::from_fn(|i| 0.5 * high[i] + 0.2 * low[i] + 0.3 * [44.0, 92.0, 132.0][i] * light[i]);
    let icy = [206.0, 222.0, 236.0];
    if season == "winter" && thing != "sea" {
        return std::array::from_fn(|i| 0.6 * open[i] + 0.4 * icy[i] * light[i]);
    }
    open
}

fn lit(colour: &Rgb, hour: &str) -> Rgb {
    let light = HOURS.iter().find(|of| of.0 == hour).map_or([1.0; 3], |of| of.3);
    std::array::from_fn(|i| colour[i] * light[i])
}

/// The middle value of each colour in some rows.
fn median(picture: &Picture, rows: Rows) -> Rgb {
    let all: Vec<Rgb> = pixels(picture, rows).collect();
    std::array::from_fn(|i| {
        let mut values: Vec<f32> = all.iter().map(|p| p[i]).collect();
        values.sort_by(f32::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    })
}

/// The share of the picture that lies in some rows and has much this colour.
fn portion(picture: &Picture, rows: Rows, colour: &Rgb) -> f32 {
    /// A little more than what the recipe varies colours by, and textures add.
    const NEAR: f32 = 26.0;
    let found = pixels(picture, rows).filter(|p| away(p, colour) < NEAR).count();
    found as f32 / (picture.width * picture.height) as f32
}
