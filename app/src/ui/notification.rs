//! The system's notifications.

use notify_rust::Notification;

/// Shows one, on a thread of its own: the system may take its time.
pub(super) fn show(title: String, body: String) {
    let show = move || {
        let shown = Notification::new().appname("Blue Rider").summary(&title).body(&body).show();
        if let Err(error) = shown {
            log::info!("no notification: {error}");
        }
    };
    if let Err(error) = std::thread::Builder::new().name("notification".into()).spawn(show) {
        log::error!("no thread for a notification: {error}");
    }
}
