//! What does the software itself know for a data-protection document, and what of it has changed since?
//!
//! Its own promises, the scheme's rules, the agencies and processors that are entered, the places of its configuration.
//! They are kept with a version as they were on the day it was adopted; the page says what is different by now.

use super::{Content, Kind, part::Part};
use crate::domain::{
    rules::Rules,
    scheme::{Scheme, privacy},
};

/// What differs from one scheme to the next.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The scheme.
    pub scheme: &'a Scheme,
    /// Its rules.
    pub rules: &'a Rules,
    /// Forces and agencies that read under an agreement in force.
    pub agencies: &'a [String],
    /// Who processes under a contract in force.
    pub processors: &'a [String],
    /// The places of the configuration, in words.
    pub places: &'a [String],
}

/// What this software does whatever the scheme: no promise of anybody.
pub const SECURITY: [&str; 4] = [
    "Each person’s, report’s and picture’s data are encrypted (AES-256-GCM) under a key of their own; the keys are wrapped by a key ring that lies outside the database and its backups.",
    "Every look at personal data is recorded before it is shown: who, when, and of what. The record is chained and signed, so that a change of it shows.",
    "What a role may not see does not exist for it. Administrators, board, controllers and police sign in with a second factor.",
    "Records are withdrawn and erased on their day by the schedule, and cannot be recovered from a backup after 35 days.",
];

/// What it knows of every part of a kind.
pub fn all(kind: Kind, facts: &Facts<'_>) -> Vec<(Part, Vec<String>)> {
    let parts = kind.parts().iter().map(|line| line.part);
    parts.map(|part| (part, of(kind, part, facts))).filter(|(_, said)| !said.is_empty()).collect()
}

fn of(kind: Kind, part: Part, facts: &Facts<'_>) -> Vec<String> {
    match (kind, part) {
        // Of a processor only people know.
        (Kind::Processor, _) => Vec::new(),
        (_, Part::Who) => who(facts.scheme),
        (_, Part::Purpose) => purpose(),
        (_, Part::Course) => course(facts.rules),
        (_, Part::Categories) => owned(&CATEGORIES),
        (_, Part::Necessity) => owned(&LEAST),
        (_, Part::Balance) => safeguards(facts.rules),
        (_, Part::Children) => children(facts.rules),
        (_, Part::Measures | Part::Security) => owned(&SECURITY),
        (_, Part::Principles) => principles(facts.rules),
        (_, Part::Recipients) => recipients(facts),
        (_, Part::Places) => places(facts.places),
        (_, Part::Retention) => retention(facts.rules),
        _ => Vec::new(),
    }
}

fn owned(sentences: &[&str]) -> Vec<String> {
    sentences.iter().map(|&sentence| sentence.to_owned()).collect()
}

fn who(scheme: &Scheme) -> Vec<String> {
    let contact = &scheme.contact;
    let reach = [&contact.address, &contact.email, &contact.phone, &contact.website];
    let reach: Vec<_> =
        reach.into_iter().filter(|words| !words.is_empty()).map(|words| words.replace('\n', ", ")).collect();
    let mut said = vec![format!("{}, for {}: the data controller.", scheme.name, scheme.area)];
    if !reach.is_empty() {
        said.push(format!("{}.", reach.join(", ")));
    }
    said
}

fn purpose() -> Vec<String> {
    owned(&[
        "To prevent and detect crime against member businesses, their staff and their customers: members report what happened, people are warned, and who goes on may be excluded from members’ premises.",
        "Data of people listed is held for legitimate interests (UK GDPR, article 6(1)(f)), data of members and their staff under the contract with them (article 6(1)(b)).",
        "Reports and exclusions are criminal offence data (article 10); special-category facts are held only to identify somebody or to protect staff, each with a reason (article 9).",
    ])
}

fn course(rules: &Rules) -> Vec<String> {
    vec![
        "A member reports an incident. An administrator reviews it, and accepts, returns or rejects it; what is alleged and what is proven are told apart everywhere.".to_owned(),
        "A warning or an exclusion is proposed by one person and decided by another, with reasons; it counts from the day it was served. No decision is made by a machine, no machine compares faces, nobody is scored.".to_owned(),
        format!(
            "A profile is shown to members for {} after the last report that counts, or until an exclusion ends. It is then withdrawn for {}, and erased with everything under it.",
            rules.circulation.spoken(),
            rules.cold.spoken()
        ),
    ]
}

