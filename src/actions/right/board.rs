//! The board of all clocks: what listed people have asked for, by when it is answered, and what is next.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::connect::{person, visible};
use crate::{
    actions::{
        Call, Look, Refusal, Seen, Shared,
        data_breach::register,
        incident::inbox::{Sort, Task},
        sanction::decisions::user_name,
    },
    domain::{
        data_breach::Course,
        deed::Deed,
        disclosure::administrator::Brief,
        ids::{DataBreachId, ProfileId, RightId, SchemeId, UserId},
        member::{
            evidence::{Acting, Administrator, Steward, Viewer},
            role::Role,
        },
        right::{
            Asking, Kind, Notes, Request,
            clock::{Clock, Light, clock, light, may_extend, next_day},
            closing,
            step::{Done, Step, next},
        },
    },
    store::{self, Read, right::Which},
};

/// So many stand on a page.
pub const PAGE: i64 = 500;

/// A request in the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// The request.
    pub request: Request,
    /// As people speak of it.
    pub reference: String,
    /// Who asks.
    pub name: String,
    /// How its clock looks today.
    pub light: Option<Light>,
    /// The day that is next.
    pub due: Option<NaiveDate>,
    /// The next step.
    pub step: Step,
}

/// The board.
#[derive(Debug)]
pub struct Listed {
    /// What this viewer may see.
    pub lines: Vec<Line>,
    /// How many more are about somebody withdrawn: the controller's.
    pub hidden: usize,
    /// Breaches with a step left, with how far each is.
    pub breaches: Vec<(DataBreachId, Course)>,
}

/// The requests that wait, what is due first in front; or those that were answered, the latest first.
///
/// # Errors
/// 404 for everybody but administrators and controllers.
pub async fn list(service: &Shared, call: Call, closed: bool) -> Result<Seen<Listed>, Refusal> {
    service
        .look::<Steward, _>(call, Deed::ViewRights, move |look| {
            let (scheme, viewer, today) = (look.scheme.clone(), look.viewer, look.viewer.today());
            let which = Which { closed, ..Which::default() };
            let (mut lines, mut hidden) = (Vec::new(), 0);
            let beside = Beside::load(look.tx, scheme.id)?;
            for request in store::right::list(look.tx, scheme.id, which, today, PAGE)? {
                if !visible(look.tx, &scheme, &viewer, &request)? {
                    hidden += 1;
                    continue;
                }
                look.concerns(request.id);
                let (asking, _) = store::right::words(look.tx, &viewer, request.id)?;
                lines.push(Line {
                    reference: request.spoken_reference(&scheme.name),
                    name: asking.name,
                    light: light(&request, today),
                    due: next_day(&request),
                    step: next(&request, beside.done(request.id)),
                    request,
                });
            }
            if !closed {
                lines.sort_by_key(|line| (line.due.is_none(), line.due));
            }
            let breaches = if closed { Vec::new() } else { register::waiting(look)? };
            Ok(Listed { lines, hidden, breaches })
        })
        .await
}

/// A request, opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The request.
    pub request: Request,
    /// As people speak of it.
    pub reference: String,
    /// Who asks, in their words.
    pub asking: Asking,
    /// What was written to them.
    pub notes: Notes,
    /// Its clock.
    pub clock: Clock,
    /// How it looks today; nothing while it stands still, or once it is closed.
    pub light: Option<Light>,
    /// The next step.
    pub step: Step,
    /// Whom it is about, where this viewer may see that person: the profile and how it is called.
    pub person: Option<(ProfileId, String)>,
    /// Who entered it for the person, and who answered it.
    pub by: [Option<String>; 2],
    /// Whether this viewer answers it.
    pub answers: bool,
    /// Whether it may be extended today.
    pub extends: bool,
    /// Today.
    pub today: NaiveDate,
}

