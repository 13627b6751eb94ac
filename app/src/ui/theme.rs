//! Design tokens: every colour, size and font of the window.

use egui::containers::menu::MenuConfig;
use egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, PopupCloseBehavior, Stroke, Style,
    TextStyle,
};

use crate::fonts;

/// How large the window's words and buttons can be made.
pub(super) const SCALES: std::ops::RangeInclusive<f32> = 0.7..=2.0;

/// Space between things that belong together, between groups, and around panels.
pub const SPACE_SMALL: f32 = 4.0;
/// See [`SPACE_SMALL`].
pub const SPACE: f32 = 8.0;
/// See [`SPACE_SMALL`].
pub const SPACE_LARGE: f32 = 16.0;
/// Height of the bar on top.
pub(super) const TITLE_BAR: f32 = 44.0;
/// Width of the prompt column.
pub const PROMPT_WIDTH: f32 = 324.0;
/// A window that is not higher is a low one.
pub(super) const LOW: f32 = 680.0;
/// Width of the gallery, and the least: one thumbnail beside a scroll bar.
pub const GALLERY_WIDTH: f32 = 252.0;
/// See [`GALLERY_WIDTH`].
pub const LEAST_GALLERY: f32 = 140.0;
/// Height of the button that paints.
pub const BUTTON_HEIGHT: f32 = 40.0;
/// Rounding of buttons and fields.
pub const ROUND: u8 = 5;

/// Colours of one appearance.
#[derive(Debug, Clone, Copy)]
pub struct Tokens {
    /// The panels.
    pub paper: Color32,
    /// Behind the picture.
    pub mat: Color32,
    /// Fields to type in.
    pub field: Color32,
    /// Buttons at rest.
    pub button: Color32,
    /// Buttons under the pointer.
    pub button_over: Color32,
    /// Lines between things, which need not be seen to be used.
    pub line: Color32,
    /// Edges of fields and buttons, seen on all that they lie on.
    pub edge: Color32,
    /// Text.
    pub ink: Color32,
    /// Text of less weight.
    pub ink_quiet: Color32,
    /// The one accent.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Something went wrong.
    pub warning: Color32,
}

/// Paper white.
pub const LIGHT: Tokens = Tokens {
    paper: Color32::from_rgb(0xfb, 0xfa, 0xf7),
    mat: Color32::from_rgb(0xef, 0xed, 0xe8),
    field: Color32::from_rgb(0xff, 0xff, 0xff),
    button: Color32::from_rgb(0xe6, 0xe3, 0xdb),
    button_over: Color32::from_rgb(0xda, 0xd6, 0xcc),
    line: Color32::from_rgb(0xd8, 0xd4, 0xca),
    edge: Color32::from_rgb(0x86, 0x83, 0x7c),
    ink: Color32::from_rgb(0x22, 0x22, 0x26),
    ink_quiet: Color32::from_rgb(0x68, 0x67, 0x6c),
    accent: Color32::from_rgb(0x1f, 0x4f, 0xb4),
    on_accent: Color32::from_rgb(0xff, 0xff, 0xff),
    warning: Color32::from_rgb(0xb0, 0x32, 0x24),
};

/// Near black.
pub const DARK: Tokens = Tokens {
    paper: Color32::from_rgb(0x18, 0x19, 0x1c),
    mat: Color32::from_rgb(0x0f, 0x10, 0x12),
    field: Color32::from_rgb(0x0f, 0x10, 0x12),
    button: Color32::from_rgb(0x29, 0x2b, 0x30),
    button_over: Color32::from_rgb(0x37, 0x3a, 0x41),
    line: Color32::from_rgb(0x33, 0x36, 0x3c),
    edge: Color32::from_rgb(0x6a, 0x6e, 0x77),
    ink: Color32::from_rgb(0xe9, 0xe7, 0xe2),
    ink_quiet: Color32::from_rgb(0x9b, 0x9b, 0xa2),
    accent: Color32::from_rgb(0x5b, 0x8d, 0xef),
    on_accent: Color32::from_rgb(0x08, 0x0f, 0x20),
    warning: Color32::from_rgb(0xf0, 0x83, 0x6e),
};

/// How wide the prompt column may be in a window of this width.
pub(super) fn most_column(window: f32) -> f32 {
    (0.36 * window).clamp(PROMPT_WIDTH, 640.0)
}

/// How wide the gallery may be in a window of this width: the canvas is the widest.
pub(super) fn most_gallery(window: f32) -> f32 {
    (0.33 * (window - PROMPT_WIDTH)).clamp(LEAST_GALLERY, 900.0)
}

/// The tokens that `ui` is drawn with.
pub fn tokens(ui: &egui::Ui) -> Tokens {
    if ui.visuals().dark_mode { DARK } else { LIGHT }
}

/// Sets fonts and both appearances.
pub fn install(context: &egui::Context) {
    set_fonts(context, Vec::new());
    for (theme, tokens) in [(egui::Theme::Light, LIGHT), (egui::Theme::Dark, DARK)] {
        context.style_mut_of(theme, |style| dress(style, tokens));
    }
}

