//! From whom is a fact about a person?

use crate::domain::text::words;

words! {
    /// The source every fact about a subject carries.
    Source {
        /// The person.
        Person = "person", "The person themselves";
        /// A member's report.
        MemberReport = "member_report", "A member's report";
        /// Police or an agency under an ISA.
        Police = "police", "Police or a partner agency";
        /// Social media open to everybody.
        SocialMedia = "social_media", "Social media open to everybody";
    }
}

impl Source {
    /// Whether a report from this source can count.
    pub fn may_count(self) -> bool {
        self == Self::MemberReport
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_members_report_counts() {
        let counting: Vec<_> = Source::ALL.iter().filter(|source| source.may_count()).collect();
        assert_eq!(counting, [&Source::MemberReport]);
    }
}
