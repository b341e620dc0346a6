//! What is logged at the moment; it may change while the program runs.
//!
//! By target and level alone: a filter that knows spans looks at each one, which every request would pay for. Each place in
//! the code asks once and is asked again after a change, so that nothing is looked up for a line or a request.

use std::sync::{OnceLock, PoisonError, RwLock};

use tracing::level_filters::LevelFilter;
use tracing::subscriber::Interest;
use tracing::{Metadata, Subscriber};
use tracing_core::callsite;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, Layer};

/// The filter in force, once one is.
static IN_FORCE: OnceLock<RwLock<Targets>> = OnceLock::new();

/// The layer that lets through what the filter in force names.
pub(crate) struct FilterInForce(&'static RwLock<Targets>);

/// Puts the first filter in force, and gives its layer. After that only [`change`] changes it.
pub(crate) fn begin(filter: Targets) -> FilterInForce {
    FilterInForce(IN_FORCE.get_or_init(|| RwLock::new(filter)))
}

/// Puts another one in force, from the next line on.
pub(crate) fn change(filter: Targets) {
    if let Some(in_force) = IN_FORCE.get() {
        *in_force.write().unwrap_or_else(PoisonError::into_inner) = filter;
        callsite::rebuild_interest_cache();
    }
}

impl FilterInForce {
    fn of<T>(&self, look: impl FnOnce(&Targets) -> T) -> T {
        look(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<S: Subscriber> Layer<S> for FilterInForce {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        self.of(|filter| Layer::<S>::register_callsite(filter, metadata))
    }

    fn enabled(&self, metadata: &Metadata<'_>, context: Context<'_, S>) -> bool {
        self.of(|filter| filter.enabled(metadata, context))
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        self.of(Layer::<S>::max_level_hint)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing::Level;
    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    /// The lines that got through.
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<Level>>>);

    impl<S: Subscriber> Layer<S> for Lines {
        fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
            self.0.lock().unwrap().push(*event.metadata().level());
        }
    }

    #[test]
    fn a_change_counts_for_places_that_were_asked_before() {
        let lines = Lines::default();
        let layers = tracing_subscriber::registry()
            .with(begin("warn".parse().unwrap()))
            .with(lines.clone());
        tracing::subscriber::with_default(layers, || {
            let say = || {
                tracing::debug!("to look into it");
                tracing::warn!("to look at");
            };
            say();
            change("latchkey=debug".parse().unwrap());
            say();
            change("off".parse().unwrap());
            say();
        });
        assert_eq!(
            *lines.0.lock().unwrap(),
            [Level::WARN, Level::DEBUG, Level::WARN]
        );
    }
}
