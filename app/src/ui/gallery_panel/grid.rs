//! The thumbnails, newest first, in lines under the days on which they were painted. Only what is in view is drawn, and
//! only its pictures are read.

use std::ops::Range;

use egui::{Align2, Rect, RichText, ScrollArea, TextStyle, Ui, pos2, vec2};

use super::super::{Panel, theme};
use super::cell::{self, Dragged};
use crate::studio::gallery::{EntryId, Filter, day};
use crate::studio::intent::{GalleryIntent, Intent};

/// Height of a day's heading.
const HEADING: f32 = 24.0;
/// Sides that thumbnails can have, in points.
pub(super) const SIDES: std::ops::RangeInclusive<f32> = 64.0..=240.0;

/// What a key asks for, from one frame to the next: lines to go down.
fn wish() -> egui::Id {
    egui::Id::unique("gallery lines")
}

/// Goes so many lines down from the shown picture, in the next frame.
pub(in crate::ui) fn go(context: &egui::Context, lines: isize) {
    context.data_mut(|data| data.insert_temp(wish(), lines));
    context.request_repaint();
}

/// Where everything stands.
struct Layout {
    /// The places of each day's pictures, the latest first.
    days: Vec<Range<usize>>,
    columns: usize,
    side: f32,
}

pub(super) fn show(panel: &mut Panel<'_>, ui: &mut Ui) {
    let total = panel.studio.gallery.len();
    if total == 0 {
        return empty(panel, ui);
    }
    let side = panel.studio.settings.thumbnail.clamp(*SIDES.start(), *SIDES.end()).min(ui.available_width());
    let columns = ((ui.available_width() + theme::SPACE) / (side + theme::SPACE)).floor().max(1.0) as usize;
    let layout = Layout { days: panel.studio.gallery.days(), columns, side };
    let moved = moved(panel, ui, &layout);
    ScrollArea::vertical().auto_shrink([false, false]).show_viewport(ui, |ui, view| {
        ui.set_height(layout.height());
        let origin = ui.min_rect().min;
        if let Some(index) = moved {
            ui.scroll_to_rect(layout.cell(index).translate(origin.to_vec2()), None);
        }
        let mut seen: Option<Range<usize>> = None;
        let mut top = 0.0;
        for day in &layout.days {
            let height = layout.day_height(day.len());
            if top + height >= view.min.y && top <= view.max.y {
                heading(panel, ui, pos2(origin.x, origin.y + top), day.start);
                let shown = layout.in_view(day, view.min.y - top, view.max.y - top);
                seen = Some(seen.map_or(shown.start, |seen| seen.start)..shown.end);
                for index in shown {
                    cell::show(panel, ui, index, layout.cell_of(day, top, index).translate(origin.to_vec2()));
                }
            }
            top += height;
        }
        panel.in_view.thumbnails = Some(seen.unwrap_or_default());
    });
    carried(panel, ui);
}

/// What is said where there is nothing.
fn empty(panel: &mut Panel<'_>, ui: &mut Ui) {
    ui.add_space(theme::SPACE);
    let filtered = *panel.studio.gallery.filter() != Filter::default();
    let words = panel.locale.text(if filtered { "gallery-none-found" } else { "gallery-empty" });
    ui.label(RichText::new(words).color(theme::tokens(ui).ink_quiet));
    // Nothing is in view; what waited to be made is not wanted any more.
    panel.in_view.thumbnails = Some(0..0);
}

/// The day of the picture at `index`.
fn heading(panel: &Panel<'_>, ui: &Ui, at: egui::Pos2, index: usize) {
    let Some(id) = panel.studio.gallery.at(index) else { return };
    let (font, quiet) = (TextStyle::Small.resolve(ui.style()), theme::tokens(ui).ink_quiet);
    ui.painter().text(at + vec2(0.0, HEADING - theme::SPACE_SMALL), Align2::LEFT_BOTTOM, title(panel, id), font, quiet);
}

/// Today, yesterday, or the date.
fn title(panel: &Panel<'_>, id: EntryId) -> String {
    let now = crate::studio::picture_file::micros(std::time::SystemTime::now());
    let day_before = |days: i64| day(EntryId(now - days * 86_400_000_000));
    match day(id) {
        date if date == day_before(0) => panel.locale.text("day-today"),
        date if date == day_before(1) => panel.locale.text("day-yesterday"),
        date => date,
    }
}

/// The place to scroll to: of the picture that a key went to, or that another one is shown than before.
fn moved(panel: &mut Panel<'_>, ui: &Ui, layout: &Layout) -> Option<usize> {
    let shown = panel.studio.shown().map(|entry| entry.id);
    let place = shown.and_then(|id| panel.studio.gallery.index_of(id));
    let lines = ui.data_mut(|data| data.remove_temp::<isize>(wish()));
    if let Some(lines) = lines {
        let to = place.map_or(0, |place| layout.lines_down(place, lines));
        panel.intents.push(Intent::Gallery(GalleryIntent::Select(panel.studio.gallery.at(to))));
        return Some(to);
    }
    let id = egui::Id::unique("gallery shown");
    let before: Option<Option<EntryId>> = ui.data_mut(|data| data.get_temp(id));
    ui.data_mut(|data| data.insert_temp(id, shown));
    place.filter(|_| before.is_some_and(|before| before != shown))
}

