//! The wasmtime engine, one for the process, and what components may import.

use std::sync::OnceLock;

use anyhow::Result;
use wasmtime::component::Linker;
use wasmtime::{Cache, CacheConfig, Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};
use wasmtime_wasi_http::p3;

use crate::bindings::{key_value, sqlite, variables};
use crate::guest::{Guest, VariablesData};
use crate::key_value::StoresData;
use crate::sqlite::DatabasesData;

const MIB: usize = 1 << 20;
const DEFAULT_INSTANCES: u32 = 1000;

/// The engine. Hosts of one process share it: the pool reserves terabytes of address space, which a process can do once.
pub(crate) fn engine() -> Result<Engine> {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    if let Some(engine) = ENGINE.get() {
        return Ok(engine.clone());
    }
    // A machine that cannot reserve the pool allocates on demand: slower, otherwise the same.
    let engine = Engine::new(config().allocation_strategy(InstanceAllocationStrategy::Pooling(pool())))
        .or_else(|_| Engine::new(&config()))?;
    Ok(ENGINE.get_or_init(|| engine).clone())
}

fn config() -> Config {
    let mut config = Config::new();
    // Spin compiles epoch checks in, sets a deadline that is never reached, and yields at none of them.
    config.epoch_interruption(true);
    config.wasm_component_model(true);
    config.wasm_component_model_async(true);
    // Without a writable cache folder, every start compiles.
    config.cache(Cache::new(CacheConfig::new()).ok());
    config
}

/// Spin's own sizes: `SPIN_MAX_INSTANCE_COUNT` instances, beyond which a request gets a 500.
fn pool() -> PoolingAllocationConfig {
    let instances = std::env::var("SPIN_MAX_INSTANCE_COUNT").ok().and_then(|text| text.parse().ok());
    let instances: u32 = instances.unwrap_or(DEFAULT_INSTANCES);
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(instances)
        .total_memories(instances)
        .total_stacks(instances)
        .total_tables(instances.saturating_mul(2))
        .total_core_instances(instances.saturating_mul(4))
        .table_elements(100_000)
        .max_component_instance_size(10 * MIB)
        .max_core_instance_size(10 * MIB)
        .max_core_instances_per_component(200)
        .max_tables_per_component(64)
        .max_memories_per_component(32)
        .max_tables_per_module(2)
        .max_memories_per_module(2)
        .max_memory_size(4096 * MIB)
        .linear_memory_keep_resident(2 * MIB)
        .table_keep_resident(MIB / 2);
    pool
}

/// Everything a component may import: WASI 0.2 and 0.3, HTTP 0.3, and Spin's databases, stores and variables.
pub(crate) fn linker(engine: &Engine) -> Result<Linker<Guest>> {
    let mut linker = Linker::<Guest>::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi::p3::add_to_linker(&mut linker)?;
    p3::add_to_linker(&mut linker)?;
    sqlite::add_to_linker::<_, DatabasesData>(&mut linker, |guest| &mut guest.databases)?;
    key_value::add_to_linker::<_, StoresData>(&mut linker, |guest| &mut guest.stores)?;
    variables::add_to_linker::<_, VariablesData>(&mut linker, |guest| &mut guest.variables)?;
    Ok(linker)
}
