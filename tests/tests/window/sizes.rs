//! Each room in narrow windows: no control is cut off by what lies beside it.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use bluerider_engine::protocol::Picture;
use bluerider_tests::studio_window::{there, until};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};

use super::column::studio_with;

const ROOMS: [Key; 7] = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num7, Key::Num8];

#[test]
fn no_control_of_a_room_is_cut_off_by_the_gallery() -> Result<()> {
    for (language, search, export) in [("english", "Search", "Export"), ("russian", "Поиск", "Экспорт")] {
        let root = tempfile::tempdir()?;
        std::fs::create_dir_all(root.path().join("config"))?;
        let settings = format!(r#"{{"language": "{language}"}}"#);
        std::fs::write(root.path().join("config/settings.json"), settings)?;
        let picture = Picture { width: 64, height: 64, pixels: Arc::from(vec![90; 3 * 64 * 64]) };
        let mut harness = studio_with(root.path(), &picture)?;
        for (width, height) in [(880.0, 560.0), (1100.0, 700.0)] {
            harness.set_size([width, height].into());
            for key in ROOMS {
                harness.key_press_modifiers(Modifiers::COMMAND, key);
                harness.run_steps(4);
                let edge = harness.query_all_by_label(search).map(|field| field.rect().left()).reduce(f32::max);
                let edge = edge.context("no gallery")?;
                let controls = harness.query_all_by(|node| {
                    let role = node.role();
                    [Role::Button, Role::CheckBox, Role::Slider, Role::SpinButton].contains(&role)
                });
                let mut seen = 0;
                for control in controls {
                    let rect = control.rect();
                    // The bar on top goes from side to side.
                    ensure!(
                        rect.top() < 44.0 || rect.right() <= edge || rect.left() >= edge - 8.0,
                        "{language}, {width}, {key:?}: {:?} at {rect:?} reaches beyond {edge}",
                        control.accesskit_node().label()
                    );
                    seen += 1;
                }
                ensure!(seen > 10, "{key:?}: only {seen} controls");
            }
            // A table goes on beyond its room, and scrolls; what stands above it does not.
            harness.key_press_modifiers(Modifiers::COMMAND, Key::E);
            harness.run_steps(4);
            let edge = harness.query_all_by_label(search).map(|field| field.rect().left()).reduce(f32::max);
            let menu = harness.query_all_by_label_contains(export).next().context("no menu")?.rect();
            ensure!(menu.right() <= edge.context("no gallery")?, "{language}, {width}: the menu lies at {menu:?}");
        }
    }
    Ok(())
}

#[test]
fn the_palette_opens_the_settings_which_scroll_where_the_window_is_low() -> Result<()> {
    let root = tempfile::tempdir()?;
    let picture = Picture { width: 64, height: 64, pixels: Arc::from(vec![90; 3 * 64 * 64]) };
    let mut harness = studio_with(root.path(), &picture)?;
    harness.set_size([880.0, 560.0].into());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    until(&mut harness, "the palette", |h| there(h, "Stop what is being painted"))?;
    harness.event(egui::Event::Text("save the shown".into()));
    until(&mut harness, "both ways to save", |h| {
        there(h, "Save the shown picture as…") && there(h, "Save the shown picture without its recipe…")
    })?;
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run_steps(3);
    harness.event(egui::Event::Text("settings".into()));
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    until(&mut harness, "the settings", |h| there(h, "The processor"))?;
    harness.run_steps(3);
    harness.get_by_label("Русский").scroll_to_me();
    harness.run_steps(5);
    let rect = harness.get_by_label("Русский").rect();
    ensure!(rect.bottom() <= 560.0, "the last of them lies at {rect:?}");
    Ok(())
}
