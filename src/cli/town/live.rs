//! The town's days: reports, reviews, sanctions, each done by the service at the time it happens.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, HashMap},
};

use anyhow::Context;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::{
    agencies, beside,
    build::{Town, role_of},
    happenings::{self, sentence},
    night::{self, evening},
    plan::{DAYS, Fate, Report},
    portrait,
};
use crate::{
    actions::{
        Call, Refusal,
        assurance::grant_sight,
        incident::{
            accept, add_photo, decline, record_by_telephone, save_draft,
            sheet::Sheet,
            submit::{self, Filed},
        },
        photo::make,
        sanction::{case::Case, decide_exclusion, ladder, propose_exclusion, serve_notice, warn},
    },
    domain::{
        date::{london_day, london_time},
        deed::Deed,
        ids::{AgreementId, IncidentId, ProfileId, SanctionId},
        incident::review::Decision,
        member::{evidence::Administrator, role::Role},
        sanction::{ladder::Proposal, service::Method},
    },
};

/// What is to happen next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Report(usize),
    Review(usize, IncidentId),
    Sanction(ProfileId),
    Decide(SanctionId),
    Serve(SanctionId),
    Seen(usize, ProfileId),
    Enquiry(usize),
    Agreement(usize),
    Officer(usize),
    Desks,
    Night,
    Beat,
}

/// The town while it lives.
pub struct Life<'a> {
    pub(super) town: &'a Town,
    queue: BinaryHeap<Reverse<(DateTime<Utc>, Next)>>,
    pub(super) profiles: HashMap<usize, ProfileId>,
    done: BTreeMap<&'static str, usize>,
    /// Whose profile was made last.
    pub(super) last: Option<ProfileId>,
    /// The agreement under which the police read.
    pub(super) agreement: Option<AgreementId>,
}

impl<'a> Life<'a> {
    /// A life that is about to begin.
    pub fn new(town: &'a Town) -> Self {
        let mut queue = BinaryHeap::new();
        for (n, report) in town.plan.reports.iter().enumerate() {
            queue.push(Reverse((report.at, Next::Report(n))));
        }
        let present = town.plan.begins + Days::new(DAYS);
        let mut before = |days, next| queue.push(Reverse((evening(present - days), next)));
        (0..).zip(beside::ENQUIRIES).for_each(|(n, days)| before(days, Next::Enquiry(n)));
        (0..).zip(agencies::ENTERED).for_each(|(n, days)| before(days, Next::Agreement(n)));
        (0..).zip(agencies::LOOKED_UP).for_each(|(n, days)| before(days, Next::Officer(n)));
        before(Days::new(1), Next::Desks);
        queue.push(Reverse((town.now(), Next::Beat)));
        queue.push(Reverse((night::first(present), Next::Night)));
        Self { town, queue, profiles: HashMap::new(), done: BTreeMap::new(), last: None, agreement: None }
    }

