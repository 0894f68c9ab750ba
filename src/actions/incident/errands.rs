//! What else is due in the inbox: words to redact, letters to print, unusual looking, corrections to read.

use super::inbox::{Sort, Task};
use crate::{
    actions::{
        Look, Refusal,
        data_breach::register,
        member::looking,
        profile::{corrections::unread, sight::seen_if},
    },
    domain::{
        data_breach::{
            clock::{due, left},
            step::step,
        },
        date::{london_day, spoken, spoken_instant},
        disclosure::administrator::Brief,
        member::evidence::{Acting, Administrator},
        rules::REVIEW_WITHIN,
        sanction::letter::LetterKind,
    },
    store,
};

/// So many of the newest letters are looked through for those that were neither mailed nor printed.
const LETTERS: i64 = 200;

pub(super) fn errands(look: &mut Look<'_, '_, Administrator>) -> Result<Vec<Task>, Refusal> {
    let (scheme, today) = (look.scheme.id, look.viewer.today());
    let mut tasks = Vec::new();
    for waiting in store::redaction::list(look.tx, scheme)? {
        let since = london_day(waiting.since);
        let incident = store::incident::load(look.tx, scheme, waiting.incident)?;
        look.concerns(incident.id);
        tasks.push(Task {
            sort: Sort::Report,
            title: "Words that may name somebody erased".to_owned(),
            about: format!(
                "{}, since {}. It holds back the proof of a deletion (R-29)",
                incident.spoken_reference(&look.scheme.name),
                spoken(since)
            ),
            due: REVIEW_WITHIN.after_never_earlier(since),
            urgent: true,
            href: format!("/redactions/{}", waiting.id),
            deed: "Read",
        });
    }
    let letters = store::letter::list(look.tx, scheme, LETTERS)?;
    let unsent = letters.into_iter().filter(|one| {
        matches!(one.kind, LetterKind::Correction | LetterKind::AppealOutcome)
            && one.sent_at.is_none()
            && one.printed_at.is_none()
    });
    for letter in unsent {
        // Of somebody withdrawn the controller prints it.
        if let Some(profile) = seen_if(look.tx, &look.scheme, &look.viewer, letter.profile)? {
            look.concerns(letter.profile);
            tasks.push(Task {
                sort: Sort::Person,
                title: format!("A letter to print: {}", letter.kind.name()),
                about: format!("To {}: no e-mail address is held", Brief::of(&profile, today).called()),
                due: REVIEW_WITHIN.after_never_earlier(london_day(letter.issued_at)),
                urgent: false,
                href: format!("/letters/{}.pdf", letter.id),
                deed: "Print",
            });
        }
    }
    for stop in looking::list(look.tx, &look.viewer)? {
        look.concerns(stop.user);
        let since = spoken_instant(stop.since);
        tasks.push(Task {
            sort: Sort::Person,
            title: "A member opened unusually many people".to_owned(),
            about: format!("{} was stopped on {since}. Ask them why (R-61)", stop.who()),
            due: london_day(stop.since),
            urgent: true,
            href: "/stops".to_owned(),
            deed: "Look into it",
        });
    }
    let told = unread(look)?;
    if told > 0 {
        tasks.push(Task {
            sort: Sort::Person,
            title: "Something you had seen was put right".to_owned(),
            about: "It was about somebody else (R-19)".to_owned(),
            due: today,
            urgent: false,
            href: "/corrections".to_owned(),
            deed: "Read",
        });
    }
    tasks.extend(breaches(look)?);
    Ok(tasks)
}

/// Breaches with a step left.
fn breaches(look: &mut Look<'_, '_, Administrator>) -> Result<Vec<Task>, Refusal> {
    let (now, today) = (look.viewer.at(), look.viewer.today());
    let open = register::waiting(look)?.into_iter();
    Ok(open
        .map(|(id, course)| Task {
            sort: Sort::Right,
            title: "A breach of personal data".to_owned(),
            about: match left(&course, now) {
                Some(left) => format!("Of the 72 hours to tell the ICO: {left} (R-53)"),
                None => format!("Noticed on {} (R-53)", spoken_instant(course.aware_at)),
            },
            due: due(&course).map_or(today, london_day),
            urgent: due(&course).is_some(),
            href: format!("/breaches/{id}"),
            deed: step(&course).label(),
        })
        .collect())
}
