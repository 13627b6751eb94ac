//! Fetching models from a Hugging Face hub, so that a file that has its name is the file that the hub has.
//!
//! The layout on the disk is that of Hugging Face's own tools, so that nothing is stored twice: `blobs/<hash>` is what
//! a file holds, `snapshots/<commit>/<path>` points to it, and `refs/<revision>` says which snapshot is meant. `hf-hub`
//! knows that layout, the token's file and the API's addresses. It transfers files too, but checks no hash, cannot be
//! stopped and does not look at the disk, so that part is here.
//!
//! Reference: `huggingface_hub/file_download.py`, and the documentation of the hub's API.

mod client;
mod fetch;
mod hash;
mod listing;
mod remote_file;
mod repository;
mod retry;
mod tally;
mod transfer;

pub use self::client::Hub;
pub use self::fetch::{Order, fetch, forget, verify};
pub use self::hash::{FileHash, hash_of};
pub use self::listing::{Listing, matches};
pub use self::remote_file::RemoteFile;
pub use self::repository::Repository;
pub use self::tally::{Progress, Watch};
