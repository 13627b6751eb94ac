//! The device that tensors live on: a graphics adapter through wgpu, or the CPU through flex.
//!
//! It is chosen at run time. A machine without a graphics adapter, or with one that is only software, paints on the
//! CPU. Software adapters are recognised and passed over: they are slower than flex on the same CPU, and their drivers
//! are known to crash the whole process on SPIR-V matrix kernels.

use burn::tensor::wgpu::{WgpuBackend, wgpu};
use burn::tensor::{DType, Device, DeviceKind};
use serde::{Deserialize, Serialize};

use crate::checkpoint::Precision;
use crate::error::{EngineError, Result};

/// Which device to paint on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DevicePreference {
    /// The first hardware adapter, else the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// The adapter of this number in [`adapters`]' list; without a number, the first hardware one.
    Gpu(Option<usize>),
}

impl std::str::FromStr for DevicePreference {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text.split_once(':') {
            None if text == "auto" => Ok(Self::Auto),
            None if text == "cpu" => Ok(Self::Cpu),
            None if text == "gpu" => Ok(Self::Gpu(None)),
            Some(("gpu", number)) => {
                number.parse().map(|n| Self::Gpu(Some(n))).map_err(|_| format!("{number:?} is no adapter's number"))
            }
            _ => Err(format!("{text:?} is no device; say auto, cpu, gpu or gpu:N")),
        }
    }
}

/// A graphics adapter of this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adapter {
    /// Its name, as the driver gives it.
    pub name: String,
    /// The graphics API: `Vulkan`, `Metal` or `Dx12`.
    pub api: String,
    /// The driver and its version.
    pub driver: String,
    /// True where it is a program on the CPU and no graphics hardware.
    pub software: bool,
    /// Its number among adapters of its kind and API, by which the backend finds it again.
    ordinal: u16,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
enum Kind {
    Discrete,
    Integrated,
    Virtual,
    Software,
    Other,
}

/// What a device turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceInfo {
    /// Its name for people.
    pub name: String,
    /// How it is reached: `flex`, `Vulkan`, `Metal`, `Dx12`.
    pub backend: String,
    /// True where it is graphics hardware.
    pub gpu: bool,
    /// Bits of a weight.
    pub bits: u8,
}

/// A device, ready for tensors.
pub struct Opened {
    /// burn's handle.
    pub device: Device,
    /// What it is.
    pub info: DeviceInfo,
    /// The precision to paint in.
    pub precision: Precision,
}

/// All graphics adapters, each once for every API that reaches it.
pub fn adapters() -> Vec<Adapter> {
    let instance = instance();
    let found = pollster::block_on(instance.enumerate_adapters(wgpu::Backends::PRIMARY));
    let mut seen = std::collections::HashMap::new();
    found.iter().map(|adapter| describe(&adapter.get_info(), &mut seen)).collect()
}

/// Opens the preferred device.
///
/// # Errors
/// Where a graphics adapter is asked for and there is none, or it refuses. [`DevicePreference::Auto`] then takes the
/// CPU and never fails.
pub fn open(preference: DevicePreference) -> Result<Opened> {
    match preference {
        DevicePreference::Cpu => Ok(cpu()),
        DevicePreference::Auto => {
            let opened = adapters().iter().find(|a| !a.software).map(open_adapter);
            Ok(match opened {
                Some(Ok(opened)) => opened,
                Some(Err(error)) => {
                    log::warn!("the graphics adapter refused, painting on the CPU: {} {}", error.message, error.detail);
                    cpu()
                }
                None => cpu(),
            })
        }
        DevicePreference::Gpu(number) => open_adapter(&find(number)?),
    }
}

/// Whether the preferred device is there, without opening it.
///
/// # Errors
/// Where it is not.
pub fn check(preference: DevicePreference) -> Result<()> {
    match preference {
        DevicePreference::Gpu(number) => find(number).map(drop),
        DevicePreference::Auto | DevicePreference::Cpu => Ok(()),
    }
}

