use super::SqlError;

/// A value of SQLite.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// NULL.
    Null,
    /// A 64-bit integer.
    Integer(i64),
    /// A 64-bit float.
    Real(f64),
    /// UTF-8 text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// A row of a result: its columns in the order of the `SELECT`.
#[derive(Debug, Clone, PartialEq)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// Column `index`, from 0.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T, SqlError> {
        let value = self.0.get(index).unwrap_or(&Value::Null);
        T::from_value(value).ok_or(SqlError::Decode { column: index, expected: T::EXPECTED })
    }
}

/// What a column can be read as.
pub trait FromValue: Sized {
    /// What is expected, for the error.
    const EXPECTED: &'static str;
    /// The value, when it is of this type.
    fn from_value(value: &Value) -> Option<Self>;
}

macro_rules! value_type {
    ($type:ty, $variant:ident, $expected:literal, $into:expr, $from:expr) => {
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Value::$variant($into(value))
            }
        }

        impl FromValue for $type {
            const EXPECTED: &'static str = $expected;
            fn from_value(value: &Value) -> Option<Self> {
                match value {
                    Value::$variant(inner) => $from(inner),
                    _ => None,
                }
            }
        }
    };
}

value_type!(i64, Integer, "an integer", |v| v, |v: &i64| Some(*v));
value_type!(u32, Integer, "an integer from 0 to 2³²-1", i64::from, |v: &i64| u32::try_from(*v).ok());
value_type!(bool, Integer, "0 or 1", i64::from, |v: &i64| match v {
    0 => Some(false),
    1 => Some(true),
    _ => None,
});
value_type!(f64, Real, "a float", |v| v, |v: &f64| Some(*v));
value_type!(String, Text, "text", |v| v, |v: &String| Some(v.clone()));
value_type!(Vec<u8>, Blob, "bytes", |v| v, |v: &Vec<u8>| Some(v.clone()));

/// Instants are stored as RFC 3339 text in UTC with nine decimals, so that they sort as text.
impl From<jiff::Timestamp> for Value {
    fn from(value: jiff::Timestamp) -> Self {
        Value::Text(format!("{value:.9}"))
    }
}

impl FromValue for jiff::Timestamp {
    const EXPECTED: &'static str = "an instant (RFC 3339)";
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

/// Identifiers are stored as text.
impl From<uuid::Uuid> for Value {
    fn from(value: uuid::Uuid) -> Self {
        Value::Text(value.to_string())
    }
}

impl FromValue for uuid::Uuid {
    const EXPECTED: &'static str = "a UUID";
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(value: [u8; N]) -> Self {
        Value::Blob(value.to_vec())
    }
}

impl<const N: usize> FromValue for [u8; N] {
    const EXPECTED: &'static str = "bytes of a fixed length";
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Blob(bytes) => bytes.as_slice().try_into().ok(),
            _ => None,
        }
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Value::Text(value.to_owned())
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Value::Text(value.clone())
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Value::Blob(value.to_vec())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

/// Parameters of a statement: `params![id, name]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::Value::from($value)),*] as &[$crate::Value] };
}