const CATEGORIES: [&str; 5] = [
    "People listed: name, other names, date of birth, facial images, description, how they act; incidents with their sources; warnings and exclusions; letters and requests. Kept apart from these: addresses and special-category facts.",
    "Victims and witnesses: the least that is needed; other members never see it.",
    "Members’ staff: name, employer and place, postal and e-mail address, telephone. No special-category data.",
    "Officers of police and agencies: name, e-mail address, reference.",
    "People who write to us: name, how to reach them, what they wrote.",
];

const LEAST: [&str; 4] = [
    "Members see no address, and no special-category fact that is not addressed to them.",
    "A sighting, a suspicion or what police say keeps nobody listed: only a member’s accepted report of a threat or of damage does.",
    "A picture that is shown as somebody’s shows that person only.",
    "Names in a report are references to a profile: when it is erased, they go with it.",
];

fn safeguards(rules: &Rules) -> Vec<String> {
    vec![
        "Each letter has a code. Behind it the person sees what is held in outline and until when, and can ask for a copy, correct, object, appeal and complain, free of charge.".to_owned(),
        format!(
            "An exclusion can be appealed against for {}, and reviewed after {} without an incident, by somebody who decided nothing in the case.",
            rules.appeal.spoken(),
            rules.review_after.spoken()
        ),
        "Whoever saw a fact that proves wrong is told. What is contested can be hidden while it is decided.".to_owned(),
        "Every look is recorded, and the person is told how many there were, and each disclosure to police.".to_owned(),
    ]
}

fn children(rules: &Rules) -> Vec<String> {
    let photo = if rules.minor_photo {
        "A photo is shown only where that decision says so."
    } else {
        "No photo of them is shown."
    };
    vec![
        "Somebody under 18, or who looks it, is shown only after two people recorded a decision on their best interests. Nobody under 10 is listed.".to_owned(),
        photo.to_owned(),
        "They are written to in words for their age, and a parent or guardian may act for them.".to_owned(),
    ]
}

fn principles(rules: &Rules) -> Vec<String> {
    vec![
        "Lawful, fair and open: people are told by letter that they are listed; the privacy notices are made from the rules that the software keeps.".to_owned(),
        "For one purpose: members use it for crime against them, police read under an agreement, for a purpose that they state on each call.".to_owned(),
        "No more than is needed: each role sees the fields that one table gives it.".to_owned(),
        "Accurate: each fact has its source; what is wrong is corrected, and whoever saw it is told.".to_owned(),
        format!(
            "No longer than is needed: shown for {}, withdrawn for {}, then erased, with a certificate.",
            rules.circulation.spoken(),
            rules.cold.spoken()
        ),
        "Secure, and accounted for: encrypted, recorded, the record proved against change.".to_owned(),
    ]
}

fn recipients(facts: &Facts<'_>) -> Vec<String> {
    let named = |what: &str, none: &str, all: &[String]| match all {
        [] => none.to_owned(),
        all => format!("{what}: {}.", all.join("; ")),
    };
    vec![
        "Member businesses and their staff, after they accepted the data-integrity agreement.".to_owned(),
        named(
            "Police and agencies, under an information sharing agreement",
            "No police force or agency reads at present.",
            facts.agencies,
        ),
        named(
            "Processors, under a contract",
            "No processor’s contract is in the register.",
            facts.processors,
        ),
    ]
}

fn places(places: &[String]) -> Vec<String> {
    let mut said = vec![
        "Personal data stays in the United Kingdom: the software talks only to the places named here."
            .to_owned(),
    ];
    said.extend(places.iter().cloned());
    said
}

fn retention(rules: &Rules) -> Vec<String> {
    let lines = privacy::schedule(rules).into_iter();
    lines
        .map(|line| format!("{}: {}, from {}; then {}.", line.record, line.kept, line.starts, line.then))
        .collect()
}

