//! Clocks and legal holds, requests with their copies, and wrong matches that were put right.

use super::gather::Gathering;
use crate::{
    actions::{Refusal, profile::bound::bound},
    domain::{
        date::{spoken, spoken_instant},
        pack::{Pack, gathered::Item},
        profile::explain::explain,
        right::{Asking, Notes, Request, data_map::Part, restricting::Restriction},
    },
    store,
};

/// Until when the profile is shown and kept, and why; what puts that off.
pub(super) fn clocks(with: &mut Gathering<'_, '_>) -> Result<(), Refusal> {
    let (viewer, id, scheme) = (with.viewer, with.profile, with.scheme.id);
    let history = store::history::load(with.tx, scheme, id)?;
    let rules = bound(with.tx, with.scheme, id)?;
    let explained = explain(&history, &rules, viewer.today());
    let begun = store::history::begun_under(with.tx, scheme, id)?;
    let dated = store::profile::dated_at(with.tx, scheme, id)?;
    let mut item = Item::new(Part::Clocks, "profiles", id, "Why these days");
    item.add("shown_until", "Shown", explained.shown).add("erased_on", "Deleted", explained.erased);
    for sentence in explained.deferred.into_iter().chain(explained.would_change) {
        item.add("erased_on", "And", sentence);
    }
    item.add("rules_version", "Under the rules, version", begun.to_string())
        .add("dated_at", "Last reckoned on", spoken_instant(dated))
        .add_some("unmatched_on", "A report left your profile on", history.unmatched.map(spoken));
    if let Some(curb) = history.curb {
        item.add("curbed_on", "Taken down early on", spoken(curb.on)).add(
            "curbed_to",
            "It counts until then at most",
            spoken(curb.to),
        );
    }
    with.push(item);
    let approvers = store::held::hold_approvers(with.tx, scheme, id)?;
    for hold in store::hold::of_profile(with.tx, &viewer, id)? {
        let by = approvers.iter().find(|(known, _)| *known == hold.id).and_then(|(_, by)| *by);
        let mut item = Item::new(Part::Holds, "holds", hold.id, "Kept for proceedings or a claim");
        item.others = with.named(by).into_iter().collect();
        item.add("reason", "Why", hold.reason)
            .add("since", "Since", spoken(hold.since))
            .add_some("reviewed_on", "Looked at again on", hold.reviewed.map(spoken))
            .add("until", "To be looked at again by", spoken(hold.until))
            .add_some("lifted_on", "Ended on", hold.lifted.map(spoken))
            .add("approved_by", "Approved by", with.user(by));
        with.push(item);
    }
    Ok(())
}

/// What the person asked for, and what they were answered.
pub(super) fn requests(with: &mut Gathering<'_, '_>) -> Result<(), Refusal> {
    let (viewer, id, scheme) = (with.viewer, with.profile, with.scheme.id);
    let which = store::right::Which { of: Some(id), ..Default::default() };
    for request in store::right::list(with.tx, scheme, which, viewer.today(), i64::MAX)? {
        let (asking, notes) = store::right::words(with.tx, &viewer, request.id)?;
        let letter_due = store::held::letter_due(with.tx, scheme, request.id)?;
        let mut item = asked(with, &request, letter_due);
        said(&mut item, asking, notes);
        for one in store::restriction::of_request(with.tx, scheme, request.id)? {
            hidden(with, &mut item, &one)?;
        }
        for pack in store::pack::of_request(with.tx, scheme, request.id)? {
            copied(with, &mut item, &pack);
        }
        with.push(item);
    }
    Ok(())
}

fn asked(with: &Gathering<'_, '_>, request: &Request, letter_due: bool) -> Item {
    let reference = request.spoken_reference(&with.scheme.name);
    let heading = format!("{}, {reference}, {}", request.kind.label(), spoken(request.received));
    let mut item = Item::new(Part::Requests, "requests", request.id, heading);
    item.add("reference", "Number", reference)
        .add("kind", "What you asked for", request.kind.label())
        .add("way", "How it came", request.way.label())
        .add_some("ground", "Ground", request.ground.map(|ground| ground.label()))
        .add("received_on", "Received on", spoken(request.received))
        .add("entered_at", "Entered on", spoken_instant(request.entered))
        .add_some("recorded_by", "Entered by", request.recorded_by.map(|user| with.user(Some(user))))
        .add_some("acknowledged_on", "You were told that we have it on", request.acknowledged.map(spoken))
        .add_some(
            "identity_asked_on",
            "Proof of identity asked for on",
            request.identity.map(|one| spoken(one.on)),
        )
        .add_some(
            "identity_proven_on",
            "Identity proven on",
            request.identity.and_then(|one| one.settled).map(spoken),
        )
        .add_some("clarity_asked_on", "Asked what you mean on", request.clarity.map(|one| spoken(one.on)))
        .add_some(
            "clarity_given_on",
            "You explained it on",
            request.clarity.and_then(|one| one.settled).map(spoken),
        )
        .add_some("extended_on", "Told that a part takes longer on", request.extended.map(spoken))
        .add_some("first_sent_on", "What was ready was sent on", request.first_sent.map(spoken))
        .add_some("outcome", "What came of it", request.outcome.map(|outcome| outcome.label()))
        .add_some("decided_by", "Decided by", request.decided_by.map(|user| with.user(Some(user))))
        .add("letter_due", "A letter is still to be written", if letter_due { "Yes" } else { "No" })
        .add_some("closed_on", "Closed on", request.closed.map(spoken))
        .add_some("erase_on", "Deleted on", request.erase_on.map(spoken));
    item
}

