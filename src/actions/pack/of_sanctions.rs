//! Warnings and exclusions, letters, decisions.

use super::gather::Gathering;
use crate::{
    actions::Refusal,
    domain::{
        date::{spoken, spoken_instant},
        ids::SanctionId,
        pack::gathered::Item,
        right::data_map::Part,
        sanction::{Sanction, code::Code},
    },
    store,
};

/// Warnings and exclusions, with what they rely on; letters, and mail that waits.
pub(super) fn sanctions(with: &mut Gathering<'_, '_>) -> Result<(), Refusal> {
    let (viewer, id, scheme) = (with.viewer, with.profile, with.scheme.id);
    for given in store::sanction::of_profiles(with.tx, scheme, &[id])? {
        let item = sanction(with, &given)?;
        with.push(item);
    }
    for letter in store::letter::of_profile(with.tx, scheme, id)? {
        let kind = letter.kind.name();
        let heading = format!("{kind}, {}", spoken_instant(letter.issued_at));
        let mut item = Item::new(Part::Letters, "letters", letter.id, heading.clone());
        item.add("kind", "What", kind)
            .add("issued_at", "Written on", spoken_instant(letter.issued_at))
            .add_some("sent_at", "E-mailed on", letter.sent_at.map(spoken_instant))
            .add_some("printed_at", "Opened to print on", letter.printed_at.map(spoken_instant));
        with.push(item);
        // What was never sent or printed says nothing to anybody: its words stand with the decision, others masked.
        if letter.sent_at.or(letter.printed_at).is_some() {
            with.found.letters.push((letter.id, heading));
        }
    }
    let mut owners: Vec<uuid::Uuid> = with.all.iter().map(|id| id.uuid()).collect();
    let which = store::right::Which { of: Some(id), ..Default::default() };
    let asked = store::right::list(with.tx, scheme, which, viewer.today(), i64::MAX)?;
    owners.extend(asked.iter().map(|request| request.id.uuid()));
    for owner in owners {
        for mail in store::held::mail(with.tx, &viewer, owner)? {
            if mail.queued > with.until {
                continue;
            }
            let mut item =
                Item::new(Part::Letters, "outbox", mail.id, "An e-mail to you, or about your request");
            item.add("state", "Where it stands", mail.standing.label())
                .add_some("message", "What it says", mail.words.as_deref().map(without_code))
                .add("queued_at", "Written on", spoken_instant(mail.queued))
                .add_some("settled_at", "Sent or given up on", mail.settled.map(spoken_instant))
                .add("erase_on", "Deleted on", spoken(mail.erase_on));
            with.push(item);
        }
    }
    Ok(())
}

/// A message without the private code in it: that is the person's, and the desk is not shown it.
fn without_code(words: &str) -> String {
    let is_code =
        |word: &&str| word.contains('-') && Code::read(word).is_some_and(|code| code.spoken() == **word);
    let codes: Vec<&str> = words.split_whitespace().filter(is_code).collect();
    codes.into_iter().fold(words.to_owned(), |words, code| words.replace(code, "[your code]"))
}

fn sanction(with: &mut Gathering<'_, '_>, given: &Sanction) -> Result<Item, Refusal> {
    let (viewer, scheme) = (with.viewer, with.scheme.id);
    let (statement, decision) = store::sanction::words(with.tx, &viewer, given)?;
    let (ended, served_by) = store::held::sanction_end(with.tx, scheme, given.id)?;
    let heading = format!("{}, proposed on {}", given.kind.label(), spoken_instant(given.proposed_at));
    let mut item = Item::new(Part::Sanctions, "sanctions", given.id, heading);
    item.others =
        [given.proposed_by, given.decided_by].into_iter().filter_map(|user| with.named(user)).collect();
    item.add("kind", "What", given.kind.label())
        .add("state", "Where it stands", given.state.label())
        .add_some("months", "For", given.months.map(|months| format!("{months} months")))
        .add("everywhere", "From all members’ premises", if given.everywhere { "Yes" } else { "No" })
        .add("statement", "Why it was proposed", statement)
        .add_some("decision", "Why it was decided", decision)
        .add("proposed_at", "Proposed on", spoken_instant(given.proposed_at))
        .add("proposed_by", "Proposed by", with.user(given.proposed_by))
        .add_some("decided_at", "Decided on", given.decided_at.map(spoken_instant))
        .add_some("decided_by", "Decided by", given.decided_by.map(|user| with.user(Some(user))))
        .add_some("served_on", "Served on", given.served_on.map(spoken))
        .add_some("served_how", "How", given.served_how.map(|how| how.label()))
        .add_some("served_by", "Service recorded by", served_by.map(|user| with.user(Some(user))))
        .add_some("ends_on", "Its last day", given.ends_on.map(spoken))
        .add_some("ended_on", "It ended on", ended.map(spoken))
        .add_some("revoked_on", "Taken back on", given.revoked_on.map(spoken))
        .add("expiry_told", "You were told that it ended", if given.expiry_told { "Yes" } else { "No" });
    reach(with, &mut item, given.id)?;
    Ok(item)
}

/// The reports it relies on, and the premises it names.
fn reach(with: &mut Gathering<'_, '_>, item: &mut Item, id: SanctionId) -> Result<(), Refusal> {
    let scheme = with.scheme.id;
    for incident in store::sanction::relied_on(with.tx, scheme, id)? {
        let incident = store::incident::load(with.tx, scheme, incident)?;
        let number = incident.spoken_reference(&with.scheme.name);
        item.add_of("sanction_incidents", id, "incident", "Relies on report", number);
    }
    for premises in store::sanction::premises(with.tx, scheme, id)? {
        let place = with.place(Some(premises));
        item.add_of("sanction_premises", id, "premises", "Keeps you from", place);
    }
    Ok(())
}

/// Best-interests decisions; what else was decided, with its reason, is read from the audit trail.
pub(super) fn decisions(with: &mut Gathering<'_, '_>) -> Result<(), Refusal> {
    let viewer = with.viewer;
    for made in store::held::best_interests(with.tx, &viewer, with.profile)? {
        let (circulate, photo) = made.decided;
        let ((proposed_by, proposed_at), (confirmed_by, confirmed_at)) = (made.proposed, made.confirmed);
        let mut item =
            Item::new(Part::Decisions, "best_interests", made.id, "What is best for you as a child");
        item.others = [proposed_by, confirmed_by].into_iter().filter_map(|user| with.named(user)).collect();
        item.add("circulate", "Shown to members", if circulate { "Yes" } else { "No" })
            .add("photo", "With your picture", if photo { "Yes" } else { "No" })
            .add("reason", "Why", made.reason)
            .add("proposed_at", "Proposed on", spoken_instant(proposed_at))
            .add("proposed_by", "Proposed by", with.user(proposed_by))
            .add_some("confirmed_at", "Confirmed on", confirmed_at.map(spoken_instant))
            .add_some("confirmed_by", "Confirmed by", confirmed_by.map(|user| with.user(Some(user))));
        with.push(item);
    }
    Ok(())
}
