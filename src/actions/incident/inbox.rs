//! Looks at everything that is due, with one next step each.

use chrono::{NaiveDate, TimeDelta};

use super::words::{moment, place, title, user_name};
use crate::{
    actions::{
        Call, Look, Refusal, Seen, Service, Shared, mail::waiting, profile::bound::bound, right::board,
    },
    domain::{
        deed::Deed,
        disclosure::administrator::Brief,
        ids::ProfileId,
        incident::{Incident, report::State},
        member::evidence::{Acting, Administrator},
        profile::erasure::{DeferredBy, erased_on},
        rules::{REVIEW_WITHIN, Rules},
        sanction,
    },
    store::{self, incident::Which, listing::Which as Profiles},
};

/// What kind of thing is due: the inbox's filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A report to review.
    Report,
    /// A notice to serve.
    Notice,
    /// A person to look at.
    Person,
    /// What a listed person asked for.
    Right,
    /// Enquiries, mail and letters.
    Post,
}

/// Something that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Of which kind.
    pub sort: Sort,
    /// What.
    pub title: String,
    /// Of what, from whom.
    pub about: String,
    /// By when.
    pub due: NaiveDate,
    /// It holds something back that cannot wait.
    pub urgent: bool,
    /// Where the next step is done.
    pub href: String,
    /// The next step.
    pub deed: &'static str,
}

/// The inbox.
#[derive(Debug)]
pub struct Inbox {
    /// Today.
    pub today: NaiveDate,
    /// What is due: urgent first, then by day.
    pub tasks: Vec<Task>,
    /// What leaves by itself within a week: profiles withdrawn, profiles erased, stills erased.
    pub leaving: [usize; 3],
}

/// The inbox of an administrator.
///
/// # Errors
/// If the database fails.
pub async fn inbox(service: &Shared, call: Call) -> Result<Seen<Inbox>, Refusal> {
    service
        .look::<Administrator, _>(call, Deed::ViewInbox, |look| {
            let rules = Service::rules(&look.scheme)?;
            let mut tasks = reports(look)?;
            tasks.extend(notices(look, &rules)?);
            tasks.extend(people(look)?);
            tasks.extend(board::tasks(look)?);
            tasks.extend(waiting::tasks(look)?);
            tasks.extend(super::errands::errands(look)?);
            tasks.sort_by(|a, b| (!a.urgent, a.due, &a.title).cmp(&(!b.urgent, b.due, &b.title)));
            Ok(Inbox { today: look.viewer.today(), leaving: leaving(look)?, tasks })
        })
        .await
}

/// How many things are due, for the navigation of an administrator's other pages.
pub(in crate::actions) fn count(look: &mut Look<'_, '_, Administrator>) -> Result<usize, Refusal> {
    let rules = Service::rules(&look.scheme)?;
    let submitted = Which { state: Some(State::Submitted), ..Which::default() };
    let reports = store::incident::list(look.tx, look.scheme.id, submitted)?.len();
    let errands =
        super::errands::errands(look)?.len() + waiting::tasks(look)?.len() + board::tasks(look)?.len();
    Ok(reports + notices(look, &rules)?.len() + people(look)?.len() + errands)
}

fn reports(look: &mut Look<'_, '_, Administrator>) -> Result<Vec<Task>, Refusal> {
    let which = Which { state: Some(State::Submitted), ..Which::default() };
    let submitted = store::incident::list(look.tx, look.scheme.id, which)?;
    submitted.into_iter().map(|incident| report(look, &incident)).collect()
}

