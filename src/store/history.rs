//! A profile's history: everything its clocks depend on, gathered for the rules.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{
    Read, Stored, Write,
    both::{Both, columns},
    incident, sanction,
    schema::{best_interests, holds, incidents, profiles, subjects},
    types::At,
};
use crate::domain::{
    date::london_day,
    ids::{IncidentId, ProfileId, SchemeId, UserId},
    incident::{
        counting::{Counting, counts},
        kind::Kind,
        person::Part,
        report::State,
        source::Source,
        standing::{Standing, StrikeReason},
    },
    profile::{
        curb::Curb,
        history::{History, LegalHold, Naming, ReportFact, SanctionFact, Unreviewed},
        minor::BestInterests,
    },
    sanction::{Sanction, kind},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = incidents)]
struct Report {
    id: IncidentId,
    kind: Kind,
    state: State,
    by_member: bool,
    threat_or_damage: bool,
    submitted_at: Option<At>,
}

/// The history of a profile.
///
/// # Errors
/// [`super::StoreError::NotFound`] if there is no such profile in the scheme.
pub fn load(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId) -> Stored<History> {
    type Row = (NaiveDate, bool, Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>, Option<NaiveDate>);
    let (created, id_sought, named_on, unmatched, curbed_on, curbed_to) = profiles::table
        .filter(profiles::id.eq(id))
        .filter(profiles::scheme.eq(scheme))
        .select((
            profiles::created_on,
            profiles::id_sought,
            profiles::named_on,
            profiles::unmatched_on,
            profiles::curbed_on,
            profiles::curbed_to,
        ))
        .first_both::<Row>(tx.conn)?;
    let naming = match (id_sought, named_on) {
        (true, _) => Naming::IdSought,
        (false, Some(on)) => Naming::NamedLater { on },
        (false, None) => Naming::Named,
    };
    let (exclusions, warnings) = sanctions(tx, scheme, id)?;
    Ok(History {
        reports: reports(tx, scheme, id)?,
        exclusions,
        warnings,
        legal_holds: legal_holds(tx, scheme, id)?,
        own_requests: super::right::of_history(tx, scheme, id)?,
        unreviewed: unreviewed(tx, scheme, id)?,
        unmatched,
        curb: curbed_on.zip(curbed_to).map(|(on, to)| Curb { on, to }),
        ..History::begun(created, naming)
    })
}

/// The number of the rules a profile was begun under.
///
/// # Errors
/// [`super::StoreError::NotFound`] if there is no such profile.
pub fn begun_under(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId) -> Stored<u32> {
    let number: i32 = profiles::table
        .filter(profiles::id.eq(id))
        .filter(profiles::scheme.eq(scheme))
        .select(profiles::rules_version)
        .first_both(tx.conn)?;
    Ok(number.unsigned_abs())
}

/// Notes under which rules a profile was begun: of two that are joined, the older's bind.
///
/// # Errors
/// If the database refuses.
pub fn begin_under(tx: &mut Write<'_>, scheme: SchemeId, id: ProfileId, number: u32) -> Stored<()> {
    diesel::update(profiles::table.filter(profiles::id.eq(id)).filter(profiles::scheme.eq(scheme)))
        .set(profiles::rules_version.eq(number.cast_signed()))
        .execute(tx.conn)?;
    Ok(())
}

/// Keeps what is left of a decision that took a profile from members' eyes early.
///
/// # Errors
/// If the database refuses.
pub fn set_curb(tx: &mut Write<'_>, scheme: SchemeId, id: ProfileId, curb: Curb) -> Stored<()> {
    diesel::update(profiles::table.filter(profiles::id.eq(id)).filter(profiles::scheme.eq(scheme)))
        .set((profiles::curbed_on.eq(curb.on), profiles::curbed_to.eq(curb.to)))
        .execute(tx.conn)?;
    Ok(())
}

