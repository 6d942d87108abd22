//! The instances of a component: created when a request finds none free, reused, ended when idle.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::time::Sleep;
use wasmtime::component::GuestTaskId;
use wasmtime::{Result, Store, StoreContextMut};
use wasmtime_wasi_http::handler::{
    HandlerState, Instance, Proxy, ProxyHandler, ShouldAccept, ViewFn, WorkerExpiration, WorkerState,
    WorkerStatus,
};
use wasmtime_wasi_http::p3::WasiHttpView as _;
use wasmtime_wasi_http::p3::bindings::ServicePre;

use crate::faults::Faults;
use crate::guest::Guest;
use crate::logs::Logs;

/// How instances are reused.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reuse {
    /// How many requests an instance serves before it ends.
    pub count: usize,
    /// How many of them at once.
    pub concurrency: usize,
    /// How long it waits for the next one.
    pub idle: Duration,
}

impl Default for Reuse {
    /// Spin's defaults.
    fn default() -> Self {
        Self { count: 128, concurrency: 16, idle: Duration::from_secs(1) }
    }
}

/// Hands requests to the instances of one component.
pub(crate) type Handler = ProxyHandler<Instances>;

/// How the instances of a component are made, and how long they live.
pub(crate) struct Instances {
    pub(crate) component: String,
    pub(crate) service: ServicePre<Guest>,
    pub(crate) guest: Box<dyn Fn() -> Guest + Send + Sync>,
    pub(crate) reuse: Reuse,
    pub(crate) faults: Faults,
    pub(crate) logs: Logs,
}

impl HandlerState for Instances {
    type StoreData = Guest;
    type WorkerExpiration = Expiration;
    type WorkerState = Usage;

    async fn instantiate(&self) -> Result<Instance<Guest, Expiration, Usage>> {
        let mut store = Store::new(self.service.engine(), (self.guest)());
        store.set_epoch_deadline(u64::MAX / 2);
        let proxy = Proxy::P3(self.service.instantiate_async(&mut store).await?);
        Ok(Instance {
            store,
            proxy,
            view: ViewFn::P3(Guest::http),
            expiration: Expiration::new(self),
            state: Usage { component: self.component.clone(), reuse: self.reuse, logs: self.logs.clone() },
        })
    }
}

/// Ends an instance that has been idle for long enough, or that a test or the end of the host drops.
pub(crate) struct Expiration {
    idle: Duration,
    sleep: Pin<Box<Sleep>>,
    dropped: Mutex<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl Expiration {
    fn new(instances: &Instances) -> Self {
        Self {
            idle: instances.reuse.idle,
            sleep: Box::pin(tokio::time::sleep(instances.reuse.idle)),
            dropped: Mutex::new(Box::pin(instances.faults.dropped(&instances.component))),
        }
    }
}

impl WorkerExpiration for Expiration {
    fn poll(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        status: WorkerStatus,
        start: Instant,
    ) -> Poll<()> {
        let this = self.get_mut();
        let dropped = this.dropped.get_mut().unwrap_or_else(PoisonError::into_inner);
        if dropped.as_mut().poll(context).is_ready() {
            return Poll::Ready(());
        }
        if status != WorkerStatus::Idle {
            return Poll::Pending;
        }
        let deadline = (start + this.idle).into();
        if this.sleep.deadline() != deadline {
            this.sleep.as_mut().reset(deadline);
        }
        this.sleep.as_mut().poll(context)
    }
}

/// Counts what an instance has served.
pub(crate) struct Usage {
    component: String,
    reuse: Reuse,
    logs: Logs,
}

impl WorkerState for Usage {
    type StoreData = Guest;
    type RequestId = ();

    fn should_accept_request(&self, concurrent: usize, total: usize) -> ShouldAccept {
        if total >= self.reuse.count {
            ShouldAccept::Never
        } else if concurrent >= self.reuse.concurrency {
            ShouldAccept::No
        } else {
            ShouldAccept::Yes
        }
    }

    fn on_request_start(
        &self,
        _: StoreContextMut<'_, Guest>,
        (): (),
        _: GuestTaskId,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + Sync>> {
        Box::pin(std::future::pending())
    }

    fn drop(&self, store: Store<Guest>, result: Result<()>) {
        if let Err(error) = result {
            let text = format!("the instance failed, and its running requests with it: {error:#}");
            self.logs.failure(&self.component, text);
        }
        drop(store);
    }
}