fn report(look: &mut Look<'_, '_, Administrator>, incident: &Incident) -> Result<Task, Refusal> {
    let (viewer, scheme) = (look.viewer, look.scheme.id);
    look.concerns(incident.id);
    let sent = incident.submitted_at.unwrap_or(incident.changed_at);
    let holds_back = match incident.claimed {
        Some(claimed) => {
            let history = store::history::load(look.tx, scheme, claimed)?;
            let rules = bound(look.tx, &look.scheme, claimed)?;
            let erasure = erased_on(&history, &rules);
            erasure.deferred.iter().any(|one| matches!(one.by, DeferredBy::Unreviewed { .. }))
        }
        None => false,
    };
    let own = [incident.reporter, incident.recorder].contains(&viewer.user());
    let mut about = format!(
        "{} by {}, {}, {}",
        incident.spoken_reference(&look.scheme.name),
        user_name(look.tx, &viewer, incident.reporter)?,
        place(look.tx, &viewer, incident.premises)?,
        moment(sent),
    );
    if holds_back {
        about.push_str(". It holds back a deletion (R-24)");
    }
    if own {
        about.push_str(". Somebody else has to review it: it is yours");
    }
    Ok(Task {
        sort: Sort::Report,
        title: title(incident),
        about,
        due: REVIEW_WITHIN.after_never_earlier(crate::domain::date::london_day(sent)),
        urgent: holds_back,
        href: format!("/inbox/{}", incident.id),
        deed: if own { "Look" } else { "Review" },
    })
}

/// Notices that were decided and wait to be served: unserved, they lapse.
fn notices(look: &mut Look<'_, '_, Administrator>, rules: &Rules) -> Result<Vec<Task>, Refusal> {
    let decided = store::sanction::in_state(look.tx, look.scheme.id, sanction::state::State::Decided)?;
    let mut tasks = Vec::new();
    for notice in decided {
        let decided = crate::domain::date::london_day(notice.decided_at.unwrap_or(notice.proposed_at));
        let lapses = rules.unserved_lapse.after_never_longer(decided);
        tasks.push(Task {
            sort: Sort::Notice,
            title: format!("{} to serve on {}", notice.kind.label(), called(look, notice.profile)?),
            about: format!(
                "Nothing is shown until it is served; it lapses after {}",
                crate::domain::date::spoken(lapses)
            ),
            due: lapses,
            urgent: false,
            href: "/notices".to_owned(),
            deed: "Serve",
        });
    }
    Ok(tasks)
}

fn called(look: &mut Look<'_, '_, Administrator>, person: ProfileId) -> Result<String, Refusal> {
    let profile = crate::actions::profile::sight::seen_if(look.tx, &look.scheme, &look.viewer, person)?;
    Ok(match profile {
        Some(profile) => {
            look.concerns(person);
            Brief::of(&profile, look.viewer.today()).called().to_owned()
        }
        None => "somebody withdrawn".to_owned(),
    })
}

/// People who need a look: names suggested, children held back for a decision.
fn people(look: &mut Look<'_, '_, Administrator>) -> Result<Vec<Task>, Refusal> {
    let scheme = look.scheme.id;
    let mut tasks = Vec::new();
    for (person, made) in store::suggestion::waiting(look.tx, scheme)? {
        tasks.push(Task {
            sort: Sort::Person,
            title: "A name was suggested".to_owned(),
            about: format!("For an ID-sought profile, {}", moment(made)),
            due: REVIEW_WITHIN.after_never_earlier(crate::domain::date::london_day(made)),
            urgent: false,
            href: format!("/people/{person}#suggestions"),
            deed: "Look",
        });
    }
    for (person, made) in store::minor::waiting(look.tx, scheme)? {
        tasks.push(Task {
            sort: Sort::Person,
            title: format!("Best interests of {}", called(look, person)?),
            about: "Under 18, or looks it: held back until two people have decided (R-17)".to_owned(),
            due: REVIEW_WITHIN.after_never_earlier(made),
            urgent: false,
            href: format!("/people/{person}#best-interests"),
            deed: "Decide",
        });
    }
    Ok(tasks)
}

fn leaving(look: &mut Look<'_, '_, Administrator>) -> Result<[usize; 3], Refusal> {
    let (scheme, today) = (look.scheme.id, look.viewer.today());
    let soon = today + TimeDelta::days(7);
    let shown = |day| Profiles { shown_on: Some(day), ..Profiles::default() };
    let now = store::listing::count(look.tx, scheme, &shown(today))?;
    let then = store::listing::count(look.tx, scheme, &shown(soon))?;
    Ok([
        usize::try_from(now - then).unwrap_or_default(),
        store::profile::to_erase(look.tx, scheme, soon)?.len(),
        store::picture::due(look.tx, scheme, soon)?.len(),
    ])
}
