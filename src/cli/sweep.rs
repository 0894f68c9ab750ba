//! `beadle sweep --dry-run`: what the scheduler would do on a day.

use std::{path::PathBuf, process::ExitCode};

use anyhow::ensure;
use chrono::NaiveDate;
use clap::Args;

use super::serve::read;
use crate::{
    actions::timetable::preview::{Planned, preview},
    app,
    clock::Clock,
};

/// Show what the scheduler would do on a day, without doing it.
///
/// Prints ids only, never a name. The scheduler itself runs inside `beadle serve`.
#[derive(Args)]
pub struct Sweep {
    /// The configuration file.
    #[arg(long, value_name = "FILE", default_value = super::CONFIG)]
    config: PathBuf,
    /// Required: nothing is changed by this command.
    #[arg(long)]
    dry_run: bool,
    /// The day to ask about, as 2026-11-22; today if left out.
    #[arg(long, value_name = "DATE")]
    on: Option<NaiveDate>,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
}

impl Sweep {
    /// Prints the plan.
    ///
    /// # Errors
    /// If the installation is not in order.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        ensure!(
            self.dry_run,
            "the scheduler runs inside `beadle serve`; add --dry-run to see what it would do"
        );
        let settings = read(&self.config)?;
        let clock = Clock::system();
        let day = self.on.unwrap_or_else(|| clock.today());
        app::block_on(async {
            let service = app::assemble(settings, clock)?;
            let (plan, stopped) = preview(&service, day)?;
            let text = if self.json { json(day, &plan, &stopped) } else { table(day, &plan, &stopped) };
            say!("{}", text.trim_end());
            Ok(ExitCode::SUCCESS)
        })
    }
}

fn table(day: NaiveDate, plan: &[Planned], stopped: &[String]) -> String {
    let mut text: String = stopped.iter().map(|line| format!("{line}\n")).collect();
    if plan.is_empty() {
        return format!("{text}Nothing is due on {day}.\n");
    }
    let width = |of: fn(&Planned) -> usize, least: usize| plan.iter().map(of).max().unwrap_or(0).max(least);
    let (scheme, deed) = (width(|one| one.scheme.len(), 6), width(|one| one.deed.len(), 4));
    text.push_str(&format!("{:scheme$}  {:deed$}  ID\n", "SCHEME", "DEED"));
    for one in plan {
        text.push_str(&format!("{:scheme$}  {:deed$}  {}\n", one.scheme, one.deed, one.id));
    }
    text.push_str(&format!("{} deeds on {day}.\n", plan.len()));
    text
}

fn json(day: NaiveDate, plan: &[Planned], stopped: &[String]) -> String {
    let deeds: Vec<_> = plan
        .iter()
        .map(|one| serde_json::json!({ "scheme": one.scheme, "deed": one.deed, "id": one.id }))
        .collect();
    format!("{}\n", serde_json::json!({ "on": day, "deeds": deeds, "stopped": stopped }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Vec<Planned> {
        let one = |deed, n| Planned { scheme: "ashby.test".to_owned(), deed, id: uuid::Uuid::from_u128(n) };
        vec![one("withdraw", 1), one("draft_report", 2)]
    }

    #[test]
    fn a_plan_is_printed_as_a_table_and_as_json() {
        let day: NaiveDate = "2026-11-22".parse().unwrap();
        let stopped = ["ashby.test: deletions are stopped.".to_owned()];
        let expected = "ashby.test: deletions are stopped.\n\
            SCHEME      DEED          ID\n\
            ashby.test  withdraw      00000000-0000-0000-0000-000000000001\n\
            ashby.test  draft_report  00000000-0000-0000-0000-000000000002\n\
            2 deeds on 2026-11-22.\n";
        assert_eq!(table(day, &plan(), &stopped), expected);
        assert_eq!(table(day, &[], &[]), "Nothing is due on 2026-11-22.\n");
        let read: serde_json::Value = serde_json::from_str(&json(day, &plan(), &stopped)).unwrap();
        assert_eq!(read["deeds"][1]["deed"], "draft_report");
        assert_eq!(read["on"], "2026-11-22");
        assert_eq!(read["stopped"][0], stopped[0]);
    }
}
