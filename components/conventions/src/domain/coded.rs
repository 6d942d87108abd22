/// A closed list whose values have a code: the same in JSON, in the database and in the committed tables.
pub trait Coded: Copy + Eq + 'static {
    /// All values, in the order of life.
    const ALL: &'static [Self];

    /// The value's code.
    fn code(self) -> &'static str;

    /// The value with this code.
    fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.code() == code)
    }
}

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $code)] $variant,)* }

        // Its derive does not see through the macro to the codes.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                let codes = <Self as $crate::domain::Coded>::ALL.iter();
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::Type::String)
                    .enum_values(Some(codes.map(|value| $crate::domain::Coded::code(*value))))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}

        impl $crate::domain::Coded for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),*];
            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }
        }
    };
}

pub(crate) use coded;