/// Sets the bundled fonts, and `fallbacks` for letters that they lack.
pub fn set_fonts(context: &egui::Context, fallbacks: Vec<FontData>) {
    let mut fonts = definitions();
    for (index, font) in fallbacks.into_iter().enumerate() {
        let name = format!("fallback {index}");
        fonts.families.values_mut().for_each(|family| family.push(name.clone()));
        fonts.font_data.insert(name, font.into());
    }
    context.set_fonts(fonts);
}

fn definitions() -> FontDefinitions {
    // egui's own fonts stay behind ours, for the symbols that a text font lacks.
    let mut fonts = FontDefinitions::default();
    let bundled = [("PT Sans", fonts::REGULAR), ("PT Sans Bold", fonts::BOLD), ("Noto Emoji", fonts::EMOJI)];
    for (name, bytes) in bundled {
        fonts.font_data.insert(name.to_owned(), FontData::from_static(bytes).into());
    }
    let mut rest = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    rest.push("Noto Emoji".to_owned());
    let with_rest = |first: &str| std::iter::once(first.to_owned()).chain(rest.clone()).collect::<Vec<_>>();
    fonts.families.insert(FontFamily::Proportional, with_rest("PT Sans"));
    fonts.families.insert(bold(), with_rest("PT Sans Bold"));
    fonts
}

/// The bold family.
pub fn bold() -> FontFamily {
    FontFamily::Name("bold".into())
}

fn dress(style: &mut Style, tokens: Tokens) {
    let text = |size| FontId::new(size, FontFamily::Proportional);
    style.text_styles = [
        (TextStyle::Heading, FontId::new(19.0, bold())),
        (TextStyle::Body, text(15.0)),
        (TextStyle::Button, text(15.0)),
        (TextStyle::Small, text(12.5)),
        (TextStyle::Monospace, FontId::new(13.0, FontFamily::Monospace)),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = egui::vec2(SPACE, SPACE);
    // Scroll bars stand beside what they scroll, not on it.
    spacing.scroll.floating_allocated_width = SPACE;
    spacing.button_padding = egui::vec2(10.0, 5.0);
    spacing.interact_size.y = 28.0;
    spacing.slider_width = 150.0;
    spacing.window_margin = Margin::same(12);

    let visuals = &mut style.visuals;
    visuals.panel_fill = tokens.paper;
    visuals.window_fill = tokens.paper;
    visuals.extreme_bg_color = tokens.field;
    visuals.faint_bg_color = tokens.mat;
    visuals.weak_text_color = Some(tokens.ink_quiet);
    visuals.hyperlink_color = tokens.accent;
    visuals.window_stroke = Stroke::new(1.0, tokens.line);
    visuals.selection.bg_fill = tokens.accent.gamma_multiply(0.35);
    visuals.selection.stroke = Stroke::new(1.0, tokens.ink);
    visuals.slider_trailing_fill = true;
    let widgets = &mut visuals.widgets;
    let states = [
        (&mut widgets.noninteractive, tokens.paper, tokens.line),
        (&mut widgets.inactive, tokens.button, tokens.edge),
        (&mut widgets.hovered, tokens.button_over, tokens.ink_quiet),
        (&mut widgets.active, tokens.button_over, tokens.accent),
        (&mut widgets.open, tokens.button_over, tokens.ink_quiet),
    ];
    for (state, fill, line) in states {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::new(1.0, line);
        state.fg_stroke = Stroke::new(1.0, tokens.ink);
        state.corner_radius = CornerRadius::same(ROUND);
        state.expansion = 0.0;
    }
}

/// A menu in which something is typed or ticked: a click in it does not close it.
pub(super) fn lasting_menu() -> MenuConfig {
    MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside)
}

/// Room around the entries of a menu, so that a chosen one's colour does not touch its words.
pub(super) fn menu(ui: &mut egui::Ui) {
    ui.spacing_mut().button_padding = egui::vec2(SPACE, SPACE / 2.0);
}

#[cfg(test)]
mod tests {
    use egui::Color32;

    use super::{DARK, LIGHT};

    /// The contrast of two colours, 1 to 21: <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>.
    fn contrast(one: Color32, other: Color32) -> f32 {
        let luminance = |colour: Color32| {
            let [r, g, b, _] = egui::Rgba::from(colour).to_array();
            0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
        };
        let (one, other) = (luminance(one), luminance(other));
        one.max(other) / one.min(other)
    }

    #[test]
    fn what_is_used_and_what_is_read_is_told_from_its_ground() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 0.01);
        for tokens in [LIGHT, DARK] {
            for ground in [tokens.paper, tokens.mat, tokens.field] {
                for edge in [tokens.edge, tokens.accent] {
                    assert!(contrast(edge, ground) >= 3.0, "{edge:?} on {ground:?}: {}", contrast(edge, ground));
                }
                for ink in [tokens.ink, tokens.ink_quiet, tokens.warning] {
                    assert!(contrast(ink, ground) >= 4.5, "{ink:?} on {ground:?}: {}", contrast(ink, ground));
                }
            }
            for button in [tokens.button, tokens.button_over] {
                assert!(contrast(tokens.ink, button) >= 7.0);
            }
            assert!(contrast(tokens.on_accent, tokens.accent) >= 4.5);
        }
    }
}
