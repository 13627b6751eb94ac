//! Those messages of Weights & Biases' protocol that a run is made of, and of each the fields that are used.
//!
//! Reference: `wandb_internal.proto` of the `wandb` client, version 0.31. Fields that a reader does not know it leaves
//! out, so newer clients read them too.

use prost::{Message, Oneof};

#[derive(Clone, PartialEq, Message)]
pub(super) struct Record {
    #[prost(int64, tag = "1")]
    pub(super) num: i64,
    #[prost(oneof = "Kind", tags = "2, 3, 5, 6, 17, 18, 20, 21, 22, 26")]
    pub(super) kind: Option<Kind>,
}

#[derive(Clone, PartialEq, Oneof)]
pub(super) enum Kind {
    #[prost(message, tag = "2")]
    History(History),
    #[prost(message, tag = "3")]
    Summary(Summary),
    #[prost(message, tag = "5")]
    Config(Config),
    #[prost(message, tag = "6")]
    Files(Files),
    #[prost(message, tag = "17")]
    Run(Run),
    #[prost(message, tag = "18")]
    Exit(Exit),
    #[prost(message, tag = "20")]
    Final(Empty),
    #[prost(message, tag = "21")]
    Header(Header),
    #[prost(message, tag = "22")]
    Footer(Empty),
    #[prost(message, tag = "26")]
    Environment(Environment),
}

/// A value by its key, as JSON.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Item {
    #[prost(string, tag = "1")]
    pub(super) key: String,
    #[prost(string, tag = "16")]
    pub(super) value_json: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct History {
    #[prost(message, repeated, tag = "1")]
    pub(super) item: Vec<Item>,
    #[prost(message, tag = "2")]
    pub(super) step: Option<Step>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Step {
    #[prost(int64, tag = "1")]
    pub(super) num: i64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Summary {
    #[prost(message, repeated, tag = "1")]
    pub(super) update: Vec<Item>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Config {
    #[prost(message, repeated, tag = "1")]
    pub(super) update: Vec<Item>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Files {
    #[prost(message, repeated, tag = "1")]
    pub(super) files: Vec<FilesItem>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct FilesItem {
    /// In the run's `files`.
    #[prost(string, tag = "1")]
    pub(super) path: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Run {
    #[prost(string, tag = "1")]
    pub(super) run_id: String,
    #[prost(string, tag = "2")]
    pub(super) entity: String,
    #[prost(string, tag = "3")]
    pub(super) project: String,
    #[prost(message, tag = "4")]
    pub(super) config: Option<Config>,
    #[prost(string, tag = "6")]
    pub(super) run_group: String,
    #[prost(string, tag = "7")]
    pub(super) job_type: String,
    #[prost(string, tag = "8")]
    pub(super) display_name: String,
    #[prost(string, repeated, tag = "10")]
    pub(super) tags: Vec<String>,
    #[prost(string, tag = "13")]
    pub(super) host: String,
    #[prost(message, tag = "17")]
    pub(super) start_time: Option<Timestamp>,
}

/// Since 1970.
#[derive(Clone, Copy, PartialEq, Message)]
pub(super) struct Timestamp {
    #[prost(int64, tag = "1")]
    pub(super) seconds: i64,
    #[prost(int32, tag = "2")]
    pub(super) nanos: i32,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub(super) struct Exit {
    #[prost(int32, tag = "1")]
    pub(super) exit_code: i32,
    /// Seconds.
    #[prost(int32, tag = "2")]
    pub(super) runtime: i32,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub(super) struct Empty {}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Header {
    #[prost(message, tag = "1")]
    pub(super) version_info: Option<VersionInfo>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct VersionInfo {
    #[prost(string, tag = "1")]
    pub(super) producer: String,
    #[prost(string, tag = "2")]
    pub(super) min_consumer: String,
}

/// What is known of the machine.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Environment {
    #[prost(string, tag = "1")]
    pub(super) os: String,
    #[prost(message, tag = "3")]
    pub(super) started_at: Option<Timestamp>,
    #[prost(string, tag = "6")]
    pub(super) program: String,
    #[prost(string, tag = "12")]
    pub(super) host: String,
    #[prost(uint32, tag = "16")]
    pub(super) cpu_count: u32,
    #[prost(uint32, tag = "17")]
    pub(super) cpu_count_logical: u32,
    #[prost(string, tag = "18")]
    pub(super) gpu_type: String,
    #[prost(uint32, tag = "19")]
    pub(super) gpu_count: u32,
    #[prost(message, tag = "21")]
    pub(super) memory: Option<Memory>,
    /// Who wrote it; readers keep what different writers say apart.
    #[prost(string, tag = "199")]
    pub(super) writer_id: String,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub(super) struct Memory {
    /// Bytes.
    #[prost(uint64, tag = "1")]
    pub(super) total: u64,
}
