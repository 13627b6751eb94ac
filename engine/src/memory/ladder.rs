//! The ladder that the engine steps down where memory is short. Each level needs less than the one above, takes longer,
//! and paints the same picture, to rounding; only on the last one are weights rounded too. Below the last one an artist
//! is asked: whether to try in spite of the plan, or, where a graphics adapter had too little, whether to paint on the
//! CPU.

use super::policy::MemoryPolicy;
use crate::checkpoint::Checkpoint;
use crate::precision::Precision;

/// How sparingly a picture is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MemoryLevel {
    /// Networks stay in memory from one picture to the next.
    KeepLoaded,
    /// Each network is given back after its stage.
    Offload,
    /// And MoVQ works in low stripes.
    VaeTiling,
    /// And attention takes few queries at a time. The CPU always does.
    AttentionSlicing,
    /// And the CPU keeps weights in half precision, which changes pictures a little. Adapters that can do so anyway.
    HalfWeights,
}

impl MemoryLevel {
    /// The level to begin on: networks that are smaller than `keep_below` together, in bytes on disk, stay.
    pub fn top(checkpoint: &Checkpoint, keep_below: u64) -> Self {
        if checkpoint.bytes() < keep_below { Self::KeepLoaded } else { Self::Offload }
    }

    /// The next lower level.
    pub fn lower(self, on_cpu: bool) -> Option<Self> {
        match self {
            Self::KeepLoaded => Some(Self::Offload),
            Self::Offload => Some(Self::VaeTiling),
            Self::VaeTiling => Some(Self::AttentionSlicing),
            Self::AttentionSlicing if on_cpu => Some(Self::HalfWeights),
            Self::AttentionSlicing | Self::HalfWeights => None,
        }
    }

    /// This level and those below it, in their order.
    pub fn downwards(self, on_cpu: bool) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), move |level| level.lower(on_cpu))
    }

    /// The precision to paint in on it, where it is `usual` on those above.
    pub fn precision(self, usual: Precision) -> Precision {
        if self == Self::HalfWeights { Precision::HalfWeights } else { usual }
    }

    /// What the pipeline does on it.
    pub fn policy(self) -> MemoryPolicy {
        let usual = MemoryPolicy::default();
        MemoryPolicy {
            keep: self == Self::KeepLoaded,
            stripes: if self < Self::VaeTiling { usual.stripes } else { usual.stripes / 16 },
            scores: if self < Self::AttentionSlicing { usual.scores } else { usual.scores / 16 },
        }
    }
}