fn reports(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId) -> Stored<Vec<ReportFact>> {
    type Link = (Source, Option<NaiveDate>, Option<StrikeReason>);
    let rows: Vec<(Report, Link)> = subjects::table
        .inner_join(incidents::table)
        .filter(subjects::scheme.eq(scheme))
        .filter(subjects::profile.eq(id))
        .filter(incidents::state.eq(State::Accepted))
        .select((columns::<Report>(), (subjects::source, subjects::struck_on, subjects::struck_why)))
        .load_both(tx.conn)?;
    let short = super::origin::short(tx, scheme, id)?;
    let fact = |(report, (source, struck_on, why)): (Report, Link)| {
        let standing =
            struck_on.zip(why).map_or(Standing::Stands, |(on, reason)| Standing::Struck { on, reason });
        let counting = Counting {
            kind: report.kind,
            state: report.state,
            made_by_member: report.by_member && source == Source::MemberReport,
            part: Part::Subject,
            standing: Standing::Stands,
            threat_or_damage_with_breach: report.threat_or_damage,
        };
        let submitted = london_day(report.submitted_at?.into());
        let short = short.contains(&report.id);
        Some(ReportFact { incident: report.id, submitted, counts: counts(&counting), standing, short })
    };
    Ok(rows.into_iter().filter_map(fact).collect())
}

fn sanctions(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    id: ProfileId,
) -> Stored<(Vec<SanctionFact>, Vec<SanctionFact>)> {
    let (mut exclusions, mut warnings) = (Vec::new(), Vec::new());
    for given in sanction::of_profiles(tx, scheme, &[id])? {
        let Sanction { id, kind, served_on, ends_on, revoked_on, .. } = given;
        let relied_on = sanction::relied_on(tx, scheme, id)?;
        let fact =
            SanctionFact { sanction: id, served: served_on, ends: ends_on, revoked: revoked_on, relied_on };
        match kind {
            kind::Kind::Exclusion => exclusions.push(fact),
            kind::Kind::Warning => warnings.push(fact),
        }
    }
    Ok((exclusions, warnings))
}

fn legal_holds(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId) -> Stored<Vec<LegalHold>> {
    let rows: Vec<(NaiveDate, Option<NaiveDate>, NaiveDate, Option<NaiveDate>)> = holds::table
        .filter(holds::scheme.eq(scheme))
        .filter(holds::profile.eq(id))
        .select((holds::since, holds::reviewed_on, holds::until, holds::lifted_on))
        .load_both(tx.conn)?;
    Ok(rows
        .into_iter()
        .map(|(placed, reviewed, review_by, lifted)| LegalHold { placed, reviewed, review_by, lifted })
        .collect())
}

/// Reports that wait for their review and point at this profile, or have it as a subject already.
fn unreviewed(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId) -> Stored<Vec<Unreviewed>> {
    let which = incident::Which { state: Some(State::Submitted), claimed: Some(id), ..Default::default() };
    Ok(incident::list(tx, scheme, which)?
        .into_iter()
        .filter_map(|report| {
            Some(Unreviewed { incident: report.id, submitted: london_day(report.submitted_at?) })
        })
        .collect())
}

/// The latest best-interests decision that two people made.
///
/// # Errors
/// If the database refuses.
pub fn best_interests(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId) -> Stored<Option<BestInterests>> {
    let row = best_interests::table
        .filter(best_interests::scheme.eq(scheme))
        .filter(best_interests::profile.eq(id))
        .filter(best_interests::confirmed_at.is_not_null())
        .order(best_interests::confirmed_at.desc())
        .select((
            best_interests::proposed_by,
            best_interests::confirmed_by,
            best_interests::circulate,
            best_interests::photo,
        ))
        .limit(1)
        .first_both::<(Option<UserId>, Option<UserId>, bool, bool)>(tx.conn)
        .optional()?;
    Ok(row.and_then(|(recorded_by, agreed_by, circulate, photo)| {
        Some(BestInterests { recorded_by: recorded_by?, agreed_by: agreed_by?, circulate, photo })
    }))
}
