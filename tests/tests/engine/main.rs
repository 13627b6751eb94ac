//! The engine without a window: devices, networks' parts, systems through the protocol, faults.

#[cfg(unix)]
mod adapter_kernels;
mod devices;
mod end_to_end;
mod etude;
mod faults;
mod from_pictures;
mod hostile;
mod kernels;
mod memory;
mod process;
mod random_jobs;
mod rng;
mod schedulers;
mod shards;
mod shortcuts;
mod systems;
mod text;
mod warm_up;
