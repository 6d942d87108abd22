use std::{
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderValue, Request, Response};

use crate::{Outbound, OutboundError};

type Answer = Pin<Box<dyn Future<Output = Result<Response<Bytes>, OutboundError>> + Send>>;
type Answerer = Arc<dyn Fn(Request<Bytes>) -> Answer + Send + Sync>;

/// Who answers calls to which component. A component that nobody plays is denied.
#[derive(Default)]
pub struct Network(Mutex<BTreeMap<String, Answerer>>);

impl Network {
    /// From now on `answerer` plays component `id` or, when it has a dot, the host outside of that name.
    pub fn plug<F, A>(&self, id: &str, answerer: F)
    where
        F: Fn(Request<Bytes>) -> A + Send + Sync + 'static,
        A: Future<Output = Result<Response<Bytes>, OutboundError>> + Send + 'static,
    {
        let answerer: Answerer = Arc::new(move |request| Box::pin(answerer(request)));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(host(id), answerer);
    }

    /// From now on every call to component `id` breaks.
    pub fn cut(&self, id: &str) {
        self.plug(id, |_| async { Err(OutboundError::Failed("the line is cut".to_owned())) });
    }

    /// From now on no call to component `id` is ever answered.
    pub fn silence(&self, id: &str) {
        self.plug(id, |_| std::future::pending());
    }
}

/// A name with a dot is a host outside.
fn host(id: &str) -> String {
    if id.contains('.') { id.to_owned() } else { format!("{id}.spin.internal") }
}

#[async_trait]
impl Outbound for Network {
    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, OutboundError> {
        // What Spin appends to a chained request.
        request.headers_mut().append("spin-client-addr", HeaderValue::from_static("0.0.0.0:0"));
        let host = request.uri().host().unwrap_or_default().to_owned();
        let answerer = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&host).cloned();
        answerer.ok_or(OutboundError::Denied)?(request).await
    }
}
