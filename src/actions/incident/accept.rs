//! Accepts a report: names its subjects, puts mentions in the place of their names, and lets their clocks run.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::linking::{Report, open, settle};
use crate::{
    actions::{
        Act, Call, Refusal, Shared,
        profile::{reckon::reckon, sight::seen},
        refusal::Problems,
    },
    domain::{
        date::london_day,
        deed::Deed,
        ids::{IncidentId, ProfileId},
        incident::{
            Subject,
            finding::{Finding, Proof},
            kind::Kind,
            mention::Narrative,
            naming::mentioning,
            residue::find_residue,
            review::{Decision, erase_on},
            source::Source,
            standing::Standing,
        },
        member::evidence::{Acting, Steward},
        profile::{
            identity::{Fact, Identity},
            minor::{Age, responsible},
        },
        rules::NO_COUNTING_REPORT,
        text::{line, paragraphs},
    },
    store,
};

/// What the reviewer typed and ticked.
#[derive(Debug, Clone, Default)]
pub struct Acceptance {
    /// People who are known already, by id.
    pub persons: Vec<String>,
    /// The name of somebody new, or empty.
    pub new_name: String,
    /// Their date of birth, or empty.
    pub new_born: String,
    /// They look under 18.
    pub looks_under_18: bool,
    /// Somebody new whose name is not known.
    pub sought: bool,
    /// What they, or the named newcomer, look like.
    pub description: String,
    /// Nobody can be identified.
    pub nobody: bool,
    /// From whom it is known, where no member made the report.
    pub source: String,
    /// What proves it; empty for alleged.
    pub proof: String,
    /// The reasons for that.
    pub reasons: String,
    /// A breach came with a threat or damage.
    pub threat_or_damage: bool,
    /// Words of the narrative that name somebody: "person:words", the person an id or "new".
    pub mentions: Vec<String>,
    /// The words that are left do not mean the person.
    pub words_checked: bool,
    /// The summary for members.
    pub summary: String,
    /// The summary names nobody, though a word in it looks like a name.
    pub summary_checked: bool,
    /// What the reporter is told; may be empty.
    pub message: String,
}

/// The people of an accepted report: id, names, whether just made.
struct Person {
    id: ProfileId,
    names: Vec<String>,
    key: String,
}

/// Accepts a report; returns its subjects.
///
/// # Errors
/// [`Refusal::Fields`] for what is to be put right; [`Refusal::Rule`] for the reviewer's own report, or if somebody
/// was quicker.
pub async fn accept(
    service: &Shared,
    call: Call,
    id: IncidentId,
    typed: Acceptance,
) -> Result<Vec<ProfileId>, Refusal> {
    service.act::<Steward, _>(call, move |act| take(act, id, &typed)).await
}

fn take(
    act: &mut Act<'_, '_, Steward>,
    id: IncidentId,
    typed: &Acceptance,
) -> Result<Vec<ProfileId>, Refusal> {
    let mut report = open(act, id, Decision::Accept, "")?;
    let mut problems = Problems::default();
    let finding = finding(typed, &mut problems);
    let source = source(&report, typed, &mut problems);
    let summary = problems.take("summary", paragraphs(&typed.summary, 3, 1_000)).unwrap_or_default();
    let message = problems.take("message", paragraphs(&typed.message, 0, 2_000)).unwrap_or_default();
    let mut people = known(act, &report, typed, &mut problems)?;
    let newcomers = newcomers(&report, typed, source, &mut problems);
    choice(typed, people.len() + newcomers.len(), &mut problems);
    problems.end()?;

    for (key, identity) in newcomers {
        let id = make(act, &identity)?;
        let names = identity.name.iter().map(|name| name.value.clone()).collect();
        people.push(Person { id, names, key });
    }
    words(act, id, &people, typed, &summary)?;
    store::incident::set_summary(act.tx, act.scheme.id, id, &summary)?;

    let identified = !people.is_empty();
    let claimed = report.incident.claimed.take();
    report.incident.threat_or_damage = typed.threat_or_damage && report.incident.kind == Kind::Breach;
    report.incident.erase_on = erase_on(Decision::Accept, report.submitted, identified, act.viewer.today());
    store::picture::set_erase_on(act.tx, act.scheme.id, id, report.incident.erase_on)?;
    let about: Vec<Uuid> = std::iter::once(id.uuid()).chain(people.iter().map(|one| one.id.uuid())).collect();
    act.record(Deed::AcceptReport, &about);
    settle(act, &report, claimed.filter(|claimed| people.iter().all(|one| one.id != *claimed)), &message)?;
    for person in &people {
        link(act, id, person.id, finding, source, &typed.reasons)?;
    }
    Ok(people.into_iter().map(|person| person.id).collect())
}

