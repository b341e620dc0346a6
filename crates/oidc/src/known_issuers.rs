//! What is remembered of each issuer: its document and its keys, for as long as it allows.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::bucket::Bucket;
use crate::discovery::DiscoveryFailure;
use crate::http::IssuerHttp;
use crate::issuer::IssuerUrl;
use crate::keys::{self, KeySet};
use crate::metadata::{self, Metadata};
use crate::relying_party::Clock;
use crate::shelf::Shelf;

/// An installation has one issuer, and a few more while an admin tries addresses.
const MOST_ISSUERS: usize = 32;

pub(crate) struct KnownIssuers {
    http: Arc<dyn IssuerHttp>,
    clock: Clock,
    issuers: Mutex<HashMap<String, Arc<KnownIssuer>>>,
}

struct KnownIssuer {
    metadata: Shelf<Metadata>,
    keys: Shelf<KeySet>,
    /// For sign-ins, and apart from them for what servers send by themselves.
    buckets: [Mutex<Bucket>; 2],
}

/// For what a key is looked for. Anybody can send either, so that neither may use up what the other needs: made-up logouts
/// keep nobody from signing in after the issuer's keys were rotated.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asker {
    /// A sign-in.
    SignIn,
    /// A token that an issuer's server sends by itself.
    Server,
}

impl KnownIssuers {
    pub(crate) fn new(http: Arc<dyn IssuerHttp>, clock: Clock) -> Self {
        Self {
            http,
            clock,
            issuers: Mutex::default(),
        }
    }

    /// The issuer's document, from memory if it is fresh.
    pub(crate) async fn metadata(
        &self,
        issuer: &IssuerUrl,
    ) -> Result<Arc<Metadata>, DiscoveryFailure> {
        let fetch = metadata::fetch(&*self.http, issuer);
        self.known(issuer)
            .metadata
            .get(&self.clock, |_| true, |_| true, fetch)
            .await
    }

    /// The issuer's keys: from memory if they are fresh and have the wanted one.
    ///
    /// A key id that they do not have is looked for at the issuer as long as the bucket allows; after that the keys come
    /// back without it.
    pub(crate) async fn keys(
        &self,
        issuer: &IssuerUrl,
        metadata: &Metadata,
        wanted: Option<&str>,
        asker: Asker,
    ) -> Result<Arc<KeySet>, DiscoveryFailure> {
        let known = self.known(issuer);
        let fetch = keys::fetch(&*self.http, issuer.as_str(), &metadata.jwks_uri);
        let has_it = |keys: &KeySet| wanted.is_none_or(|kid| keys.named(kid).is_some());
        let bucket_allows = |now| locked(&known.buckets[asker as usize]).take(now);
        known
            .keys
            .get(&self.clock, has_it, bucket_allows, fetch)
            .await
    }

    /// Asks the issuer, whatever is in memory, and keeps what it says if all of it is good.
    pub(crate) async fn ask(
        &self,
        issuer: &IssuerUrl,
    ) -> Result<(Arc<Metadata>, Arc<KeySet>), DiscoveryFailure> {
        let (metadata, keep_metadata) = metadata::fetch(&*self.http, issuer).await?;
        let (keys, keep_keys) =
            keys::fetch(&*self.http, issuer.as_str(), &metadata.jwks_uri).await?;
        let now = self.now();
        let known = self.known(issuer);
        Ok((
            known.metadata.put(metadata, now, keep_metadata),
            known.keys.put(keys, now, keep_keys),
        ))
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    pub(crate) fn http(&self) -> &dyn IssuerHttp {
        &*self.http
    }

    fn known(&self, issuer: &IssuerUrl) -> Arc<KnownIssuer> {
        let mut issuers = locked(&self.issuers);
        if let Some(known) = issuers.get(issuer.as_str()) {
            return Arc::clone(known);
        }
        if issuers.len() >= MOST_ISSUERS {
            // One that never answered goes first, then the one that was asked longest ago.
            let oldest = issuers
                .iter()
                .min_by_key(|(_, known)| known.metadata.fetched_at())
                .map(|(name, _)| name.clone());
            if let Some(oldest) = oldest {
                issuers.remove(&oldest);
            }
        }
        let known = Arc::new(KnownIssuer {
            metadata: Shelf::empty(),
            keys: Shelf::empty(),
            buckets: [(); 2].map(|()| Mutex::new(Bucket::full(self.now()))),
        });
        issuers.insert(issuer.to_string(), Arc::clone(&known));
        known
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
