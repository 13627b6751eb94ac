//! What the keys ask for, and doing it.

use egui::{Context, Event};

use super::actions::{ALL, Action};
use super::{Panel, theme};
use crate::studio::Studio;
use crate::studio::draft::Room;
use crate::studio::gallery::{EntryId, Filter, View};
use crate::studio::intent::{Export, GalleryIntent, HistoryStep, Intent, Place, QueueIntent};
use crate::studio::settings::{Appearance, Settings};

/// What the keys ask for that are pressed now, in the table's order.
pub(super) fn pressed(context: &Context, studio: &Studio) -> Vec<Action> {
    // What is open over the window has the keys to itself.
    if context.memory(|memory| memory.top_modal_layer().is_some()) {
        return Vec::new();
    }
    let typing = context.egui_wants_keyboard_input();
    let idle = !studio.queue.is_busy();
    context.input_mut(|input| {
        let mut asked = Vec::new();
        // Ctrl+C does not come as a key.
        if !typing && input.events.iter().any(|event| matches!(event, Event::Copy)) {
            asked.push(Action::CopyPicture);
        }
        for entry in &ALL {
            // Escape closes what is open, where nothing is to be stopped.
            if (typing && !entry.while_typing) || (idle && entry.action == Action::Stop) {
                continue;
            }
            if entry.keys.is_some_and(|keys| input.consume_shortcut(&keys)) {
                asked.push(entry.action);
            }
        }
        asked
    })
}

/// Does it: what changes the studio becomes an intent, what is only about looks is done here.
pub(super) fn act(panel: &mut Panel<'_>, context: &Context, action: Action) {
    let studio = panel.studio;
    let shown = studio.shown().map(|entry| entry.id);
    let chosen: Vec<EntryId> = match studio.gallery.marked() {
        marked if marked.is_empty() => shown.into_iter().collect(),
        marked => marked.iter().copied().collect(),
    };
    let view = |view: View| GalleryIntent::Filter(Filter { view, ..studio.gallery.filter().clone() });
    let dressed = |appearance: Appearance| Intent::Set(Box::new(Settings { appearance, ..studio.settings.clone() }));
    let scaled = |by: f32| {
        let scale = (studio.settings.scale + by).clamp(*theme::SCALES.start(), *theme::SCALES.end());
        Intent::Set(Box::new(Settings { scale, ..studio.settings.clone() }))
    };
    let gallery = Intent::Gallery;
    let intent = match action {
        Action::Paint if studio.draft.room == Room::Grid => Intent::PaintGrid,
        Action::Paint => Intent::Paint(Place::Back),
        Action::PaintNext => Intent::Paint(Place::Front),
        Action::Stop => Intent::Stop,
        Action::ClearQueue => Intent::Queue(QueueIntent::CancelAll),
        Action::PauseQueue => Intent::Queue(QueueIntent::Pause(!studio.queue.is_paused())),
        Action::Undo => Intent::Undo,
        Action::Redo => Intent::Redo,
        Action::OlderPrompt => Intent::HistoryStep(HistoryStep::Back),
        Action::NewerPrompt => Intent::HistoryStep(HistoryStep::Forward),
        Action::RandomizeSeed => Intent::RandomizeSeed,
        Action::Next => gallery(GalleryIntent::Select(studio.gallery.neighbour(1))),
        Action::Previous => gallery(GalleryIntent::Select(studio.gallery.neighbour(-1))),
        Action::Below => return super::gallery_panel::grid::go(context, 1),
        Action::Above => return super::gallery_panel::grid::go(context, -1),
        Action::MarkOn(step) => gallery(GalleryIntent::MarkOn(step)),
        Action::Mark => match shown {
            Some(shown) => gallery(GalleryIntent::Mark(shown)),
            None => return,
        },
        Action::MarkAll => gallery(GalleryIntent::MarkAll),
        Action::ShowAll => gallery(view(View::All)),
        Action::ShowStarred => gallery(view(View::Starred)),
        Action::ShowBin => gallery(view(View::Bin)),
        Action::Larger => scaled(0.1),
        Action::Smaller => scaled(-0.1),
        Action::Light => dressed(Appearance::Light),
        Action::Dark => dressed(Appearance::Dark),
        Action::Open(room) => Intent::Open(room),
        Action::Star if chosen.is_empty() => return,
        Action::Star => {
            let starred = chosen.iter().filter_map(|&id| studio.gallery.get(id)).all(|entry| entry.remark.star);
            gallery(GalleryIntent::Star(chosen, !starred))
        }
        Action::Rate(_) if chosen.is_empty() => return,
        Action::Rate(rating) => gallery(GalleryIntent::Rate(chosen, Some(rating).filter(|&rating| rating > 0))),
        Action::Bin if chosen.is_empty() || studio.gallery.filter().view == View::Bin => return,
        Action::Bin => gallery(GalleryIntent::Bin(chosen)),
        Action::UseRecipe => {
            let Some(said) = studio.shown().and_then(|entry| entry.metadata.clone()) else { return };
            Intent::Recall(Box::new(said), crate::studio::picture_file::Recall::All)
        }
        Action::CopyPicture => {
            if let Some(picture) = studio.shown().and_then(|entry| entry.picture.as_ref()) {
                context.copy_image(egui::ColorImage::from_rgb([picture.width, picture.height], &picture.pixels));
            }
            return;
        }
        Action::SaveAs(export) => {
            if let Some(entry) = studio.shown() {
                let title = if export == Export::Whole { "save-as" } else { "save-plain" };
                super::picture_menu::save_as(context, entry, panel.locale.text(title), export);
            }
            return;
        }
        Action::Settings => return super::settings_menu::open(context),
        Action::FocusPrompt => return super::prompt_panel::focus(context),
        Action::FocusSearch => return context.memory_mut(|memory| memory.request_focus(super::gallery_panel::id())),
        Action::Palette => return super::palette::open(context, false),
        Action::Shortcuts => return super::palette::open(context, true),
        Action::Presets => return super::preset_browser::open(context),
    };
    panel.intents.push(intent);
}
