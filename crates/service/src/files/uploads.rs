//! Which files are being written now: of several who send the same one at once, one writes it.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;
use web::{ApiError, ProblemCode};

/// The files under way in this process.
#[derive(Debug, Clone, Default)]
pub struct Uploads(Arc<Mutex<HashSet<Uuid>>>);

/// One of them, for as long as it is held.
#[derive(Debug)]
pub struct Upload {
    all: Uploads,
    id: Uuid,
}

impl Uploads {
    /// Takes a file for one who writes it.
    ///
    /// # Errors
    /// 503 `resource-busy` while somebody else does.
    pub fn begin(&self, id: Uuid) -> Result<Upload, ApiError> {
        let fresh = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        let taken = || ApiError::new(ProblemCode::ResourceBusy);
        fresh.then(|| Upload { all: self.clone(), id }).ok_or_else(taken)
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        self.all.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_writes_a_file() {
        let (all, one, other) = (Uploads::default(), Uuid::from_u128(1), Uuid::from_u128(2));
        let held = all.begin(one).unwrap();
        assert!(all.begin(one).is_err());
        assert!(all.begin(other).is_ok());
        drop(held);
        assert!(all.begin(one).is_ok());
    }
}