    /// Lives until `end`; `told` hears the day now and then. Returns what was done, by kind.
    ///
    /// # Errors
    /// The first deed that fails.
    pub async fn until(
        mut self,
        end: DateTime<Utc>,
        told: impl Fn(NaiveDate),
    ) -> anyhow::Result<BTreeMap<&'static str, usize>> {
        while let Some(Reverse((at, next))) = self.queue.pop() {
            if at > end {
                break;
            }
            self.town.clock.move_to(at);
            self.happen(next).await.with_context(|| format!("{next:?} at {at}"))?;
            told(london_day(at));
        }
        self.town.clock.move_to(end);
        self.beat().await?;
        Ok(self.done)
    }

    async fn happen(&mut self, next: Next) -> anyhow::Result<()> {
        match next {
            Next::Report(n) => self.report(n).await?,
            Next::Review(n, incident) => self.review(n, incident).await?,
            Next::Sanction(profile) => drop(self.sanction(profile).await?),
            Next::Decide(sanction) => self.decide(sanction).await?,
            Next::Serve(sanction) => self.serve(sanction).await?,
            Next::Seen(n, profile) => self.seen_again(n, profile).await?,
            Next::Enquiry(n) => self.enquiry(n).await?,
            Next::Agreement(n) => self.agreement(n).await?,
            Next::Officer(n) => self.officer(n).await?,
            Next::Desks => self.desks().await?,
            Next::Night => self.night().await.map(|next| self.queue.push(Reverse((next, Next::Night))))?,
            Next::Beat => {
                self.beat().await?;
                self.print_letters().await?;
                self.after(TimeDelta::days(7), Next::Beat);
            }
        }
        Ok(())
    }

    fn after(&mut self, so_long: TimeDelta, next: Next) {
        self.queue.push(Reverse((self.town.now() + so_long, next)));
    }

    pub(super) fn count(&mut self, what: &'static str) {
        *self.done.entry(what).or_default() += 1;
    }

    pub(super) async fn acting(&self, email: &str, role: Role) -> Result<Call, Refusal> {
        Ok(self.town.acting(email, role).await?.call)
    }

    pub(super) async fn administrator(&self, n: usize) -> Result<Call, Refusal> {
        self.acting(self.town.staff.administrators[n % 2], Role::Administrator).await
    }

    async fn report(&mut self, n: usize) -> anyhow::Result<()> {
        let town = self.town;
        let report = &town.plan.reports[n];
        let place = &town.places[report.business];
        let filed = match self.send(n, report, true).await {
            // Who is no longer in the gallery is named instead.
            Err(Refusal::Fields(_)) => self.send(n, report, false).await?,
            other => other?,
        };
        self.count("reports");
        if report.fate == Fate::Draft {
            return Ok(());
        }
        if report.photo {
            let call = self.acting(&place.staff, role_of(&place.staff)).await?;
            let face = portrait::portrait(town.plan.people[report.person].seed, 800, 1_000);
            add_photo::add_photo(&town.service, call, filed.id, super::build::jpeg(&face)?).await?;
        }
        if report.fate != Fate::Waiting {
            self.after(TimeDelta::hours(20 + (n as i64 * 7) % 60), Next::Review(n, filed.id));
        }
        Ok(())
    }

    pub(super) async fn send(&self, n: usize, report: &Report, points: bool) -> Result<Filed, Refusal> {
        let (service, place) = (&self.town.service, &self.town.places[report.business]);
        let sheet = self.sheet(n, report, points);
        if report.telephone {
            let call = self.administrator(n).await?;
            return record_by_telephone::record_by_telephone(service, call, place.user, sheet).await;
        }
        let call = self.acting(&place.staff, role_of(&place.staff)).await?;
        if report.fate == Fate::Draft {
            return save_draft::save_draft(service, call, sheet).await;
        }
        submit::submit(service, call, sheet).await
    }

    fn sheet(&self, n: usize, report: &Report, points: bool) -> Sheet {
        let town = self.town;
        let person = &town.plan.people[report.person];
        let shown =
            self.profiles.get(&report.person).filter(|_| points && person.known && !n.is_multiple_of(3));
        let happened = report.at - TimeDelta::minutes(12 + (n as i64 * 13) % 200);
        let who = match shown {
            Some(profile) => profile.to_string(),
            None if report.fate == Fate::Nobody => "not_seen".to_owned(),
            None if person.known => "named".to_owned(),
            None => "unknown".to_owned(),
        };
        let name =
            if person.known && report.fate != Fate::Nobody { person.name.as_str() } else { "somebody" };
        Sheet {
            key: format!("market-ashby-{n:04}-{}", report.at.timestamp()),
            kind: report.kind.as_str().to_owned(),
            band: report.band.as_str().to_owned(),
            premises: town.places[report.business].premises.to_string(),
            day: london_day(happened).to_string(),
            time: london_time(happened),
            named: if who == "named" { person.name.clone() } else { String::new() },
            description: if who == "unknown" { happenings::description(person.seed) } else { String::new() },
            who,
            note: sentence(report.narrative, name),
            police: if n.is_multiple_of(5) { "yes".to_owned() } else { String::new() },
            police_reference: if n.is_multiple_of(10) {
                format!("43/{:05}/26", 1_000 + n * 37)
            } else {
                String::new()
            },
            ..Sheet::default()
        }
    }

    async fn review(&mut self, n: usize, incident: IncidentId) -> anyhow::Result<()> {
        let town = self.town;
        let report = &town.plan.reports[n];
        // Whoever recorded it by telephone does not review it.
        let call = self.administrator(n + 1).await?;
        let decision = match report.fate {
            Fate::Returned => {
                Some((Decision::Return, "Which till was it, and roughly when? Please add both."))
            }
            Fate::Rejected => {
                Some((Decision::Reject, "This is a dispute about a refund, which the scheme does not cover."))
            }
            _ => None,
        };
        if let Some((decision, reason)) = decision {
            decline::decline(&town.service, call, incident, decision, reason.to_owned()).await?;
            self.count("declined");
            return Ok(());
        }
        let accepted = match accept::accept(&town.service, call, incident, self.acceptance(report)).await {
            Err(Refusal::NotFound) => self.accept_again(n, incident).await?,
            other => other?,
        };
        self.count("accepted");
        let Some(&profile) = accepted.first() else { return Ok(()) };
        if self.profiles.insert(report.person, profile) != Some(profile) {
            self.count("profiles");
            self.known_better(n, profile).await?;
            if n.is_multiple_of(3) {
                self.after(TimeDelta::days(10), Next::Seen(n, profile));
            }
        }
        if report.photo {
            self.picture(n, incident, profile).await?;
        }
        self.after(TimeDelta::hours(30), Next::Sanction(profile));
        Ok(())
    }

    /// The person is withdrawn: the controller grants sight of them. Who is erased is somebody new.
    async fn accept_again(&mut self, n: usize, incident: IncidentId) -> anyhow::Result<Vec<ProfileId>> {
        let town = self.town;
        let report = &town.plan.reports[n];
        let reviewer = town.acting(town.staff.administrators[(n + 1) % 2], Role::Administrator).await?;
        if let Some(&profile) = self.profiles.get(&report.person) {
            let controller = self.acting(town.staff.controller, Role::Controller).await?;
            let until = Some(london_day(town.now()) + Days::new(28));
            let reason = "A new report names them.".to_owned();
            let granted =
                grant_sight::grant(&town.service, controller, profile, Some(reviewer.user), until, reason)
                    .await;
            match granted {
                Ok(()) => self.count("grants"),
                Err(Refusal::NotFound) => {
                    self.profiles.remove(&report.person);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(accept::accept(&town.service, reviewer.call, incident, self.acceptance(report)).await?)
    }

    pub(super) fn acceptance(&self, report: &Report) -> accept::Acceptance {
        let person = &self.town.plan.people[report.person];
        let known = self.profiles.get(&report.person);
        let about = report.fate != Fate::Nobody;
        let key = known.map_or_else(|| "new".to_owned(), ToString::to_string);
        let named = about && person.known;
        let new = about && known.is_none();
        let proven = about && report.proven;
        accept::Acceptance {
            persons: known.filter(|_| about).map(ToString::to_string).into_iter().collect(),
            new_name: if new && person.known { person.name.clone() } else { String::new() },
            new_born: if new && person.known { person.born.to_string() } else { String::new() },
            sought: new && !person.known,
            description: if new { happenings::description(person.seed) } else { String::new() },
            nobody: !about,
            proof: if proven { "admitted" } else { "" }.to_owned(),
            reasons: if proven { "Admitted it to staff, and the camera shows it." } else { "" }.to_owned(),
            mentions: if named { vec![format!("{key}:{}", person.name)] } else { Vec::new() },
            words_checked: true,
            summary: sentence(report.narrative, "a person"),
            summary_checked: true,
            message: "Thank you: this helps everybody on the street.".to_owned(),
            ..accept::Acceptance::default()
        }
    }

    async fn picture(&mut self, n: usize, incident: IncidentId, profile: ProfileId) -> anyhow::Result<()> {
        let town = self.town;
        let call = self.administrator(n + 1).await?;
        let stills = town.stills(call.clone(), incident).await?;
        let Some(&still) = stills.first() else { return Ok(()) };
        make::make(&town.service, call, incident, still, profile, town.whole()?).await?;
        self.count("pictures");
        Ok(())
    }

    /// Somebody who is no longer shown is warned of nothing. Returns the exclusion, if one is proposed.
    pub(super) async fn sanction(&mut self, profile: ProfileId) -> anyhow::Result<Option<SanctionId>> {
        let town = self.town;
        let call = self.administrator(0).await?;
        let found = town
            .service
            .look::<Administrator, _>(call.clone(), Deed::ViewPerson, move |look| {
                look.concerns(profile);
                let case = Case::load(look.tx, &look.viewer, &look.scheme, profile)?;
                Ok(ladder::next(&case, &crate::actions::Service::rules(&look.scheme)?))
            })
            .await?;
        match found.value {
            Proposal::Nothing => {}
            Proposal::Warning { incidents } => {
                let reason = "A first report. We want it to be the last.".to_owned();
                let form = warn::Warning { incidents, reason };
                if let Some(id) = given(warn::warn(&town.service, call, profile, form).await)? {
                    self.count("warnings");
                    self.after(TimeDelta::days(3), Next::Serve(id));
                }
            }
            Proposal::Exclusion { incidents, months } => {
                let form = propose_exclusion::Proposed {
                    incidents,
                    statement: happenings::STATEMENT.to_owned(),
                    months,
                    everywhere: true,
                    premises: Vec::new(),
                };
                if let Some(id) = given(propose_exclusion::propose(&town.service, call, profile, form).await)?
                {
                    self.count("proposals");
                    self.after(TimeDelta::days(9), Next::Decide(id));
                    return Ok(Some(id));
                }
            }
        }
        Ok(None)
    }

    async fn decide(&mut self, sanction: SanctionId) -> anyhow::Result<()> {
        let turn = self.done.values().sum::<usize>();
        let call = self.acting(self.town.staff.board[turn % 2], Role::Board).await?;
        let approve = !turn.is_multiple_of(9);
        let reasons =
            if approve { "The reports are clear and a warning did not help." } else { happenings::TOO_MUCH };
        let decision = decide_exclusion::Decision { approve, reasons: reasons.to_owned() };
        if given(decide_exclusion::decide(&self.town.service, call, sanction, decision).await)?.is_some() {
            self.count(if approve { "exclusions" } else { "refused" });
            if approve {
                self.after(TimeDelta::days(4), Next::Serve(sanction));
            }
        }
        Ok(())
    }

    async fn serve(&mut self, sanction: SanctionId) -> anyhow::Result<()> {
        let turn = self.done.values().sum::<usize>();
        // A few cannot be found: their notices lapse.
        if turn.is_multiple_of(17) {
            return Ok(());
        }
        let call = self.administrator(turn).await?;
        let on = london_day(self.town.now()) - Days::new(1);
        let how = Method::ALL[turn % Method::ALL.len()];
        let form = serve_notice::Service { on: Some(on), how: Some(how) };
        if given(serve_notice::serve(&self.town.service, call, sanction, form).await)?.is_some() {
            self.count("served");
        }
        Ok(())
    }
}

/// What the rules refuse does not happen: nobody in the town forces it.
pub(super) fn given<T>(done: Result<T, Refusal>) -> Result<Option<T>, Refusal> {
    match done {
        Ok(value) => Ok(Some(value)),
        Err(Refusal::Fields(_) | Refusal::Rule(_) | Refusal::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
