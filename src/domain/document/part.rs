//! Which parts has a data-protection document, and what must people write?
//!
//! A part says what the software knows, what people judged, or both. What the law asks to be judged is asked: a document
//! is adopted only when it is written.

use super::{Document, Kind};
use crate::domain::text::words;

words! {
    /// A part of a document; its label is the heading.
    Part {
        /// The controller.
        Who = "who", "Who is responsible";
        /// Why data is held.
        Purpose = "purpose", "Purpose";
        /// How it is done from beginning to end.
        Course = "course", "What is done with the data";
        /// Whose data, and which.
        Categories = "categories", "Whose data, and which";
        /// Whether it could be done with less.
        Necessity = "necessity", "Necessity";
        /// What weighs more.
        Balance = "balance", "Balance";
        /// What is different for those under 18.
        Children = "children", "Children";
        /// Whose views were asked.
        Consulted = "consulted", "Who was asked";
        /// What may go wrong.
        Risks = "risks", "Risks to people";
        /// What is done about it.
        Measures = "measures", "Measures";
        /// The condition of schedule 1.
        Condition = "condition", "The condition in the law";
        /// How the six principles are kept.
        Principles = "principles", "How the principles are kept";
        /// Who gets data.
        Recipients = "recipients", "Who receives data";
        /// Where data is.
        Places = "places", "Where data is kept";
        /// For how long.
        Retention = "retention", "For how long";
        /// What protects it.
        Security = "security", "Security";
        /// What the software does not see.
        Beyond = "beyond", "Outside this software";
        /// What a processor does.
        Processing = "processing", "What they do for us";
        /// What article 28(3) asks.
        Terms = "terms", "What binds them";
        /// Whom they employ for it.
        Helpers = "helpers", "Whom they employ for it";
        /// How it is watched.
        Watched = "watched", "How we check";
        /// What it comes to.
        Outcome = "outcome", "Outcome";
    }
}

/// A part as it stands in a kind of document.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// The part.
    pub part: Part,
    /// What people are asked to write; empty where the software knows it all.
    pub asks: &'static str,
    /// Whether it may stay empty.
    pub optional: bool,
}

const fn ask(part: Part, asks: &'static str) -> Line {
    Line { part, asks, optional: false }
}

const fn may(part: Part, asks: &'static str) -> Line {
    Line { part, asks, optional: true }
}

const fn known(part: Part) -> Line {
    Line { part, asks: "", optional: true }
}

#[rustfmt::skip]
const LIA: &[Line] = &[
    known(Part::Who),
    ask(Part::Purpose, "What crime is there, what does it do to shops, staff and customers, and who gains if it is less?"),
    known(Part::Categories),
    ask(Part::Necessity, "Does the scheme help? Could the same be reached with less data, fewer people told, or for a shorter time?"),
    ask(Part::Balance, "What do people listed expect? What can it do to them, and how likely? Why do the interests of the scheme outweigh that, or not?"),
    ask(Part::Children, "What is weighed differently where somebody is under 18?"),
    ask(Part::Outcome, "May the partnership rely on legitimate interests? On what condition?"),
];

#[rustfmt::skip]
const DPIA: &[Line] = &[
    known(Part::Who),
    ask(Part::Course, "What is done with the data in your town, beyond what stands here? Why is an assessment needed?"),
    known(Part::Categories),
    known(Part::Recipients),
    ask(Part::Consulted, "Whom did you ask: members, their staff, the police, people who speak for those listed, a data-protection officer? What did they say? If nobody, why not?"),
    ask(Part::Necessity, "Why is this needed, and in proportion? What was considered instead?"),
    ask(Part::Risks, "What may go wrong for people, from where, how likely, how bad? One after the other."),
    ask(Part::Measures, "What do you do about each risk, beyond what stands here? What risk is left?"),
    ask(Part::Outcome, "Is what is left acceptable? If it is high, the ICO is asked first (article 36)."),
];

#[rustfmt::skip]
const POLICY: &[Line] = &[
    known(Part::Who),
    ask(Part::Condition, "Which condition of schedule 1 to the Data Protection Act 2018 do you rely on for criminal offence data, and why is it met? Most schemes: paragraph 10, preventing or detecting unlawful acts."),
    known(Part::Categories),
    ask(Part::Principles, "How do you keep the principles, beyond what stands here: training, checks, who answers for what?"),
    known(Part::Retention),
    known(Part::Security),
];

#[rustfmt::skip]
const RECORD: &[Line] = &[
    known(Part::Who),
    known(Part::Purpose),
    known(Part::Categories),
    known(Part::Recipients),
    known(Part::Places),
    known(Part::Retention),
    known(Part::Security),
    may(Part::Beyond, "What does the partnership process elsewhere: radio, CCTV, accounts, a newsletter?"),
];

#[rustfmt::skip]
const PROCESSOR: &[Line] = &[
    ask(Part::Processing, "Which data, of whom, what for, and for how long?"),
    ask(Part::Terms, "When was it signed, and where does it say what article 28(3) asks for: only on our instructions, confidentiality, security, help with rights and breaches, deletion at the end, audits?"),
    ask(Part::Places, "In which country is the data? It stays in the United Kingdom (R-65)."),
    may(Part::Helpers, "Whom do they employ for it, and did we agree?"),
    ask(Part::Watched, "Which certificate or report did you see, and until when is it good?"),
];

impl Kind {
    /// Its parts, in their order.
    pub const fn parts(self) -> &'static [Line] {
        match self {
            Self::Lia => LIA,
            Self::Dpia => DPIA,
            Self::Policy => POLICY,
            Self::Record => RECORD,
            Self::Processor => PROCESSOR,
        }
    }
}

/// The parts that must be written before it is adopted, and are not.
pub fn missing(document: &Document) -> Vec<Part> {
    let lines = document.kind.parts().iter().filter(|line| !line.optional);
    lines.map(|line| line.part).filter(|part| document.said(*part).is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::document::{Content, known, review::tests::document};

    #[test]
    fn every_part_is_asked_or_known_and_stands_once() {
        for kind in Kind::ALL {
            let mut seen = BTreeSet::new();
            for line in kind.parts() {
                assert!(seen.insert(line.part), "{kind:?}: {:?} twice", line.part);
                let knows = !known::tests::of(line.part).is_empty();
                assert!(knows || !line.asks.is_empty(), "{kind:?}: nobody says {:?}", line.part);
            }
        }
    }

    #[test]
    fn what_the_law_asks_to_be_judged_is_written_before_it_is_adopted() {
        use Part::*;
        for (rule, kind, parts) in [
            (
                "the three tests, children, an outcome",
                Kind::Lia,
                &[Purpose, Necessity, Balance, Children, Outcome][..],
            ),
            (
                "article 35(7), and who was asked (35(2), 35(9))",
                Kind::Dpia,
                &[Course, Consulted, Necessity, Risks, Measures, Outcome],
            ),
            ("schedule 1, paragraph 39", Kind::Policy, &[Condition, Principles]),
            ("the software knows what article 30 asks", Kind::Record, &[]),
            ("article 28(3)", Kind::Processor, &[Processing, Terms, Places, Watched]),
        ] {
            let mut one = document(kind);
            assert_eq!(missing(&one), parts, "{rule}");
            let written = parts.iter().map(|part| (*part, "Thought about, and written.".to_owned()));
            one.content = Content { written: written.collect(), ..Content::default() };
            assert_eq!(missing(&one), [], "{rule}");
        }
    }
}
