//! What the allocator keeps for later goes back to the system.

/// Gives free memory back to the system, where the allocator would keep it: glibc's holds on to gigabytes after a UNet
/// is gone, since small things that stay lie between large ones that went.
pub fn trim_heap() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(unsafe_code, reason = "the C library's function")]
    // SAFETY: it may be called at any time, by any thread; it touches free memory alone.
    let released = unsafe { libc::malloc_trim(0) };
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    log::debug!("memory went back to the system: {}", released == 1);
}
