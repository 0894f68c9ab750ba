//! Sends a report: once, however often the send is repeated.

use super::{
    Asker,
    sheet::Sheet,
    written::{Desk, Written, read},
};
use crate::{
    actions::{Act, Call, Refusal, Service, Shared},
    domain::{
        deed::Deed,
        ids::{BusinessId, IncidentId, PremisesId, UserId},
        incident::{
            Incident,
            report::{Parties, State, editable, submitted},
        },
        member::{
            evidence::{Account, Acting, Insider, Opens, Report, Viewer},
            role::Role,
        },
        retention::{Record, due},
    },
    store::{self, StoreError},
    vault::token_hash,
};

/// A report that is in, or kept for later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// Its id.
    pub id: IncidentId,
    /// The number people say: "MA-2291".
    pub reference: String,
    /// It was in already, and what was sent now says something else: that is not in it.
    pub otherwise: bool,
}

/// What is to become of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    Send,
    Keep,
}

/// In whose name a sheet is filed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reporter {
    pub user: UserId,
    pub business: Option<BusinessId>,
    /// Who writes it down for them.
    pub recorder: Option<UserId>,
    /// May report from any premises of the scheme.
    pub anywhere: bool,
}

/// Sends a report, or sends a returned one again. Needs no agreement.
///
/// # Errors
/// [`Refusal::Fields`] with everything that is wrong; [`Refusal::NotFound`] for somebody else's report.
pub async fn submit(service: &Shared, call: Call, sheet: Sheet) -> Result<Filed, Refusal> {
    filed(service, call, sheet, Wish::Send).await
}

/// Files a sheet in the sender's own name; of two at the same moment, the second finds the first.
pub(super) async fn filed(service: &Shared, call: Call, sheet: Sheet, wish: Wish) -> Result<Filed, Refusal> {
    let mut tries = 0;
    loop {
        let wanted = sheet.clone();
        let done = service
            .act::<Insider, _>(call.clone(), move |act| {
                let user = act.viewer.user().ok_or(Refusal::NotFound)?;
                let anywhere = Asker::of(&act.viewer).role == Some(Role::Administrator);
                let reporter = Reporter { user, business: act.viewer.business(), recorder: None, anywhere };
                file(act, reporter, &wanted, wish)
            })
            .await;
        tries += 1;
        match done {
            Err(Refusal::Store(StoreError::Duplicate)) if tries < 3 => {}
            other => return other,
        }
    }
}

/// Files a sheet within a deed.
pub(super) fn file<R>(
    act: &mut Act<'_, '_, R>,
    reporter: Reporter,
    sheet: &Sheet,
    wish: Wish,
) -> Result<Filed, Refusal>
where
    Viewer<R>: Opens<Account> + Opens<Report>,
{
    let scheme = act.scheme.id;
    let writer = reporter.recorder.unwrap_or(reporter.user);
    let submission = token_hash(&format!("{writer}:{}", sheet.key));
    let held = held(act, writer, sheet, &submission)?;
    if let Some(held) = &held {
        // What was sent before is in: the same answer, and nothing of it is changed.
        if !editable(held.state) || (sheet.report.is_empty() && held.state == State::Returned) {
            if wish == Wish::Keep {
                return Err(Refusal::Rule("This report was sent already.".to_owned()));
            }
            act.record(Deed::ViewIncident, &[held.id.uuid()]);
            let otherwise = says_otherwise(act, &reporter, held, sheet)?;
            return Ok(Filed { otherwise, ..told(act, held) });
        }
    }
    let premises = premises(act, &reporter)?;
    let draft = wish == Wish::Keep;
    let (now, today) = (act.now(), act.viewer.today());
    let desk = Desk { scheme, now, today, premises: &premises, draft };
    let written = read(act.tx, &desk, sheet)?;
    let report = match held {
        Some(held) => changed(act, held, writer, written, wish)?,
        None => begun(act, reporter, &submission, written, wish)?,
    };
    act.record(if draft { Deed::SaveDraft } else { Deed::SubmitReport }, &[report.id.uuid()]);
    Ok(told(act, &report))
}

fn told<R>(act: &Act<'_, '_, R>, report: &Incident) -> Filed {
    Filed { id: report.id, reference: report.spoken_reference(&act.scheme.name), otherwise: false }
}

/// Whether a sheet that is sent again says something else than the report, as long as nobody else has changed that.
fn says_otherwise<R>(
    act: &mut Act<'_, '_, R>,
    reporter: &Reporter,
    held: &Incident,
    sheet: &Sheet,
) -> Result<bool, Refusal>
where
    Viewer<R>: Opens<Account> + Opens<Report>,
{
    if held.state != State::Submitted {
        return Ok(false);
    }
    let premises = premises(act, reporter)?;
    let (now, today) = (act.now(), act.viewer.today());
    let desk = Desk { scheme: act.scheme.id, now, today, premises: &premises, draft: false };
    let written = match read(act.tx, &desk, sheet) {
        Ok(written) => written,
        Err(Refusal::Fields(_)) => return Ok(true),
        Err(other) => return Err(other),
    };
    let content = store::incident::content(act.tx, &act.viewer, held.id)?;
    Ok(rewritten(held.clone(), &written) != *held || content != written.content)
}

