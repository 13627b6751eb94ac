//! Styles: presets that are put around the typed words when a picture is painted, several at once. What was typed stays
//! as it is.

use serde::{Deserialize, Serialize};

use super::draft::{Draft, Room};
use super::presets::{Preset, template};

/// What a picture was painted with beside its typed prompt, where there were styles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Styled {
    /// The negative prompt as it was typed.
    #[serde(default)]
    pub negative: String,
    /// The styles, in their order.
    pub styles: Vec<Preset>,
}

impl Styled {
    /// The styles that `draft` is painted with; `None` where there are none, or its room reads no prompt.
    pub fn of(draft: &Draft) -> Option<Self> {
        let any = !draft.styles.is_empty() && draft.room != Room::Blend;
        any.then(|| Self { negative: draft.negative.clone(), styles: draft.styles.clone() })
    }
}

impl Draft {
    /// Takes a style up, or lets it go where it is there already. One that names settings brings their model.
    pub fn toggle_style(&mut self, style: &Preset) {
        let before = self.styles.len();
        self.styles.retain(|one| one.id != style.id);
        if self.styles.len() < before {
            return;
        }
        if let Some(settings) = style.settings.as_ref().filter(|settings| settings.model != self.model) {
            self.set_model(settings.model.clone());
        }
        self.styles.push(style.clone());
    }

    /// What is painted: its styles in words, settings and size, one after the other, and no longer beside them.
    #[must_use]
    pub fn composed(&self) -> Self {
        let styles = Styled::of(self).map(|styled| styled.styles).unwrap_or_default();
        let mut draft = Self { styles: Vec::new(), ..self.clone() };
        for style in &styles {
            draft.prompt = template::fill(&style.prompt, template::PROMPT, &draft.prompt);
            draft.negative = negative(&style.negative, &draft.negative);
            if let Some(settings) = style.settings.as_ref().filter(|settings| settings.model == draft.model) {
                draft.sampling = settings.sampling;
            }
            if let Some((width, height)) = style.size {
                (draft.width, draft.height) = (width, height);
            }
        }
        draft
    }

    /// The name of the style that sets what `of` takes from a preset: the latest one.
    pub fn set_by_style(&self, of: impl Fn(&Preset) -> bool) -> Option<&str> {
        let there = |style: &&Preset| self.room != Room::Blend && of(style);
        self.styles.iter().rev().find(there).map(|style| style.name.as_str())
    }
}

/// A style's negative prompt with the one that is there: behind it, where the style says no other place.
fn negative(style: &str, typed: &str) -> String {
    if style.contains(template::NEGATIVE) || typed.trim().is_empty() {
        return template::fill(style, template::NEGATIVE, typed);
    }
    let parts = [typed.trim(), style.trim()].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use bluerider_engine::protocol::{Model, Sampler};

    use super::{Draft, Preset, Room, Styled};
    use crate::studio::presets::Settings;

    fn style(name: &str, prompt: &str, negative: &str) -> Preset {
        Preset::of_words(name, prompt.into(), negative.into())
    }

    fn draft(prompt: &str, negative: &str) -> Draft {
        Draft { prompt: prompt.into(), negative: negative.into(), ..Draft::default() }
    }

    #[test]
    fn styles_are_put_around_the_words_in_their_order_and_the_words_stay() {
        let mut draft = draft("a fish", "blur");
        for style in [style("Oil", "{prompt}, oil", "photo"), style("Frame", "a frame around {prompt}", "")] {
            draft.toggle_style(&style);
        }
        let composed = draft.composed();
        assert_eq!(
            (composed.prompt.as_str(), composed.negative.as_str()),
            ("a frame around a fish, oil", "blur, photo")
        );
        assert_eq!(draft.to_recipe(), composed.to_recipe());
        assert_eq!((draft.prompt.as_str(), draft.negative.as_str()), ("a fish", "blur"));
        let oil = draft.styles[0].clone();
        draft.toggle_style(&oil);
        assert_eq!(draft.composed().prompt, "a frame around a fish");
    }

    #[test]
    fn a_style_sets_what_it_names_while_it_is_there() {
        let usual = Draft::default();
        let mut sampling = usual.sampling;
        (sampling.steps, sampling.sampler) = (33, Sampler::Euler);
        let settings = Some(Settings { model: Model::Etude, sampling });
        let slow = Preset { settings, size: Some((192, 128)), ..style("Slow", "", "") };
        let mut draft = draft("a fish", "");
        draft.toggle_style(&slow);
        let recipe = draft.to_recipe();
        assert_eq!((recipe.sampling, recipe.width, recipe.height), (sampling, 192, 128));
        assert_eq!(draft.sampling, usual.sampling, "the sliders are not moved");
        assert_eq!(draft.set_by_style(|style| style.size.is_some()), Some("Slow"));
        draft.toggle_style(&slow);
        assert_eq!(draft.to_recipe().sampling, usual.sampling);
        assert_eq!(draft.set_by_style(|style| style.size.is_some()), None);
    }

    #[test]
    fn a_style_of_another_model_brings_it_and_sets_nothing_of_others() {
        let other = Model::Folder { decoder: "/models/decoder".into(), prior: None };
        let settings = Settings { model: other.clone(), sampling: Draft::default().sampling };
        let mut draft = draft("a fish", "");
        draft.toggle_style(&Preset { settings: Some(settings), ..style("Theirs", "", "") });
        assert_eq!(draft.model, other);
        draft.set_model(Model::Etude);
        draft.sampling.steps += 5;
        assert_eq!(draft.to_recipe().sampling, draft.sampling);
    }

    #[test]
    fn a_blend_has_no_style() {
        let mut draft = Draft { room: Room::Blend, ..draft("a fish", "") };
        draft.toggle_style(&style("Oil", "{prompt}, oil", "photo"));
        assert_eq!(draft.to_recipe().prompt, "a fish");
        assert_eq!(Styled::of(&draft), None);
    }
}
