//! The data-protection documents of the town: three that hold, and one that is being written.

use super::live::Life;
use crate::{
    actions::document::{
        adopt::adopt,
        begin::begin,
        write::{Typed, base, write},
    },
    domain::{
        document::{Content, Kind, part::Part, review::latest},
        member::role::Role,
    },
};

const LIA: &[(Part, &str)] = &[
    (
        Part::Purpose,
        "In the year before the scheme began, 41 of our 120 members reported theft or abuse to us; eleven told us that staff had left because of it. Shops, their staff and their customers gain from less of it, and so does a town centre that people feel safe in.",
    ),
    (
        Part::Necessity,
        "Posters and radio reached only who was near. Reports to the police alone did not stop repeat offenders: nine people made six in ten reports. A face is needed, since staff rarely know a name. Showing it to members of the town only, for a year at most, is the least that works.",
    ),
    (
        Part::Balance,
        "Somebody who steals from a shop can expect that the shop, and its neighbours, take note. Being taken for somebody else, or being shamed, would weigh heavily: so only reviewed reports count, no page can be printed, and each look is recorded. On these terms the interests of members outweigh.",
    ),
    (
        Part::Children,
        "A child is first spoken with, with the parents. Two people decide before one is shown; in the last year we showed two of five.",
    ),
    (Part::Outcome, "We may rely on legitimate interests while all of this holds. We look again each year."),
];

const POLICY: &[(Part, &str)] = &[
    (
        Part::Condition,
        "Paragraph 10 of schedule 1: preventing or detecting unlawful acts. Asking people for consent would defeat it, and a town free of shop theft is of substantial public interest. Paragraph 33 where a claim is made.",
    ),
    (
        Part::Principles,
        "Everybody who opens the gallery accepts the data-integrity agreement each year. The administrator reviews reports within five days. The controller looks through the audit trail each month.",
    ),
];

const DPIA: &[(Part, &str)] = &[
    (
        Part::Course,
        "Members in the town centre and the retail park take part. Data of alleged offences about people who did not agree is likely to be a high risk, so we assess it.",
    ),
    (
        Part::Consulted,
        "The members’ meeting in March, the neighbourhood team, and the advice centre, which asked for the letter in large print.",
    ),
];

impl Life<'_> {
    /// The controller adopts what the administrators wrote.
    pub(super) async fn documents(&mut self, n: usize) -> anyhow::Result<()> {
        let service = &self.town.service;
        let writer = self.administrator(n).await?;
        let controller = self.acting(self.town.staff.controller, Role::Controller).await?;
        for (kind, parts) in
            [(Kind::Lia, LIA), (Kind::Policy, POLICY), (Kind::Record, &[]), (Kind::Dpia, DPIA)]
        {
            let id = begin(service, writer.clone(), kind.as_str().to_owned(), None).await?;
            let parts = parts.iter().map(|(part, said)| (*part, (*said).to_owned())).collect();
            let typed = Typed { base: base(&Content::default()), party: String::new(), parts };
            match kind {
                Kind::Dpia => write(service, writer.clone(), id, typed).await?,
                _ => {
                    let review = Some(latest(service.clock().today()));
                    adopt(service, controller.clone(), id, typed, review).await?;
                }
            }
            self.count("data-protection documents");
        }
        Ok(())
    }
}
