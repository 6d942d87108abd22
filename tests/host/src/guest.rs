//! What the host keeps for one instance: its WASI state and its view of databases, stores, variables and hosts.

use std::sync::Arc;

use wasmtime::Result;
use wasmtime::component::{Accessor, HasData, ResourceTable};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::WasiHttpCtx;
use wasmtime_wasi_http::p3::{WasiHttpCtxView, WasiHttpView};

use crate::bindings::variables::{Error, Host, HostWithStore};
use crate::key_value::Stores;
use crate::outbound::Outbound;
use crate::sqlite::Databases;
use crate::variables::{VariableError, Variables};

/// The data of an instance's store.
pub(crate) struct Guest {
    pub(crate) table: ResourceTable,
    pub(crate) wasi: WasiCtx,
    pub(crate) http: WasiHttpCtx,
    pub(crate) outbound: Outbound,
    pub(crate) databases: Databases,
    pub(crate) stores: Stores,
    pub(crate) variables: ComponentVariables,
    pub(crate) _alive: Alive,
}

/// Kept by whatever must be gone before a host is stopped.
pub(crate) type Alive = tokio::sync::mpsc::Sender<std::convert::Infallible>;

impl WasiView for Guest {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for Guest {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { hooks: &mut self.outbound, table: &mut self.table, ctx: &mut self.http }
    }
}

/// The variables one component declares.
#[derive(Clone)]
pub(crate) struct ComponentVariables {
    pub(crate) component: String,
    pub(crate) all: Arc<Variables>,
}

/// Names [`ComponentVariables`] in the linker.
pub(crate) struct VariablesData;

impl HasData for VariablesData {
    type Data<'a> = &'a mut ComponentVariables;
}

impl Host for ComponentVariables {
    fn convert_error(&mut self, error: Error) -> Result<Error> {
        Ok(error)
    }
}

impl<T: Send> HostWithStore<T> for VariablesData {
    async fn get(accessor: &Accessor<T, Self>, name: String) -> Result<String, Error> {
        let variables = accessor.with(|mut access| access.get().clone());
        variables.all.get(&variables.component, &name).map_err(|error| match error {
            VariableError::InvalidName(_) => Error::InvalidName(error.to_string()),
            VariableError::Undefined { .. } => Error::Undefined(error.to_string()),
            VariableError::NoValue(_) => Error::Provider(error.to_string()),
        })
    }
}
