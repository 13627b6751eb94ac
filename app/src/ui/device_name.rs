//! What a device is called.

use bluerider_engine::protocol::DeviceInfo;
use fluent_bundle::FluentValue;

use crate::locale::Locale;

/// A device's name in the language of the window.
pub(super) fn device_name(locale: &Locale, device: &DeviceInfo) -> String {
    match device.threads {
        Some(threads) => locale.with("device-cpu", &[("threads", FluentValue::from(threads))]),
        None => device.name.clone(),
    }
}
