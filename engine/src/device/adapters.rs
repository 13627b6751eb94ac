//! Graphics adapters: which there are, and opening one.

use burn::backend::DispatchDevice;
use burn::tensor::wgpu::{WgpuBackend, wgpu};
use burn::tensor::{Device, DeviceKind};
use serde::{Deserialize, Serialize};

use super::software;
use crate::error::{Cause, EngineError, Result};
use crate::protocol::AdapterInfo;

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

impl From<Adapter> for AdapterInfo {
    fn from(Adapter { name, api, software, .. }: Adapter) -> Self {
        Self { name, api, software }
    }
}

/// What an adapter is, the most capable first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
enum Kind {
    Discrete,
    Virtual,
    Integrated,
    Other,
    Software,
}

/// Where the most capable hardware stands among `adapters`: a discrete card before one that shares the processor's
/// memory, of equals the first. `None` where all of them are software.
pub(super) fn best(adapters: &[Adapter]) -> Option<usize> {
    let hardware = adapters.iter().enumerate().filter(|(_, adapter)| !adapter.software);
    hardware.min_by_key(|(_, adapter)| adapter.kind).map(|(number, _)| number)
}

/// All graphics adapters, each once for every API that reaches it.
pub fn adapters() -> Vec<Adapter> {
    let instance = instance();
    let found = pollster::block_on(instance.enumerate_adapters(wgpu::Backends::PRIMARY));
    let mut seen = std::collections::HashMap::new();
    found.iter().map(|adapter| describe(&adapter.get_info(), &mut seen)).collect()
}

/// burn's handle of an adapter.
///
/// # Errors
/// Where its driver refuses.
pub(super) fn open(adapter: &Adapter) -> Result<Device> {
    if adapter.software {
        software::open(&adapter.name).map_err(|e| refused(adapter, &e))
    } else {
        open_hardware(adapter)
    }
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

/// Bytes of the largest heap of an adapter's own memory, as its driver says.
pub(super) fn memory(device: &Device) -> Option<u64> {
    match device.as_dispatch() {
        DispatchDevice::Cube(device) => device.client().properties().memory.max_memory(),
        DispatchDevice::Flex(_) => None,
    }
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
    Cause::AdapterRefused { name: adapter.name.clone() }.detail(format!("{source:?}"))
}
