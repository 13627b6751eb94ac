//! Styles and presets of the column as a studio paints, keeps and recalls them, without a window.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use bluerider::studio::Studio;
use bluerider::studio::draft::{Draft, Room};
use bluerider::studio::intent::{Intent, Place};
use bluerider::studio::paths::Paths;
use bluerider::studio::picture_file::{Metadata, Recall};
use bluerider::studio::presets::{Keep, Preset};
use bluerider_engine::protocol::{BlendOf, BlendPart, Command, Picture, Recipe, Sampler, Variation};
use bluerider_tests::events::painted_event;
use bluerider_tests::studio_hands::{tick, typed};

fn open(folder: &Path) -> Studio {
    Studio::open(Paths::under(folder), Arc::new(|| {}))
}

fn style(name: &str, prompt: &str, negative: &str) -> Preset {
    Preset::of_words(name, prompt.into(), negative.into())
}

/// Paints the draft: what the engine gets, and what the picture says that comes of it.
fn painted(studio: &mut Studio) -> Result<(Recipe, Metadata)> {
    studio.apply(Intent::Paint(Place::Back));
    let submitted = |command| match command {
        Command::Submit { job, recipe } => Some((job, *recipe)),
        _ => None,
    };
    let (job, recipe) = studio.tick(Instant::now()).into_iter().find_map(submitted).context("nothing is painted")?;
    let Recipe { width, height, .. } = recipe;
    let picture = Picture { width, height, pixels: vec![90; 3 * width * height].into() };
    studio.on_event(painted_event(job, picture, Box::new(recipe.clone())));
    let said = studio.gallery.selected().and_then(|entry| entry.metadata.clone()).context("it says nothing")?;
    let outcome = bluerider_engine::protocol::Outcome::Done;
    studio.on_event(bluerider_engine::protocol::Event::Finished { job, outcome });
    Ok((recipe, said))
}

#[test]
fn a_picture_with_styles_says_what_was_typed_and_comes_back_with_its_chips() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = open(root.path());
    typed(&mut studio, "a fish");
    studio.draft.negative = "blur".into();
    for style in [style("Oil", "{prompt}, oil", "photo"), style("Gold", "{prompt}, gold", "")] {
        studio.apply(Intent::UsePreset(Box::new(style)));
    }
    let (recipe, said) = painted(&mut studio)?;
    ensure!((recipe.prompt.as_str(), recipe.negative.as_deref()) == ("a fish, oil, gold", Some("blur, photo")));
    ensure!((said.prompt.as_str(), said.negative.as_str()) == ("a fish", "blur"));
    let chips = |studio: &Studio| studio.draft.styles.iter().map(|style| style.name.clone()).collect::<Vec<_>>();
    ensure!(studio.draft.prompt == "a fish" && chips(&studio) == ["Oil", "Gold"], "painting changed the column");

    for part in [Recall::Words, Recall::All] {
        studio.draft = Draft { prompt: "a lake".into(), ..Draft::default() };
        studio.apply(Intent::Recall(Box::new(said.clone()), part));
        ensure!((studio.draft.prompt.as_str(), studio.draft.negative.as_str()) == ("a fish", "blur"), "{part:?}");
        ensure!(chips(&studio) == ["Oil", "Gold"], "{part:?}");
    }
    ensure!(painted(&mut studio)?.0 == recipe, "the recipe paints something else");
    // One chip is taken away, and its words are no more.
    let oil = studio.draft.styles[0].clone();
    studio.apply(Intent::UsePreset(Box::new(oil)));
    ensure!(painted(&mut studio)?.0.prompt == "a fish, gold");
    studio.apply(Intent::Undo);
    ensure!(chips(&studio) == ["Oil", "Gold"], "a chip cannot be brought back");
    Ok(())
}

#[test]
fn what_wildcards_drew_inside_a_style_comes_back_as_it_was_painted() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = open(root.path());
    typed(&mut studio, "a {red|blue} fish");
    studio.apply(Intent::UsePreset(Box::new(style("Oil", "{prompt}, oil", ""))));
    let (recipe, said) = painted(&mut studio)?;
    ensure!(!recipe.prompt.contains('{') && recipe.prompt.ends_with(" fish, oil"), "{}", recipe.prompt);
    ensure!(said.prompt == "a {red|blue} fish");
    studio.apply(Intent::Recall(Box::new(said), Recall::All));
    ensure!(studio.draft.prompt == recipe.prompt && studio.draft.styles.is_empty());
    ensure!(painted(&mut studio)?.0 == recipe);
    Ok(())
}

