//! What waits for a second person: a report that an administrator recorded by telephone, a child's best
//! interests; deletions whose certificate is held back; letters of correction that nobody else may open
//! who looked unusually; an audit trail without its witness; agreements to be reviewed
//! and data-protection documents; breaches of personal data; and what somebody withdrawn asks for.

use crate::{
    actions::{
        Look, Refusal, agency::agreements, audit::witnessed, data_breach::register, document,
        member::looking, right::board,
    },
    domain::{
        assurance::witnessed::{unwitnessed, waited},
        certificate::deletion::held_back,
        date::{london_day, spoken, spoken_instant},
        disclosure::controller::Person,
        incident::report::State,
        member::evidence::{Acting, Controller},
        right::{Kind, clock::next_day},
        sanction::letter::LetterKind,
    },
    store::{self, incident::Which, right::Which as Rights},
};

/// So many of the newest letters are looked through.
const LETTERS: i64 = 200;

pub(super) fn second(look: &mut Look<'_, '_, Controller>) -> Result<Vec<(String, String)>, Refusal> {
    let (scheme, viewer, today) = (look.scheme.id, look.viewer, look.viewer.today());
    let mut waiting = Vec::new();
    for stop in looking::list(look.tx, &viewer)? {
        look.concerns(stop.user);
        waiting.push((format!("Unusual looking: {} was stopped", stop.who()), "/stops".to_owned()));
    }
    waiting.extend(unwatched(look)?);
    waiting.extend(register::for_the_controller(look)?);
    waiting.extend(agreements::to_review(look)?);
    waiting.extend(document::register::for_the_controller(look)?);
    let submitted = Which { state: Some(State::Submitted), ..Which::default() };
    for incident in store::incident::list(look.tx, scheme, submitted)? {
        if incident.recorder.is_some() && incident.recorder != viewer.user() {
            look.concerns(incident.id);
            let reference = incident.spoken_reference(&look.scheme.name);
            waiting.push((
                format!("Review {reference}, recorded by telephone"),
                format!("/inbox/{}", incident.id),
            ));
        }
    }
    for (child, _) in store::minor::waiting(look.tx, scheme)? {
        let latest = store::minor::latest(look.tx, &viewer, child)?;
        if latest.is_some_and(|one| one.confirmed_by.is_none() && one.proposed_by != viewer.user()) {
            look.concerns(child);
            let called = Person::of(store::profile::load(look.tx, &viewer, child)?, today).called;
            waiting.push((format!("Best interests of {called}"), format!("/assurance/people/{child}")));
        }
    }
    let uncertified = store::certificate::pending(look.tx, scheme)?;
    if let Some(oldest) = uncertified.first().filter(|one| held_back(one.deleted_at, viewer.at())) {
        let since = spoken(london_day(oldest.deleted_at));
        let words = match uncertified.len() {
            1 => format!("1 deletion is not certified yet, since {since}"),
            n => format!("{n} deletions are not certified yet, the oldest since {since}"),
        };
        waiting.push((words, "/assurance/certificates".to_owned()));
    }
    waiting.extend(of_withdrawn(look)?);
    for (request, by) in store::pack::proposed(look.tx, scheme)? {
        if by != look.viewer.user() {
            look.concerns(request);
            let words = "Approve a copy of everything, as a second person".to_owned();
            waiting.push((words, format!("/requests/{request}/copy")));
        }
    }
    let letters = store::letter::list(look.tx, scheme, LETTERS)?;
    let unsent = letters.into_iter().filter(|one| {
        matches!(one.kind, LetterKind::Correction | LetterKind::AppealOutcome)
            && one.sent_at.is_none()
            && one.printed_at.is_none()
    });
    for letter in unsent {
        look.concerns(letter.profile);
        waiting
            .push((format!("Print a letter: {}", letter.kind.name()), format!("/letters/{}.pdf", letter.id)));
    }
    Ok(waiting)
}

/// What people ask for who are withdrawn: nobody else answers it.
fn of_withdrawn(look: &mut Look<'_, '_, Controller>) -> Result<Vec<(String, String)>, Refusal> {
    let (scheme, today) = (look.scheme.id, look.viewer.today());
    let mut waiting = Vec::new();
    for request in store::right::list(look.tx, scheme, Rights::default(), today, board::PAGE)? {
        let Some((profile, due)) = request.profile.zip(next_day(&request)) else { continue };
        if !store::report::is_shown(look.tx, scheme, profile, today)? {
            look.concerns(request.id);
            let (what, day) = (request.kind.label(), spoken(due));
            let words = format!("{what}, about somebody who is not shown: the next day is {day}");
            let page = match request.kind {
                Kind::Appeal | Kind::Review => "/decisions/appeals",
                _ => "/requests",
            };
            waiting.push((words, format!("{page}/{}", request.id)));
        }
    }
    Ok(waiting)
}

/// The alarm that the audit trail is without its witness, as it stands at this moment.
fn unwatched(look: &mut Look<'_, '_, Controller>) -> Result<Option<(String, String)>, Refusal> {
    let (settings, ring, now) = (look.service.settings(), look.tx.vault.ring(), look.viewer.at());
    let Some(by) = witnessed::known(settings, &ring)? else { return Ok(None) };
    let state = witnessed::state(look.tx, &settings.heads(), look.scheme.id, &ring, &by.key)?;
    let since = state.uncovered.filter(|_| unwitnessed(state.uncovered, now));
    Ok(since.map(|since| {
        let (long, from) = (waited(since, now), spoken_instant(since));
        let words = format!(
            "Ask why the witness is silent: the audit trail has waited for it for {long}, since {from}"
        );
        (words, "/assurance/promises".to_owned())
    }))
}
