//! Software Vulkan (llvmpipe) through WGSL, in half precision where the driver knows it.
//!
//! Software drivers crash the process on the SPIR-V kernels that the backend would choose, and it chooses by asking the
//! *adapter*: whatever reports the Vulkan memory model gets SPIR-V. An instance of Vulkan 1.0 that is said to have no
//! extensions is not asked, so its adapters get WGSL, which software drivers bear. It is not asked for half precision
//! either; that is found out here and said for it. Made for the golden tests; flex is faster on the same processor.

use ash::khr::get_physical_device_properties2 as properties2;
use ash::vk;
use burn::tensor::Device;
use burn::tensor::wgpu::{WgpuSetup, wgpu};
use wgpu::hal::{ExposedAdapter, Instance as _, api::Vulkan};

/// The only version that says nothing about a memory model.
const VERSION: u32 = vk::API_VERSION_1_0;

/// Opens the software adapter of this name.
///
/// # Errors
/// In the words of the loader, the driver or the backend.
pub(super) fn open(name: &str) -> Result<Device, String> {
    let (instance, adapter) = adapter(name)?;
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

/// The adapter of this name, of a Vulkan 1.0 instance of its own.
#[expect(unsafe_code, reason = "wgpu has no safe way to a Vulkan instance of a chosen version")]
fn adapter(name: &str) -> Result<(wgpu::Instance, wgpu::Adapter), String> {
    let application = vk::ApplicationInfo::default().application_name(c"Blue Rider").api_version(VERSION);
    let extensions = [properties2::NAME.as_ptr()];
    let info = vk::InstanceCreateInfo::default().application_info(&application).enabled_extension_names(&extensions);
    // SAFETY: the loader is the system's Vulkan loader; `info` and what it points to live until the call has returned.
    // wgpu owns `raw` from `from_raw` on and destroys it; `questions` only borrows its functions, and is gone before.
    // wgpu is told of fewer extensions than `raw` has, so it uses none that is missing. The adapter is one of this
    // instance, and what is added to its features is what the driver says that it has.
    unsafe {
        let entry = ash::Entry::load().map_err(|e| e.to_string())?;
        let raw = entry.create_instance(&info, None).map_err(|e| e.to_string())?;
        let questions = properties2::Instance::new(&entry, &raw);
        let flags = wgpu::InstanceFlags::empty();
        let budget = wgpu::MemoryBudgetThresholds::default();
        let hal = <Vulkan as wgpu::hal::Api>::Instance::from_raw(
            entry,
            raw,
            VERSION,
            0,
            None,
            Vec::new(),
            flags,
            budget,
            false,
            None,
        )
        .map_err(|e| e.to_string())?;
        let mut exposed = hal.enumerate_adapters(None).into_iter();
        let mut exposed = exposed.find(|adapter| adapter.info.name == name).ok_or("the adapter has gone")?;
        if knows_half_precision(&questions, &exposed) {
            exposed.features |= wgpu::Features::SHADER_F16;
        }
        let instance = wgpu::Instance::from_hal::<Vulkan>(hal);
        let adapter = instance.create_adapter_from_hal(exposed);
        Ok((instance, adapter))
    }
}

/// Whether shaders can compute in half precision and keep values so: what wgpu's `SHADER_F16` stands for.
#[expect(unsafe_code, reason = "a question to the driver, which wgpu does not ask of such an instance")]
fn knows_half_precision(questions: &properties2::Instance, adapter: &ExposedAdapter<Vulkan>) -> bool {
    let mut computing = vk::PhysicalDeviceShaderFloat16Int8Features::default();
    let mut keeping = vk::PhysicalDevice16BitStorageFeatures::default();
    let mut asked = vk::PhysicalDeviceFeatures2::default().push_next(&mut computing).push_next(&mut keeping);
    // SAFETY: the device is one of the instance that is asked, and all that is written to lives as long as the call.
    unsafe { questions.get_physical_device_features2(adapter.adapter.raw_physical_device(), &mut asked) };
    computing.shader_float16 == vk::TRUE
        && keeping.storage_buffer16_bit_access == vk::TRUE
        && keeping.uniform_and_storage_buffer16_bit_access == vk::TRUE
}
