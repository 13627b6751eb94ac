//! TensorBoard: an event file with each picture, its numbers as scalars and its words as text.
//!
//! A file is a row of records: length, its sum, the bytes, their sum. Sums are CRC-32C, turned and with a constant
//! added. Reference: `tensorflow/core/lib/io/record_writer` and `tensorboard/compat/proto/{event,summary}.proto`.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use bluerider_engine::error::Doing;
use prost::{Message, Oneof};

use super::picture::TrackedRun;
use crate::studio::error::{Result, StudioError};
use crate::studio::experiments::parameter::Value as Known;

/// A run that is being written.
pub struct TensorBoardRun {
    path: PathBuf,
    file: File,
    step: i64,
}

impl TensorBoardRun {
    /// Begins a run in a new folder `name` in `folder`.
    ///
    /// # Errors
    /// Where it cannot be written to.
    pub fn begin(folder: &Path, name: &str) -> Result<Self> {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let host = sysinfo::System::host_name().unwrap_or_else(|_| "localhost".to_owned());
        let folder = folder.join(name);
        let path = folder.join(format!("events.out.tfevents.{}.{host}.{}", since.as_secs(), std::process::id()));
        let made = std::fs::create_dir_all(&folder).and_then(|()| File::create_new(&path));
        let file = made.map_err(|e| StudioError::io(Doing::Write, &path, &e))?;
        let mut run = Self { path, file, step: 0 };
        run.put(Event {
            wall_time: since.as_secs_f64(),
            what: Some(What::FileVersion("brain.Event:2".into())),
            ..Event::default()
        })?;
        Ok(run)
    }

    /// Its file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a picture and its parameters as the next step.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn log(&mut self, tracked: &TrackedRun) -> Result<()> {
        let mut value: Vec<Value> = tracked.parameters().map(|(name, known)| parameter(name, known)).collect();
        if let Some(picture) = &tracked.picture {
            let (width, height) = tracked.run.metadata.size;
            value.push(Value {
                tag: "image".into(),
                metadata: plugin("images"),
                of: Some(Of::Image(Image {
                    height: height as i32,
                    width: width as i32,
                    colorspace: 3,
                    encoded_image_string: picture.clone(),
                })),
            });
        }
        let event =
            Event { wall_time: tracked.seconds(), step: self.step, what: Some(What::Summary(Summary { value })) };
        self.step += 1;
        self.put(event)
    }

    fn put(&mut self, event: Event) -> Result<()> {
        let bytes = event.encode_to_vec();
        let length = (bytes.len() as u64).to_le_bytes();
        let sums = [&length[..], &bytes].map(|bytes| masked(bytes).to_le_bytes());
        let record = [&length[..], &sums[0], &bytes, &sums[1]].concat();
        self.file.write_all(&record).map_err(|e| StudioError::io(Doing::Write, &self.path, &e))
    }
}

/// The sum of a record's part.
fn masked(bytes: &[u8]) -> u32 {
    crc32c::crc32c(bytes).rotate_right(15).wrapping_add(0xa282_ead8)
}

fn parameter(name: &'static str, known: Known) -> Value {
    match known.number() {
        Some(number) => {
            Value { tag: name.to_owned(), metadata: plugin("scalars"), of: Some(Of::SimpleValue(number as f32)) }
        }
        None => {
            let text = Tensor { dtype: 7, shape: Some(Shape {}), string_val: vec![known.to_string().into_bytes()] };
            Value { tag: name.to_owned(), metadata: plugin("text"), of: Some(Of::Tensor(text)) }
        }
    }
}

/// What shows a value.
fn plugin(name: &str) -> Option<Metadata> {
    Some(Metadata { plugin_data: Some(PluginData { plugin_name: name.to_owned() }) })
}

#[derive(Clone, PartialEq, Message)]
struct Event {
    #[prost(double, tag = "1")]
    wall_time: f64,
    #[prost(int64, tag = "2")]
    step: i64,
    #[prost(oneof = "What", tags = "3, 5")]
    what: Option<What>,
}

#[derive(Clone, PartialEq, Oneof)]
enum What {
    #[prost(string, tag = "3")]
    FileVersion(String),
    #[prost(message, tag = "5")]
    Summary(Summary),
}

#[derive(Clone, PartialEq, Message)]
struct Summary {
    #[prost(message, repeated, tag = "1")]
    value: Vec<Value>,
}

#[derive(Clone, PartialEq, Message)]
struct Value {
    #[prost(string, tag = "1")]
    tag: String,
    #[prost(message, tag = "9")]
    metadata: Option<Metadata>,
    #[prost(oneof = "Of", tags = "2, 4, 8")]
    of: Option<Of>,
}

#[derive(Clone, PartialEq, Oneof)]
enum Of {
    #[prost(float, tag = "2")]
    SimpleValue(f32),
    #[prost(message, tag = "4")]
    Image(Image),
    #[prost(message, tag = "8")]
    Tensor(Tensor),
}

#[derive(Clone, PartialEq, Message)]
struct Image {
    #[prost(int32, tag = "1")]
    height: i32,
    #[prost(int32, tag = "2")]
    width: i32,
    /// 3 is RGB.
    #[prost(int32, tag = "3")]
    colorspace: i32,
    #[prost(bytes, tag = "4")]
    encoded_image_string: Vec<u8>,
}

/// Words: a tensor of strings without dimensions.
#[derive(Clone, PartialEq, Message)]
struct Tensor {
    /// 7 is a string.
    #[prost(int32, tag = "1")]
    dtype: i32,
    #[prost(message, tag = "2")]
    shape: Option<Shape>,
    #[prost(bytes, repeated, tag = "8")]
    string_val: Vec<Vec<u8>>,
}

#[derive(Clone, Copy, PartialEq, Message)]
struct Shape {}

#[derive(Clone, PartialEq, Message)]
struct Metadata {
    #[prost(message, tag = "1")]
    plugin_data: Option<PluginData>,
}

#[derive(Clone, PartialEq, Message)]
struct PluginData {
    #[prost(string, tag = "1")]
    plugin_name: String,
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn sums_are_those_of_the_format() {
        // The length of the first record of every file that TensorFlow writes, 24, and the sum behind it.
        assert_eq!(masked(&24u64.to_le_bytes()).to_le_bytes(), [0xa3, 0x7f, 0x4b, 0x22]);
    }
}
