//! Trying again what may go well the next time, with longer and longer pauses; and what the hub's answers mean.

use std::time::{Duration, Instant};

use ureq::http::{Response, StatusCode};
use ureq::{Body, Error, Timeout};

use super::client::Hub;
use super::repository::Repository;
use crate::error::{Cause, EngineError, Result};

/// Why a try failed.
pub(super) enum Answer {
    /// The next one would fail as well.
    Final(EngineError),
    /// The next one may go well. `moved`: bytes came, so the count of tries begins anew.
    Again { error: EngineError, moved: bool },
}

impl From<EngineError> for Answer {
    fn from(error: EngineError) -> Self {
        Self::Final(error)
    }
}

/// The longest pause.
const LONGEST: Duration = Duration::from_secs(60);
/// How often `stopped` is asked during a pause.
const GLANCE: Duration = Duration::from_millis(50);

/// How often a hub is called that does not answer at all.
const UNREACHED: u32 = 2;

/// Calls `ask` until it goes well, fails for good, or has failed too often in a row. `begun`: the hub has answered
/// before.
pub(super) fn retried<T>(
    hub: &Hub,
    begun: bool,
    stopped: &dyn Fn() -> bool,
    mut ask: impl FnMut() -> std::result::Result<T, Answer>,
) -> Result<T> {
    let (mut failed, mut pause, mut begun) = (0, hub.pause, begun);
    loop {
        if stopped() {
            return Err(EngineError::cancelled());
        }
        match ask() {
            Ok(value) => return Ok(value),
            // Connections that were ended on purpose end in errors too.
            Err(_) if stopped() => return Err(EngineError::cancelled()),
            Err(Answer::Final(error)) => return Err(error),
            Err(Answer::Again { error, moved }) => {
                if moved {
                    (failed, pause, begun) = (0, hub.pause, true);
                }
                failed += 1;
                // Whoever is not reached at all is waited for by nobody; what had begun to come may well go on.
                let unreached = !begun && matches!(error.cause, Cause::HubOffline { .. });
                if failed >= if unreached { hub.tries.min(UNREACHED) } else { hub.tries } {
                    return Err(error);
                }
                log::info!("again in {pause:?}: {error}");
                let until = Instant::now() + pause;
                while Instant::now() < until && !stopped() {
                    std::thread::sleep(GLANCE.min(pause));
                }
                pause = (2 * pause).min(LONGEST);
            }
        }
    }
}

/// The hub's answer where it is one that gives what was asked for (or says that a range is none). `file`: which of the
/// repository's files was asked for.
pub(super) fn answered(
    hub: &Hub,
    answer: std::result::Result<Response<Body>, Error>,
    repository: &Repository,
    file: Option<&str>,
) -> std::result::Result<Response<Body>, Answer> {
    let response = answer.map_err(|error| broken(hub, &error))?;
    let status = response.status();
    if status.is_success() || status == StatusCode::RANGE_NOT_SATISFIABLE {
        return Ok(response);
    }
    let refused = || Cause::HubRefused { endpoint: hub.endpoint.clone(), status: status.as_u16() }.into();
    Err(match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            Answer::Final(Cause::HubForbidden { repository: repository.name(), token: hub.has_token() }.into())
        }
        StatusCode::NOT_FOUND | StatusCode::GONE => {
            let name = repository.name();
            let file = file.map_or_else(|| name.clone(), |file| format!("{name}/{file}"));
            Answer::Final(Cause::HubNotFound { file }.into())
        }
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => Answer::Again { error: refused(), moved: false },
        status if status.is_server_error() => Answer::Again { error: refused(), moved: false },
        _ => Answer::Final(refused()),
    })
}

/// What a request that had no whole answer means.
pub(super) fn broken(hub: &Hub, error: &Error) -> Answer {
    let unreached = matches!(
        error,
        Error::HostNotFound
            | Error::ConnectionFailed
            | Error::Io(_)
            | Error::Timeout(Timeout::Connect | Timeout::Resolve)
    );
    let endpoint = hub.endpoint.clone();
    let error = match error {
        _ if unreached => Cause::HubOffline { endpoint }.detail(error),
        Error::BadUri(_) | Error::Http(_) | Error::Rustls(_) | Error::Tls(_) | Error::TooManyRedirects => {
            return Answer::Final(Cause::HubAnswer { endpoint }.detail(error));
        }
        _ => Cause::HubStalled { endpoint }.detail(error),
    };
    Answer::Again { error, moved: false }
}
