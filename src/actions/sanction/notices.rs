//! Shows the notices: what is to be printed, sent and served, what is in force and until when.

use chrono::NaiveDate;

use super::{
    case::person,
    decisions::{Bundle, bundled},
};
use crate::{
    actions::{Call, Enter, Look, Refusal, Seen, Service, Shared},
    domain::{
        date::london_day,
        deed::Deed,
        disclosure::board::Person,
        ids::SanctionId,
        incident::kind::Kind as IncidentKind,
        member::evidence::{Account, Administrator, Controller, Identity, Images, Opens, Summary, Viewer},
        profile::minor::under_18,
        sanction::{Letter, Sanction, service, state::State},
    },
    store,
};

/// A sanction with its letters.
#[derive(Debug, Clone)]
pub struct Notice {
    /// The sanction.
    pub sanction: Sanction,
    /// The person's name.
    pub name: String,
    /// The day it was decided.
    pub decided_on: NaiveDate,
    /// The last day to serve it.
    pub serve_by: NaiveDate,
    /// Its letters, the newest first.
    pub letters: Vec<Letter>,
    /// The person is under 18: a parent or guardian may be written to as well.
    pub young: bool,
    /// Days on which a breach was reported since it was served.
    pub breaches: Vec<NaiveDate>,
}

/// The notices of a scheme.
#[derive(Debug, Clone)]
pub struct Notices {
    /// Decided, not yet served: those that lapse first stand first.
    pub to_serve: Vec<Notice>,
    /// Exclusions that ended, whose letter was neither mailed nor opened to print.
    pub to_tell: Vec<Notice>,
    /// In force: those that end first stand first, warnings last.
    pub served: Vec<Notice>,
    /// Today.
    pub today: NaiveDate,
}

/// The notices.
///
/// # Errors
/// 404 for everybody but the administrator and the controller.
pub async fn notices(service: &Shared, call: Call) -> Result<Seen<Notices>, Refusal> {
    match service.look::<Administrator, _>(call.clone(), Deed::ViewNotices, list).await {
        Err(Refusal::NotFound) => service.look::<Controller, _>(call, Deed::ViewNotices, list).await,
        done => done,
    }
}

fn list<R>(look: &mut Look<'_, '_, R>) -> Result<Notices, Refusal>
where
    Viewer<R>: Opens<Identity>,
{
    let mut to_serve = in_state(look, State::Decided)?;
    to_serve.sort_by_key(|notice| notice.serve_by);
    let mut served = in_state(look, State::Served)?;
    served.sort_by_key(|notice| (notice.sanction.ends_on.is_none(), notice.sanction.ends_on));
    let mut to_tell = in_state(look, State::Ended)?;
    to_tell.retain(untold);
    Ok(Notices { to_serve, to_tell, served, today: look.viewer.today() })
}

/// Whether the letter on the end of the term is still to be written, or to leave.
fn untold(notice: &Notice) -> bool {
    use crate::domain::sanction::letter::LetterKind;
    let last = notice.letters.iter().find(|letter| letter.kind == LetterKind::ExpiryConfirmation);
    last.is_none_or(|letter| letter.sent_at.is_none() && letter.printed_at.is_none())
}

fn in_state<R>(look: &mut Look<'_, '_, R>, state: State) -> Result<Vec<Notice>, Refusal>
where
    Viewer<R>: Opens<Identity>,
{
    let mut notices = Vec::new();
    for sanction in store::sanction::in_state(look.tx, look.scheme.id, state)? {
        match notice(look, sanction) {
            Ok(notice) => {
                look.concerns(notice.sanction.profile);
                notices.push(notice);
            }
            Err(Refusal::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(notices)
}

fn notice<R>(look: &mut Look<'_, '_, R>, sanction: Sanction) -> Result<Notice, Refusal>
where
    Viewer<R>: Opens<Identity>,
{
    let scheme = look.scheme.id;
    let rules = Service::rules(&look.scheme)?;
    let profile = person(look.tx, &look.viewer, sanction.profile)?;
    let young = under_18(profile.age(), look.viewer.today());
    let name = Person::of(profile).name;
    let decided_on = london_day(sanction.decided_at.unwrap_or(sanction.proposed_at));
    let letters = store::letter::of_profile(look.tx, scheme, sanction.profile)?;
    Ok(Notice {
        young,
        name,
        decided_on,
        serve_by: service::serve_by(decided_on, &rules),
        letters: letters.into_iter().filter(|letter| letter.sanction == Some(sanction.id)).collect(),
        breaches: breaches(look, &sanction)?,
        sanction,
    })
}

fn breaches<R>(look: &mut Look<'_, '_, R>, sanction: &Sanction) -> Result<Vec<NaiveDate>, Refusal> {
    let Some(served) = sanction.served_on else { return Ok(Vec::new()) };
    let scheme = look.scheme.id;
    let mut days = Vec::new();
    for subject in store::subject::of_profile(look.tx, scheme, sanction.profile)? {
        let incident = store::incident::load(look.tx, scheme, subject.incident)?;
        let on = london_day(incident.occurred_at);
        if incident.kind == IncidentKind::Breach && subject.standing.stands() && on >= served {
            days.push(on);
        }
    }
    days.sort_unstable();
    Ok(days)
}

/// One notice, with its case.
///
/// # Errors
/// 404 for everybody but the administrator and the controller.
pub async fn one(service: &Shared, call: Call, id: SanctionId) -> Result<Seen<(Notice, Bundle)>, Refusal> {
    match service.look::<Administrator, _>(call.clone(), Deed::ViewNotices, move |look| both(look, id)).await
    {
        Err(Refusal::NotFound) => {
            service.look::<Controller, _>(call, Deed::ViewNotices, move |look| both(look, id)).await
        }
        done => done,
    }
}

fn both<R: Enter>(look: &mut Look<'_, '_, R>, id: SanctionId) -> Result<(Notice, Bundle), Refusal>
where
    Viewer<R>: Opens<Identity> + Opens<Account> + Opens<Summary> + Opens<Images>,
{
    let bundle = bundled(look, id)?;
    let shown = matches!(
        bundle.sanction.state,
        State::Decided | State::Served | State::Ended | State::Lapsed | State::Revoked
    );
    if !shown {
        return Err(Refusal::NotFound);
    }
    Ok((notice(look, bundle.sanction.clone())?, bundle))
}