fn said(item: &mut Item, asking: Asking, notes: Notes) {
    let Asking { name, born, email, phone, address, words, acts } = asking;
    item.add("asking", "Your name", name)
        .add_some("asking", "Your date of birth", born.map(spoken))
        .add("asking", "Your e-mail", email)
        .add("asking", "Your telephone", phone)
        .add("asking", "Your address", address)
        .add("asking", "Your words", words)
        .add("asking", "Who asked for you", acts);
    let Notes { identity, clarity, extension, answer } = notes;
    item.add("notes", "Why your identity was asked for", identity)
        .add("notes", "What was not clear", clarity)
        .add("notes", "Which part takes longer", extension)
        .add("notes", "The answer", answer);
}

/// What was hidden for the request meanwhile, and why.
fn hidden(with: &mut Gathering<'_, '_>, item: &mut Item, one: &Restriction) -> Result<(), Refusal> {
    let (table, id) = ("restrictions", one.id);
    let why = store::restriction::why(with.tx, &with.viewer, one)?;
    item.others.extend(with.named(why.decided_by));
    item.add_of(table, id, "part", "Hidden meanwhile", one.part.label())
        .add_of(table, id, "since", "Since", spoken(one.since))
        .add_of(table, id, "reason", "Why", why.reason)
        .add_of(table, id, "decided_by", "Decided by", with.user(why.decided_by));
    if let Some(day) = one.lifted {
        item.add_of(table, id, "lifted_on", "Shown again on", spoken(day));
        item.add_of(table, id, "lifted", "Why it is shown again", why.lifted);
    }
    Ok(())
}

/// A copy that was made for the request; this one included, as far as it was begun.
fn copied(with: &Gathering<'_, '_>, item: &mut Item, pack: &Pack) {
    let id = pack.id;
    item.add_of("packs", id, "begun_at", "A copy was begun on", spoken_instant(pack.begun_at)).add_of(
        "packs",
        id,
        "begun_by",
        "Begun by",
        with.user(pack.begun_by),
    );
    let Some((approved_by, at)) = pack.approved else { return };
    item.add_of("packs", id, "state", "Where it stands", pack.state.label());
    if let Some((proposed_by, at)) = pack.proposed {
        item.add_of("packs", id, "proposed_at", "Put together on", spoken_instant(at)).add_of(
            "packs",
            id,
            "proposed_by",
            "Put together by",
            with.user(proposed_by),
        );
    }
    item.add_of("packs", id, "approved_at", "Approved on", spoken_instant(at)).add_of(
        "packs",
        id,
        "approved_by",
        "Approved by",
        with.user(approved_by),
    );
    for (column, label, value) in [
        ("opened_at", "Collected on", pack.opened_at.map(spoken_instant)),
        ("erase_on", "Deleted by", pack.erase_on.map(spoken)),
    ] {
        if let Some(value) = value {
            item.add_of("packs", id, column, label, value);
        }
    }
}

/// What was put right, and who was told.
pub(super) fn put_right(with: &mut Gathering<'_, '_>) -> Result<(), Refusal> {
    let (scheme, id) = (with.scheme.id, with.profile);
    for (correction, wrong, at, items, letter_due) in store::held::corrections(with.tx, scheme, id)? {
        let mut item = Item::new(Part::Corrections, "corrections", correction, "Something was put right");
        item.add("wrong", "What was wrong", wrong.label());
        item.add("made_at", "When", spoken_instant(at)).add("items", "How many", items.to_string()).add(
            "letter_due",
            "A letter is still to be written",
            if letter_due { "Yes" } else { "No" },
        );
        for (user, read) in store::held::told(with.tx, scheme, correction)? {
            let read = read.map_or_else(|| "not read yet".to_owned(), spoken_instant);
            item.add_of("told", correction, "user_id", "Told to", with.user(Some(user))).add_of(
                "told",
                correction,
                "read_at",
                "Who read it on",
                read,
            );
        }
        with.push(item);
    }
    Ok(())
}
