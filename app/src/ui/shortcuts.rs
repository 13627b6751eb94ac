//! Everything that the keyboard can ask for: one table, which the keys, the palette and the list of shortcuts read.

use egui::{Context, Event, Key, KeyboardShortcut, Modifiers};

use super::Panel;
use crate::studio::Studio;
use crate::studio::draft::Room;
use crate::studio::gallery::{EntryId, Filter, View};
use crate::studio::intent::{GalleryIntent, Intent, Leaf, Place, QueueIntent};
use crate::studio::settings::{Appearance, Settings};

/// Something that can be asked for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Paint,
    PaintNext,
    Stop,
    ClearQueue,
    PauseQueue,
    Undo,
    Redo,
    OlderPrompt,
    NewerPrompt,
    Dice,
    FocusPrompt,
    FocusSearch,
    Palette,
    Shortcuts,
    Presets,
    Next,
    Previous,
    Star,
    Bin,
    MarkAll,
    ShowAll,
    ShowStarred,
    ShowBin,
    UseRecipe,
    CopyPicture,
    Larger,
    Smaller,
    Light,
    Dark,
    Open(Room),
}

/// An action, its sentence and its keys.
pub(super) struct Entry {
    pub(super) action: Action,
    pub(super) id: &'static str,
    pub(super) keys: Option<KeyboardShortcut>,
    /// The keys count also while something is typed.
    while_typing: bool,
}

const COMMAND: Modifiers = Modifiers::COMMAND;
const COMMAND_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

const fn entry(action: Action, id: &'static str, keys: Option<(Modifiers, Key)>, while_typing: bool) -> Entry {
    let keys = match keys {
        Some((modifiers, key)) => Some(KeyboardShortcut::new(modifiers, key)),
        None => None,
    };
    Entry { action, id, keys, while_typing }
}

/// All of them. Of keys that others begin with, those with more modifiers come first.
pub(super) const ALL: [Entry; 36] = [
    entry(Action::PaintNext, "act-paint-next", Some((COMMAND_SHIFT, Key::Enter)), true),
    entry(Action::Paint, "act-paint", Some((COMMAND, Key::Enter)), true),
    entry(Action::ClearQueue, "act-clear-queue", Some((Modifiers::SHIFT, Key::Escape)), true),
    entry(Action::Stop, "act-stop", Some((Modifiers::NONE, Key::Escape)), true),
    entry(Action::PauseQueue, "act-pause-queue", Some((COMMAND, Key::P)), true),
    entry(Action::Redo, "act-redo", Some((COMMAND_SHIFT, Key::Z)), true),
    entry(Action::Undo, "act-undo", Some((COMMAND, Key::Z)), true),
    entry(Action::OlderPrompt, "act-older", Some((Modifiers::ALT, Key::ArrowUp)), true),
    entry(Action::NewerPrompt, "act-newer", Some((Modifiers::ALT, Key::ArrowDown)), true),
    entry(Action::Dice, "seed-dice", Some((COMMAND, Key::D)), true),
    entry(Action::FocusPrompt, "act-focus-prompt", Some((COMMAND, Key::L)), true),
    entry(Action::FocusSearch, "act-focus-search", Some((COMMAND, Key::F)), true),
    entry(Action::Palette, "act-palette", Some((COMMAND, Key::K)), true),
    entry(Action::Shortcuts, "act-shortcuts", Some((Modifiers::NONE, Key::F1)), true),
    entry(Action::Presets, "act-presets", Some((COMMAND, Key::T)), true),
    entry(Action::Next, "act-next", Some((Modifiers::NONE, Key::ArrowRight)), false),
    entry(Action::Previous, "act-previous", Some((Modifiers::NONE, Key::ArrowLeft)), false),
    entry(Action::Star, "act-star", Some((Modifiers::NONE, Key::S)), false),
    entry(Action::Bin, "act-bin", Some((Modifiers::NONE, Key::Delete)), false),
    entry(Action::MarkAll, "act-mark-all", Some((COMMAND, Key::A)), false),
    entry(Action::ShowAll, "act-show-all", None, false),
    entry(Action::ShowStarred, "act-show-starred", None, false),
    entry(Action::ShowBin, "act-show-bin", None, false),
    entry(Action::UseRecipe, "recall-all", Some((Modifiers::NONE, Key::R)), false),
    entry(Action::CopyPicture, "copy-picture", Some((COMMAND, Key::C)), false),
    entry(Action::Larger, "act-larger", None, false),
    entry(Action::Smaller, "act-smaller", None, false),
    entry(Action::Light, "act-light", None, false),
    entry(Action::Dark, "act-dark", None, false),
    entry(Action::Open(Room::Paint), "room-paint", Some((COMMAND, Key::Num1)), true),
    entry(Action::Open(Room::Vary), "room-vary", Some((COMMAND, Key::Num2)), true),
    entry(Action::Open(Room::Repaint), "room-repaint", Some((COMMAND, Key::Num3)), true),
    entry(Action::Open(Room::Extend), "room-extend", Some((COMMAND, Key::Num4)), true),
    entry(Action::Open(Room::Blend), "room-blend", Some((COMMAND, Key::Num5)), true),
    entry(Action::Open(Room::Compare), "room-compare", Some((COMMAND, Key::Num7)), true),
    entry(Action::Open(Room::Grid), "room-grid", Some((COMMAND, Key::Num8)), true),
];

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
    let studio = &*panel.studio;
    let shown = studio.shown().map(|entry| entry.id);
    let chosen: Vec<EntryId> = match studio.gallery.marked() {
        marked if marked.is_empty() => shown.into_iter().collect(),
        marked => marked.iter().copied().collect(),
    };
    let view = |view: View| GalleryIntent::Filter(Filter { view, ..studio.gallery.filter().clone() });
    let dressed = |appearance: Appearance| Intent::Set(Box::new(Settings { appearance, ..studio.settings.clone() }));
    let scaled = |by: f32| {
        let scale =
            (studio.settings.scale + by).clamp(*super::title_bar::SCALES.start(), *super::title_bar::SCALES.end());
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
        Action::OlderPrompt => Intent::Leaf(Leaf::Back),
        Action::NewerPrompt => Intent::Leaf(Leaf::Forward),
        Action::Dice => Intent::Dice,
        Action::Next => gallery(GalleryIntent::Select(studio.gallery.neighbour(1))),
        Action::Previous => gallery(GalleryIntent::Select(studio.gallery.neighbour(-1))),
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
            let starred = chosen.iter().filter_map(|&id| studio.gallery.get(id)).all(|entry| entry.star);
            gallery(GalleryIntent::Star(chosen, !starred))
        }
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
        Action::FocusPrompt => return super::prompt_panel::focus(context),
        Action::FocusSearch => return context.memory_mut(|memory| memory.request_focus(super::gallery_panel::id())),
        Action::Palette => return super::palette::open(context, false),
        Action::Shortcuts => return super::palette::open(context, true),
        Action::Presets => return super::preset_browser::open(context),
    };
    panel.intents.push(intent);
}
