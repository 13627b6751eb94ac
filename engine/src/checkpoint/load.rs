//! Fills a network with a checkpoint's weights.
//!
//! A network's fields have the names of the checkpoint's keys, so its module tree is the key tree; the few places
//! where Rust cannot spell a key (`ff.net.0.proj`) are renamed by a table that the network brings along. All keys
//! and shapes are compared before the first weight is read, and every difference is named at once.

use std::collections::BTreeMap;

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{DType, Device, Tensor, TensorData};
use half::{bf16, f16};
use rayon::prelude::*;

use super::safetensors::{Entry, Weights};
use crate::error::{Cause, EngineError, Result};
use crate::kernels;
use crate::models::NetworkConfig;
use crate::precision::Precision;

/// A replacement in a network's path that turns it into the checkpoint's key.
type Rename = (&'static str, &'static str);

/// What loading is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loading {
    /// Published files are converted, once.
    Convert,
    /// Weights are read.
    Read,
}

/// Told what is done, the bytes so far and the bytes in all; an error stops the loading.
pub type LoadProgress<'a> = &'a mut dyn FnMut(Loading, u64, u64) -> Result<()>;

/// The same while weights are read.
pub type ReadProgress<'a> = &'a mut dyn FnMut(u64, u64) -> Result<()>;

/// Where the keys of a network's weights differ from its paths.
#[derive(Clone, Copy)]
pub(super) struct KeyNames {
    pub(super) renames: &'static [Rename],
    /// Beginnings of keys that a file may have beyond the network's.
    pub(super) ignored: &'static [&'static str],
}

impl KeyNames {
    /// Those of the network whose settings are a `C`.
    pub(super) fn of<C: NetworkConfig>() -> Self {
        Self { renames: C::KEY_RENAMES, ignored: C::IGNORED_KEYS }
    }
}

/// The network of `config`, filled from `weights`.
///
/// # Errors
/// Where a key is missing, surplus or of another shape, with what was expected and what was found; or where
/// `progress` stops it.
pub(super) fn load<C: NetworkConfig>(
    config: &C,
    weights: &Weights,
    precision: Precision,
    device: &Device,
    progress: ReadProgress<'_>,
) -> Result<C::Network> {
    let (network, keys) = (config.init(device), KeyNames::of::<C>());
    check(&network, weights, keys)?;
    fill(network, (weights, ""), keys.renames, precision, device, progress)
}

/// Compares the keys and shapes that `network` expects with those of `weights`, without reading any.
///
/// # Errors
/// Names every difference.
pub(super) fn check<M: Module>(network: &M, weights: &Weights, keys: KeyNames) -> Result<()> {
    compare(&expected(network, "", keys.renames), weights, keys.ignored)
}

/// Fills `part`, a network or the module `name` of one, that has been checked.
///
/// # Errors
/// Where a key is missing after all, or `progress` stops it.
pub(super) fn fill<M: Module>(
    part: M,
    (weights, name): (&Weights, &str),
    renames: &[Rename],
    precision: Precision,
    device: &Device,
    progress: ReadProgress<'_>,
) -> Result<M> {
    let keys = expected(&part, name, renames);
    let total = keys.keys().filter_map(|key| weights.entries().get(key)).map(|e| e.bytes() as u64).sum();
    let path = Path::new(name, renames);
    let mut filler = Filler { path, weights, precision, device, progress, done: 0, total, failure: None };
    let part = part.map(&mut filler);
    match filler.failure {
        Some(error) => Err(error),
        None => Ok(part),
    }
}

/// The keys and shapes that `part` expects, a network or the module `name` of one.
fn expected<M: Module>(part: &M, name: &str, renames: &[Rename]) -> BTreeMap<String, Vec<usize>> {
    let mut expected = Expected { path: Path::new(name, renames), shapes: BTreeMap::new() };
    part.visit(&mut expected);
    expected.shapes
}

/// Names every difference between what the network expects and what the file has.
fn compare(expected: &BTreeMap<String, Vec<usize>>, weights: &Weights, ignored_keys: &[&str]) -> Result<()> {
    let found = weights.entries();
    let mut wrong = Vec::new();
    for (key, shape) in expected {
        match found.get(key) {
            None => wrong.push(format!("missing: {key} {shape:?}")),
            Some(entry) if entry.shape != *shape => {
                wrong.push(format!("misshapen: {key} expected {shape:?}, found {:?}", entry.shape));
            }
            Some(entry) if !entry.is_float() => wrong.push(format!("not a float tensor: {key}")),
            Some(_) => {}
        }
    }
    let extra = |key: &&String| !expected.contains_key(*key) && !ignored_keys.iter().any(|s| key.starts_with(s));
    wrong.extend(found.keys().filter(extra).map(|key| format!("surplus: {key} {:?}", found[key].shape)));
    if wrong.is_empty() {
        return Ok(());
    }
    const SHOWN: usize = 12;
    let more = wrong.len().saturating_sub(SHOWN);
    wrong.truncate(SHOWN);
    if more > 0 {
        wrong.push(format!("and {more} more"));
    }
    Err(Cause::WeightsDoNotFit { path: weights.path().to_owned() }.detail(wrong.join("\n")))
}

/// The walk's place in the module tree.
struct Path<'a> {
    /// The module that the walk begins with, in the network; nothing where that is the network.
    name: &'a str,
    renames: &'a [Rename],
    /// Name of each module from the root, and the type that holds it.
    modules: Vec<(String, String)>,
}

