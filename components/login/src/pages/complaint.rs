use std::fmt;

/// What is wrong with a form, and with which of its fields.
#[derive(Debug, Default)]
pub(crate) struct Complaint {
    fields: &'static [&'static str],
    text: String,
}

impl Complaint {
    pub(crate) fn about(fields: &'static [&'static str], text: impl Into<String>) -> Self {
        Self { fields, text: text.into() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn is_about(&self, field: &str) -> bool {
        self.fields.contains(&field)
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}
