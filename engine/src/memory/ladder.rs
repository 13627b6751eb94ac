//! The ladder that the engine steps down where memory is short. Each rung needs less than the one above, takes longer,
//! and paints the same picture, to rounding; only on the last one are weights rounded too. Below the last one an artist is asked: whether to try in spite of the plan,
//! or, where a graphics adapter had too little, whether to paint on the CPU.

use crate::checkpoint::{Checkpoint, Precision};
use crate::pipelines::Economy;

/// How sparingly a picture is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rung {
    /// Networks stay in memory from one picture to the next.
    Kept,
    /// Each network is given back after its stage.
    Unloaded,
    /// And MoVQ works in low stripes.
    Stripes,
    /// And attention takes few queries at a time. The CPU always does.
    Turns,
    /// And the CPU keeps weights in half precision, which changes pictures a little. Adapters that can do so anyway.
    Halves,
}

impl Rung {
    /// The rung to begin on: networks that are smaller than `keep_below` together, in bytes on disk, stay.
    pub fn top(checkpoint: &Checkpoint, keep_below: u64) -> Self {
        if checkpoint.bytes() < keep_below { Self::Kept } else { Self::Unloaded }
    }

    /// The next lower rung.
    pub fn lower(self, on_cpu: bool) -> Option<Self> {
        match self {
            Self::Kept => Some(Self::Unloaded),
            Self::Unloaded => Some(Self::Stripes),
            Self::Stripes => Some(Self::Turns),
            Self::Turns if on_cpu => Some(Self::Halves),
            Self::Turns | Self::Halves => None,
        }
    }

    /// This rung and those below it, in their order.
    pub fn downwards(self, on_cpu: bool) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), move |rung| rung.lower(on_cpu))
    }

    /// The precision to paint in on it, where it is `usual` on those above.
    pub fn precision(self, usual: Precision) -> Precision {
        if self == Self::Halves { Precision::HalfWeights } else { usual }
    }

    /// What the pipeline does on it.
    pub fn economy(self) -> Economy {
        let usual = Economy::default();
        Economy {
            keep: self == Self::Kept,
            stripes: if self < Self::Stripes { usual.stripes } else { usual.stripes / 16 },
            scores: if self < Self::Turns { usual.scores } else { usual.scores / 16 },
        }
    }
}
