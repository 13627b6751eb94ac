//! One studio at a time: two would write the same session, queue and gallery. The lock is the kernel's, so that it goes
//! with the process, however that ends.

use std::fs::{File, TryLockError};

use super::paths::Paths;

/// Held by the studio that is open.
#[derive(Debug)]
pub struct InstanceLock {
    _lock: Option<File>,
}

impl InstanceLock {
    /// Claims the studio's files; `None` where another studio holds them.
    ///
    /// Where no file can be made or locked there is nothing to hold, and nothing that two would write.
    pub fn claim(paths: &Paths) -> Option<Self> {
        let path = paths.config.join("studio.lock");
        let file = std::fs::create_dir_all(&paths.config).and_then(|()| File::create(&path));
        let locked = file.map_err(TryLockError::Error).and_then(|file| file.try_lock().map(|()| file));
        match locked {
            Ok(file) => Some(Self { _lock: Some(file) }),
            Err(TryLockError::WouldBlock) => None,
            Err(TryLockError::Error(error)) => {
                log::warn!("{} cannot be locked: {error}", path.display());
                Some(Self { _lock: None })
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
        let first = InstanceLock::claim(&paths);
        assert!(first.is_some());
        assert!(InstanceLock::claim(&paths).is_none());
        // Its file stays, and holds nobody up.
        drop(first);
        assert!(InstanceLock::claim(&paths).is_some());
    }

    #[test]
    fn where_nothing_can_be_written_there_is_nothing_to_hold() {
        let folder = tempfile::tempdir().expect("a folder");
        // A file in the folder's place: nobody can write into it, not even root.
        std::fs::write(folder.path().join("config"), "").expect("a file");
        assert!(InstanceLock::claim(&Paths::under(folder.path())).is_some());
    }
}
