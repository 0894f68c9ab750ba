//! One invented letter of each kind: for previews of a scheme's own templates, and for tests.

use chrono::NaiveDate;

use super::letter::{
    Access, Appeal, AppealOutcome, Body, Correction, ExclusionNotice, ExpiryConfirmation, Guardian, Incident,
    Letter, Outcome, Premises, Privacy, PrivacyDays, Recipient, Request, SchemeRules, Sender, Term, Warning,
};
use crate::domain::{profile::recall::Wrong, sanction::letter::LetterKind};

/// A letter of this kind to somebody who does not exist.
pub fn letter(kind: LetterKind) -> Letter {
    let body = match kind {
        LetterKind::Warning => Body::Warning(warning()),
        LetterKind::ExclusionNotice => Body::ExclusionNotice(notice()),
        LetterKind::SchemeRules => Body::SchemeRules(rules()),
        LetterKind::ExpiryConfirmation => Body::ExpiryConfirmation(expiry()),
        LetterKind::AppealOutcome => Body::AppealOutcome(decision()),
        LetterKind::Correction => Body::Correction(correction()),
        LetterKind::Guardian => Body::Guardian(guardian()),
    };
    Letter {
        sender: sender(),
        recipient: Recipient {
            name: "Alex Sample".into(),
            address: words(&["Flat 2", "17 Willow Lane", "Market Ashby", "MA1 4QT"]),
        },
        date: day(2026, 3, 3),
        reference: "MA-2026-0117".into(),
        body,
        large_print: false,
        young: false,
    }
}

/// The same letter in every way its words can turn: to try a template before a person is written to.
pub fn variants(kind: LetterKind) -> Vec<Letter> {
    let usual = letter(kind);
    let mut by_hand = usual.clone();
    by_hand.recipient.address.clear();
    (by_hand.sender.email, by_hand.sender.phone, by_hand.sender.address) = (None, None, Vec::new());
    let bodies = match &usual.body {
        Body::ExclusionNotice(notice) => {
            let term = Some(Term { starts: day(2026, 3, 5), ends: day(2027, 3, 4) });
            let privacy = known(day(2027, 3, 4), day(2028, 3, 5));
            vec![Body::ExclusionNotice(ExclusionNotice { term, privacy, ..notice.clone() })]
        }
        Body::AppealOutcome(decision) => {
            [Outcome::Ended, Outcome::Unchanged(None), Outcome::Unchanged(Some(day(2027, 3, 2)))]
                .into_iter()
                .map(|outcome| {
                    Body::AppealOutcome(AppealOutcome {
                        outcome,
                        request: Request::Review,
                        ..decision.clone()
                    })
                })
                .collect()
        }
        Body::Correction(correction) => {
            let privacy = Privacy { days: None, ..correction.privacy.clone() };
            vec![
                Body::Correction(Correction { items: 3, nothing_left: true, privacy, ..correction.clone() }),
                Body::Correction(Correction { wrong: Wrong::Fact, ..correction.clone() }),
                Body::Correction(Correction { wrong: Wrong::Struck, items: 2, ..correction.clone() }),
            ]
        }
        Body::Guardian(guardian) => {
            vec![Body::Guardian(Guardian { term_months: None, ..guardian.clone() })]
        }
        Body::Warning(_) | Body::SchemeRules(_) | Body::ExpiryConfirmation(_) => Vec::new(),
    };
    let turned = bodies.into_iter().map(|body| Letter { body, ..usual.clone() });
    let all: Vec<_> = [usual.clone(), by_hand].into_iter().chain(turned).collect();
    let young = all.iter().map(|letter| Letter { young: true, ..letter.clone() }).collect::<Vec<_>>();
    all.into_iter().chain(young).collect()
}

fn sender() -> Sender {
    Sender {
        name: "Market Ashby Safer Town".into(),
        address: words(&["The Old Corn Hall", "1 Market Square", "Market Ashby MA1 1AA"]),
        email: Some("office@ashby.example".into()),
        phone: Some("01632 960 117".into()),
        logo: None,
    }
}

fn warning() -> Warning {
    Warning {
        incidents: incidents().into_iter().take(1).collect(),
        next_term_months: 12,
        access: access(),
        privacy: known(day(2027, 2, 11), day(2028, 2, 12)),
    }
}

