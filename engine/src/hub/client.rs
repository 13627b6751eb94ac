//! The hub as this computer reaches it: its address, who asks, and where files go.

use std::path::PathBuf;
use std::time::Duration;

use hf_hub::Cache;
use ureq::Agent;
use ureq::config::RedirectAuthHeaders;
use ureq::tls::{RootCerts, TlsConfig};

/// Where the hub is, unless `HF_ENDPOINT` says otherwise.
const ENDPOINT: &str = "https://huggingface.co";
/// How long a connection may take, and how long nothing may come before it counts as lost.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often a request is tried again, and how long the first pause is; each further one is twice as long.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_secs(1);

/// A hub.
#[derive(Debug, Clone)]
pub struct Hub {
    pub(super) agent: Agent,
    pub(super) endpoint: String,
    pub(super) cache: Cache,
    token: Option<String>,
    /// `HF_HUB_OFFLINE` says that nobody is to be asked.
    pub(super) offline: bool,
    pub(super) tries: u32,
    pub(super) pause: Duration,
}

impl Hub {
    /// The hub that `HF_ENDPOINT` names, or Hugging Face's. `cache`: the folder that its tools call `hub`. `token`: who
    /// asks; without one, what Hugging Face's tools have kept beside the cache is used.
    pub fn new(cache: PathBuf, token: Option<String>) -> Self {
        let said = |name: &str| std::env::var(name).ok().filter(|said| !said.trim().is_empty());
        let offline = said("HF_HUB_OFFLINE")
            .is_some_and(|said| ["1", "true", "yes", "on"].contains(&said.to_lowercase().as_str()));
        Self { offline, ..Self::at(said("HF_ENDPOINT").as_deref().unwrap_or(ENDPOINT), cache, token) }
    }

    /// The hub at `endpoint`, as in `https://huggingface.co`.
    pub fn at(endpoint: &str, cache: PathBuf, token: Option<String>) -> Self {
        let cache = Cache::new(cache);
        let token = token.or_else(|| cache.token()).filter(|token| !token.is_empty());
        let endpoint = endpoint.trim().trim_end_matches('/').to_owned();
        Self { agent: agent(PATIENCE), endpoint, cache, token, offline: false, tries: TRIES, pause: PAUSE }
    }

    /// The same, which gives a connection up after `patience` without a byte, and pauses as long before the first new
    /// try.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { agent: agent(patience), pause: patience, ..self }
    }

    /// True where it is asked by somebody that it knows.
    pub fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// Asks for `url`, from byte `from` on where that is not the first.
    pub(super) fn get(&self, url: &str, from: u64) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
        let mut request = self.agent.get(url);
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        if from > 0 {
            request = request.header("Range", format!("bytes={from}-"));
        }
        request.call()
    }
}

fn agent(patience: Duration) -> Agent {
    let config = Agent::config_builder()
        .user_agent(concat!("blue-rider/", env!("CARGO_PKG_VERSION")))
        // Ranges count bytes of the file, not of a packed one.
        .accept_encoding("identity")
        .http_status_as_error(false)
        // The token is the hub's alone; the storage that it points to has links that say who may read.
        .redirect_auth_headers(RedirectAuthHeaders::SameHost)
        .tls_config(TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build())
        .timeout_connect(Some(patience))
        .timeout_recv_response(Some(3 * patience))
        .timeout_per_read(Some(patience));
    Agent::new_with_config(config.build())
}