#[test]
fn tags_of_other_studios_stay_typed_and_are_not_painted() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = open(root.path());
    let prompt = "a fish, <lora:ink:0.8>, fog";
    typed(&mut studio, prompt);
    let (recipe, said) = painted(&mut studio)?;
    ensure!(recipe.prompt == "a fish, fog" && said.prompt == prompt && studio.draft.prompt == prompt);
    studio.apply(Intent::Recall(Box::new(said), Recall::All));
    ensure!(studio.draft.prompt == prompt && painted(&mut studio)?.0 == recipe);
    Ok(())
}

#[test]
fn styles_are_there_in_the_next_session_and_those_of_the_shelf_follow_its_changes() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = open(root.path());
    typed(&mut studio, "{prompt}, tempera");
    let words = Keep { words: true, settings: false, size: false, wells: false };
    studio.apply(Intent::KeepPreset("Tempera".into(), words));
    let kept = studio.presets.list()[0].clone();
    ensure!(kept.is_style() && kept.settings.is_none() && kept.size.is_none());
    typed(&mut studio, "a fish");
    studio.apply(Intent::UsePreset(Box::new(kept.clone())));
    tick(&mut studio);
    studio.close();
    let mut studio = open(root.path());
    ensure!(studio.draft.to_recipe().prompt == "a fish, tempera");
    let changed = Preset { prompt: "{prompt}, egg tempera".into(), note: "On wood".into(), ..kept };
    studio.apply(Intent::UpdatePreset(Box::new(changed.clone())));
    ensure!(studio.draft.to_recipe().prompt == "a fish, egg tempera");
    ensure!(open(root.path()).presets.list() == [changed]);
    Ok(())
}

#[test]
fn a_preset_keeps_what_it_is_told_to_and_a_blend_its_wells() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = open(root.path());
    let part = |words: &str, weight| BlendPart { of: BlendOf::Words(words.into()), weight };
    studio.draft.wells = vec![part("a lake", 0.3), part("a horse", 0.7)];
    (studio.draft.spherical, studio.draft.room) = (true, Room::Blend);
    (studio.draft.sampling.sampler, studio.draft.width) = (Sampler::Euler, 192);
    let keep = Keep::of(&studio.draft);
    ensure!(keep.wells && !keep.words);
    studio.apply(Intent::KeepPreset("Lake and horse".into(), Keep { settings: false, ..keep }));
    let preset = studio.presets.list()[0].clone();
    ensure!(!preset.is_style() && preset.settings.is_none() && preset.size == Some((192, 128)));

    studio.draft = Draft { prompt: "a fish".into(), ..Draft::default() };
    let sampler = studio.draft.sampling.sampler;
    studio.apply(Intent::UsePreset(Box::new(preset.clone())));
    let draft = &studio.draft;
    ensure!(draft.wells == [part("a lake", 0.3), part("a horse", 0.7)] && draft.spherical);
    ensure!(draft.room == Room::Blend && draft.prompt == "a fish" && draft.sampling.sampler == sampler);
    // Its wells become those of the column, and what it never held stays away.
    studio.draft.wells[0] = part("a sea", 0.5);
    let mut updated = preset.clone();
    updated.take(&studio.draft, preset.holds());
    ensure!(updated.wells.as_ref().context("no wells")?.parts[0] == part("a sea", 0.5));
    ensure!((updated.settings.is_none(), &updated.name) == (true, &preset.name));
    Ok(())
}

#[test]
fn variations_keep_the_picture_s_seed_and_draw_another_each_time() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = open(root.path());
    typed(&mut studio, "a fish");
    (studio.draft.seed, studio.draft.variation) = (7, Some(Variation { seed: 1, strength: 0.2 }));
    studio.draft.seed_chosen = false;
    let variation = |recipe: &Recipe| recipe.variation.map(|variation| variation.seed);
    let (first, said) = painted(&mut studio)?;
    let (second, _) = painted(&mut studio)?;
    ensure!((first.seed, second.seed) == (7, 7), "another picture is varied");
    ensure!(variation(&first) != variation(&second) && studio.draft.variation == second.variation);
    // The lock keeps both, and a recipe brings both back.
    studio.draft.seed_locked = true;
    ensure!(painted(&mut studio)?.0 == second);
    studio.apply(Intent::Recall(Box::new(said), Recall::Seed));
    ensure!(studio.draft.seed == 7 && studio.draft.variation == first.variation);
    Ok(())
}

#[test]
fn rooms_paint_a_picture_over_in_its_own_shape() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut studio = open(root.path());
    typed(&mut studio, "a fish");
    (studio.draft.width, studio.draft.height) = (128, 96);
    painted(&mut studio)?;
    (studio.draft.width, studio.draft.height) = (128, 128);
    bluerider_tests::studio_hands::until(&mut studio, "the file", |studio| {
        studio.gallery.selected().is_some_and(|entry| entry.path.is_some())
    })?;
    studio.apply(Intent::Open(Room::ImageToImage));
    ensure!((studio.draft.width, studio.draft.height) == (128, 96));
    Ok(())
}
