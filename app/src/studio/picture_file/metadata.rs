//! What a picture says of how it was painted, whichever studio painted it.

use bluerider_engine::protocol::{PRIOR_STEPS, Recipe, STEPS, Sampler};
use serde::{Deserialize, Serialize};

use super::Provenance;
use crate::studio::draft::Draft;
use crate::studio::presets::Preset;

/// The studio that wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the studios'")]
pub enum Source {
    BlueRider,
    A1111,
    ComfyUi,
    Fooocus,
    InvokeAi,
    Kubin,
    SwarmUi,
}

impl Source {
    /// The studio's name, as it writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::BlueRider => "Blue Rider",
            Self::A1111 => "A1111",
            Self::ComfyUi => "ComfyUI",
            Self::Fooocus => "Fooocus",
            Self::InvokeAi => "InvokeAI",
            Self::Kubin => "kubin",
            Self::SwarmUi => "SwarmUI",
        }
    }
}

/// What a picture says. What it does not say is `None`, or empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    /// The studio that wrote the picture.
    pub source: Source,
    /// The prompt.
    pub prompt: String,
    /// The negative prompt.
    pub negative: String,
    /// The seed.
    pub seed: Option<u64>,
    /// Width and height in pixels: what was asked for, or what the file has.
    pub size: (usize, usize),
    /// Steps.
    pub steps: Option<usize>,
    /// Guidance scale.
    pub guidance: Option<f32>,
    /// Steps of the prior, where it has one.
    pub prior_steps: Option<usize>,
    /// Guidance scale of the prior.
    pub prior_guidance: Option<f32>,
    /// The sampler, by the name that the studio gives it.
    pub sampler: Option<String>,
    /// The model, by the name that the studio gives it.
    pub model: Option<String>,
    /// All of it, where the picture is ours.
    pub provenance: Option<Box<Provenance>>,
}

/// What is taken from a picture into the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recall {
    /// The whole recipe.
    All,
    /// The prompt and the negative prompt.
    Words,
    /// The seed, which stays.
    Seed,
    /// Size, steps, guidance, sampler; and the model, where the picture is ours.
    Settings,
}

impl Metadata {
    /// Nothing but who wrote it.
    pub(super) fn of(source: Source) -> Self {
        Self {
            source,
            prompt: String::new(),
            negative: String::new(),
            seed: None,
            size: (0, 0),
            steps: None,
            guidance: None,
            prior_steps: None,
            prior_guidance: None,
            sampler: None,
            model: None,
            provenance: None,
        }
    }

    /// What a picture of ours says.
    pub fn ours(provenance: Provenance) -> Self {
        let recipe = &provenance.recipe;
        Self {
            prompt: provenance.template.clone().unwrap_or_else(|| recipe.prompt.clone()),
            negative: match &provenance.styled {
                Some(styled) => styled.negative.clone(),
                None => recipe.negative.clone().unwrap_or_default(),
            },
            seed: Some(recipe.seed),
            size: (recipe.width, recipe.height),
            steps: Some(recipe.sampling.steps),
            guidance: Some(recipe.sampling.guidance),
            prior_steps: Some(recipe.sampling.prior_steps),
            prior_guidance: Some(recipe.sampling.prior_guidance),
            sampler: Some(recipe.sampling.sampler.title().to_owned()),
            model: Some(crate::studio::models::model_name(&recipe.model)),
            provenance: Some(Box::new(provenance)),
            ..Self::of(Source::BlueRider)
        }
    }

    /// The experiment that it belongs to.
    pub fn experiment(&self) -> Option<&str> {
        self.provenance.as_deref()?.experiment.as_deref()
    }

    /// The whole recipe, where the picture is ours.
    pub fn recipe(&self) -> Option<&Recipe> {
        self.provenance.as_deref().map(|provenance| &provenance.recipe)
    }

    fn styles(&self) -> Vec<Preset> {
        let styled = self.provenance.as_deref().and_then(|provenance| provenance.styled.as_ref());
        styled.map(|styled| styled.styles.clone()).unwrap_or_default()
    }

