//! Names of controls, for screen readers and tests.

/// Gives a control the name that a screen reader, and a test, finds it by.
pub(super) fn named(response: &egui::Response, name: String) {
    let enabled = response.enabled();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, name.clone()));
}

/// The same for a field to type in.
pub(super) fn named_field(response: &egui::Response, role: egui::Role, name: &str) {
    response.widget_info(|| egui::WidgetInfo::labeled(role, true, name));
}
