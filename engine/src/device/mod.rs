//! The device that tensors live on: a graphics adapter through wgpu, or the CPU through flex.
//!
//! It is chosen at run time. A machine without a graphics adapter, or with one that is only software, paints on the
//! CPU: flex is faster than a software adapter on the same processor. A software adapter is used where it is asked for
//! by number, as the golden tests do. Before an adapter paints, a [`Probe`] tries it in a process of its own, because a
//! driver that crashes takes its process with it.

mod adapters;
mod part;
mod preference;
mod probe;
mod software;
mod tuning;

use burn::tensor::{DType, Device};

pub use self::adapters::{Adapter, adapters};
pub use self::part::Part;
pub use self::preference::DevicePreference;
pub use self::probe::{BEGUN, PATIENCE, Probe};
pub use self::tuning::{TuningHistory, keep_tuning_in};
use crate::error::{Cause, Result, panic_message};
use crate::kernels;
use crate::precision::Precision;
use crate::protocol::{DeviceInfo, Fallback};

/// The CPU's backend.
const CPU: &str = "flex";

/// A device, ready for tensors.
pub struct Opened {
    /// burn's handle.
    pub device: Device,
    /// What the device is, for people.
    pub info: DeviceInfo,
    /// The precision to paint in.
    pub precision: Precision,
}

impl Opened {
    /// True for the CPU.
    pub fn on_cpu(&self) -> bool {
        self.info.backend == CPU
    }

    /// Has the backend give back what it holds and nothing uses. Nothing comes of it where the device is lost.
    pub fn give_memory_back(&self) {
        if self.on_cpu() {
            return;
        }
        // What waits to be done still holds its buffers.
        let clean = || {
            self.device.sync().map_err(|error| format!("{error:?}"))?;
            self.device.memory_cleanup();
            self.device.sync().map_err(|error| format!("{error:?}"))
        };
        match std::panic::catch_unwind(std::panic::AssertUnwindSafe(clean)) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => log::warn!("{}: memory was not given back: {error}", self.info.name),
            Err(panic) => log::warn!("{}: memory was not given back: {}", self.info.name, panic_message(&*panic)),
        }
    }

    /// The same with weights in half precision, where that is wanted and it is the CPU. Adapters choose their precision
    /// by themselves.
    #[must_use]
    pub fn with_half_weights(mut self, wanted: bool) -> Self {
        if wanted && self.on_cpu() {
            self.precision = Precision::HalfWeights;
        }
        self
    }
}

/// Opens the preferred device, unproven and without fallbacks: see [`open_proven`].
///
/// # Errors
/// Where a graphics adapter is asked for and there is none, or it refuses. [`DevicePreference::Auto`] without a
/// hardware adapter is the CPU.
pub fn open(preference: DevicePreference) -> Result<Opened> {
    open_with(preference, &[])
}

/// The same with these fallbacks, where it is an adapter.
///
/// # Errors
/// As [`open`].
pub fn open_with(preference: DevicePreference, fallbacks: &[Fallback]) -> Result<Opened> {
    match adapter_of(preference)? {
        Some((_, adapter)) => open_adapter(&adapter, fallbacks),
        None => Ok(cpu()),
    }
}

/// Opens the preferred device after `probe` has tried it, where it is an adapter, with the fallbacks that it needs.
///
/// # Errors
/// As [`open`], and where the adapter crashed or computed wrongly when it was tried.
pub fn open_proven(preference: DevicePreference, probe: Option<&Probe>) -> Result<Opened> {
    let Some((number, adapter)) = adapter_of(preference)? else { return Ok(cpu()) };
    let fallbacks = probe.map(|probe| probe.verdict(number, &adapter)).transpose()?.unwrap_or_default();
    open_adapter(&adapter, &fallbacks)
}

/// Whether the preferred device is there, without opening it.
///
/// # Errors
/// Where it is not.
pub fn check(preference: DevicePreference) -> Result<()> {
    adapter_of(preference).map(drop)
}

/// The adapter that a preference means and its number, or `None` for the CPU.
fn adapter_of(preference: DevicePreference) -> Result<Option<(usize, Adapter)>> {
    if preference == DevicePreference::Cpu {
        return Ok(None);
    }
    let mut list = adapters();
    let count = list.len();
    let number = match preference {
        DevicePreference::Gpu(Some(number)) if number < count => Some(number),
        DevicePreference::Gpu(Some(number)) => return Err(Cause::NoSuchAdapter { number, count }.into()),
        DevicePreference::Gpu(None) => Some(adapters::best(&list).ok_or(Cause::NoGraphics)?),
        DevicePreference::Auto | DevicePreference::Cpu => adapters::best(&list),
    };
    Ok(number.map(|number| (number, list.swap_remove(number))))
}

/// The CPU. Always there.
pub fn cpu() -> Opened {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let name = format!("CPU, {threads} threads");
    let info = DeviceInfo {
        name,
        threads: Some(threads),
        backend: CPU.into(),
        driver: String::new(),
        gpu: false,
        bits: 32,
        memory: None,
        fallbacks: Vec::new(),
    };
    Opened { device: Device::flex(), info, precision: Precision::F32 }
}

fn open_adapter(adapter: &Adapter, fallbacks: &[Fallback]) -> Result<Opened> {
    let device = adapters::open(adapter)?;
    kernels::take(fallbacks);
    let half = device.supports_dtype(DType::F16) && !fallbacks.contains(&Fallback::SinglePrecision);
    let (precision, bits) = if half { (Precision::F16, 16) } else { (Precision::F32, 32) };
    let (name, backend, driver) = (adapter.name.clone(), adapter.api.clone(), adapter.driver.clone());
    let memory = adapters::memory(&device);
    let (gpu, fallbacks) = (!adapter.software, fallbacks.to_vec());
    let info = DeviceInfo { name, threads: None, backend, driver, gpu, bits, memory, fallbacks };
    Ok(Opened { device, info, precision })
}
