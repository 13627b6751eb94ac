//! Parallel coordinates: an axis for each parameter that differs, and a line for each run through its values.

use egui::{RichText, Ui};
use egui_plot::{Line, Plot, PlotPoint, PlotPoints, Text};

use super::super::super::{Panel, shortened, theme};
use super::values::{name, shown};
use crate::studio::experiments::parallel::MOST;
use crate::studio::experiments::parameter::{Parameter, Value};
use crate::studio::gallery::Run;

pub(super) fn show(panel: &Panel<'_>, ui: &mut Ui, runs: &[Run]) {
    let (locale, tokens) = (panel.locale, theme::tokens(ui));
    let arranged = panel.studio.experiments.parallel();
    let axes = &arranged.axes;
    if axes.len() < 2 {
        ui.label(RichText::new(locale.text("experiments-no-axes")).color(tokens.ink_quiet));
        return;
    }
    if runs.len() > MOST {
        let text = locale.with("experiments-newest", &[("count", MOST.into())]);
        ui.label(RichText::new(text).small().color(tokens.ink_quiet));
    }
    let titles: Vec<String> = axes.iter().map(|axis| name(locale, axis.parameter)).collect();
    let count = axes.len();
    let plot = Plot::new(("parallel", titles.join("|"))).show_background(false).show_axes(false).show_grid(false);
    let plot = plot.allow_scroll(false).allow_zoom(false).allow_drag(false).allow_boxed_zoom(false);
    let plot = plot.include_y(-0.12).include_y(1.24).show_x(false).show_y(false);
    let plot = plot.include_x(-0.4).include_x(count as f64 - 0.6).label_formatter(|_| None);
    let response = plot.height(ui.available_height().max(160.0)).show(ui, |plot| {
        for line in &arranged.lines {
            let rating = f32::from(line.rating.unwrap_or(0)) / 5.0;
            // The better the rating, the clearer the line.
            let colour = if line.rating.is_some() { tokens.accent } else { tokens.ink_quiet };
            let drawn = Line::new("run", line.points.clone()).width(1.0 + 1.5 * rating);
            plot.add(drawn.color(colour.gamma_multiply(0.25 + 0.65 * rating)));
        }
        for (x, (axis, title)) in axes.iter().zip(&titles).enumerate() {
            let upright = PlotPoints::from(vec![[x as f64, 0.0], [x as f64, 1.0]]);
            plot.add(Line::new("axis", upright).width(1.0).color(tokens.line));
            let text = RichText::new(title).size(12.0).family(theme::bold()).color(tokens.ink);
            // In two heights, so that long names have room.
            let height = if x % 2 == 0 { 1.13 } else { 1.2 };
            plot.text(Text::new("name", PlotPoint::new(x as f64, height), text));
            for (y, value) in axis.ends() {
                let text = RichText::new(shown_end(panel, axis.parameter, &value)).size(11.0).color(tokens.ink);
                let place = if y > 0.5 { 1.06 } else { -0.06 };
                plot.text(Text::new("end", PlotPoint::new(x as f64, place), text));
            }
        }
    });
    let title = locale.with("experiments-parallel-plot", &[("axes", titles.join(", ").into())]);
    response.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, title.clone()));
}

fn shown_end(panel: &Panel<'_>, parameter: Parameter, value: &Value) -> String {
    shortened(&shown(panel.locale, parameter, value), 14)
}
