//! Two pictures without their labels: which one is better, which value of a parameter wins, and how sure that is.

use egui::{Button, Rect, RichText, Ui, vec2};
use fluent_bundle::FluentValue;

use super::super::super::accessibility::named;
use super::super::super::textures::{self, Key};
use super::super::super::{Panel, canvas, theme};
use super::parameter_menu;
use crate::studio::experiments::intent::ExperimentsIntent;
use crate::studio::experiments::look::Look;
use crate::studio::experiments::parameter::Parameter;
use crate::studio::experiments::votes::Standing;
use crate::studio::gallery::EntryId;
use crate::studio::intent::Intent;

/// Height of what stands under the pictures.
const FOOT: f32 = 128.0;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, look: &mut Look) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    ui.horizontal(|ui| {
        let mut judged = panel.studio.experiments.judged();
        let offered = Parameter::ALL.into_iter().filter(|parameter| parameter.is_setting());
        if parameter_menu(panel, ui, "blind-judged", &mut judged, offered) {
            look.judged = Some(judged);
        }
        let left = [("count", FluentValue::from(panel.studio.experiments.round.left))];
        ui.label(RichText::new(locale.with("blind-left", &left)).small().color(tokens.ink_quiet));
    });
    let foot = egui::Panel::bottom("standings").exact_size(FOOT).resizable(false).show_separator_line(false);
    foot.frame(egui::Frame::new()).show(ui, |ui| standings(panel, ui, look));
    let Some(pair) = panel.studio.experiments.round.next.clone() else {
        let judged = panel
            .studio
            .experiments
            .votes
            .list()
            .iter()
            .any(|vote| vote.parameter == panel.studio.experiments.judged());
        canvas::invitation(ui, locale.text(if judged { "blind-done" } else { "blind-none" }));
        return;
    };
    let mut prefer = |preferred| panel.intents.push(Intent::Experiments(ExperimentsIntent::Prefer(preferred)));
    let buttons = egui::Panel::bottom("preferred").exact_size(40.0).resizable(false).show_separator_line(false);
    let mut skipped = false;
    buttons.frame(egui::Frame::new()).show(ui, |ui| {
        ui.columns(3, |columns| {
            for (ui, (id, preferred)) in columns.iter_mut().zip([
                ("blind-left-one", Some(0)),
                ("blind-neither", None),
                ("blind-right-one", Some(1)),
            ]) {
                ui.vertical_centered_justified(|ui| {
                    if ui.add(Button::new(locale.text(id)).min_size(vec2(0.0, 30.0))).clicked() {
                        prefer(preferred);
                    }
                });
            }
        });
    });
    ui.horizontal(|ui| {
        skipped = ui.small_button(locale.text("blind-skip")).on_hover_text(locale.text("blind-skip-hint")).clicked();
    });
    if skipped {
        panel.intents.push(Intent::Experiments(ExperimentsIntent::Skip));
    }
    let room = ui.available_rect_before_wrap().shrink(theme::SPACE_SMALL);
    let half = (room.width() - theme::SPACE) / 2.0;
    for (index, id) in pair.ids.into_iter().enumerate() {
        let from = room.min + vec2((half + theme::SPACE) * index as f32, 0.0);
        let side = Rect::from_min_size(from, vec2(half, room.height()));
        if picture(panel, ui, id, side, ["blind-left-one", "blind-right-one"][index]) {
            panel.intents.push(Intent::Experiments(ExperimentsIntent::Prefer(Some(index))));
        }
    }
}

/// One of the two. Returns true where it is clicked.
fn picture(panel: &mut Panel<'_>, ui: &mut Ui, id: EntryId, room: Rect, name: &str) -> bool {
    panel.in_view.whole.push(id);
    let Some(entry) = panel.studio.gallery.get(id) else { return false };
    let Some(picture) = entry.picture.clone().or_else(|| entry.thumbnail.clone()) else { return false };
    let key = if entry.picture.is_some() { Key::Picture(id) } else { Key::Thumbnail(id) };
    let texture = panel.textures.get(ui.ctx(), key, &picture);
    let rect = textures::fitted(room, &texture);
    let response = ui.interact(rect, egui::Id::unique(("blind", name)), egui::Sense::click());
    egui::Image::new(&texture).corner_radius(2.0).paint_at(ui, rect);
    named(&response, panel.locale.with("blind-picture", &[("side", FluentValue::from(panel.locale.text(name)))]));
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}

/// Which value wins, and how sure that is.
fn standings(panel: &Panel<'_>, ui: &mut Ui, look: &Look) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let standings =
        panel.studio.experiments.votes.standings(look.experiment.as_deref(), panel.studio.experiments.judged());
    ui.add_space(theme::SPACE);
    if standings.is_empty() {
        ui.label(RichText::new(locale.text("blind-no-votes")).small().color(tokens.ink_quiet));
        return;
    }
    egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        for standing in &standings {
            ui.horizontal_wrapped(|ui| {
                let [a, b] = &standing.values;
                let bold = |text: &str, ahead: bool| {
                    let text = RichText::new(text);
                    if ahead { text.family(theme::bold()) } else { text }
                };
                ui.label(bold(a, standing.ahead() == Some(0)));
                ui.label(format!("{} : {}", standing.wins[0], standing.wins[1]));
                ui.label(bold(b, standing.ahead() == Some(1)));
                ui.label(RichText::new(verdict(panel, standing)).color(tokens.ink_quiet));
            });
        }
    });
}

/// What the votes say.
fn verdict(panel: &Panel<'_>, standing: &Standing) -> String {
    let locale = panel.locale;
    let percent = (standing.certainty() * 100.0).floor().min(99.0);
    let draws = FluentValue::from(standing.draws);
    match standing.ahead() {
        None => locale.with("blind-even", &[("draws", draws)]),
        Some(ahead) => {
            let id = if percent >= 95.0 { "blind-sure" } else { "blind-unsure" };
            let name = FluentValue::from(standing.values[ahead].as_str());
            locale.with(id, &[("name", name), ("percent", FluentValue::from(percent)), ("draws", draws)])
        }
    }
}
