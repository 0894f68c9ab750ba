//! Who the person is, how they are written to, what members saw and suggested, special-category facts, associates.

use super::gather::Gathering;
use crate::{
    actions::Refusal,
    domain::{
        date::{spoken, spoken_instant},
        disclosure::copy,
        pack::gathered::{Item, Still},
        profile::{Profile, identity::ContactDetails},
        right::data_map::Part,
    },
    store,
};

fn contact(item: &mut Item, table: &'static str, contact: ContactDetails) {
    let ContactDetails { address, email } = contact;
    let split = table == "profiles";
    let column = |own: &'static str| if split { own } else { "contact" };
    item.add(column("contact.address"), "Address", address).add(column("contact.email"), "E-mail", email);
}

/// Identity and contact details, those of profiles that were joined to this one, and pictures.
pub(super) fn who(with: &mut Gathering<'_, '_>, own: Profile) -> Result<(), Refusal> {
    let (viewer, id, scheme) = (with.viewer, with.profile, with.scheme.id);
    let [mut who, days] = copy::profile(own);
    if let Some(written_to) = store::profile::contact(with.tx, &viewer, id)? {
        contact(&mut who, "profiles", written_to);
    }
    with.push(who);
    with.push(days);
    for joined in store::origin::joins(with.tx, &viewer, id)? {
        let mut item =
            Item::new(Part::Profile, "joined", joined.profile, "A profile that was joined to yours");
        let own = joined.identities.0;
        for identity in [own, joined.identities.1] {
            copy::identity_facts(&mut item, "joined", identity);
        }
        for details in [joined.contacts.0, joined.contacts.1].into_iter().flatten() {
            contact(&mut item, "joined", details);
        }
        item.add("joined_at", "Joined on", spoken_instant(joined.at)).add(
            "joined_by",
            "By",
            with.user(joined.by),
        );
        with.push(item);
        let mut days =
            Item::new(Part::Clocks, "joined", joined.profile, "The days of the profiles that were joined");
        let (own, theirs) = joined.days;
        days.add("own_created_on", "Yours was made on", spoken(own.created))
            .add_some("own_named_on", "Your name was confirmed on", own.named.map(spoken))
            .add_some("own_unmatched_on", "A report left yours on", own.unmatched.map(spoken))
            .add("created_on", "The other was made on", spoken(theirs.created))
            .add_some("named_on", "Its name was confirmed on", theirs.named.map(spoken))
            .add_some("unmatched_on", "A report left it on", theirs.unmatched.map(spoken));
        with.push(days);
    }
    for (item, kind, short) in store::held::origins(with.tx, scheme, id)? {
        let mut came = Item::new(Part::Profile, "origins", item, "An item that came with a joined profile");
        came.add("kind", "What", kind.replace('_', " "));
        with.push(came);
        if short {
            let mut counts = Item::new(Part::Clocks, "origins", item, "A report that counts for six months");
            counts.add("short", "Why", "It was made while your name was not known (R-28).");
            with.push(counts);
        }
    }
    for picture in store::picture::of_profiles(with.tx, scheme, &[id])? {
        still(with, picture, true, "Your picture");
    }
    Ok(())
}

/// A picture, with its days.
pub(super) fn still(
    with: &mut Gathering<'_, '_>,
    picture: crate::domain::photo::Picture,
    own: bool,
    about: &str,
) {
    let mut item = Item::new(Part::Pictures, "pictures", picture.id, about);
    item.add("uploaded_at", "It came on", spoken_instant(picture.uploaded_at))
        .add("main", "It is on your card", if picture.main { "Yes" } else { "No" })
        .add_some("erase_on", "Deleted on", picture.erase_on.map(spoken));
    with.push(item);
    with.found.stills.push(Still { id: picture.id, own, about: about.to_owned() });
}

/// Sightings, and names that were suggested.
pub(super) fn intelligence(with: &mut Gathering<'_, '_>) -> Result<(), Refusal> {
    let (viewer, id, scheme) = (with.viewer, with.profile, with.scheme.id);
    for seen in store::sighting::of_profile(with.tx, scheme, id)? {
        let mut item = Item::new(Part::Intelligence, "sightings", seen.id, "A member saw you");
        item.add("seen_at", "When", spoken_instant(seen.seen_at)).add(
            "erase_on",
            "Deleted on",
            spoken(seen.erase_on),
        );
        if let Some(premises) = seen.premises {
            item.add("premises", "Where, as the member’s place", with.place(seen.premises)).add_of(
                "premises",
                premises,
                "details",
                "Where",
                with.place(seen.premises),
            );
        }
        with.push(item);
    }
    for (suggestion, name, by, at) in store::suggestion::of_profile(with.tx, &viewer, id)? {
        let mut item =
            Item::new(Part::Intelligence, "suggestions", suggestion, "A member suggested who you are");
        item.others = with.named(by).into_iter().collect();
        item.add("name", "The name, and how they know", name).add("made_at", "When", spoken_instant(at)).add(
            "state",
            "What became of it",
            "Nobody has looked at it",
        );
        with.push(item);
    }
    Ok(())
}

/// Special-category facts with their audience, and associates without their names.
pub(super) fn special(with: &mut Gathering<'_, '_>) -> Result<(), Refusal> {
    let (viewer, id, scheme) = (with.viewer, with.profile, with.scheme.id);
    for fact in store::special::of_profile(with.tx, &viewer, id, None)? {
        let mut item = Item::new(Part::Special, "special_facts", fact.id, fact.kind.label());
        item.add("kind", "What it is about", fact.kind.label())
            .add("fact", "What is held", fact.words)
            .add("fact", "Why it is held", fact.reason)
            .add("source", "From", fact.source.label())
            .add("recorded_at", "Recorded on", spoken_instant(fact.recorded_at))
            .add("recorded_by", "By", with.user(fact.recorded_by));
        for business in fact.audience {
            item.add_of("special_audiences", fact.id, "business", "Shown to", with.business(business));
        }
        with.push(item);
    }
    for other in store::associate::of(with.tx, scheme, id)? {
        let mut item = Item::new(Part::Associates, "associates", other, "A link with somebody");
        item.add("other", "With", "Somebody: whom, is told to nobody listed (R-14)");
        with.push(item);
    }
    Ok(())
}
