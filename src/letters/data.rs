//! A letter's values as the templates read them. Values stay values: they travel as JSON strings, and no
//! template builds markup from them.

use chrono::{Datelike, Days, NaiveDate};
use fast_qr::{QRBuilder, convert::Builder, convert::svg::SvgBuilder};
use serde_json::{Value, json};

use super::{
    LetterError,
    letter::{Access, Appeal, Body, Incident, Letter, Logo, Outcome, Premises, Privacy, Request, Term},
};
use crate::domain::{date, sanction::letter::LetterKind};

/// The file that holds the words of a kind of letter.
pub fn template(kind: LetterKind) -> &'static str {
    match kind {
        LetterKind::Warning => "warning.typ",
        LetterKind::ExclusionNotice => "exclusion_notice.typ",
        LetterKind::SchemeRules => "scheme_rules.typ",
        LetterKind::ExpiryConfirmation => "expiry_confirmation.typ",
        LetterKind::AppealOutcome => "appeal_outcome.typ",
        LetterKind::Correction => "correction.typ",
        LetterKind::Guardian => "guardian.typ",
    }
}

/// All values of a letter, each string passed through `printed`.
pub fn values(letter: &Letter, printed: fn(&str) -> String) -> Value {
    let Letter { sender, recipient, date: today, reference, body, large_print, young } = letter;
    let by_hand = vec!["By hand".to_owned()];
    let address = if recipient.address.is_empty() { &by_hand } else { &recipient.address };
    let mut values = json!({
        "template": template(letter.kind()),
        "sender": {
            "name": sender.name, "address": sender.address, "email": sender.email, "phone": sender.phone,
        },
        "logo": sender.logo.as_ref().map(|logo| logo_file(logo).0),
        "name": recipient.name,
        "address": address,
        "date": { "year": today.year(), "month": today.month(), "day": today.day(), "spoken": spoken(*today) },
        "reference": reference,
        "large_print": large_print,
        "young": young,
        "access": access(body).map(|access| json!({ "code": access.code, "page": access.page })),
        "privacy": privacy(privacy_of(body)),
    });
    if let (Value::Object(all), Value::Object(own)) = (&mut values, own(body)) {
        all.extend(own);
    }
    each_string(&mut values, printed);
    values
}

/// The values that only one kind of letter has.
fn own(body: &Body) -> Value {
    match body {
        Body::Warning(warning) => json!({
            "incidents": incidents(&warning.incidents), "next_term_months": warning.next_term_months,
        }),
        Body::ExclusionNotice(notice) => json!({
            "incidents": incidents(&notice.incidents),
            "reasons": notice.reasons,
            "premises": notice.premises.iter().map(premises).collect::<Vec<_>>(),
            "term_months": notice.term_months,
            "term": notice.term.as_ref().map(term),
            "appeal": appeal(&notice.appeal),
        }),
        Body::SchemeRules(rules) => json!({
            "counting": rules.counting,
            "usual_term_months": rules.usual_term_months,
            "term_range_months": [rules.term_range_months.0, rules.term_range_months.1],
            "appeal": appeal(&rules.appeal),
        }),
        Body::ExpiryConfirmation(expiry) => json!({ "term": term(&expiry.term) }),
        Body::AppealOutcome(decision) => json!({
            "request": match decision.request { Request::Appeal => "appeal", Request::Review => "review" },
            "received": spoken(decision.received),
            "decided": spoken(decision.decided),
            "outcome": outcome(&decision.outcome),
            "reasons": decision.reasons,
        }),
        Body::Correction(correction) => json!({
            "made": spoken(correction.made),
            "wrong": correction.wrong.as_str(),
            "items": correction.items,
            "nothing-left": correction.nothing_left,
            "erased": spoken(correction.erased),
        }),
        Body::Guardian(guardian) => json!({
            "child": guardian.child,
            "about": if guardian.term_months.is_none() { "warning" } else { "exclusion" },
            "term_months": guardian.term_months,
            "incidents": incidents(&guardian.incidents),
        }),
    }
}

