//! My reports: what came of each; for a manager, the business's too.

use super::Asker;
use crate::{
    actions::{Bar, Call, Look, Refusal, Shared},
    domain::{
        date::{london_day, short},
        deed::Deed,
        incident::{
            Incident,
            progress::{Progress, progress},
            report::State,
        },
        member::{
            evidence::{Acting, Insider},
            role::Role,
        },
    },
    store::{self, incident::Which},
};

/// A report in the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// Where it opens.
    pub href: String,
    /// What happened.
    pub title: &'static str,
    /// Reference, day, premises.
    pub about: String,
    /// What came of it.
    pub progress: Progress,
}

/// The lists.
#[derive(Debug, Clone)]
pub struct Lists {
    /// Begun, not sent, or returned: something to do.
    pub to_do: Vec<Line>,
    /// The own reports, the newest first.
    pub mine: Vec<Line>,
    /// The business's other reports; only a manager has them.
    pub business: Option<Vec<Line>>,
}

/// So many reports are listed: about two years of a busy shop.
const MOST: i64 = 200;

/// The own reports, and what came of each.
///
/// # Errors
/// If the look cannot be recorded.
pub async fn reports(service: &Shared, call: Call) -> Result<(Lists, Bar), Refusal> {
    let seen = service.look::<Insider, _>(call, Deed::ViewReports, lists).await?;
    Ok((seen.value, seen.bar))
}

fn lists(look: &mut Look<'_, '_, Insider>) -> Result<Lists, Refusal> {
    let asker = Asker::of(&look.viewer);
    let scheme = look.scheme.id;
    let own = Which {
        reporter: Some(look.viewer.user().ok_or(Refusal::NotFound)?),
        limit: MOST,
        ..Which::default()
    };
    let own = store::incident::list(look.tx, scheme, own)?;
    let sites: Vec<_> = store::business::premises(look.tx, &look.viewer, None)?
        .into_iter()
        .map(|site| (site.id, site.details.name))
        .collect();
    let line = |look: &mut Look<'_, '_, Insider>, report: &Incident| {
        look.concerns(report.id);
        let site = sites.iter().find(|(id, _)| Some(*id) == report.premises).map_or("", |(_, name)| name);
        let day = short(london_day(report.occurred_at));
        let reference = report.spoken_reference(&look.scheme.name);
        Line {
            href: format!("/reports/{}", report.id),
            title: report.title(),
            about: [reference.as_str(), day.as_str(), site].join(" · "),
            progress: progress(report),
        }
    };
    let open = |report: &&Incident| matches!(report.state, State::Draft | State::Returned);
    let to_do = own.iter().filter(open).map(|report| line(look, report)).collect();
    let mine = own.iter().filter(|report| !open(report)).map(|report| line(look, report)).collect();
    let business = match (asker.role, asker.business) {
        (Some(Role::Manager), Some(business)) => {
            let which = Which { business: Some(business), limit: MOST, ..Which::default() };
            let all = store::incident::list(look.tx, scheme, which)?;
            let others = all.iter().filter(|report| asker.may_open(report) && !asker.wrote(report));
            Some(others.map(|report| line(look, report)).collect())
        }
        _ => None,
    };
    Ok(Lists { to_do, mine, business })
}
