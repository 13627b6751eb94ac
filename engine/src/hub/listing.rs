//! What a repository has at a revision, as the hub's API lists it with `?blobs=true`.

use serde::Deserialize;

use super::client::Hub;
use super::hash::FileHash;
use super::remote_file::RemoteFile;
use super::repository::Repository;
use super::retry::{self, Answer};
use crate::error::{Cause, Result};

/// Bytes of a listing; the largest repository of the family has some kilobytes.
const MOST: u64 = 16 << 20;

/// The files of a repository at a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The commit, in hexadecimal.
    pub commit: String,
    /// Its files.
    pub files: Vec<RemoteFile>,
}

/// As the API says it.
#[derive(Deserialize)]
struct Info {
    sha: String,
    #[serde(default)]
    siblings: Vec<Sibling>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sibling {
    rfilename: String,
    size: Option<u64>,
    blob_id: Option<String>,
    lfs: Option<Lfs>,
}

#[derive(Deserialize)]
struct Lfs {
    sha256: String,
    size: u64,
}

/// True where `path` is meant by `pattern`, in which one `*` stands for anything.
pub fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((start, end)) => path.len() >= start.len() + end.len() && path.starts_with(start) && path.ends_with(end),
    }
}

impl Hub {
    /// Asks the hub what `repository` has. `stopped` is asked before each new try.
    ///
    /// # Errors
    /// Where the hub is not reached, has no such repository, does not show it, or says something else.
    pub fn listing(&self, repository: &Repository, stopped: &dyn Fn() -> bool) -> Result<Listing> {
        if self.offline {
            return Err(Cause::HubOffline { endpoint: self.endpoint.clone() }.detail("HF_HUB_OFFLINE is set"));
        }
        let url = format!("{}/api/{}?blobs=true", self.endpoint, repository.0.api_url());
        let text = retry::retried(self, false, stopped, || {
            let mut response = retry::answered(self, self.get(&url, 0), repository, None)?;
            let page = response.body().mime_type().is_some_and(|kind| kind.contains("html"));
            if page {
                return Err(Answer::Final(Cause::HubPage { file: repository.name() }.into()));
            }
            let body = response.body_mut().with_config().limit(MOST).read_to_string();
            body.map_err(|error| retry::broken(self, &error))
        })?;
        let unknown = |why: &dyn std::fmt::Display| Cause::HubAnswer { endpoint: self.endpoint.clone() }.detail(why);
        let info: Info = serde_json::from_str(&text).map_err(|error| unknown(&error))?;
        if !is_hex(&info.sha) {
            return Err(unknown(&"the commit is no hash"));
        }
        // What has no hash cannot be verified, so it is not there.
        let files = info.siblings.into_iter().filter_map(Sibling::into_file).collect();
        Ok(Listing { commit: info.sha, files })
    }
}

impl Sibling {
    fn into_file(self) -> Option<RemoteFile> {
        let (size, hash) = match (self.lfs, self.blob_id) {
            (Some(lfs), _) => (lfs.size, FileHash::Sha256(lfs.sha256)),
            (None, blob) => (self.size?, FileHash::GitBlob(blob?)),
        };
        // A path becomes a file below the snapshot, a hash one among the blobs, and neither may lead elsewhere.
        let inside = self.rfilename.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
        let plain = inside && !self.rfilename.contains(['\\', ':', '\0']);
        (plain && is_hex(hash.hex())).then_some(RemoteFile { path: self.rfilename, size, hash })
    }
}

fn is_hex(text: &str) -> bool {
    (40..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::{Sibling, matches};

    #[test]
    fn a_star_stands_for_anything() {
        assert!(matches("a/b.json", "a/b.json") && matches("a/*.bin", "a/x-1.bin") && matches("a/*", "a/b/c"));
        assert!(!matches("a/*.bin", "a/x.json") && !matches("ab*bc", "abc") && !matches("a", "b"));
    }

    #[test]
    fn paths_and_hashes_that_lead_elsewhere_are_not_there() {
        let file = |path: &str, hash: &str| {
            let said = serde_json::json!({ "rfilename": path, "size": 1, "blobId": hash });
            serde_json::from_value::<Sibling>(said).expect("a file").into_file()
        };
        let hash = "0".repeat(40);
        assert!(file("unet/config.json", &hash).is_some());
        for path in ["../x", "/etc/passwd", "a/../../x", "a//b", "C:\\x", "a/.", ""] {
            assert_eq!(file(path, &hash), None, "{path}");
        }
        assert_eq!(file("a", "../../../../../../../../../../../../etc/passwd"), None);
    }
}