/// The adapter of this number, or the first hardware one.
fn find(number: Option<usize>) -> Result<Adapter> {
    let list = adapters();
    let found = match number {
        Some(n) => list.get(n),
        None => list.iter().find(|a| !a.software),
    };
    let adapter = found.cloned().ok_or_else(|| {
        EngineError::device(
            match number {
                Some(n) => format!("There is no graphics adapter number {n}; this machine has {}.", list.len()),
                None => "This machine has no graphics hardware that Blue Rider can use.".to_owned(),
            },
            "Use --device auto or --device cpu; `bluerider doctor` lists the adapters.",
        )
    })?;
    if adapter.software {
        return Err(EngineError::device(
            format!("{} is a program and no graphics hardware, so nothing is painted with it.", adapter.name),
            "Use --device cpu, which is faster on the same machine.",
        ));
    }
    Ok(adapter)
}

/// The CPU. Always there.
pub fn cpu() -> Opened {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let info = DeviceInfo { name: format!("CPU, {threads} threads"), backend: "flex".into(), gpu: false, bits: 32 };
    Opened { device: Device::flex(), info, precision: Precision::F32 }
}

fn open_adapter(adapter: &Adapter) -> Result<Opened> {
    let device = open_hardware(adapter)?;
    let half = device.supports_dtype(DType::F16);
    let (precision, bits) = if half { (Precision::F16, 16) } else { (Precision::F32, 32) };
    let info = DeviceInfo { name: adapter.name.clone(), backend: adapter.api.clone(), gpu: true, bits };
    Ok(Opened { device, info, precision })
}

/// Graphics hardware, with whatever compiler the backend finds best.
fn open_hardware(adapter: &Adapter) -> Result<Device> {
    let ordinal = usize::from(adapter.ordinal);
    let kind = match adapter.kind {
        Kind::Discrete => DeviceKind::DiscreteGpu(ordinal),
        Kind::Integrated => DeviceKind::IntegratedGpu(ordinal),
        Kind::Virtual => DeviceKind::VirtualGpu(ordinal),
        Kind::Software => DeviceKind::Cpu,
        Kind::Other => DeviceKind::DefaultDevice,
    };
    let api = match adapter.api.as_str() {
        "Vulkan" => WgpuBackend::Vulkan,
        "Metal" => WgpuBackend::Metal,
        "Dx12" => WgpuBackend::Dx12,
        _ => WgpuBackend::Auto,
    };
    Device::wgpu_options().device_kind(kind).graphics_api(api).init().map_err(|e| refused(adapter, &e))
}

fn instance() -> wgpu::Instance {
    wgpu::Instance::new(wgpu::InstanceDescriptor {
        backends: wgpu::Backends::PRIMARY,
        ..wgpu::InstanceDescriptor::new_without_display_handle()
    })
}

fn describe(info: &wgpu::AdapterInfo, seen: &mut std::collections::HashMap<(wgpu::Backend, Kind), u16>) -> Adapter {
    let kind = match info.device_type {
        wgpu::DeviceType::DiscreteGpu => Kind::Discrete,
        wgpu::DeviceType::IntegratedGpu => Kind::Integrated,
        wgpu::DeviceType::VirtualGpu => Kind::Virtual,
        wgpu::DeviceType::Cpu => Kind::Software,
        wgpu::DeviceType::Other => Kind::Other,
    };
    let next = seen.entry((info.backend, kind)).or_default();
    let ordinal = *next;
    *next += 1;
    Adapter {
        name: info.name.clone(),
        api: format!("{:?}", info.backend),
        driver: format!("{} {}", info.driver, info.driver_info).trim().to_owned(),
        software: kind == Kind::Software,
        ordinal,
        kind,
    }
}

fn refused(adapter: &Adapter, source: &dyn std::fmt::Debug) -> EngineError {
    EngineError::device(
        format!("The graphics adapter {} would not start.", adapter.name),
        "Update its driver, or paint with --device cpu.",
    )
    .detail(format!("{source:?}"))
}
