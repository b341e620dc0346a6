//! Reading for someone who asks: what they may see is looked up in the same state as what they see.

use latchkey_domain::AccessRole;

use crate::App;
use crate::authority::Authority;
use crate::failure::Failure;
use crate::ports::store::{Reads, StoreExt as _};
use crate::record::Caller;

impl App {
    /// Reads for whoever has at least the role `least`, as of this moment; refuses everyone else.
    pub fn read_as<T>(
        &self,
        caller: &Caller,
        least: AccessRole,
        read: impl FnOnce(&dyn Reads) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.store().read(|store| {
            let allowed = Authority::of(store, caller)
                .and_then(|authority| Ok(authority.demand(least)?))
                .and_then(|()| read(store));
            Ok(allowed)
        })?
    }
}
