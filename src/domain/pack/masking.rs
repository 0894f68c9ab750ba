//! What of a fact does the copy show, and what is masked because it is somebody else's?
//!
//! What is another person's is masked, and so are others' names in what is written, until somebody unmasks it with a
//! reason; further words are struck by hand; whatever is left out says why.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    gathered::{Fact, Item},
    names::Staff,
    stills::Part,
};
use crate::domain::{
    incident::residue::{residue_words, struck},
    right::data_map::{self, Whose},
    text::folded_words,
};

/// What stands in the place of somebody else.
pub const MASK: &str = "[somebody else]";
/// What stands in the place of what is left out.
pub const LEFT_OUT: &str = "[left out]";
/// What was decided about a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Shown as it is held, others with it: why.
    Show(String),
    /// These words are masked too, as they stand there.
    Strike(Vec<String>),
    /// Left out: why.
    Withhold(String),
    /// Of a picture, this part, with another blurred.
    Cut(Part, Option<Part>),
}

/// What was decided, by the fact's key.
pub type Choices = BTreeMap<String, Choice>;

/// How a fact is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// As it is held.
    Whole,
    /// Somebody else is masked.
    Masked,
    /// Others are shown with it: why.
    Unmasked(String),
    /// It is left out: why.
    LeftOut(String),
}

/// Who is masked in a record.
#[derive(Debug)]
pub struct Others<'a> {
    names: Vec<&'a str>,
    reporters: Vec<&'a str>,
    staff: &'a Staff,
    own: BTreeSet<String>,
}

impl<'a> Others<'a> {
    /// Who is masked in a record of somebody: whom it names, and, where it is no report, whom any of the reports names.
    pub fn of(item: &'a Item, everywhere: &'a [String], staff: &'a Staff, own: &[String]) -> Self {
        let everywhere = if item.part == data_map::Part::Incidents { &[] } else { everywhere };
        Self {
            names: item.others.iter().chain(everywhere).map(String::as_str).collect(),
            reporters: item.reporters.iter().map(String::as_str).collect(),
            staff,
            own: own.iter().flat_map(|name| folded_words(name)).collect(),
        }
    }

    /// Whether words are the person's own name: exactly, for a victim's may be one letter away from it.
    fn is_own(&self, words: &str) -> bool {
        let own = |word: &String| {
            self.own.contains(word) || word.strip_suffix('s').is_some_and(|word| self.own.contains(word))
        };
        folded_words(words).iter().all(own)
    }

    fn found_in(&self, text: &str, names: &[&str]) -> Vec<String> {
        let mut found = self.staff.found_in(text);
        found.extend(residue_words(text, names).into_iter().filter(|word| !self.is_own(word)));
        found
    }

    /// A text with everybody else masked, and whether anybody was.
    pub fn masked(&self, text: &str) -> (String, bool) {
        let names = [self.names.as_slice(), &self.reporters].concat();
        strike(text, self.found_in(text, &names))
    }

    /// A text with nobody masked but who reported it, and who works there: nobody listed is told that.
    fn unmasked(&self, text: &str) -> String {
        strike(text, self.found_in(text, &self.reporters)).0
    }
}

/// A text without these words, and whether any stood there.
fn strike(text: &str, mut found: Vec<String>) -> (String, bool) {
    // The longest first: "Dale Renton" before "Dale".
    found.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let left = found.iter().fold(text.to_owned(), |left, word| struck(&left, word, MASK));
    let twice = format!("{MASK} {MASK}");
    let mut left = left;
    while left.contains(&twice) {
        left = left.replace(&twice, MASK);
    }
    let changed = left != text;
    (left, changed)
}

