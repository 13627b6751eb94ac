//! One studio at a time: two would write the same session, queue and gallery. The lock is the kernel's, so that it goes
//! with the process, however that ends.

use std::fs::{File, TryLockError};

use bluerider_engine::error::Doing;

use super::paths::Paths;
use crate::studio::error::{Result, StudioError};

/// Held by the studio that is open.
#[derive(Debug)]
pub struct InstanceLock {
    _lock: Option<File>,
}

impl InstanceLock {
    /// Claims the studio's files; `None` where another studio holds them.
    ///
    /// # Errors
    /// Where the folder for settings cannot be made. On a file system without locks there is nothing to hold.
    pub fn claim(paths: &Paths) -> Result<Option<Self>> {
        let path = paths.config.join("studio.lock");
        std::fs::create_dir_all(&paths.config).map_err(|e| StudioError::io(Doing::Make, &paths.config, &e))?;
        let file = File::create(&path).map_err(|e| StudioError::io(Doing::Write, &path, &e))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _lock: Some(file) })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => {
                log::warn!("{} cannot be locked: {error}", path.display());
                Ok(Some(Self { _lock: None }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{InstanceLock, Paths};

    #[test]
    fn there_is_one_at_a_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = Paths::under(folder.path());
        let first = InstanceLock::claim(&paths).expect("a lock");
        assert!(first.is_some());
        assert!(InstanceLock::claim(&paths).expect("a lock").is_none());
        drop(first);
        assert!(InstanceLock::claim(&paths).expect("a lock").is_some());
    }
}
