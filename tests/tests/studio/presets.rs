//! Presets as the artist uses them, without a window.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bluerider::locale::Language;
use bluerider::studio::intent::Intent;
use bluerider::studio::paths::Paths;
use bluerider::studio::presets::{Group, Keep, Preset, search, shipped};
use bluerider::studio::settings::Settings;
use bluerider::studio::{Message, Studio};
use bluerider_engine::protocol::Sampler;

/// All that a preset can hold but wells.
const ALL: Keep = Keep { words: true, settings: true, size: true, wells: false };

fn open(folder: &Path) -> Studio {
    Studio::open(Paths::under(folder), Arc::new(|| {}))
}

fn names(studio: &Studio) -> Vec<&str> {
    studio.presets.list().iter().map(|preset| preset.name.as_str()).collect()
}

fn typed(studio: &mut Studio, prompt: &str) {
    prompt.clone_into(&mut studio.draft.prompt);
}

/// True where the latest message is an error; it is taken away.
fn failed(studio: &mut Studio) -> bool {
    let failed = matches!(studio.messages.list().last(), Some(Message::Error(_)));
    studio.messages.retain(|_| false);
    failed
}

#[test]
fn presets_are_kept_moved_renamed_removed_and_brought_back() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut studio = open(folder.path());
    typed(&mut studio, "{prompt}, tempera");
    studio.draft.negative = "photograph".into();
    (studio.draft.sampling.steps, studio.draft.sampling.sampler, studio.draft.width) = (17, Sampler::Euler, 192);
    for name in ["One", "Two", "Three"] {
        studio.apply(Intent::KeepPreset(name.into(), ALL));
    }
    let id = |studio: &Studio, name: &str| {
        let found = studio.presets.list().iter().find(|preset| preset.name == name);
        found.map(|preset| preset.id).context("no such preset")
    };
    let (one, three) = (id(&studio, "One")?, id(&studio, "Three")?);
    studio.apply(Intent::ShiftPreset(three, -2));
    studio.apply(Intent::ShiftPreset(three, -9));
    let renamed = |studio: &Studio, id, name: &str| {
        let preset = studio.presets.get(id).cloned().context("no such preset")?;
        anyhow::Ok(Intent::UpdatePreset(Box::new(Preset { name: name.into(), ..preset })))
    };
    let first = renamed(&studio, one, " First ")?;
    studio.apply(first);
    let empty = renamed(&studio, three, "  ")?;
    studio.apply(empty);
    ensure!(names(&studio) == ["Three", "First", "Two"], "{:?}", names(&studio));

    studio.apply(Intent::RemovePreset(three));
    ensure!(names(&studio) == ["First", "Two"]);
    ensure!(names(&open(folder.path())) == ["First", "Two"], "not written");
    ensure!(studio.messages.list() == [Message::PresetRemoved("Three".into())]);
    studio.apply(Intent::RestorePreset);
    studio.apply(Intent::RestorePreset);
    ensure!(names(&studio) == ["Three", "First", "Two"] && studio.messages.list().is_empty());

    // All that a preset holds comes back in another session, around words that are new there.
    let mut studio = open(folder.path());
    ensure!(names(&studio) == ["Three", "First", "Two"]);
    let preset = studio.presets.get(one).context("the number changed")?.clone();
    typed(&mut studio, "a fish");
    studio.draft.seed = 5;
    studio.apply(Intent::UsePreset(Box::new(preset)));
    ensure!(studio.draft.prompt == "a fish" && studio.draft.negative.is_empty(), "what was typed is no more");
    let draft = studio.draft.composed();
    ensure!(draft.prompt == "a fish, tempera" && draft.negative == "photograph" && draft.seed == 5);
    ensure!((draft.sampling.steps, draft.sampling.sampler, draft.width) == (17, Sampler::Euler, 192));
    Ok(())
}