fn notice() -> ExclusionNotice {
    let places = [
        ("Ashby Books", "3 Market Square, MA1 1AA"),
        ("The Copper Kettle", "12 High Street, MA1 1AD"),
        ("Fenn & Daughter, Chemists", "14 High Street, MA1 1AD"),
        ("The Fox and Grapes", "22 Church Street, MA1 2BE"),
        ("Harbour Stores", "Unit 4, Quay Arcade, MA1 3RR"),
        ("Marlow Outfitters", "31 High Street, MA1 1AF"),
    ];
    ExclusionNotice {
        incidents: incidents(),
        reasons: words(&[
            "You were warned on 18 February 2026 and took goods from a member again two weeks later.",
            "We asked whether a second warning would be enough. As the first one changed nothing, the board thinks that it would not. The exclusion leaves you the town's library, surgery and supermarket.",
        ]),
        premises: places
            .into_iter()
            .map(|(name, address)| Premises {
                name: name.into(),
                address: format!("{address}, Market Ashby"),
            })
            .collect(),
        term_months: 12,
        term: None,
        appeal: appeal(),
        access: access(),
        privacy: Privacy { days: None, ..known(day(2027, 3, 5), day(2028, 3, 6)) },
    }
}

fn rules() -> SchemeRules {
    SchemeRules {
        counting: words(&[
            "theft and attempted theft",
            "fraud",
            "damage",
            "violence and threats",
            "abuse or harassment of staff or customers",
        ]),
        usual_term_months: 12,
        term_range_months: (3, 36),
        appeal: appeal(),
        privacy: Privacy { days: None, ..known(day(2027, 3, 5), day(2028, 3, 6)) },
    }
}

fn expiry() -> ExpiryConfirmation {
    ExpiryConfirmation {
        term: Term { starts: day(2025, 3, 3), ends: day(2026, 3, 2) },
        access: access(),
        privacy: known(day(2026, 9, 14), day(2027, 9, 15)),
    }
}

fn decision() -> AppealOutcome {
    AppealOutcome {
        request: Request::Appeal,
        received: day(2026, 2, 9),
        decided: day(2026, 2, 27),
        outcome: Outcome::Changed(words(&[
            "It ends on 2 September 2026, not on 2 March 2027.",
            "You may enter Fenn & Daughter, Chemists, to collect your prescriptions.",
        ])),
        reasons: words(&[
            "You told us that you collect medicine at one of the places, and we have no report from there.",
            "The incident of 2 March stands: you said yourself that you took the goods.",
        ]),
        access: access(),
        privacy: known(day(2027, 3, 2), day(2028, 3, 3)),
    }
}

fn correction() -> Correction {
    Correction {
        made: day(2026, 3, 2),
        wrong: Wrong::Match,
        items: 1,
        nothing_left: false,
        erased: day(2026, 3, 30),
        access: access(),
        privacy: known(day(2027, 3, 2), day(2028, 3, 3)),
    }
}

fn guardian() -> Guardian {
    Guardian {
        child: "Robin Sample".into(),
        term_months: Some(12),
        incidents: incidents(),
        access: access(),
        privacy: known(day(2027, 3, 2), day(2028, 3, 3)),
    }
}

fn incidents() -> Vec<Incident> {
    vec![
        Incident {
            date: day(2026, 2, 11),
            kind: "Theft".into(),
            premises: "Ashby Books, 3 Market Square".into(),
            summary: "You put two books worth £38.00 into your bag and left without paying. Staff saw it.".into(),
        },
        Incident {
            date: day(2026, 3, 2),
            kind: "Theft".into(),
            premises: "Marlow Outfitters, 31 High Street".into(),
            summary: "You took a coat worth £120.00 from the rail by the door. When you were stopped, you gave it back and said that you had taken it.".into(),
        },
    ]
}

fn appeal() -> Appeal {
    Appeal { within_days: 28, review_after_months: 6 }
}

fn access() -> Access {
    Access {
        code: "K7QF-2M9T-XW4C".into(),
        page: "ashby.example/notice".into(),
        link: "https://ashby.example/notice#K7QF-2M9T-XW4C".into(),
    }
}

fn known(shown_until: NaiveDate, erased_on: NaiveDate) -> Privacy {
    Privacy {
        days: Some(PrivacyDays { shown_until, erased_on }),
        shown_months: 12,
        withdrawn_months: 12,
        backup_days: 35,
    }
}

fn words(all: &[&str]) -> Vec<String> {
    all.iter().map(|&one| one.to_owned()).collect()
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}