/// Opens a request.
///
/// # Errors
/// 404 for everybody but administrators and controllers, or if there is none.
pub async fn one(service: &Shared, call: Call, id: RightId) -> Result<Seen<Opened>, Refusal> {
    service
        .look::<Steward, _>(call, Deed::ViewRights, move |look| {
            let (viewer, today) = (look.viewer, look.viewer.today());
            let request = store::right::load(look.tx, &viewer, id)?;
            let scheme = look.scheme.clone();
            if !visible(look.tx, &scheme, &viewer, &request)? {
                return Err(Refusal::NotFound);
            }
            look.concerns(id);
            let (asking, notes) = store::right::words(look.tx, &viewer, id)?;
            let role = Role::parse(viewer.role());
            let beside = Beside::load(look.tx, scheme.id)?;
            let who = [request.recorded_by, request.decided_by];
            let mut by = [None, None];
            for (name, user) in by.iter_mut().zip(who) {
                if user.is_some() {
                    *name = Some(user_name(look, user)?);
                }
            }
            Ok(Opened {
                reference: request.spoken_reference(&look.scheme.name),
                clock: clock(&request),
                light: light(&request, today),
                step: next(&request, beside.done(id)),
                person: called(look, &viewer, request.profile)?,
                answers: role.is_some_and(|role| closing::answers(role, request.kind)),
                extends: may_extend(&request, today),
                by,
                asking,
                notes,
                today,
                request,
            })
        })
        .await
}

/// What was done for the requests beside their own record.
struct Beside {
    forward: Vec<(RightId, Option<UserId>)>,
    weighed: BTreeSet<RightId>,
}

impl Beside {
    fn load(tx: &mut Read<'_>, scheme: SchemeId) -> Result<Self, Refusal> {
        Ok(Self {
            forward: store::pack::proposed(tx, scheme)?,
            weighed: store::restriction::weighed(tx, scheme)?,
        })
    }

    fn done(&self, id: RightId) -> Done {
        let put_forward = self.forward.iter().any(|(request, _)| *request == id);
        Done { put_forward, weighed: self.weighed.contains(&id) }
    }
}

pub(super) fn called(
    look: &mut Look<'_, '_, Steward>,
    viewer: &Viewer<Steward>,
    profile: Option<ProfileId>,
) -> Result<Option<(ProfileId, String)>, Refusal> {
    let Some(profile) = profile else { return Ok(None) };
    let scheme = look.scheme.clone();
    match person(look.tx, &scheme, viewer, profile) {
        Ok(found) => {
            look.concerns(profile);
            Ok(Some((profile, Brief::of(&found, viewer.today()).called().to_owned())))
        }
        Err(Refusal::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The steps that wait for an administrator, as tasks of the inbox. Appeals wait for others.
pub(in crate::actions) fn tasks(look: &mut Look<'_, '_, Administrator>) -> Result<Vec<Task>, Refusal> {
    let (scheme, today) = (look.scheme.clone(), look.viewer.today());
    let mut tasks = Vec::new();
    let beside = Beside::load(look.tx, scheme.id)?;
    for request in store::right::list(look.tx, scheme.id, Which::default(), today, PAGE)? {
        let step = next(&request, beside.done(request.id));
        let Some(due) = next_day(&request) else { continue };
        let viewer = look.viewer;
        if step == Step::Decide || !visible(look.tx, &scheme, &viewer, &request)? {
            continue;
        }
        look.concerns(request.id);
        tasks.push(Task {
            sort: Sort::Right,
            title: format!("{}: {}", request.kind.label(), request.spoken_reference(&scheme.name)),
            about: step.label().to_owned(),
            due,
            urgent: false,
            href: match step {
                Step::Approve => format!("/requests/{}/copy", request.id),
                Step::Restrict => format!("/requests/{}/hidden", request.id),
                _ => format!("/requests/{}", request.id),
            },
            deed: if matches!(request.kind, Kind::Appeal | Kind::Review) { "Look" } else { "Go on" },
        });
    }
    Ok(tasks)
}
