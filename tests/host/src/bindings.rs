//! The host side of Spin's interfaces, generated from their definitions.

#![allow(missing_docs, reason = "generated from the interface definitions")]

wasmtime::component::bindgen!({
    path: "wit",
    world: "host:runtime/guest",
    imports: { default: async | trappable },
    with: {
        "spin:sqlite/sqlite.connection": crate::sqlite::Connection,
        "spin:key-value/key-value.store": crate::key_value::Store,
    },
    trappable_error_type: {
        "spin:key-value/key-value.error" => spin::key_value::key_value::Error,
        "spin:sqlite/sqlite.error" => spin::sqlite::sqlite::Error,
        "spin:variables/variables.error" => spin::variables::variables::Error,
    },
});

pub(crate) use spin::{key_value::key_value, sqlite::sqlite, variables::variables};
