//! What is being typed: a recipe in the making.

use std::path::PathBuf;

use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::protocol::{
    BlendOf, BlendPart, Margins, Model, Published, Recipe, Rng, Sampler, Sampling, Task, Variation, finite,
};
use serde::{Deserialize, Deserializer, Serialize};

use super::extra_networks;
use super::grid::Sides;
use super::paths::file_name;
use super::presets::preset::Preset;
use crate::studio::error::{Result, StudioCause};

/// The fields of the prompt column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the names are those of the recipe")]
pub struct Draft {
    pub model: Model,
    pub prompt: String,
    /// Empty means none: the field cannot say "the empty prompt", which only scripts need.
    pub negative: String,
    /// Put around the words when they are painted.
    pub styles: Vec<Preset>,
    pub seed: u64,
    /// Keep the seed from one picture to the next.
    pub seed_locked: bool,
    /// The seed was chosen, by hand or with a recipe, and is not painted yet; otherwise painting draws another one.
    pub seed_chosen: bool,
    /// Noise on the way from the seed to another one.
    pub variation: Option<Variation>,
    pub width: usize,
    pub height: usize,
    #[serde(flatten, deserialize_with = "sampling_or_usual")]
    pub sampling: Sampling,
    pub count: usize,
    // What only the command line sets, and a recipe that is used again brings along beside what its room is about.
    pub rng: Rng,
    #[serde(rename = "further_origin")]
    pub further_task: Task,
    pub further_depth: Option<PathBuf>,
    /// What the canvas is for. Each room's fields stay while another one is open.
    pub room: Room,
    /// The picture that Vary, Repaint and Extend begin with.
    pub init: Option<PathBuf>,
    #[serde(deserialize_with = "finite")]
    pub strength: f64,
    /// The file of Repaint's mask; what is painted by hand is written into it before a job begins.
    pub mask: Option<PathBuf>,
    /// Repaint paints the part around the mask alone, as large as the column says.
    pub only_masked: bool,
    /// How much beside the mask that part shows, in pixels of the picture.
    pub padding: usize,
    pub margins: Margins,
    /// Extend's canvas has the size that a recipe brought; it is measured anew once a hand changes margins or picture.
    pub size_is_given: bool,
    /// The depth map that Depth follows.
    pub depth: Option<PathBuf>,
    #[serde(alias = "blend")]
    pub wells: Vec<BlendPart>,
    pub spherical: bool,
    /// The sides of Grid.
    pub grid: Sides,
}

/// What the canvas is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Room {
    /// A picture of what the prompt says.
    #[default]
    Paint,
    /// A picture is painted over.
    #[serde(rename = "vary")]
    ImageToImage,
    /// A part of a picture is painted anew.
    #[serde(rename = "repaint")]
    Inpaint,
    /// A picture is painted on beyond its edges.
    #[serde(rename = "extend")]
    Outpaint,
    /// Pictures and words are blended.
    Blend,
    /// A picture follows a depth map.
    Depth,
    /// Two pictures are looked at beside each other.
    Compare,
    /// The draft is painted over a range of settings.
    Grid,
    /// Models are looked at, fetched and chosen.
    Models,
    /// Pictures are compared by how they were painted.
    Experiments,
}

impl Room {
    /// All of them, in the order of the tabs.
    pub const ALL: [Self; 10] = [
        Self::Paint,
        Self::ImageToImage,
        Self::Inpaint,
        Self::Outpaint,
        Self::Blend,
        Self::Depth,
        Self::Compare,
        Self::Grid,
        Self::Models,
        Self::Experiments,
    ];

    /// True where its pictures are of what the prompt says.
    pub fn reads_prompt(self) -> bool {
        self != Self::Blend
    }

    /// True where its pictures are as large as the column says, and not as the room does.
    pub fn reads_size(self) -> bool {
        self != Self::Outpaint
    }

    /// True where it paints as many pictures as the column says.
    pub fn reads_count(self) -> bool {
        self != Self::Grid
    }

    /// True where the room begins with a picture.
    pub fn needs_init(self) -> bool {
        matches!(self, Self::ImageToImage | Self::Inpaint | Self::Outpaint)
    }
}

/// The strength that Vary begins with.
const STRENGTH: f64 = 0.6;

/// How much of the picture beside a mask is seen where only the masked part is painted, in pixels.
pub const PADDING: usize = 32;

/// How far a variation lies from its picture where nothing is said.
pub const VARIATION: f32 = 0.1;

/// How many wells the blend room may have.
pub const WELLS: std::ops::RangeInclusive<usize> = 2..=6;

