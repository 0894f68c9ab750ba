//! What was wrong on a record, and who is told?
//!
//! Whoever had seen it is told once, by a link to what is right now; the person gets a letter, unless the deed that put it
//! right answers them itself. A letter issued before may say what was wrong: it is void.

use chrono::{DateTime, Utc};

use super::{
    Profile,
    identity::{Fact, Identity},
};
use crate::domain::text::words;

words! {
    /// What was wrong.
    Wrong {
        /// Items that were somebody else's.
        Match = "match", "It was on the record of the wrong person";
        /// What the person is recognised by.
        Fact = "fact", "A fact about the person was wrong";
        /// An incident that counts for nothing.
        Struck = "struck", "A report does not count against the person";
    }
}

/// How many of the facts held were wrong: they are gone, or say something else now. What is only added was not wrong.
pub fn put_right(held: &Profile, now: &Identity) -> usize {
    wrong(&held.identity, now)
}

fn wrong(held: &Identity, now: &Identity) -> usize {
    let gone = held.aliases.iter().filter(|one| now.aliases.iter().all(|kept| kept.value != one.value));
    let facts = [
        changed(held.name.as_ref(), now.name.as_ref()),
        changed(held.born.as_ref(), now.born.as_ref()),
        changed(held.description.as_ref(), now.description.as_ref()),
        changed(held.modus_operandi.as_ref(), now.modus_operandi.as_ref()),
        held.looks_under_18 && !now.looks_under_18,
    ];
    gone.count() + facts.into_iter().filter(|changed| *changed).count()
}

fn changed<T: PartialEq>(held: Option<&Fact<T>>, now: Option<&Fact<T>>) -> bool {
    held.is_some_and(|held| now.is_none_or(|now| now.value != held.value))
}

/// Whether a letter issued then is void: something it may say was put right since.
pub fn void(issued: DateTime<Utc>, put_right: &[DateTime<Utc>]) -> bool {
    put_right.iter().any(|at| issued < *at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::incident::source::Source;

    fn fact(value: &str) -> Fact<String> {
        Fact { value: value.to_owned(), source: Source::Police }
    }

    fn held() -> Identity {
        Identity {
            name: Some(fact("Dale Renton")),
            aliases: vec![fact("Daz"), fact("D")],
            born: Some(Fact { value: "1990-03-27".parse().unwrap(), source: Source::Police }),
            description: Some(fact("tall")),
            ..Identity::default()
        }
    }

    #[test]
    fn what_changed_was_wrong_and_what_is_added_was_not() {
        let none = None::<Fact<String>>;
        for (rule, now, wrong) in [
            ("nothing changed", held(), 0),
            (
                "another source says the same",
                {
                    let same = Fact { source: Source::MemberReport, ..fact("tall") };
                    Identity { description: Some(same), ..held() }
                },
                0,
            ),
            ("another name", Identity { name: Some(fact("Dale Rentoul")), ..held() }, 1),
            ("a description that is gone", Identity { description: none, ..held() }, 1),
            ("one alias of two is gone", Identity { aliases: vec![fact("D")], ..held() }, 1),
            ("an alias more", Identity { aliases: vec![fact("Daz"), fact("D"), fact("Dee")], ..held() }, 0),
            ("what was not known is known", Identity { modus_operandi: Some(fact("alone")), ..held() }, 0),
            ("everything", Identity::default(), 5),
        ] {
            assert_eq!(super::wrong(&held(), &now), wrong, "{rule} (R-51)");
        }
    }

    #[test]
    fn a_letter_from_before_is_void() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let (before, then, after) =
            (at("2026-03-01T10:00:00Z"), at("2026-03-02T10:00:00Z"), at("2026-03-03T10:00:00Z"));
        for (rule, issued, put_right, is_void) in [
            ("nothing was put right", before, vec![], false),
            ("issued before", before, vec![then], true),
            ("issued with it", then, vec![then], false),
            ("issued after", after, vec![then], false),
            ("after one, before another", then, vec![before, after], true),
        ] {
            assert_eq!(void(issued, &put_right), is_void, "{rule} (R-51)");
        }
    }
}
