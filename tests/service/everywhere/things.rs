//! What the parameter of a route stands for: a thing of one's own, of others, of somebody withdrawn, of another scheme.

use super::full::{Full, Set};

/// Whose thing an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Nothing is named.
    Plain,
    /// Sam's business's, or about a person who is shown.
    Own,
    /// Another business's.
    Others,
    /// About a person who is withdrawn; the report is Sam's own.
    Withdrawn,
    /// Of the other scheme.
    Foreign,
    /// A good id of nothing.
    Nothing,
}

impl Whose {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Own => "own",
            Self::Others => "others'",
            Self::Withdrawn => "withdrawn",
            Self::Foreign => "foreign",
            Self::Nothing => "nothing",
        }
    }
}

/// What a parameter names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Thing {
    Profile,
    Hold,
    Report,
    Still,
    Picture,
    Proposed,
    Decided,
    Letter,
    Enquiry,
    Request,
    Appeal,
    Mail,
    Leaving,
    User,
    Business,
    Premises,
    Link,
    Logo,
    Correction,
    Redaction,
    Change,
    Certificate,
    Agreement,
    Breach,
    Document,
    Client,
    Officer,
}

/// Beginnings of patterns, up to the parameter, the longest first; what the parameter after it names.
const NAMES: &[(&str, Thing)] = &[
    ("/assurance/agreements/", Thing::Agreement),
    ("/assurance/clients/", Thing::Client),
    ("/assurance/officers/", Thing::Officer),
    ("/assurance/certificates/", Thing::Certificate),
    ("/assurance/people/{}/hold/", Thing::Hold),
    ("/assurance/people/", Thing::Profile),
    ("/breaches/", Thing::Breach),
    ("/copy/", Thing::Link),
    ("/corrections/", Thing::Correction),
    ("/documents/", Thing::Document),
    ("/decisions/appeals/", Thing::Appeal),
    ("/decisions/leavings/", Thing::Leaving),
    ("/decisions/", Thing::Proposed),
    ("/enquiries/", Thing::Enquiry),
    ("/gallery/", Thing::Profile),
    ("/inbox/{}/pictures/", Thing::Still),
    ("/inbox/", Thing::Report),
    ("/letters/", Thing::Letter),
    ("/link/", Thing::Link),
    ("/logo/", Thing::Logo),
    ("/members/people/", Thing::User),
    ("/members/premises/", Thing::Premises),
    ("/members/roles/", Thing::User),
    ("/members/", Thing::Business),
    ("/notices/", Thing::Decided),
    ("/officer/images/", Thing::Picture),
    ("/officer/people/", Thing::Profile),
    ("/outbox/", Thing::Mail),
    ("/people/", Thing::Profile),
    ("/police/v1/images/", Thing::Picture),
    ("/police/v1/incidents/", Thing::Report),
    ("/police/v1/persons/", Thing::Profile),
    ("/pictures/", Thing::Picture),
    ("/redactions/", Thing::Redaction),
    ("/reports/", Thing::Report),
    ("/requests/{}/copy/pictures/", Thing::Picture),
    ("/requests/", Thing::Request),
    ("/settings/rules/changes/", Thing::Change),
    ("/stops/", Thing::User),
];

/// Patterns whose parameter names another thing than its beginning says.
const APART: &[(&str, Thing)] = &[("/requests/{id}/hidden", Thing::Appeal)];

/// Parameters that name no thing: what stands in their place.
const WORDS: &[(&str, &str)] = &[
    ("/assets/", "0"),
    ("/assurance/promises/", "2026-11.pdf"),
    ("/assets/{}/", "beadle.css"),
    ("/pictures/{}/", "thumb"),
    ("/privacy/", "members"),
];

/// A good id of nothing.
const NOTHING: &str = "0bad0bad-0bad-4bad-8bad-0bad0bad0bad";

