//! A point for each run: one parameter over another.

use egui::{RichText, Ui};
use egui_plot::{GridMark, Plot, PlotPoint, PlotPoints, Points};

use super::super::super::{Panel, theme};
use super::parameter_menu;
use super::values::name;
use crate::studio::experiments::look::Look;
use crate::studio::experiments::parameter::Parameter;
use crate::studio::gallery::{EntryId, Run};
use crate::studio::intent::{GalleryIntent, Intent};

/// Points of the window around a point of the plot in which a click means it.
const REACH: f32 = 12.0;

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui, look: &mut Look, runs: &[Run]) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    ui.horizontal(|ui| {
        let numbers = || Parameter::ALL.into_iter().filter(|parameter| parameter.is_number());
        parameter_menu(panel, ui, "experiments-y", &mut look.y, numbers());
        let any = Parameter::ALL.into_iter().filter(|parameter| parameter.is_number() || parameter.is_setting());
        parameter_menu(panel, ui, "experiments-x", &mut look.x, any);
    });
    let scatter = panel.studio.experiments.scatter();
    let places = &scatter.points;
    if places.is_empty() {
        ui.label(RichText::new(locale.text("experiments-no-points")).color(tokens.ink_quiet));
        return;
    }
    let (x, y) = (name(locale, look.x), name(locale, look.y));
    let (chosen, others): (Vec<_>, Vec<_>) = places.iter().partition(|(id, _)| look.chosen.contains(id));
    let points = |of: &[&(EntryId, [f64; 2])]| of.iter().map(|(_, place)| *place).collect::<PlotPoints<'_>>();
    // Another pair of parameters is another plot, with bounds of its own.
    let plot = Plot::new(("scatter", look.x, look.y))
        .x_axis_label(&x)
        .y_axis_label(&y)
        .show_background(false)
        .grid_color(tokens.line)
        .show_crosshair(false);
    let plot = plot.set_margin_fraction(egui::vec2(0.08, 0.08)).height(ui.available_height().max(120.0));
    let mut plot = plot.label_formatter(|_| None);
    if !scatter.words.is_empty() {
        let words = scatter.words.clone();
        let count = words.len();
        plot = plot.x_axis_formatter(move |mark, _| {
            let whole = (mark.value - mark.value.round()).abs() < 1e-6 && mark.value >= 0.0;
            words.get(mark.value.round() as usize).filter(|_| whole).cloned().unwrap_or_default()
        });
        plot =
            plot.x_grid_spacer(move |_| (0..count).map(|at| GridMark { value: at as f64, step_size: 1.0 }).collect());
    }
    let response = plot.show(ui, |plot| {
        plot.add(Points::new("runs", points(&others)).radius(4.0).color(tokens.accent.gamma_multiply(0.7)));
        plot.add(Points::new("chosen", points(&chosen)).radius(7.0).color(tokens.warning));
    });
    let nearest = response.response.hover_pos().and_then(|pointer| {
        let distance = |place: [f64; 2]| {
            response.transform.position_from_point(&PlotPoint::new(place[0], place[1])).distance(pointer)
        };
        let near = places.iter().map(|(id, place)| (distance(*place), *id, *place));
        near.filter(|(distance, ..)| *distance < REACH).min_by(|a, b| a.0.total_cmp(&b.0))
    });
    let title = locale.with("experiments-plot", &[("x", x.as_str().into()), ("y", y.as_str().into())]);
    response.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, title.clone()));
    if let Some((_, id, place)) = nearest {
        let run = runs.iter().find(|run| run.id == id);
        if response.response.clicked() {
            look.choose(id, ui.input(|input| input.modifiers.command || input.modifiers.shift));
            if run.is_some_and(|run| run.file.is_some()) {
                panel.intents.push(Intent::Gallery(GalleryIntent::Select(Some(id))));
            }
        }
        let across = scatter.words.get(place[0] as usize).cloned().unwrap_or_else(|| place[0].to_string());
        let prompt = run.map(|run| Parameter::Prompt.of(run).to_string()).unwrap_or_default();
        response.response.on_hover_text(format!("{prompt}\n{x}: {across}\n{y}: {:.2}", place[1]));
    }
}