/// The key to the person's own page, if the letter has one.
pub fn access(body: &Body) -> Option<&Access> {
    match body {
        Body::Warning(warning) => Some(&warning.access),
        Body::ExclusionNotice(notice) => Some(&notice.access),
        Body::SchemeRules(_) => None,
        Body::ExpiryConfirmation(expiry) => Some(&expiry.access),
        Body::AppealOutcome(decision) => Some(&decision.access),
        Body::Correction(correction) => Some(&correction.access),
        Body::Guardian(guardian) => Some(&guardian.access),
    }
}

fn privacy_of(body: &Body) -> &Privacy {
    match body {
        Body::Warning(warning) => &warning.privacy,
        Body::ExclusionNotice(notice) => &notice.privacy,
        Body::SchemeRules(rules) => &rules.privacy,
        Body::ExpiryConfirmation(expiry) => &expiry.privacy,
        Body::AppealOutcome(decision) => &decision.privacy,
        Body::Correction(correction) => &correction.privacy,
        Body::Guardian(guardian) => &guardian.privacy,
    }
}

fn privacy(notice: &Privacy) -> Value {
    let after =
        |day: NaiveDate, days: u32| spoken(day.checked_add_days(Days::new(days.into())).unwrap_or(day));
    json!({
        "days": notice.days.map(|days| json!({
            "shown_until": spoken(days.shown_until),
            "withdrawn_on": after(days.shown_until, 1),
            "erased_on": spoken(days.erased_on),
            "backups_until": after(days.erased_on, notice.backup_days),
        })),
        "shown_months": notice.shown_months,
        "withdrawn_months": notice.withdrawn_months,
        "backup_days": notice.backup_days,
    })
}

fn incidents(all: &[Incident]) -> Vec<Value> {
    let one = |incident: &Incident| {
        json!({
            "date": spoken(incident.date),
            "kind": incident.kind,
            "premises": incident.premises,
            "summary": paragraphs(&incident.summary),
        })
    };
    all.iter().map(one).collect()
}

/// A text typed in a form: its lines that hold something.
fn paragraphs(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

fn premises(place: &Premises) -> Value {
    json!({ "name": place.name, "address": place.address })
}

fn term(term: &Term) -> Value {
    json!({ "starts": spoken(term.starts), "ends": spoken(term.ends) })
}

fn appeal(appeal: &Appeal) -> Value {
    json!({ "within_days": appeal.within_days, "review_after_months": appeal.review_after_months })
}

fn outcome(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Ended => json!({ "kind": "ended" }),
        Outcome::Changed(changes) => json!({ "kind": "changed", "changes": changes }),
        Outcome::Unchanged(ends) => json!({ "kind": "unchanged", "ends": ends.map(spoken) }),
    }
}

/// A day as people write it, kept on one line.
fn spoken(day: NaiveDate) -> String {
    date::spoken(day).replace(' ', "\u{a0}")
}

fn each_string(value: &mut Value, printed: fn(&str) -> String) {
    match value {
        Value::String(text) => *text = printed(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_string(item, printed)),
        Value::Object(fields) => fields.values_mut().for_each(|field| each_string(field, printed)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A QR code as a picture of lines, without a margin: the sheet around it is white.
pub fn qr_code(link: &str) -> Result<String, LetterError> {
    let code = QRBuilder::new(link).build().map_err(|_| LetterError::LinkTooLong)?;
    Ok(SvgBuilder::default().margin(0).to_str(&code))
}

/// A logo's file name in the letter's world, and its bytes.
pub fn logo_file(logo: &Logo) -> (&'static str, &[u8]) {
    match logo {
        Logo::Png(bytes) => ("logo.png", bytes),
        Logo::Jpeg(bytes) => ("logo.jpg", bytes),
    }
}