/// The sampling settings of a session's file; those that it does not have are étude's.
fn sampling_or_usual<'de, D: Deserializer<'de>>(file: D) -> std::result::Result<Sampling, D::Error> {
    #[derive(Deserialize)]
    struct Partial {
        sampler: Option<Sampler>,
        eta: Option<f32>,
        steps: Option<usize>,
        guidance: Option<f32>,
        prior_steps: Option<usize>,
        prior_guidance: Option<f32>,
    }
    let (usual, found) = (Published::ETUDE.sampling, Partial::deserialize(file)?);
    // Infinity, which a number that is too large becomes, could not be written again.
    let finite = |found: Option<f32>, usual: f32| found.filter(|number| number.is_finite()).unwrap_or(usual);
    Ok(Sampling {
        sampler: found.sampler.unwrap_or(usual.sampler),
        eta: finite(found.eta, usual.eta),
        steps: found.steps.unwrap_or(usual.steps),
        guidance: finite(found.guidance, usual.guidance),
        prior_steps: found.prior_steps.unwrap_or(usual.prior_steps),
        prior_guidance: finite(found.prior_guidance, usual.prior_guidance),
    })
}

impl Default for Draft {
    fn default() -> Self {
        let mut draft = Self::from_recipe(&Recipe::new(Model::Etude, ""));
        draft.seed_chosen = false;
        draft
    }
}

impl Draft {
    /// A draft that paints `recipe` again.
    pub fn from_recipe(recipe: &Recipe) -> Self {
        let mut draft = Self {
            model: recipe.model.clone(),
            prompt: recipe.prompt.clone(),
            negative: recipe.negative.clone().unwrap_or_default(),
            styles: Vec::new(),
            seed: recipe.seed,
            seed_locked: false,
            seed_chosen: true,
            variation: recipe.variation,
            width: recipe.width,
            height: recipe.height,
            sampling: recipe.sampling,
            count: recipe.count,
            rng: recipe.rng,
            further_task: Task::TextToImage,
            further_depth: None,
            room: Room::Paint,
            init: None,
            strength: STRENGTH,
            mask: None,
            only_masked: false,
            padding: PADDING,
            margins: Margins::default(),
            size_is_given: false,
            depth: None,
            wells: recipe.blend.clone(),
            spherical: recipe.spherical,
            grid: Sides::default(),
        };
        draft.open_for(recipe.task.clone(), recipe.depth.clone());
        draft
    }

    /// Becomes a draft that paints `recipe` again. What other rooms are about stays.
    pub fn take(&mut self, recipe: &Recipe) {
        let new = Self::from_recipe(recipe);
        let old = std::mem::replace(self, new);
        self.grid = old.grid;
        if self.wells.is_empty() {
            (self.wells, self.spherical) = (old.wells, old.spherical);
        }
        self.init = self.init.take().or(old.init);
        self.depth = self.depth.take().or(old.depth);
    }

    /// Opens the room that is about these, or about the wells that are filled already; what another room would be about
    /// is carried along.
    fn open_for(&mut self, task: Task, depth: Option<PathBuf>) {
        if !self.wells.is_empty() {
            self.room = Room::Blend;
            (self.further_task, self.further_depth) = (task, depth);
            return;
        }
        if depth.is_some() {
            (self.room, self.depth, self.further_task) = (Room::Depth, depth, task);
            return;
        }
        match task {
            Task::TextToImage => {}
            Task::ImageToImage { init, strength } => {
                (self.room, self.init, self.strength) = (Room::ImageToImage, Some(init), strength);
            }
            Task::Inpaint { init, mask, only_masked } => {
                (self.room, self.init, self.mask) = (Room::Inpaint, Some(init), Some(mask));
                (self.only_masked, self.padding) = (only_masked.is_some(), only_masked.unwrap_or(PADDING));
            }
            Task::Outpaint { init, margins } => {
                (self.room, self.init, self.margins) = (Room::Outpaint, Some(init), margins);
                self.size_is_given = true;
            }
        }
    }

    /// What the room that is open paints from beside the words.
    fn task(&self) -> Task {
        match (self.room, self.init.clone(), self.mask.clone()) {
            (Room::ImageToImage, Some(init), _) => Task::ImageToImage { init, strength: self.strength },
            (Room::Inpaint, Some(init), Some(mask)) => {
                Task::Inpaint { init, mask, only_masked: self.only_masked.then_some(self.padding) }
            }
            (Room::Outpaint, Some(init), _) => Task::Outpaint { init, margins: self.margins },
            _ => self.further_task.clone(),
        }
    }

