use std::{
    future::poll_fn,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Poll, Waker},
};

/// The requests that one instance serves at once. They share one thread: a long computation in one of them stops them
/// all, so it is done once the others are through and while no new one comes.
#[derive(Default)]
pub struct Instance {
    present: AtomicUsize,
    alone: Mutex<Vec<Waker>>,
}

impl Instance {
    /// A request is here until what this returns is dropped.
    pub fn enter(&self) -> Present<'_> {
        self.present.fetch_add(1, Ordering::Relaxed);
        Present(self)
    }

    /// A request that is here counts no more until what this returns is dropped: it can be kept waiting.
    pub fn step_aside(&self) -> Aside<'_> {
        self.leave();
        Aside(self)
    }

    /// From now on, and until what this returns is dropped, the host leads new requests to other instances.
    #[must_use]
    pub fn close(&self) -> Closed {
        Closed::new()
    }

    /// Comes back once every request that is still here has stepped aside.
    pub async fn left_alone(&self) {
        poll_fn(|context| {
            // Registered before looking: who leaves between the two would otherwise wake nobody.
            self.alone.lock().unwrap_or_else(PoisonError::into_inner).push(context.waker().clone());
            if self.present.load(Ordering::Relaxed) == 0 { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    fn leave(&self) {
        if self.present.fetch_sub(1, Ordering::Relaxed) == 1 {
            let waiting = std::mem::take(&mut *self.alone.lock().unwrap_or_else(PoisonError::into_inner));
            waiting.into_iter().for_each(Waker::wake);
        }
    }
}

/// See [`Instance::enter`].
pub struct Present<'a>(&'a Instance);

impl Drop for Present<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

/// See [`Instance::step_aside`].
pub struct Aside<'a>(&'a Instance);

impl Drop for Aside<'_> {
    fn drop(&mut self) {
        self.0.present.fetch_add(1, Ordering::Relaxed);
    }
}

/// See [`Instance::close`].
pub struct Closed(());

impl Closed {
    fn new() -> Self {
        #[cfg(target_family = "wasm")]
        wit_bindgen::backpressure_inc();
        Self(())
    }
}

impl Drop for Closed {
    fn drop(&mut self) {
        #[cfg(target_family = "wasm")]
        wit_bindgen::backpressure_dec();
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[test]
    fn a_computation_waits_for_those_who_are_served_and_not_for_those_who_stepped_aside() {
        let instance = Instance::default();
        let (_own, _waiting, served) = (instance.enter(), instance.enter(), instance.enter());
        let (_own_aside, _waiting_aside) = (instance.step_aside(), instance.step_aside());
        let mut alone = Box::pin(instance.left_alone());
        assert!(alone.as_mut().now_or_never().is_none());
        drop(served);
        assert!(alone.now_or_never().is_some());
    }

    #[test]
    fn who_stepped_aside_counts_again_afterwards() {
        let instance = Instance::default();
        let _own = instance.enter();
        drop(instance.step_aside());
        assert!(instance.left_alone().now_or_never().is_none());
    }
}
