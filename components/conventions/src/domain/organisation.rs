use access::OrganisationCategory;

use super::coded::Coded;

impl Coded for OrganisationCategory {
    const ALL: &'static [Self] = Self::ALL;

    fn code(self) -> &'static str {
        self.as_str()
    }
}