    /// Has `draft`, which paints `recipe` again, say that with the typed words and their styles, where it comes out the
    /// same: what wildcards drew is gone from them.
    fn restyle(&self, draft: &mut Draft, recipe: &Recipe) {
        let (prompt, negative, styles) = (self.prompt.clone(), self.negative.clone(), self.styles());
        let typed = Draft { prompt, negative, styles, ..draft.clone() };
        if typed.to_recipe() == *recipe {
            *draft = typed;
        }
    }

    /// Takes `part` into `draft`. What other studios say is brought into our ranges; what they do not say stays.
    pub fn apply(&self, draft: &mut Draft, part: Recall) {
        if part == Recall::All
            && let Some(provenance) = &self.provenance
        {
            draft.take(&provenance.recipe);
            self.restyle(draft, &provenance.recipe);
            // The picture is to come out the same, so its seed stays, and the words that were painted.
            draft.seed_locked = true;
            return;
        }
        if matches!(part, Recall::All | Recall::Words) {
            draft.prompt.clone_from(&self.prompt);
            draft.negative.clone_from(&self.negative);
            draft.styles = self.styles();
        }
        if matches!(part, Recall::All | Recall::Seed)
            && let Some(seed) = self.seed
        {
            (draft.seed, draft.seed_locked) = (seed, true);
            draft.variation = self.recipe().and_then(|recipe| recipe.variation);
        }
        if !matches!(part, Recall::All | Recall::Settings) {
            return;
        }
        if let Some(provenance) = &self.provenance {
            draft.set_model(provenance.recipe.model.clone());
            draft.sampling.eta = provenance.recipe.sampling.eta;
        }
        let (width, height) = self.size;
        if width > 0 && height > 0 {
            let side = |side: usize| side.clamp(64, 2048).next_multiple_of(64);
            let exact = self.provenance.is_some();
            (draft.width, draft.height) = if exact { (width, height) } else { (side(width), side(height)) };
        }
        let set = |to: &mut usize, from: Option<usize>, range: std::ops::RangeInclusive<usize>| {
            if let Some(value) = from {
                *to = value.clamp(*range.start(), *range.end());
            }
        };
        set(&mut draft.sampling.steps, self.steps, STEPS);
        set(&mut draft.sampling.prior_steps, self.prior_steps, PRIOR_STEPS);
        for (to, from) in
            [(&mut draft.sampling.guidance, self.guidance), (&mut draft.sampling.prior_guidance, self.prior_guidance)]
        {
            if let Some(value) = from.filter(|value| value.is_finite()) {
                *to = value.clamp(0.0, 100.0);
            }
        }
        if let Some(sampler) = self.sampler.as_deref().and_then(sampler_like) {
            draft.sampling.sampler = sampler;
        }
    }
}

/// Our sampler that is called so, or that does the same under another studio's name.
fn sampler_like(name: &str) -> Option<Sampler> {
    let plain = |name: &str| name.to_lowercase().replace([' ', '_', '-', '+'], "");
    let name = plain(name);
    if name.starts_with("dpm") && name.contains("karras") {
        return Some(Sampler::DpmSolverKarras);
    }
    let ours = Sampler::ALL.into_iter().find(|sampler| plain(sampler.title()) == name);
    ours.or_else(|| {
        let like = [
            ("unipc", Sampler::UniPc),
            ("dpm2m", Sampler::DpmSolver),
            ("dpmpp2m", Sampler::DpmSolver),
            ("dpmsolver", Sampler::DpmSolver),
            ("ddim", Sampler::Ddim),
            ("ddpm", Sampler::Ddpm),
            ("psampler", Sampler::Ddpm),
            ("eulera", Sampler::EulerAncestral),
            ("euler", Sampler::Euler),
        ];
        like.into_iter().find(|(start, _)| name.starts_with(start)).map(|(_, sampler)| sampler)
    })
}
