//! Software Vulkan (llvmpipe) through WGSL.
//!
//! Software drivers crash the process on the SPIR-V kernels that the backend would choose, and it chooses by asking the
//! *adapter*: whatever reports the Vulkan memory model gets SPIR-V. An instance of Vulkan 1.0 without extensions cannot
//! be asked, so its adapters get WGSL, which software drivers bear. Made for the golden tests; flex is faster on the
//! same processor.

use burn::tensor::Device;
use burn::tensor::wgpu::{WgpuSetup, wgpu};
use wgpu::hal::api::Vulkan;

/// Opens the software adapter of this name.
///
/// # Errors
/// In the words of the loader, the driver or the backend.
pub(super) fn open(name: &str) -> Result<Device, String> {
    let instance = plain_instance()?;
    let adapters = pollster::block_on(instance.enumerate_adapters(wgpu::Backends::VULKAN));
    let adapter = adapters.into_iter().find(|a| a.get_info().name == name).ok_or("the adapter has gone")?;
    // What the backend asks for by itself: all but what wgpu warns of for adapters that are not integrated.
    let descriptor = wgpu::DeviceDescriptor {
        required_features: adapter.features().difference(wgpu::Features::MAPPABLE_PRIMARY_BUFFERS),
        required_limits: adapter.limits(),
        ..Default::default()
    };
    let (device, queue) = pollster::block_on(adapter.request_device(&descriptor)).map_err(|e| e.to_string())?;
    let setup = WgpuSetup { instance, adapter, device, queue, backend: wgpu::Backend::Vulkan };
    Device::wgpu_options().setup(setup).init().map_err(|e| format!("{e:?}"))
}

/// A Vulkan 1.0 instance with no extensions.
#[expect(unsafe_code, reason = "wgpu has no safe way to a Vulkan instance of a chosen version")]
fn plain_instance() -> Result<wgpu::Instance, String> {
    let version = ash::vk::API_VERSION_1_0;
    let application = ash::vk::ApplicationInfo::default().application_name(c"Blue Rider").api_version(version);
    let info = ash::vk::InstanceCreateInfo::default().application_info(&application);
    // SAFETY: the loader is the system's Vulkan loader; `info` and what it points to live until the call has returned.
    // Nobody else holds `raw`: wgpu owns it from `from_raw` on and destroys it, and the extensions and the version that
    // it is told of are those that `raw` was made with.
    unsafe {
        let entry = ash::Entry::load().map_err(|e| e.to_string())?;
        let raw = entry.create_instance(&info, None).map_err(|e| e.to_string())?;
        let flags = wgpu::InstanceFlags::empty();
        let budget = wgpu::MemoryBudgetThresholds::default();
        let hal = <Vulkan as wgpu::hal::Api>::Instance::from_raw(
            entry,
            raw,
            version,
            0,
            None,
            Vec::new(),
            flags,
            budget,
            false,
            None,
        )
        .map_err(|e| e.to_string())?;
        Ok(wgpu::Instance::from_hal::<Vulkan>(hal))
    }
}