#[test]
fn presets_come_from_other_studios_and_go_there() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut studio = open(&folder.path().join("studio"));
    let file = folder.path().join("styles.csv");
    std::fs::write(&file, "name,prompt,negative_prompt\nOil,oil on canvas,photo\nInk,\"{prompt}, ink\",\n")?;
    studio.apply(Intent::ImportPresets(file.clone()));
    ensure!(studio.messages.list() == [Message::PresetsImported(2)] && names(&studio) == ["Oil", "Ink"]);
    // Once more, and there is nothing new.
    studio.apply(Intent::ImportPresets(file.clone()));
    ensure!(studio.messages.list().last() == Some(&Message::PresetsImported(0)) && names(&studio) == ["Oil", "Ink"]);

    // What was in the file that is written over is kept beside it.
    let before = std::fs::read(&file)?;
    studio.apply(Intent::ExportPresets(file.clone()));
    ensure!(std::fs::read(folder.path().join("styles.csv.bak"))? == before);
    let json = folder.path().join("styles.json");
    studio.apply(Intent::ExportPresets(json.clone()));
    for file in [file, json] {
        let mut other = open(&folder.path().join("other").join(file.file_name().context("no name")?));
        other.apply(Intent::ImportPresets(file));
        let words = |studio: &Studio| -> Vec<_> {
            let presets = studio.presets.list().iter();
            presets.map(|p| (p.name.clone(), p.prompt.clone(), p.negative.clone())).collect()
        };
        ensure!(words(&other) == words(&studio));
    }

    // What cannot be read changes nothing.
    studio.messages.retain(|_| false);
    for (name, text) in [("a.csv", "no header\n1,2\n"), ("b.json", "{\"a\": 1}")] {
        let file = folder.path().join(name);
        std::fs::write(&file, text)?;
        studio.apply(Intent::ImportPresets(file));
        ensure!(failed(&mut studio) && names(&studio) == ["Oil", "Ink"], "{name}");
    }
    studio.apply(Intent::ImportPresets(folder.path().join("not there.csv")));
    ensure!(failed(&mut studio));
    Ok(())
}

#[test]
fn presets_that_cannot_be_understood_are_kept_aside() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let presets = Paths::under(folder.path()).config.join("presets");
    std::fs::create_dir_all(&presets)?;
    std::fs::write(presets.join("presets.json"), "[{\"name\": \"half a pre")?;
    let mut studio = open(folder.path());
    ensure!(matches!(studio.messages.list(), [Message::Error(_)]) && studio.presets.list().is_empty());
    studio.apply(Intent::KeepPreset("New".into(), ALL));
    ensure!(std::fs::read(presets.join("presets.unreadable.json"))?.starts_with(b"[{\"name\": \"half"));
    ensure!(names(&open(folder.path())) == ["New"]);
    Ok(())
}

#[test]
fn a_search_finds_all_words_in_any_order_and_case() {
    let all: Vec<Preset> = shipped(Language::Russian).iter().map(|(_, preset)| preset.clone()).collect();
    let found = |words: &str| search(&all, words).into_iter().map(|p| p.name.as_str()).collect::<Vec<_>>();
    assert_eq!(found("КОБАЛЬТ гжель"), ["Гжель"]);
    assert_eq!(found("cobalt"), ["Гжель"]);
    assert_eq!(found("").len(), all.len());
    assert!(found("никто этого не писал").is_empty());
    assert!(shipped(Language::English).iter().any(|(group, _)| *group == Group::Crafts));
}

#[test]
fn ten_thousand_presets_of_one_name_keep_their_order_and_are_searched_at_once() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let prompt = |number: usize| format!("{{prompt}}, number {number}");
    let preset = |number: usize| serde_json::json!({ "id": number + 1, "name": "Same", "prompt": prompt(number) });
    let all: Vec<_> = (0..10_000).map(preset).collect();
    std::fs::create_dir_all(folder.path().join("config/presets"))?;
    std::fs::write(folder.path().join("config/presets/presets.json"), serde_json::to_vec(&all)?)?;
    let studio = open(folder.path());
    ensure!(studio.presets.list().len() == 10_000, "{:?}", studio.messages.list());
    let start = Instant::now();
    let found = search(studio.presets.list(), "SAME 777");
    ensure!(start.elapsed() < Duration::from_millis(50), "{:?}", start.elapsed());
    let numbers: Vec<&str> = found.iter().filter_map(|preset| preset.prompt.rsplit(' ').next()).collect();
    ensure!(numbers.len() == 19 && numbers[..3] == ["777", "1777", "2777"], "{numbers:?}");
    Ok(())
}

#[test]
fn what_a_later_version_wrote_survives_a_change_by_this_one() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (presets, settings) =
        (folder.path().join("config/presets/presets.json"), folder.path().join("config/settings.json"));
    std::fs::create_dir_all(folder.path().join("config/presets"))?;
    let oil = r#"{"id": 1, "name": "Oil", "prompt": "oil", "lora": {"name": "x", "scale": 0.5}}"#;
    std::fs::write(&presets, format!("[{oil}]"))?;
    std::fs::write(&settings, r#"{"scale": 1.5, "palette": ["red", "black"]}"#)?;
    let mut studio = open(folder.path());
    studio.apply(Intent::KeepPreset("Another".into(), ALL));
    let changed = Settings { scale: 1.25, ..studio.settings.clone() };
    studio.apply(Intent::Set(Box::new(changed)));
    studio.close();
    let read = |path: &Path| -> Result<serde_json::Value> { Ok(serde_json::from_slice(&std::fs::read(path)?)?) };
    let (presets, settings) = (read(&presets)?, read(&settings)?);
    ensure!(presets[0]["lora"]["scale"] == 0.5 && presets[1]["name"] == "Another", "{presets}");
    ensure!(settings["palette"][1] == "black" && settings["scale"] == 1.25, "{settings}");
    Ok(())
}
