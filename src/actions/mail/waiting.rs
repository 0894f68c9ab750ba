//! What waits in the post, as tasks of the inbox: enquiries to answer, mail that nobody took, letters to print.

use chrono::NaiveDate;

use crate::{
    actions::{
        Look, Refusal,
        incident::inbox::{Sort, Task},
    },
    domain::{
        date::london_day, member::evidence::Administrator, rules::REVIEW_WITHIN, sanction::letter::LetterKind,
    },
    store,
};

/// The tasks.
pub(in crate::actions) fn tasks(look: &mut Look<'_, '_, Administrator>) -> Result<Vec<Task>, Refusal> {
    let mut tasks = Vec::new();
    tasks.extend(enquiries(look)?);
    tasks.extend(undelivered(look)?);
    tasks.extend(unsent(look)?);
    Ok(tasks)
}

fn task(title: String, about: &str, due: NaiveDate, href: &str, deed: &'static str) -> Task {
    Task { sort: Sort::Post, title, about: about.to_owned(), due, urgent: false, href: href.to_owned(), deed }
}

fn some(count: i64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// What the public wrote: due from the oldest.
fn enquiries(look: &mut Look<'_, '_, Administrator>) -> Result<Option<Task>, Refusal> {
    let Some(oldest) = store::enquiry::oldest_waiting(look.tx, &look.viewer)? else { return Ok(None) };
    let count = store::enquiry::waiting(look.tx, &look.viewer)?;
    let title = some(count, "enquiry to answer", "enquiries to answer");
    let due = REVIEW_WITHIN.after_never_earlier(london_day(oldest));
    Ok(Some(task(title, "From the public, by the contact form", due, "/enquiries", "Read")))
}

/// Mail that was given up.
fn undelivered(look: &mut Look<'_, '_, Administrator>) -> Result<Option<Task>, Refusal> {
    let count = store::outbox::given_up(look.tx, look.scheme.id)?;
    let title = some(count, "message could not be delivered", "messages could not be delivered");
    let about = "Tell the person another way, then take it off the list";
    Ok((count > 0).then(|| task(title, about, look.viewer.today(), "/outbox", "Look")))
}

/// Letters on the end of a term that were neither mailed nor opened to print.
fn unsent(look: &mut Look<'_, '_, Administrator>) -> Result<Option<Task>, Refusal> {
    let (scheme, today) = (look.scheme.id, look.viewer.today());
    let mut days = Vec::new();
    for letter in store::letter::to_print(look.tx, scheme, LetterKind::ExpiryConfirmation)? {
        // Letters to people who are withdrawn are the controller's to print.
        if store::report::is_shown(look.tx, scheme, letter.profile, today)? {
            days.push(london_day(letter.issued_at));
        }
    }
    let Some(oldest) = days.first().copied() else { return Ok(None) };
    let count = i64::try_from(days.len()).unwrap_or(i64::MAX);
    let title = some(count, "letter to print and post", "letters to print and post");
    let about = "They confirm that an exclusion has ended";
    Ok(Some(task(title, about, REVIEW_WITHIN.after_never_earlier(oldest), "/notices", "Print")))
}