/// What is known by now and was not when it was adopted, and the other way round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// In which part.
    pub part: Part,
    /// What is no longer so.
    pub gone: Vec<String>,
    /// What is so by now.
    pub new: Vec<String>,
}

/// What has changed since a version was adopted.
pub fn changes(content: &Content, now: &[(Part, Vec<String>)]) -> Vec<Change> {
    let in_them = |all: &[(Part, Vec<String>)], part| {
        all.iter().find(|(one, _)| *one == part).map(|(_, said)| said.clone()).unwrap_or_default()
    };
    let mut parts: Vec<Part> = content.known.iter().chain(now).map(|(part, _)| *part).collect();
    parts.sort_unstable();
    parts.dedup();
    let all = parts.into_iter().map(|part| {
        let (before, after) = (in_them(&content.known, part), in_them(now, part));
        Change {
            part,
            gone: before.iter().filter(|said| !after.contains(said)).cloned().collect(),
            new: after.iter().filter(|said| !before.contains(said)).cloned().collect(),
        }
    });
    all.filter(|change| !change.gone.is_empty() || !change.new.is_empty()).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::{ids::SchemeId, rules::Period, scheme::Contact};

    fn scheme() -> Scheme {
        Scheme {
            id: SchemeId::from_random([1; 16]),
            host: "ashby.test".to_owned(),
            name: "Market Ashby Safer Town".to_owned(),
            area: "the town of Market Ashby".to_owned(),
            contact: Contact { email: "office@ashby.test".to_owned(), ..Contact::default() },
            rules: String::new(),
            rules_version: 1,
            rules_since: chrono::NaiveDate::MIN,
            agreement_version: 1,
            logo: None,
            demo: false,
        }
    }

    fn told(kind: Kind, rules: &Rules, agencies: &[String]) -> Vec<(Part, Vec<String>)> {
        all(kind, &Facts { scheme: &scheme(), rules, agencies, processors: &[], places: &[] })
    }

    /// What is known of a part in any kind.
    pub fn of(part: Part) -> Vec<String> {
        let rules = Rules::default();
        let facts = Facts { scheme: &scheme(), rules: &rules, agencies: &[], processors: &[], places: &[] };
        super::of(Kind::Record, part, &facts)
    }

    #[test]
    fn a_record_of_processing_says_what_article_30_asks() {
        let all = told(Kind::Record, &Rules::default(), &["Westshire Police".to_owned()]);
        let said: String = all.iter().flat_map(|(_, said)| said).map(|said| format!("{said}\n")).collect();
        for (what, words) in [
            (
                "(a) the controller",
                "Market Ashby Safer Town, for the town of Market Ashby: the data controller.",
            ),
            ("(a) how to reach it", "office@ashby.test"),
            ("(b) the purposes", "To prevent and detect crime"),
            ("(c) whose data, and which", "Victims and witnesses: the least"),
            ("(d) who receives it", "under an information sharing agreement: Westshire Police."),
            ("(e) transfers", "stays in the United Kingdom"),
            ("(f) time limits", "Enquiry from the public: 12 months, from when it was closed; then"),
            ("(g) security", "AES-256-GCM"),
        ] {
            assert!(said.contains(words), "{what}: {words} in {said}");
        }
    }

    #[test]
    fn what_changed_since_it_was_adopted_is_said() {
        let before = Rules::default();
        let shorter = Rules { cold: Period::months(3), ..Rules::default() };
        let content = Content { known: told(Kind::Record, &before, &[]), ..Content::default() };
        assert_eq!(changes(&content, &told(Kind::Record, &before, &[])), [], "nothing");
        let found = changes(&content, &told(Kind::Record, &shorter, &["Westshire Police".to_owned()]));
        let parts: Vec<_> = found.iter().map(|change| change.part).collect();
        assert_eq!(parts, [Part::Recipients, Part::Retention]);
        assert_eq!(found[0].gone, ["No police force or agency reads at present."]);
        assert!(found[0].new[0].contains("Westshire Police"));
        assert!(found[1].new[0].contains("3 months"), "{:?}", found[1]);
    }
}