    /// The recipe as it stands, not checked yet.
    pub fn to_recipe(&self) -> Recipe {
        if !self.styles.is_empty() {
            return self.composed().to_recipe();
        }
        Recipe {
            // Flash leads away from nothing; the words stay for the next model.
            negative: Some(self.negative.clone())
                .filter(|n| !n.trim().is_empty() && self.sampling.sampler != Sampler::Flash),
            seed: self.seed,
            variation: self.variation,
            width: self.width,
            height: self.height,
            sampling: self.sampling,
            count: self.count,
            rng: self.rng,
            task: self.task(),
            depth: self.depth.clone().filter(|_| self.room == Room::Depth).or_else(|| self.further_depth.clone()),
            blend: if self.room == Room::Blend { self.wells.clone() } else { Vec::new() },
            spherical: self.room == Room::Blend && self.spherical,
            ..Recipe::new(self.model.clone(), extra_networks::without(&self.prompt))
        }
    }

    /// Forgets what a recipe brought along beside what its room is about.
    pub fn forget_further(&mut self) {
        (self.rng, self.further_task, self.further_depth) = (Rng::TorchCpu, Task::TextToImage, None);
    }

    /// Opens a room. Where it is the blend room and has no wells yet, `first` says what stands in the first two.
    pub fn open(&mut self, room: Room, first: impl FnOnce() -> [BlendOf; 2]) {
        (self.room, self.size_is_given) = (room, false);
        if room == Room::Blend && self.wells.len() < *WELLS.start() {
            self.wells = first().map(|of| BlendPart { of, weight: 0.5 }).to_vec();
        }
    }

    /// Checks that the room that is open has what it begins with.
    ///
    /// # Errors
    /// Says what is missing.
    pub fn check_room(&self) -> Result<()> {
        if self.room.needs_init() && self.init.is_none() {
            return Err(StudioCause::InitMissing.into());
        }
        if self.room == Room::Inpaint && self.mask.is_none() {
            return Err(StudioCause::MaskMissing.into());
        }
        if self.room == Room::Outpaint && self.margins == Margins::default() {
            return Err(StudioCause::MarginsMissing.into());
        }
        if self.room == Room::Depth && self.depth.is_none() {
            return Err(StudioCause::DepthMissing.into());
        }
        Ok(())
    }

    /// What is blended, in words: `a lake + horse.png`.
    pub fn blend_title(&self) -> String {
        let name = |well: &BlendPart| match &well.of {
            BlendOf::Words(words) => words.trim().to_owned(),
            BlendOf::Picture(path) => file_name(path),
        };
        self.wells.iter().map(name).collect::<Vec<_>>().join(" + ")
    }

    /// Adds an empty well that counts for nothing yet.
    pub fn add_well(&mut self) {
        if self.wells.len() < *WELLS.end() {
            self.wells.push(BlendPart { of: BlendOf::Words(String::new()), weight: 0.0 });
        }
        self.spherical = false;
    }

    /// Takes a well away. Where two stay, their weights add up to one again, as the slider has them.
    pub fn remove_well(&mut self, index: usize) {
        if self.wells.len() <= *WELLS.start() || index >= self.wells.len() {
            return;
        }
        self.wells.remove(index);
        if let [a, b] = &mut self.wells[..] {
            let all = a.weight + b.weight;
            let share = if all > 0.0 { b.weight / all } else { 0.5 };
            (a.weight, b.weight) = (1.0 - share, share);
        }
    }

    /// Takes about half of the picture's pixels away, in its shape.
    pub fn shrink(&mut self) {
        let step = if self.width.min(self.height) > 128 { 64 } else { 16 };
        let less = |side: usize| ((side as f64 * 0.72 / step as f64).round() as usize * step).max(step);
        (self.width, self.height) = (less(self.width).min(self.width), less(self.height).min(self.height));
    }

    /// Changes the model and, where it is another one, the settings to those that suit it. Words and sources stay.
    pub fn set_model(&mut self, model: Model) {
        if model != self.model {
            let system = Checkpoint::system_of(&model);
            let usual = Self::from_recipe(&Recipe::of(model, system, self.prompt.clone()));
            *self = Self {
                negative: std::mem::take(&mut self.negative),
                styles: std::mem::take(&mut self.styles),
                seed: self.seed,
                seed_locked: self.seed_locked,
                seed_chosen: self.seed_chosen,
                variation: self.variation,
                count: self.count,
                rng: self.rng,
                room: self.room,
                init: self.init.take(),
                strength: self.strength,
                mask: self.mask.take(),
                only_masked: self.only_masked,
                padding: self.padding,
                margins: self.margins,
                depth: self.depth.take(),
                further_task: std::mem::take(&mut self.further_task),
                further_depth: self.further_depth.take(),
                wells: std::mem::take(&mut self.wells),
                spherical: self.spherical && system.has_prior(),
                grid: std::mem::take(&mut self.grid),
                ..usual
            };
        }
    }
}
