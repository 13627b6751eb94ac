//! How the pictures of a film follow each other.

use std::ops::RangeInclusive;

use bluerider_engine::protocol::{BlendPart, Recipe};

/// Pictures from one well to the other.
pub const FRAMES: RangeInclusive<usize> = 2..=100;
/// Pictures a second.
pub const RATES: RangeInclusive<u16> = 1..=60;

/// How the pictures of a film follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Pictures from the first well to the second.
    pub frames: usize,
    /// Pictures a second.
    pub rate: u16,
    /// It begins and ends slowly.
    pub eased: bool,
    /// It goes back the way it came, and so on without a jump.
    pub there_and_back: bool,
}

impl Default for Plan {
    fn default() -> Self {
        Self { frames: 24, rate: 12, eased: true, there_and_back: true }
    }
}

impl Plan {
    /// Where each picture lies between the first well, at 0, and the second, at 1.
    fn places(self) -> impl Iterator<Item = f32> {
        let place = move |index: usize| {
            let t = index as f32 / (self.frames - 1).max(1) as f32;
            // The smoothstep of shaders: no speed at either end.
            if self.eased { t * t * (3.0 - 2.0 * t) } else { t }
        };
        (0..self.frames).map(place)
    }

    /// The recipe of each picture: `recipe`, which blends two, at one weight after the other and with one seed, or the
    /// way between them would not show.
    pub fn recipes(self, recipe: &Recipe) -> impl Iterator<Item = Recipe> {
        let at = |place: f32| {
            let weights = [1.0 - place, place];
            let parts = recipe.blend.iter().zip(weights);
            let blend = parts.map(|(part, weight)| BlendPart { weight, ..part.clone() }).collect();
            Recipe { blend, count: 1, ..recipe.clone() }
        };
        self.places().map(at)
    }

    /// The places of `count` pictures in the order in which they are shown, over and over.
    pub(super) fn order(self, count: usize) -> Vec<usize> {
        let back = if self.there_and_back { (1..count.saturating_sub(1)).rev() } else { (0..0).rev() };
        (0..count).chain(back).collect()
    }
}

#[cfg(test)]
mod tests {
    use bluerider_engine::protocol::{BlendOf, Model};

    use super::{BlendPart, Plan, Recipe};

    #[test]
    fn pictures_go_from_one_well_to_the_other() {
        let places = |eased| Plan { frames: 5, eased, ..Plan::default() }.places().collect::<Vec<_>>();
        assert_eq!(places(false), [0.0, 0.25, 0.5, 0.75, 1.0]);
        assert_eq!(places(true), [0.0, 0.15625, 0.5, 0.84375, 1.0]);
        let part = |words: &str| BlendPart { of: BlendOf::Words(words.into()), weight: 0.5 };
        let blend = vec![part("a"), part("b")];
        let recipe = Recipe { blend, seed: 9, count: 3, ..Recipe::new(Model::Etude, "a + b") };
        let all: Vec<_> = Plan { frames: 3, ..Plan::default() }.recipes(&recipe).collect();
        let weights: Vec<_> = all.iter().map(|one| (one.blend[0].weight, one.blend[1].weight)).collect();
        assert_eq!(weights, [(1.0, 0.0), (0.5, 0.5), (0.0, 1.0)]);
        assert!(all.iter().all(|one| one.seed == 9 && one.count == 1));
    }

    #[test]
    fn there_and_back_shows_neither_end_twice() {
        let order = |there_and_back, count| Plan { there_and_back, ..Plan::default() }.order(count);
        assert_eq!(order(false, 4), [0, 1, 2, 3]);
        assert_eq!(order(true, 4), [0, 1, 2, 3, 2, 1]);
        assert_eq!(order(true, 2), [0, 1]);
        assert_eq!(order(true, 0), Vec::<usize>::new());
    }
}
