//! From the keys of the authors' own files to the one set of names that networks have here, which is diffusers'.

mod autoencoder;
mod prior;
mod unet;
mod unet3;

pub(super) use self::unet::UNetKeys;

/// How the keys of a file are to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Keys {
    /// The tensor keeps what it has in the file.
    Same,
    /// As OpenAI's diffusion models name a UNet.
    UNet(UNetKeys),
    /// As unCLIP names its prior, whose heads have so many channels.
    Prior {
        /// Channels of a head.
        head: usize,
    },
    /// The mean and the deviation of image embeddings, in a tuple.
    Statistics,
    /// As the authors of Kandinsky 3 name its UNet.
    UNet3,
    /// As they name the projection of the words.
    Projection,
    /// As taming transformers name an autoencoder of so many levels.
    Autoencoder {
        /// Its levels.
        levels: usize,
    },
}

/// What becomes of a tensor, or of some of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// Its key here.
    pub(super) key: String,
    /// The rows of the file's tensor that are taken.
    pub(super) rows: Rows,
    /// Its sides.
    pub(super) sides: Sides,
}

/// Which rows of a tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    /// All rows.
    All,
    /// Part `part` of `parts` that take turns, `head` rows each: keys, queries and values of a head lie
    /// together.
    Turns {
        /// How many take turns.
        parts: usize,
        /// The number of the part that is taken, from 0.
        part: usize,
        /// Rows at a time.
        head: usize,
    },
}

/// The sides of a tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sides {
    /// The tensor keeps what it has in the file.
    Same,
    /// Without the 1s at the end: a pointwise convolution is a matrix.
    Squeezed,
    /// With a 1 before them.
    Row,
    /// One after another in a list.
    Flat,
}

impl Target {
    fn all(key: impl Into<String>) -> Self {
        Self { key: key.into(), rows: Rows::All, sides: Sides::Same }
    }

    fn squeezed(key: impl Into<String>) -> Self {
        Self { sides: Sides::Squeezed, ..Self::all(key) }
    }
}

impl Keys {
    /// What becomes of the tensor `key`: nothing, where it is not the network's.
    pub(super) fn targets(&self, key: &str) -> Vec<Target> {
        match self {
            Self::Same => vec![Target::all(key)],
            Self::UNet(layout) => layout.targets(key),
            Self::Prior { head } => prior::targets(key, *head),
            Self::Statistics => statistics(key),
            Self::UNet3 => unet3::target(key).into_iter().collect(),
            Self::Projection => unet3::projection(key).into_iter().collect(),
            Self::Autoencoder { levels } => autoencoder::target(key, *levels).into_iter().collect(),
        }
    }
}

fn statistics(key: &str) -> Vec<Target> {
    let name = match key {
        "0" => "clip_mean",
        "1" => "clip_std",
        _ => return Vec::new(),
    };
    vec![Target { sides: Sides::Row, ..Target::all(name) }]
}

/// Queries, keys and values in one matrix whose heads take turns.
fn in_turns(names: &[String], rest: &str, head: usize) -> Vec<Target> {
    let target = |(part, name): (usize, &String)| Target {
        key: format!("{name}.{rest}"),
        rows: Rows::Turns { parts: names.len(), part, head },
        sides: Sides::Squeezed,
    };
    names.iter().enumerate().map(target).collect()
}

/// The first two parts of a key that begins with a number, and what follows: `3.1.qkv.weight` → `(3, "1.qkv.weight")`.
fn number(key: &str) -> Option<(usize, &str)> {
    let (number, rest) = key.split_once('.')?;
    Some((number.parse().ok()?, rest))
}

/// What follows `from` in `key`, where it begins with that.
fn renamed<'a>(names: &[(&str, &'a str)], key: &str) -> Option<(&'a str, String)> {
    names.iter().find_map(|(from, to)| {
        let rest = key.strip_prefix(from)?.strip_prefix('.')?;
        Some((*to, rest.to_owned()))
    })
}