/// A fact as the copy shows it, and how.
pub fn shown(fact: &Fact, others: &Others<'_>, choice: Option<&Choice>) -> (String, How) {
    match (choice, fact.whose()) {
        (Some(Choice::Withhold(why)), _) => (LEFT_OUT.to_owned(), How::LeftOut(why.clone())),
        (Some(Choice::Show(why)), Whose::Others) => (fact.value.clone(), How::Unmasked(why.clone())),
        (Some(Choice::Show(why)), Whose::Shared) => {
            (others.unmasked(&fact.value), How::Unmasked(why.clone()))
        }
        (_, Whose::Others) => (MASK.to_owned(), How::Masked),
        (choice, Whose::Shared) => {
            let (text, masked) = others.masked(&fact.value);
            let by_hand = match choice {
                Some(Choice::Strike(words)) => words.clone(),
                _ => Vec::new(),
            };
            let (text, by_hand) = strike(&text, by_hand);
            (text, if masked || by_hand { How::Masked } else { How::Whole })
        }
        (_, Whose::Subject | Whose::Nobody) => (fact.value.clone(), How::Whole),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::right::data_map::Part;

    fn fact(column: &'static str, value: &str) -> Fact {
        let row = uuid::Uuid::nil();
        Fact { table: "incidents", column, row, nth: 0, label: "What", value: value.to_owned() }
    }

    fn item(others: &[&str]) -> Item {
        let mut item = Item::new(Part::Incidents, "incidents", uuid::Uuid::nil(), "Theft");
        item.others = others.iter().map(|name| (*name).to_owned()).collect();
        item
    }

    fn said(value: &str, others: &[&str], choice: Option<&Choice>) -> (String, How) {
        let (item, staff) = (item(others), Staff::of(["Priya Nair", "Will May"]));
        let own = ["Dale Renton".to_owned()];
        shown(&fact("report.narrative", value), &Others::of(&item, &[], &staff, &own), choice)
    }

    #[test]
    fn what_is_masked() {
        let why = || "They agreed to it.".to_owned();
        for (rule, value, others, choice, text, how) in [
            (
                "what is only theirs stays",
                "Took four tins.",
                &["Jo Bright"][..],
                None,
                "Took four tins.",
                How::Whole,
            ),
            (
                "a victim's name is masked, full, in part, or misspelt",
                "Jo Bright fell. Bright's arm is sore, says jo brigt.",
                &["Jo Bright"],
                None,
                "[somebody else] fell. [somebody else] arm is sore, says jo [somebody else].",
                How::Masked,
            ),
            (
                "a user's full name is masked wherever it stands",
                "Seen by priya nair, who will say more in May.",
                &[],
                None,
                "Seen by [somebody else], who will say more in May.",
                How::Masked,
            ),
            (
                "their own name never is",
                "Dale Renton ran.",
                &["Ann Renton"],
                None,
                "Dale Renton ran.",
                How::Whole,
            ),
            (
                "others are shown with a reason",
                "Jo Bright fell.",
                &["Jo Bright"],
                Some(Choice::Show(why())),
                "Jo Bright fell.",
                How::Unmasked(why()),
            ),
            (
                "words are struck by hand, beside the names",
                "Jo Bright and the man with the red van.",
                &["Jo Bright"],
                Some(Choice::Strike(vec!["the man with the red van".to_owned()])),
                "[somebody else] and [somebody else].",
                How::Masked,
            ),
            (
                "or all of it is left out",
                "Ran.",
                &[],
                Some(Choice::Withhold(why())),
                "[left out]",
                How::LeftOut(why()),
            ),
        ] {
            assert_eq!(said(value, others, choice.as_ref()), (text.to_owned(), how), "{rule} (R-50)");
        }
    }

    #[test]
    fn a_name_like_theirs_and_who_reported_it_are_masked() {
        let why = || "They agreed to it.".to_owned();
        for (rule, value, others, choice, text, how) in [
            (
                "a victim's name one letter away from theirs is masked all the same",
                "Dale Renton pushed Mark Fenton.",
                &["Mark Fenton"][..],
                None,
                "Dale Renton pushed [somebody else].",
                How::Masked,
            ),
            (
                "who reported it is not shown, whatever the reason",
                "Priya Nair saw Jo Bright fall.",
                &["Jo Bright"],
                Some(Choice::Show(why())),
                "[somebody else] saw Jo Bright fall.",
                How::Unmasked(why()),
            ),
        ] {
            assert_eq!(said(value, others, choice.as_ref()), (text.to_owned(), how), "{rule} (R-50)");
        }
    }

    #[test]
    fn what_is_another_persons_is_masked_whole() {
        let (item, staff) = (item(&[]), Staff::default());
        let others = Others::of(&item, &[], &staff, &[]);
        let victims = fact("report.victims", "Jo Bright, bruised arm");
        assert_eq!(shown(&victims, &others, None), (MASK.to_owned(), How::Masked));
        let strike = Choice::Strike(vec!["Jo".to_owned()]);
        assert_eq!(shown(&victims, &others, Some(&strike)).0, MASK, "striking words unmasks nothing");
        let unknown = fact("a_column_nobody_decided", "Jo Bright");
        assert_eq!(shown(&unknown, &others, None).0, MASK, "nor does a gap in the map");
        let own = fact("reference", "17");
        let show = Choice::Show("They asked.".to_owned());
        assert_eq!(
            shown(&own, &others, Some(&show)),
            ("17".to_owned(), How::Whole),
            "there is nothing to unmask"
        );
    }

    #[test]
    fn whom_a_report_names_is_masked_in_what_was_decided_too() {
        let staff = Staff::default();
        let decision = Item::new(Part::Sanctions, "sanctions", uuid::Uuid::nil(), "Exclusion");
        let everywhere = ["Lee Marsh".to_owned()];
        let others = Others::of(&decision, &everywhere, &staff, &[]);
        let why = Fact { table: "sanctions", ..fact("decision", "Together with Lee Marsh.") };
        assert_eq!(shown(&why, &others, None).0, "Together with [somebody else].");
    }

    proptest! {
        #[test]
        fn no_name_of_somebody_else_is_left(
            name in "[A-Z][a-z]{5,9}", before in "[a-z ]{0,20}", after in "[ .,a-z]{0,20}",
        ) {
            prop_assume!(residue_words(&format!("{before} {after} Dale Renton Priya Nair Will May"), &[&name]).is_empty());
            let (text, how) = said(&format!("{before} {name} {after}"), &[&name], None);
            prop_assert!(!text.contains(&name), "{text}");
            prop_assert_eq!(how, How::Masked);
        }
    }
}