/// The report that a sheet continues, by its id, or that its key was sent with before.
fn held<R>(
    act: &mut Act<'_, '_, R>,
    writer: UserId,
    sheet: &Sheet,
    submission: &[u8],
) -> Result<Option<Incident>, Refusal> {
    if sheet.report.is_empty() {
        return Ok(store::incident::by_submission(act.tx, act.scheme.id, submission)?);
    }
    let id: IncidentId = sheet.report.parse().map_err(|_| Refusal::NotFound)?;
    store::report::touch(act.tx, act.scheme.id, id, act.now())?;
    let found = store::incident::load(act.tx, act.scheme.id, id)?;
    if parties(&found).is_some_and(|parties| parties.include(writer)) {
        Ok(Some(found))
    } else {
        Err(Refusal::NotFound)
    }
}

fn parties(report: &Incident) -> Option<Parties> {
    report.reporter.map(|reporter| Parties { reporter, recorder: report.recorder })
}

fn premises<R>(
    act: &mut Act<'_, '_, R>,
    reporter: &Reporter,
) -> Result<Vec<(PremisesId, BusinessId)>, Refusal>
where
    Viewer<R>: Opens<Account>,
{
    if !reporter.anywhere && reporter.business.is_none() {
        return Err(Refusal::NotFound);
    }
    let of = if reporter.anywhere { None } else { reporter.business };
    let sites = store::business::premises(act.tx, &act.viewer, of)?;
    Ok(sites.into_iter().filter(|site| site.open).map(|site| (site.id, site.business)).collect())
}

/// A new report.
fn begun<R>(
    act: &mut Act<'_, '_, R>,
    reporter: Reporter,
    submission: &[u8],
    written: Written,
    wish: Wish,
) -> Result<Incident, Refusal>
where
    Viewer<R>: Opens<Account>,
{
    let scheme = act.scheme.id;
    let now = act.now();
    let sent = wish == Wish::Send;
    let mut report = Incident {
        id: act.new_id(),
        reference: store::scheme::next_reference(act.tx, scheme)?,
        state: if sent { State::Submitted } else { State::Draft },
        kind: written.kind,
        band: written.band,
        premises: None,
        business: None,
        reporter: Some(reporter.user),
        recorder: reporter.recorder,
        by_member: reporter.business.is_some(),
        threat_or_damage: false,
        weapon: written.weapon,
        who: written.who,
        claimed: written.claimed,
        occurred_at: written.occurred_at,
        submitted_at: sent.then_some(now),
        changed_at: now,
        reviewed: None,
        erase_on: None,
    };
    place(&mut report, &written);
    report.erase_on = kept_until(act, &report)?;
    let mail = store::user::load(act.tx, &act.viewer, reporter.user)?.details.email;
    store::incident::insert(act.tx, scheme, &report, submission, &written.content, Some(&mail))?;
    Ok(report)
}

/// A draft or returned report with what is written now.
fn changed<R>(
    act: &mut Act<'_, '_, R>,
    held: Incident,
    writer: UserId,
    written: Written,
    wish: Wish,
) -> Result<Incident, Refusal> {
    let scheme = act.scheme.id;
    let mut report = Incident { changed_at: act.now(), ..rewritten(held, &written) };
    if wish == Wish::Send {
        let parties = parties(&report).ok_or(Refusal::NotFound)?;
        report.state = submitted(report.state, &parties, writer)
            .map_err(|refusal| Refusal::Rule(refusal.to_string()))?;
        // Sending a returned report again starts no clock anew.
        report.submitted_at = report.submitted_at.or(Some(act.now()));
        report.reviewed = None;
    }
    if report.state != State::Returned {
        report.erase_on = kept_until(act, &report)?;
    }
    store::incident::update(act.tx, scheme, &report)?;
    store::incident::set_content(act.tx, scheme, report.id, &written.content)?;
    Ok(report)
}

/// The report with what the sheet says in its place.
fn rewritten(held: Incident, written: &Written) -> Incident {
    let mut report = Incident {
        kind: written.kind,
        band: written.band,
        weapon: written.weapon,
        who: written.who,
        claimed: written.claimed,
        occurred_at: written.occurred_at,
        ..held
    };
    place(&mut report, written);
    report
}

fn place(report: &mut Incident, written: &Written) {
    (report.premises, report.business) = written.place.unzip();
}

/// A draft is kept 7 days from its last change; a report, until its review says otherwise, as one in which nobody is
/// identified.
fn kept_until<R>(act: &Act<'_, '_, R>, report: &Incident) -> Result<Option<chrono::NaiveDate>, Refusal> {
    use crate::domain::date::london_day;
    let rules = Service::rules(&act.scheme)?;
    let (record, from) = match report.submitted_at {
        Some(sent) => (Record::UnidentifiedIncident, sent),
        None => (Record::DraftReport, report.changed_at),
    };
    Ok(due(record.line(), london_day(from), &rules))
}
