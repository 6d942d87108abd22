use jiff::Timestamp;
use platform::{Row, SqlError, Transaction, params};
use uuid::Uuid;

use super::{coded, first, json, to_json};
use crate::domain::{Coded, ContractState, Limits, Module};

/// A contrat de service.
#[derive(Debug, Clone)]
pub(crate) struct Contract {
    pub(crate) id: Uuid,
    pub(crate) convention: Uuid,
    pub(crate) organisation: Uuid,
    pub(crate) module: Module,
    pub(crate) state: ContractState,
    pub(crate) version: u32,
    pub(crate) limits: Limits,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Timestamp,
}

const COLUMNS: &str = "id, convention, organisation, module, state, version, limits, starts_at, ends_at";

pub(crate) async fn insert_contract(
    transaction: &mut Transaction,
    contract: &Contract,
) -> Result<(), SqlError> {
    let statement = format!("INSERT INTO contracts ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    let parameters = params![
        contract.id,
        contract.convention,
        contract.organisation,
        contract.module.code(),
        contract.state.code(),
        contract.version,
        to_json(&contract.limits)?,
        contract.starts_at,
        contract.ends_at,
    ];
    transaction.query(&statement, parameters).await.map(drop)
}

pub(crate) async fn find_contract(
    transaction: &mut Transaction,
    id: Uuid,
) -> Result<Option<Contract>, SqlError> {
    let statement = format!("SELECT {COLUMNS} FROM contracts WHERE id = ?");
    first(&transaction.query(&statement, params![id]).await?, contract)
}

pub(crate) async fn list_contracts(
    transaction: &mut Transaction,
    convention: Uuid,
) -> Result<Vec<Contract>, SqlError> {
    let statement = format!("SELECT {COLUMNS} FROM contracts WHERE convention = ? ORDER BY id");
    transaction.query(&statement, params![convention]).await?.iter().map(contract).collect()
}

fn contract(row: &Row) -> Result<Contract, SqlError> {
    Ok(Contract {
        id: row.get(0)?,
        convention: row.get(1)?,
        organisation: row.get(2)?,
        module: coded(row, 3)?,
        state: coded(row, 4)?,
        version: row.get(5)?,
        limits: json(row, 6)?,
        starts_at: row.get(7)?,
        ends_at: row.get(8)?,
    })
}

pub(crate) async fn update_state(
    transaction: &mut Transaction,
    id: Uuid,
    state: ContractState,
) -> Result<(), SqlError> {
    let statement = "UPDATE contracts SET state = ?, version = version + 1 WHERE id = ?";
    transaction.query(statement, params![state.code(), id]).await.map(drop)
}

/// An accepted amendment takes over the contracts of the convention whose place it takes.
pub(crate) async fn move_contracts(
    transaction: &mut Transaction,
    from: Uuid,
    to: Uuid,
) -> Result<(), SqlError> {
    transaction
        .query("UPDATE contracts SET convention = ? WHERE convention = ?", params![to, from])
        .await
        .map(drop)
}