/// The addresses of a pattern: one for each whose thing it may name.
pub fn addresses(full: &Full, pattern: &str) -> Vec<(Whose, String)> {
    let all = [Whose::Own, Whose::Others, Whose::Withdrawn, Whose::Foreign, Whose::Nothing];
    let plain = address(full, pattern, Whose::Plain);
    if let Some(path) = plain {
        return vec![(Whose::Plain, path)];
    }
    all.into_iter().filter_map(|whose| Some((whose, address(full, pattern, whose)?))).collect()
}

/// The address of a pattern with somebody's things; nothing if there is no such thing of theirs.
fn address(full: &Full, pattern: &str, whose: Whose) -> Option<String> {
    let (mut path, mut known) = (String::new(), String::new());
    for part in pattern.split_inclusive('/') {
        let (name, slash) = part.strip_suffix('/').map_or((part, ""), |name| (name, "/"));
        if !name.starts_with('{') {
            path.push_str(part);
            known.push_str(part);
            continue;
        }
        if let Some((_, word)) = WORDS.iter().find(|(before, _)| *before == known) {
            path.push_str(word);
        } else {
            let apart = APART.iter().find(|(whole, _)| *whole == pattern);
            let found = apart.or_else(|| NAMES.iter().find(|(before, _)| *before == known));
            let (_, thing) = found.unwrap_or_else(|| {
                panic!("{pattern}: say in tests/service/everywhere/things.rs what {name} stands for")
            });
            path.push_str(&thing_of(full, *thing, whose)?);
        }
        path.push_str(slash);
        known.push_str("{}");
        known.push_str(slash);
    }
    Some(path)
}

fn thing_of(full: &Full, thing: Thing, whose: Whose) -> Option<String> {
    let set = match whose {
        Whose::Plain => return None,
        Whose::Own => &full.own,
        Whose::Withdrawn => &full.withdrawn,
        Whose::Foreign => &full.foreign,
        Whose::Others => {
            return match thing {
                Thing::Report => Some(full.rival.report.to_string()),
                Thing::User => Some(full.rival.user.to_string()),
                Thing::Business => Some(full.rival.business.to_string()),
                Thing::Premises => Some(full.rival.premises.to_string()),
                Thing::Still => Some(full.rival.still.to_string()),
                _ => None,
            };
        }
        Whose::Nothing => {
            return Some(match thing {
                Thing::Letter => format!("{NOTHING}.txt"),
                Thing::Logo => format!("{NOTHING}.jpg"),
                _ => NOTHING.to_owned(),
            });
        }
    };
    named(set, thing, whose)
}

fn named(set: &Set, thing: Thing, whose: Whose) -> Option<String> {
    let of_person = match thing {
        Thing::Profile => Some(set.profile.to_string()),
        Thing::Hold => Some(set.hold.to_string()),
        Thing::Report => Some(set.report.to_string()),
        Thing::Still => Some(set.still.to_string()),
        Thing::Picture => Some(set.picture.to_string()),
        Thing::Proposed => Some(set.proposed.to_string()),
        Thing::Decided => Some(set.decided.to_string()),
        Thing::Letter => Some(format!("{}.txt", set.letter)),
        _ => None,
    };
    if of_person.is_some() || whose == Whose::Withdrawn {
        return of_person;
    }
    Some(match thing {
        Thing::Enquiry => set.enquiry.to_string(),
        Thing::Request => set.rights[0].to_string(),
        Thing::Appeal => set.rights[1].to_string(),
        Thing::Mail => set.mail.to_string(),
        Thing::Leaving => set.leaving.to_string(),
        Thing::Logo => format!("{}.jpg", set.logo),
        Thing::User => set.user.to_string(),
        Thing::Business => set.business.to_string(),
        Thing::Premises => set.premises.to_string(),
        Thing::Correction => set.pending.correction.to_string(),
        Thing::Redaction => set.pending.redaction.to_string(),
        Thing::Change => set.pending.change.to_string(),
        Thing::Certificate => set.pending.certificate.to_string(),
        Thing::Agreement => set.agreement.to_string(),
        Thing::Breach => set.pending.breach.to_string(),
        Thing::Document => set.pending.document.to_string(),
        Thing::Client => set.client.to_string(),
        Thing::Officer => set.officer.to_string(),
        _ => set.link.clone(),
    })
}
