//! Everything that can be asked for by name or by keys: one table, which the keys, the palette and the list of
//! shortcuts read.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::studio::draft::Room;
use crate::studio::intent::Export;

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
    RandomizeSeed,
    FocusPrompt,
    FocusSearch,
    Palette,
    Shortcuts,
    Presets,
    Next,
    Previous,
    Below,
    Above,
    MarkOn(isize),
    Mark,
    Star,
    Rate(u8),
    Bin,
    MarkAll,
    ShowAll,
    ShowStarred,
    ShowBin,
    UseRecipe,
    CopyPicture,
    SaveAs(Export),
    Settings,
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
    pub(super) while_typing: bool,
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
pub(super) const ALL: [Entry; 52] = [
    entry(Action::PaintNext, "act-paint-next", Some((COMMAND_SHIFT, Key::Enter)), true),
    entry(Action::Paint, "act-paint", Some((COMMAND, Key::Enter)), true),
    entry(Action::ClearQueue, "act-clear-queue", Some((Modifiers::SHIFT, Key::Escape)), true),
    entry(Action::Stop, "act-stop", Some((Modifiers::NONE, Key::Escape)), true),
    entry(Action::PauseQueue, "act-pause-queue", Some((COMMAND, Key::P)), true),
    entry(Action::Redo, "act-redo", Some((COMMAND_SHIFT, Key::Z)), true),
    entry(Action::Undo, "act-undo", Some((COMMAND, Key::Z)), true),
    entry(Action::OlderPrompt, "act-older", Some((Modifiers::ALT, Key::ArrowUp)), true),
    entry(Action::NewerPrompt, "act-newer", Some((Modifiers::ALT, Key::ArrowDown)), true),
    entry(Action::RandomizeSeed, "seed-dice", Some((COMMAND, Key::D)), true),
    entry(Action::FocusPrompt, "act-focus-prompt", Some((COMMAND, Key::L)), true),
    entry(Action::FocusSearch, "act-focus-search", Some((COMMAND, Key::F)), true),
    entry(Action::Palette, "act-palette", Some((COMMAND, Key::K)), true),
    entry(Action::Shortcuts, "act-shortcuts", Some((Modifiers::NONE, Key::F1)), true),
    entry(Action::Presets, "act-presets", Some((COMMAND, Key::T)), true),
    entry(Action::MarkOn(1), "act-mark-next", Some((Modifiers::SHIFT, Key::ArrowRight)), false),
    entry(Action::MarkOn(-1), "act-mark-previous", Some((Modifiers::SHIFT, Key::ArrowLeft)), false),
    entry(Action::Next, "act-next", Some((Modifiers::NONE, Key::ArrowRight)), false),
    entry(Action::Previous, "act-previous", Some((Modifiers::NONE, Key::ArrowLeft)), false),
    entry(Action::Below, "act-below", Some((Modifiers::NONE, Key::ArrowDown)), false),
    entry(Action::Above, "act-above", Some((Modifiers::NONE, Key::ArrowUp)), false),
    entry(Action::Mark, "act-mark", Some((Modifiers::NONE, Key::M)), false),
    entry(Action::Star, "act-star", Some((Modifiers::NONE, Key::S)), false),
    entry(Action::Rate(0), "act-rate-0", Some((Modifiers::NONE, Key::Num0)), false),
    entry(Action::Rate(1), "act-rate-1", Some((Modifiers::NONE, Key::Num1)), false),
    entry(Action::Rate(2), "act-rate-2", Some((Modifiers::NONE, Key::Num2)), false),
    entry(Action::Rate(3), "act-rate-3", Some((Modifiers::NONE, Key::Num3)), false),
    entry(Action::Rate(4), "act-rate-4", Some((Modifiers::NONE, Key::Num4)), false),
    entry(Action::Rate(5), "act-rate-5", Some((Modifiers::NONE, Key::Num5)), false),
    entry(Action::Bin, "act-bin", Some((Modifiers::NONE, Key::Delete)), false),
    entry(Action::MarkAll, "act-mark-all", Some((COMMAND, Key::A)), false),
    entry(Action::ShowAll, "act-show-all", None, false),
    entry(Action::ShowStarred, "act-show-starred", None, false),
    entry(Action::ShowBin, "act-show-bin", None, false),
    entry(Action::UseRecipe, "recall-all", Some((Modifiers::NONE, Key::R)), false),
    entry(Action::CopyPicture, "copy-picture", Some((COMMAND, Key::C)), false),
    entry(Action::SaveAs(Export::Whole), "act-save-as", Some((COMMAND, Key::S)), true),
    entry(Action::SaveAs(Export::Plain), "act-save-plain", None, false),
    entry(Action::Settings, "act-settings", Some((COMMAND, Key::Comma)), true),
    entry(Action::Larger, "act-larger", None, false),
    entry(Action::Smaller, "act-smaller", None, false),
    entry(Action::Light, "act-light", None, false),
    entry(Action::Dark, "act-dark", None, false),
    entry(Action::Open(Room::Paint), "room-paint", Some((COMMAND, Key::Num1)), true),
    entry(Action::Open(Room::ImageToImage), "room-vary", Some((COMMAND, Key::Num2)), true),
    entry(Action::Open(Room::Inpaint), "room-repaint", Some((COMMAND, Key::Num3)), true),
    entry(Action::Open(Room::Outpaint), "room-extend", Some((COMMAND, Key::Num4)), true),
    entry(Action::Open(Room::Blend), "room-blend", Some((COMMAND, Key::Num5)), true),
    entry(Action::Open(Room::Compare), "room-compare", Some((COMMAND, Key::Num7)), true),
    entry(Action::Open(Room::Grid), "room-grid", Some((COMMAND, Key::Num8)), true),
    entry(Action::Open(Room::Experiments), "room-experiments", Some((COMMAND, Key::E)), true),
    entry(Action::Open(Room::Models), "room-models", Some((COMMAND, Key::Num9)), true),
];