impl<'a> Path<'a> {
    fn new(name: &'a str, renames: &'a [Rename]) -> Self {
        Self { name, renames, modules: Vec::new() }
    }

    fn enter(&mut self, name: &str, kind: &str) {
        self.modules.push((name.to_owned(), kind.to_owned()));
    }

    fn leave(&mut self) {
        self.modules.pop();
    }

    /// The checkpoint's key of the parameter that the walk is at. burn calls norms' parameters gamma and beta.
    fn key(&self) -> String {
        let name = Some(self.name).filter(|name| !name.is_empty());
        let names: Vec<&str> = name.into_iter().chain(self.modules.iter().map(|(name, _)| name.as_str())).collect();
        let mut key = names.join(".");
        for (ours, theirs) in [(".gamma", ".weight"), (".beta", ".bias")].iter().chain(self.renames) {
            key = key.replace(ours, theirs);
        }
        key
    }

    /// True where the parameter is a linear layer's matrix, which burn keeps as [in, out] and files as [out, in].
    fn transposed(&self) -> bool {
        self.holder("Struct:Linear") || self.pointwise()
    }

    /// True where files have that matrix with two more sides of 1, as a convolution.
    fn pointwise(&self) -> bool {
        self.holder("Struct:Pointwise")
    }

    /// True where the parameter is a 3×3 convolution's weights, of which the CPU wants each tap's together.
    fn tapped(&self) -> bool {
        self.holder("Struct:Conv3")
    }

    fn holder(&self, kind: &str) -> bool {
        self.modules.last().is_some_and(|(name, holder)| holder == kind && name == "weight")
    }
}

/// Collects the keys and shapes that a network expects.
struct Expected<'a> {
    path: Path<'a>,
    shapes: BTreeMap<String, Vec<usize>>,
}

impl ModuleVisitor for Expected<'_> {
    fn enter_module(&mut self, name: &str, kind: &str) {
        self.path.enter(name, kind);
    }

    fn exit_module(&mut self, _name: &str, _kind: &str) {
        self.path.leave();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let mut shape = param.lazy_shape().to_vec();
        if self.path.transposed() {
            shape.reverse();
        }
        if self.path.pointwise() {
            shape.extend([1, 1]);
        }
        self.shapes.insert(self.path.key(), shape);
    }
}

/// Replaces each parameter by the file's tensor.
struct Filler<'a> {
    path: Path<'a>,
    weights: &'a Weights,
    precision: Precision,
    device: &'a Device,
    progress: ReadProgress<'a>,
    done: u64,
    total: u64,
    failure: Option<EngineError>,
}

impl ModuleMapper for Filler<'_> {
    fn enter_module(&mut self, name: &str, kind: &str) {
        self.path.enter(name, kind);
    }

    fn exit_module(&mut self, _name: &str, _kind: &str) {
        self.path.leave();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let key = self.path.key();
        // After a failure the walk goes on without reading; the half-filled network is dropped.
        if self.failure.is_some() {
            return param;
        }
        let Some(entry) = self.weights.entries().get(&key) else {
            self.failure = Some(EngineError::internal(format!("{key} went missing while loading")));
            return param;
        };
        let tensor = match self.tensor(&key, entry) {
            Ok(tensor) => tensor,
            Err(error) => {
                self.failure = Some(error);
                return param;
            }
        };
        self.done += entry.bytes() as u64;
        if let Err(error) = (self.progress)(self.done, self.total) {
            self.failure = Some(error);
        }
        Param::initialized(param.id, tensor)
    }
}

impl Filler<'_> {
    /// The file's tensor, shaped as the network has it.
    fn tensor<const D: usize>(&self, key: &str, entry: &Entry) -> Result<Tensor<D>> {
        let on_cpu = *self.device == Device::flex();
        let (matrix, taps) = (self.path.transposed(), self.path.tapped());
        let mixed = self.precision == Precision::Mixed;
        let mut shape = entry.shape.clone();
        if self.path.pointwise() {
            shape.truncate(2);
        }
        // Where weights lie otherwise than their shape says, the tensor is turned back, which moves nothing.
        let as_in_file = on_cpu && entry.shape.iter().product::<usize>() >= kernels::LARGE;
        let turned = match (matrix, taps) {
            (true, _) if as_in_file => None,
            (true, _) => {
                shape.reverse();
                Some(shape[0])
            }
            // Tap after tap.
            (_, true) if on_cpu => {
                shape.rotate_left(2);
                Some(shape[0] * shape[1])
            }
            _ => None,
        };
        let kept = self.precision.kept(entry.dtype, matrix && mixed || on_cpu && (matrix || taps));
        let single = || self.weights.read::<f32>(key, turned).map(|values| TensorData::new(values, shape.clone()));
        let data = match kept {
            DType::F16 => {
                let halves = self.weights.read::<f16>(key, turned)?;
                // One that is too large, or no number, would not be widened as what it is.
                let finite = self.precision == Precision::F16
                    || halves.par_iter().with_min_len(1 << 16).all(|half| half.is_finite());
                if finite { TensorData::new(halves, shape) } else { single()? }
            }
            DType::BF16 => TensorData::new(self.weights.read::<bf16>(key, turned)?, shape),
            _ => single()?,
        };
        let dtype = data.dtype();
        let tensor = Tensor::from_data(data, (self.device, dtype));
        Ok(match (matrix, taps) {
            (true, _) if as_in_file => tensor.swap_dims(0, 1),
            (_, true) if on_cpu => tensor.swap_dims(0, 2).swap_dims(1, 3),
            _ => tensor,
        })
    }
}