fn finding(typed: &Acceptance, problems: &mut Problems) -> Finding {
    if typed.proof.is_empty() || typed.proof == "alleged" {
        return Finding::Alleged;
    }
    let Some(proof) = Proof::parse(&typed.proof) else {
        problems.add("proof", "Please choose whether it is alleged or proven.");
        return Finding::Alleged;
    };
    Finding::proven(proof, &typed.reasons).unwrap_or_else(|missing| {
        problems.add("reasons", missing.to_string());
        Finding::Alleged
    })
}

fn source(report: &Report, typed: &Acceptance, problems: &mut Problems) -> Source {
    if report.incident.by_member {
        return Source::MemberReport;
    }
    Source::parse(&typed.source).filter(|source| *source != Source::MemberReport).unwrap_or_else(|| {
        problems.add("source", "Please say from whom this is known.");
        Source::Police
    })
}

fn choice(typed: &Acceptance, people: usize, problems: &mut Problems) {
    if typed.nobody && people > 0 {
        problems.add("nobody", "Either name somebody, or say that nobody can be identified: not both.");
    } else if !typed.nobody && people == 0 && typed.new_name.is_empty() && !typed.sought {
        problems.add("person", "Please choose who did it, or say that nobody can be identified.");
    }
}

const TOO_YOUNG: &str = "This person was under 10 on that day: a child that young is never reported (R-17).";

/// The people chosen among those held already; one who may not be seen is not there.
fn known(
    act: &mut Act<'_, '_, Steward>,
    report: &Report,
    typed: &Acceptance,
    problems: &mut Problems,
) -> Result<Vec<Person>, Refusal> {
    let mut people: BTreeMap<ProfileId, Person> = BTreeMap::new();
    for key in &typed.persons {
        let id: ProfileId = key.parse().map_err(|_| Refusal::NotFound)?;
        let profile = seen(act.tx, &act.scheme, &act.viewer, id)?;
        if !responsible(profile.age(), london_day(report.incident.occurred_at)) {
            problems.add("person", TOO_YOUNG);
        }
        people.insert(id, Person { id, names: profile.searchable().0, key: key.clone() });
    }
    Ok(people.into_values().collect())
}

/// The people who are new: one with a name, one without.
fn newcomers(
    report: &Report,
    typed: &Acceptance,
    source: Source,
    problems: &mut Problems,
) -> Vec<(String, Identity)> {
    let fact = |value| Fact { value, source };
    let described =
        problems.take("description", paragraphs(&typed.description, 0, 1_000)).unwrap_or_default();
    let described = (!described.is_empty()).then(|| fact(described));
    let mut new = Vec::new();
    if !typed.new_name.trim().is_empty() {
        let name = problems.take("new_name", line(&typed.new_name, 2, 120)).map(fact);
        let born = born(&typed.new_born, report, problems).map(|value| Fact { value, source });
        let description = described.clone().filter(|_| !typed.sought);
        let looks_under_18 = typed.looks_under_18 && !typed.sought && born.is_none();
        new.push((
            "new".to_owned(),
            Identity { name, born, looks_under_18, description, ..Identity::default() },
        ));
    }
    if typed.sought {
        if described.is_none() {
            problems.add("description", "Please describe the person whose name is not known.");
        }
        let looks_under_18 = typed.looks_under_18;
        new.push((
            "sought".to_owned(),
            Identity { looks_under_18, description: described, ..Identity::default() },
        ));
    }
    new
}

