//! The report to the ICO, drafted from the record (R-53; article 33(3)): on the page to copy from, and as a tagged PDF.
//! What is not known yet is said, and follows (article 33(4)).

use crate::{
    actions::{Call, Refusal, Shared, data_breach::register},
    domain::{
        data_breach::{
            Breach, Risk,
            clock::{is_late, report_by},
        },
        date::{spoken, spoken_instant},
        document::known::SECURITY,
        ids::DataBreachId,
        scheme::Contact,
    },
    letters::report::{Report, Section, render},
};

/// What stands where nothing is known.
const LATER: &str = "Not known yet: it follows without undue further delay.";

/// A part of the report: its heading, and what it says.
pub type Part = (&'static str, Vec<String>);

/// The PDF.
///
/// # Errors
/// 404 for everybody but administrators and controllers, or if there is no such breach.
pub async fn pdf(service: &Shared, call: Call, id: DataBreachId) -> Result<Vec<u8>, Refusal> {
    let seen = register::one(service, call, id).await?;
    let scheme = &seen.bar.scheme;
    let report = Report {
        sender: scheme.name.clone(),
        title: "Report of a personal data breach".to_owned(),
        date: service.clock.today(),
        contents: false,
        lead: "To the Information Commissioner’s Office, under article 33 of the UK GDPR.".to_owned(),
        sections: parts(&seen.value.0, &scheme.name, &scheme.contact)
            .into_iter()
            .map(|(heading, sentences)| Section {
                heading: heading.to_owned(),
                sentences,
                ..Section::default()
            })
            .collect(),
    };
    let made = service.typeset(move || render(&report)).await?;
    made.map_err(|error| Refusal::Failed(error.to_string()))
}

/// What the report says.
pub fn parts(breach: &Breach, scheme: &str, contact: &Contact) -> Vec<Part> {
    let Breach { id: _, facts, decisions, course, entered_by: _, entered_at } = breach;
    let mut when = vec![format!(
        "We became aware of it on {}. Our register has it since {}.",
        spoken_instant(course.aware_at),
        spoken_instant(*entered_at)
    )];
    if course.reported_at.is_some_and(|at| is_late(course.aware_at, at)) || !decisions.delay.is_empty() {
        when.push(format!(
            "The 72 hours ended on {}. Why this report is later: {}",
            spoken_instant(report_by(course.aware_at)),
            decisions.delay
        ));
    }
    let mut what = vec![facts.happened.clone()];
    what.extend(facts.natures.iter().map(|nature| format!("{}.", nature.label())));
    vec![
        ("Who reports", who(scheme, contact)),
        ("When", when),
        ("What happened", what),
        (
            "Whose data, and which",
            vec![
                format!("Whose: {}", listed(facts.whose.iter().map(|one| one.label()))),
                format!("How many people, about: {}", or_later(&facts.people)),
                format!("Which data: {}", listed(facts.data.iter().map(|one| one.label()))),
                format!("How many records, about: {}", or_later(&facts.records)),
            ],
        ),
        ("Likely consequences", vec![or_later(&facts.consequences), risk(breach)]),
        ("What was done, and will be", vec![or_later(&facts.measures)]),
        ("Whether the people are told", vec![people(breach)]),
        ("What protected the data before", SECURITY.map(str::to_owned).to_vec()),
    ]
}

fn who(scheme: &str, contact: &Contact) -> Vec<String> {
    let reach = [&contact.address, &contact.email, &contact.phone];
    let reach: Vec<&str> = reach.into_iter().map(String::as_str).filter(|words| !words.is_empty()).collect();
    vec![format!("{scheme}, the data controller."), reach.join(", ")]
}

fn or_later(words: &str) -> String {
    if words.is_empty() { LATER.to_owned() } else { words.to_owned() }
}

fn listed<'a>(labels: impl Iterator<Item = &'a str>) -> String {
    let all: Vec<&str> = labels.collect();
    or_later(&all.join("; "))
}

fn risk(breach: &Breach) -> String {
    match breach.course.risk {
        None => "The risk has not been judged yet.".to_owned(),
        Some(risk) => format!("{}. {}", risk.label(), breach.decisions.risk),
    }
}

fn people(breach: &Breach) -> String {
    match (breach.course.people_on, breach.course.risk) {
        (Some(day), _) => format!("Decided on {}: {}", spoken(day), breach.decisions.people),
        (None, Some(Risk::High)) => "They will be told without undue delay.".to_owned(),
        (None, Some(_)) => "They are not told: the risk is not high.".to_owned(),
        (None, None) => LATER.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::data_breach::{Data, Decisions, Facts, clock::tests::aware};

    fn breach() -> Breach {
        let course = aware("2026-11-23T09:00:00Z");
        Breach {
            id: DataBreachId::from_random([7; 16]),
            facts: Facts { happened: "A printed gallery was left on a bus.".to_owned(), ..Facts::default() },
            decisions: Decisions::default(),
            entered_by: None,
            entered_at: course.aware_at,
            course,
        }
    }

    fn said(breach: &Breach) -> String {
        let contact = Contact {
            email: "office@ashby.test".to_owned(),
            phone: String::new(),
            address: "1 High Street".to_owned(),
            website: String::new(),
        };
        let parts = parts(breach, "Market Ashby Safer Town", &contact).into_iter();
        parts.map(|(heading, words)| format!("{heading}\n{}\n", words.join("|"))).collect()
    }

    #[test]
    fn what_is_not_known_yet_is_said() {
        let said = said(&breach());
        for words in [
            "We became aware of it on 23 November 2026, 09:00.",
            "A printed gallery was left on a bus.",
            "Whose: Not known yet",
            "How many people, about: Not known yet",
            "Likely consequences\nNot known yet: it follows without undue further delay.|The risk has not been judged yet.",
            "Whether the people are told\nNot known yet",
        ] {
            assert!(said.contains(words), "{words} in {said}");
        }
        assert!(!said.contains("72 hours"), "nothing is late");
    }

    #[test]
    fn what_article_33_asks_for_is_said() {
        let mut one = breach();
        one.facts.data = vec![Data::Images, Data::Identity];
        one.facts.people = "14".to_owned();
        one.course.risk = Some(Risk::High);
        one.decisions.risk = "A print can be passed on.".to_owned();
        one.course.reported_at = "2026-11-26T09:01:00Z".parse().ok();
        one.decisions.delay = "The bus company answered late.".to_owned();
        let said = said(&one);
        for words in [
            "The 72 hours ended on 26 November 2026, 09:00. Why this report is later: The bus company answered late.",
            "Which data: Facial images; Names and dates of birth",
            "How many people, about: 14",
            "There is a high risk: the ICO and the people are told. A print can be passed on.",
            "They will be told without undue delay.",
        ] {
            assert!(said.contains(words), "{words} in {said}");
        }
    }
}