/// What is dragged, at the pointer.
fn carried(panel: &Panel<'_>, ui: &Ui) {
    let Some(dragged) = egui::DragAndDrop::payload::<Dragged>(ui.ctx()) else { return };
    let Some(at) = ui.ctx().pointer_interact_pos() else { return };
    let tokens = theme::tokens(ui);
    let layer = egui::LayerId::new(egui::Order::Tooltip, egui::Id::unique("carried"));
    let painter = ui.ctx().layer_painter(layer);
    let count = [("count", fluent_bundle::FluentValue::from(dragged.0.len()))];
    let text = panel.locale.with("gallery-count", &count);
    let galley = painter.layout_no_wrap(text, TextStyle::Small.resolve(ui.style()), tokens.on_accent);
    let room = Rect::from_min_size(at + vec2(14.0, 10.0), galley.size()).expand(theme::SPACE_SMALL);
    painter.rect_filled(room, f32::from(theme::ROUND), tokens.accent);
    painter.galley(room.min + egui::Vec2::splat(theme::SPACE_SMALL), galley, tokens.on_accent);
}

impl Layout {
    fn line(&self) -> f32 {
        self.side + theme::SPACE
    }

    fn day_height(&self, pictures: usize) -> f32 {
        HEADING + pictures.div_ceil(self.columns) as f32 * self.line()
    }

    fn height(&self) -> f32 {
        self.days.iter().map(|day| self.day_height(day.len())).sum()
    }

    /// Those of a day's pictures that are between two heights, counted from its top.
    fn in_view(&self, day: &Range<usize>, from: f32, to: f32) -> Range<usize> {
        let line = |height: f32| ((height - HEADING) / self.line()).max(0.0);
        let (first, last) = (line(from).floor() as usize, line(to).ceil() as usize);
        let place = |line: usize| (day.start + line * self.columns).min(day.end);
        place(first)..place(last)
    }

    /// Where the picture at `index` of a day stands whose top is at `top`.
    fn cell_of(&self, day: &Range<usize>, top: f32, index: usize) -> Rect {
        let (line, column) = ((index - day.start) / self.columns, (index - day.start) % self.columns);
        let at = pos2(column as f32 * self.line(), top + HEADING + line as f32 * self.line());
        Rect::from_min_size(at, vec2(self.side, self.side))
    }

    /// Where the picture at `index` stands.
    fn cell(&self, index: usize) -> Rect {
        let mut top = 0.0;
        for day in &self.days {
            if day.contains(&index) {
                return self.cell_of(day, top, index);
            }
            top += self.day_height(day.len());
        }
        Rect::NOTHING
    }

    /// The place so many lines further down, in the same column where that line is so long.
    fn lines_down(&self, index: usize, lines: isize) -> usize {
        let mut here = index;
        for _ in 0..lines.unsigned_abs() {
            let Some(day) = self.days.iter().position(|day| day.contains(&here)) else { return index };
            let (start, end) = (self.days[day].start, self.days[day].end);
            let column = (here - start) % self.columns;
            let line = here - column;
            here = if lines > 0 {
                match (line + self.columns, self.days.get(day + 1)) {
                    (next, _) if next < end => (next + column).min(end - 1),
                    (_, Some(next)) => (next.start + column).min(next.end - 1),
                    (_, None) => here,
                }
            } else if line > start {
                here - self.columns
            } else if day > 0 {
                let before = &self.days[day - 1];
                let last = before.start + (before.len() - 1) / self.columns * self.columns;
                (last + column).min(before.end - 1)
            } else {
                here
            };
        }
        here
    }
}

#[cfg(test)]
mod tests {
    use super::{HEADING, Layout};

    fn layout() -> Layout {
        Layout { days: vec![0..5, 5..6, 6..13], columns: 3, side: 100.0 }
    }

    #[test]
    fn keys_go_line_by_line_over_days() {
        let layout = layout();
        for (from, lines, to) in [
            (1, 1, 4),
            (2, 1, 4),
            (4, 1, 5),
            (5, 1, 6),
            (7, 1, 10),
            (12, 1, 12),
            (10, -1, 7),
            (7, -1, 5),
            (5, -1, 3),
            (0, -1, 0),
            (1, 3, 6),
        ] {
            assert_eq!(layout.lines_down(from, lines), to, "{lines} lines from {from}");
        }
    }

    #[test]
    fn what_is_in_view_is_drawn_and_no_more() {
        let layout = layout();
        let line = layout.line();
        assert_eq!(layout.height(), 3.0 * HEADING + 6.0 * line);
        assert_eq!(layout.in_view(&(6..13), 0.0, HEADING + line), 6..9);
        assert_eq!(layout.in_view(&(6..13), HEADING + line, HEADING + 2.0 * line), 9..12);
        assert_eq!(layout.in_view(&(6..13), -500.0, 9000.0), 6..13);
        assert_eq!(layout.in_view(&(6..13), -500.0, -10.0), 6..6);
        assert_eq!(layout.cell(5).min, egui::pos2(0.0, 2.0 * HEADING + 2.0 * line));
    }
}
