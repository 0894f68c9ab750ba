//! A letter's values, gathered from the rows. Every period comes from the scheme's rules.

use crate::{
    actions::{
        Refusal, Service,
        letter::keep::reference,
        profile::bound::{bound, promised},
        sanction::{case::Case, premises},
    },
    config::Settings,
    domain::{
        date::london_day,
        disclosure::subject::Own,
        ids::LetterId,
        member::evidence::{Scheduler, Viewer},
        rules::{BEYOND_RECOVERY, Rules},
        sanction::{Sanction, code::Code, kind::Kind, letter::LetterKind},
        scheme::Scheme,
    },
    letters::letter::{
        Access, Appeal, Body, ExclusionNotice, ExpiryConfirmation, Guardian, Incident, Letter, Logo,
        Premises, Privacy, PrivacyDays, Recipient, Sender, Term, Warning,
    },
    store::{self, Read},
};

/// What a letter is made of.
pub(super) struct Facts<'a> {
    pub scheme: &'a Scheme,
    pub settings: &'a Settings,
    pub sanction: &'a Sanction,
    pub kind: LetterKind,
    pub id: LetterId,
    pub code: &'a Code,
}

/// The letter, and the person's e-mail address where one is held.
pub(super) fn compose(
    tx: &mut Read<'_>,
    viewer: &Viewer<Scheduler>,
    facts: &Facts<'_>,
) -> Result<(Letter, String), Refusal> {
    let Facts { scheme, sanction, kind, id, .. } = facts;
    let person = Own::of(store::profile::load(tx, viewer, sanction.profile)?);
    let contact = store::profile::contact(tx, viewer, sanction.profile)?.unwrap_or_default();
    let body = body(tx, viewer, facts, &person)?;
    let young = person.young(viewer.today()) && *kind != LetterKind::Guardian;
    // The address that is held is the child's own: to a parent or guardian it goes by hand or by post.
    let (name, email) = match kind {
        LetterKind::Guardian => (format!("The parent or guardian of {}", person.name), String::new()),
        _ => (person.name, contact.email),
    };
    let letter = Letter {
        sender: sender(scheme, store::scheme::logo(tx, scheme.id)?),
        recipient: Recipient { name, address: lines(&contact.address) },
        date: viewer.today(),
        reference: reference(&scheme.name, *id),
        body,
        large_print: false,
        young,
    };
    Ok((letter, email))
}

/// What the letter says.
fn body(
    tx: &mut Read<'_>,
    viewer: &Viewer<Scheduler>,
    facts: &Facts<'_>,
    person: &Own,
) -> Result<Body, Refusal> {
    let Facts { scheme, settings, sanction, kind, id: _, code } = facts;
    let rules = Service::rules(scheme)?;
    let decided = london_day(sanction.decided_at.unwrap_or(sanction.proposed_at));
    let promised = promised(tx, scheme, decided)?;
    let bound = bound(tx, scheme, sanction.profile)?;
    let case = Case::load(tx, viewer, scheme, sanction.profile)?;
    let incidents = case
        .behind(sanction.id)
        .into_iter()
        .map(|incident| Incident {
            date: incident.occurred,
            kind: incident.kind.label().to_owned(),
            premises: incident.premises.clone(),
            summary: incident.summary.clone(),
        })
        .collect();
    let access = access(settings, scheme, code);
    Ok(match kind {
        LetterKind::Warning => Body::Warning(Warning {
            incidents,
            next_term_months: rules.exclusion_term,
            access,
            privacy: privacy(&bound, Some(person)),
        }),
        LetterKind::ExclusionNotice => {
            let reasons = store::sanction::words(tx, viewer, sanction)?.1.unwrap_or_default();
            let sites = premises::listed(tx, viewer, sanction.id)?;
            Body::ExclusionNotice(ExclusionNotice {
                incidents,
                reasons: lines(&reasons),
                premises: sites
                    .into_iter()
                    .map(|site| Premises { name: site.name, address: lines(&site.address).join(", ") })
                    .collect(),
                term_months: sanction.months.unwrap_or(rules.exclusion_term),
                term: term(sanction),
                appeal: Appeal {
                    within_days: promised.appeal.n,
                    review_after_months: promised.review_after.n,
                },
                access,
                privacy: privacy(&bound, None),
            })
        }
        LetterKind::ExpiryConfirmation => Body::ExpiryConfirmation(ExpiryConfirmation {
            term: term(sanction).ok_or(Refusal::NotFound)?,
            access,
            privacy: privacy(&bound, Some(person)),
        }),
        LetterKind::Guardian => Body::Guardian(Guardian {
            child: person.name.clone(),
            term_months: match sanction.kind {
                Kind::Warning => None,
                Kind::Exclusion => Some(sanction.months.unwrap_or(rules.exclusion_term)),
            },
            incidents,
            access,
            privacy: privacy(&bound, Some(person).filter(|_| sanction.served_on.is_some())),
        }),
        LetterKind::SchemeRules | LetterKind::AppealOutcome | LetterKind::Correction => {
            return Err(Refusal::NotFound);
        }
    })
}

pub(super) fn sender(scheme: &Scheme, logo: Option<Vec<u8>>) -> Sender {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Sender {
        name: scheme.name.clone(),
        address: lines(&scheme.contact.address),
        email: given(&scheme.contact.email),
        phone: given(&scheme.contact.phone),
        logo: logo.map(Logo::Jpeg),
    }
}

/// The code stands behind a `#` in the link: a browser sends that part to nobody, so no log ever holds it.
pub(super) fn access(settings: &Settings, scheme: &Scheme, code: &Code) -> Access {
    let page = settings.url(&scheme.host, "/n");
    let code = code.spoken();
    let typed = page.split_once("://").map_or(page.as_str(), |(_, rest)| rest).to_owned();
    Access { link: format!("{page}#{code}"), page: typed, code }
}

/// How long, in days where they are known. Those of an exclusion turn on its service, which is to come.
pub(super) fn privacy(rules: &Rules, person: Option<&Own>) -> Privacy {
    let days = person.and_then(|person| {
        Some(PrivacyDays { shown_until: person.shown_until?, erased_on: person.erased_on })
    });
    Privacy {
        days,
        shown_months: rules.circulation.n,
        withdrawn_months: rules.cold.n,
        backup_days: BEYOND_RECOVERY.n,
    }
}

fn term(sanction: &Sanction) -> Option<Term> {
    let (starts, ends) = sanction.served_on.zip(sanction.ends_on)?;
    Some(Term { starts, ends })
}

pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
