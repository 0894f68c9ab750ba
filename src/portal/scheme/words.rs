//! Rules, changes and whom they affect, in the words of the pages.

use crate::{
    actions::scheme::{
        rules::Told,
        rules_effect::{Affected, Whom},
    },
    domain::{
        date::{london_day, spoken},
        rules::Rules,
        scheme::{
            change::State,
            rule_field::{Changed, Field, ladder, told_in},
        },
    },
};

/// A rule in plain words.
pub struct Line {
    /// Which.
    pub label: &'static str,
    /// What it says; a ladder has a sentence for each step.
    pub says: Vec<String>,
    /// Whom it concerns.
    pub about: &'static str,
}

/// All rules in plain words.
pub fn lines(rules: &Rules) -> Vec<Line> {
    let line = |field: &Field| Line {
        label: field.label(),
        says: match field {
            Field::Ladder => ladder(&rules.ladder),
            other => vec![capital(&other.spoken(rules))],
        },
        about: field.about(),
    };
    Field::ALL.iter().map(line).collect()
}

/// From what to what.
pub struct Difference {
    /// Which rule.
    pub label: &'static str,
    /// What it says now.
    pub from: String,
    /// What it is to say.
    pub to: String,
}

/// What differs.
pub fn differences(changed: &[Changed]) -> Vec<Difference> {
    let one = |one: &Changed| Difference {
        label: one.field.label(),
        from: capital(&one.from),
        to: capital(&one.to),
    };
    changed.iter().map(one).collect()
}

/// The texts that change with it, in a sentence; none if no text says it.
pub fn texts(changed: &[Changed]) -> Option<String> {
    let texts = told_in(changed);
    let (last, others) = texts.split_last()?;
    let list =
        if others.is_empty() { (*last).to_owned() } else { format!("{} and {last}", others.join(", ")) };
    Some(format!("{} will say so. Letters that were sent stay as they are.", capital(&list)))
}

/// Somebody whose dates move.
pub struct Person {
    /// Where they are found.
    pub href: String,
    /// Name.
    pub called: String,
    /// What moves, a sentence each.
    pub says: Vec<String>,
    /// At once.
    pub now: bool,
}

/// Whom it affects.
pub struct Affects {
    /// How many, a sentence each.
    pub counts: Vec<String>,
    /// Who.
    pub people: Vec<Person>,
    /// How many more, or nothing.
    pub more: Option<String>,
}

/// Whom it affects, with links for a controller or an administrator.
pub fn affects(whom: &Whom, controller: bool) -> Affects {
    let more = match whom.unlisted {
        0 => None,
        n if controller => Some(format!("And {n} more.")),
        n => Some(format!(
            "And {n} more: withdrawn people are named to the controller only (R-22), and the list ends at 50."
        )),
    };
    Affects {
        counts: whom.counts.sentences(),
        people: whom.listed.iter().map(|one| person(one, controller)).collect(),
        more,
    }
}

fn person(one: &Affected, controller: bool) -> Person {
    let mut says = Vec::new();
    if let ((Some(now), then), true) = (one.shown, one.effect.withdrawn_earlier) {
        says.push(match then {
            Some(then) if !one.effect.withdrawn_now => {
                format!("Shown until {} instead of {}.", spoken(then), spoken(now))
            }
            _ => format!("No longer shown, instead of until {}.", spoken(now)),
        });
    }
    if one.effect.photo_hidden {
        says.push("Shown without a picture.".to_owned());
    }
    if one.effect.erased_earlier {
        let (now, then) = one.erased;
        let then =
            if one.effect.erased_now { "within the hour".to_owned() } else { format!("on {}", spoken(then)) };
        says.push(format!("Erased {then} instead of on {}.", spoken(now)));
    }
    let room = if controller { "/assurance/people" } else { "/people" };
    Person {
        href: format!("{room}/{}", one.profile),
        called: one.called.clone(),
        says,
        now: one.effect.withdrawn_now || one.effect.erased_now,
    }
}

/// A change in a list.
pub struct Item {
    /// Its page.
    pub href: String,
    /// What differs, in short.
    pub what: String,
    /// Who and when.
    pub who: String,
    /// The badge's kind.
    pub kind: &'static str,
    /// The badge's word.
    pub word: &'static str,
    /// Why, and why it was decided so.
    pub why: Vec<String>,
}

/// A change in a list.
pub fn item(told: &Told) -> Item {
    let Told { change, standing, changed, proposer, decider } = told;
    let differs: Vec<String> =
        changed.iter().map(|one| format!("{}: {} → {}", one.field.label(), one.from, one.to)).collect();
    let mut who = format!("Proposed by {proposer} on {}", spoken(london_day(change.proposed_at)));
    if let Some(at) = change.decided_at.filter(|_| !decider.is_empty()) {
        let word = if *standing == State::Approved { "approved" } else { "refused" };
        who.push_str(&format!("; {word} by {decider} on {}", spoken(london_day(at))));
    }
    let mut why = vec![format!("Why: {}", change.reason)];
    if !change.decision.is_empty() {
        why.push(format!("Decision: {}", change.decision));
    }
    let (kind, word) = badge(*standing);
    Item {
        href: format!("/settings/rules/changes/{}", change.id),
        what: differs.join(" · "),
        who,
        kind,
        word,
        why,
    }
}

/// The badge of a state.
pub fn badge(state: State) -> (&'static str, &'static str) {
    match state {
        State::Proposed => ("waiting", "Waits for a controller"),
        State::Approved => ("done", "Approved"),
        State::Refused => ("wrong", "Refused"),
        State::TakenBack => ("info", "Taken back"),
        State::Overtaken => ("info", "Overtaken"),
    }
}

/// The unit of a field's number, and what it takes: "1 to 12 months".
pub fn takes(field: Field) -> Option<String> {
    let (unit, least, most) = field.limits()?;
    Some(format!("{least} to {most} {unit}"))
}

/// With a capital at its beginning.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