fn born(typed: &str, report: &Report, problems: &mut Problems) -> Option<NaiveDate> {
    if typed.trim().is_empty() {
        return None;
    }
    let Ok(born) = typed.trim().parse::<NaiveDate>() else {
        problems.add("new_born", "Please give the date of birth as a day, or leave it empty.");
        return None;
    };
    if !responsible(Age { born: Some(born), looks_under_18: false }, london_day(report.incident.occurred_at))
    {
        problems.add("new_born", TOO_YOUNG);
    }
    Some(born)
}

/// Makes a profile: shown to nobody until its clock says so.
fn make(act: &mut Act<'_, '_, Steward>, identity: &Identity) -> Result<ProfileId, Refusal> {
    let (id, today) = (act.new_id(), act.viewer.today());
    let erased_on = NO_COUNTING_REPORT.after_never_earlier(today);
    store::profile::insert(act.tx, act.scheme.id, id, identity, today, erased_on)?;
    act.record(Deed::CreateProfile, &[id.uuid()]);
    Ok(id)
}

/// Puts mentions in the place of names, and refuses what still names a subject.
fn words(
    act: &mut Act<'_, '_, Steward>,
    id: IncidentId,
    people: &[Person],
    typed: &Acceptance,
    summary: &str,
) -> Result<(), Refusal> {
    let mut content = store::incident::content(act.tx, &act.viewer, id)?;
    let mut narrative = Narrative::parse(&content.narrative);
    let mut chosen: Vec<(&str, &str)> = typed.mentions.iter().filter_map(|one| one.split_once(':')).collect();
    // The longest first: "Dale Renton" before "Dale".
    chosen.sort_by_key(|(_, words)| std::cmp::Reverse(words.len()));
    for (key, words) in chosen {
        let person = people.iter().find(|one| one.key == key).or(people.first().filter(|_| key == "first"));
        if let Some(person) = person {
            narrative = mentioning(&narrative, words.trim(), person.id);
        }
    }
    let mut names: Vec<&str> = people.iter().flat_map(|one| &one.names).map(String::as_str).collect();
    let mut problems = Problems::default();
    if !typed.words_checked && find_residue(&narrative.words(), &names) {
        problems.add("mention", "The report still holds words like the person’s name. Choose the words that mean the person, or tick that the rest mean something else.");
    }
    names.extend([content.named.as_str(), content.victims.as_str(), content.witnesses.as_str()]);
    if !typed.summary_checked && find_residue(summary, &names) {
        problems.add(
            "summary",
            "This seems to name somebody. Members read it: leave names out, or tick that it names nobody.",
        );
    }
    problems.end()?;
    if !people.is_empty() {
        // The name belongs to the person's profile from now on, sealed under the person's key.
        content.named.clear();
    }
    content.narrative = narrative.stored();
    store::incident::set_content(act.tx, act.scheme.id, id, &content)?;
    Ok(())
}

/// Names a subject; the clock follows.
fn link(
    act: &mut Act<'_, '_, Steward>,
    incident: IncidentId,
    profile: ProfileId,
    finding: Finding,
    source: Source,
    reasons: &str,
) -> Result<(), Refusal> {
    let subject = Subject {
        incident,
        profile,
        finding,
        source,
        standing: Standing::Stands,
        hidden: false,
        linked_at: act.now(),
        linked_by: act.viewer.user(),
    };
    store::subject::insert(act.tx, act.scheme.id, &subject)?;
    act.record(Deed::LinkSubject, &[incident.uuid(), profile.uuid()]);
    if finding.is_proven() {
        act.record_words(Deed::FindProven, &[incident.uuid(), profile.uuid()], profile, reasons.trim())?;
    }
    reckon(act, profile)?;
    Ok(())
}
