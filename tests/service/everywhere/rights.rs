//! What a listed person asked for, in a town with everything in it.

use beadle::{
    domain::{
        ids::{ItemId, PackId, ProfileId, RightId, SanctionId},
        pack::Pack,
        right::{
            Asked, Asking, Kind, Notes, Request, Way,
            restricting::{Part, Restriction},
        },
        sanction::{appeal::Ground, code::Code},
    },
    store,
};

use super::{full::word, written::Hand};

impl Hand<'_> {
    /// A request for a copy, and an appeal.
    pub fn rights(&self, whose: &str, profile: ProfileId, served: SanctionId) -> [RightId; 2] {
        [(Kind::Access, "request", None), (Kind::Appeal, "appeal", Some(served))].map(
            |(kind, field, sanction)| {
                let random = || self.town.clock.random::<16>();
                let today = self.town.clock.today();
                let id = RightId::from_random(random());
                let request = Request {
                    id,
                    reference: i64::from(random()[0]),
                    kind,
                    way: Way::Code,
                    profile: Some(profile),
                    sanction,
                    ground: sanction.map(|_| Ground::NotSo),
                    received: today,
                    entered: self.now(),
                    recorded_by: None,
                    acknowledged: Some(today),
                    identity: Some(Asked { on: today, settled: None }),
                    clarity: None,
                    extended: None,
                    first_sent: None,
                    outcome: None,
                    decided_by: None,
                    closed: None,
                    erase_on: None,
                };
                let typed = |of: &str| word(&format!("{field}{of}"), whose);
                let asking = Asking {
                    name: typed("name"),
                    born: None,
                    email: format!("{}@x.test", typed("mail")),
                    phone: "01632 960002".to_owned(),
                    address: typed("address"),
                    words: typed("words"),
                    acts: typed("acts"),
                };
                let notes = Notes { identity: typed("doubt"), ..Notes::default() };
                let code = loop {
                    if let Some(code) = Code::from_random(&self.town.clock.random::<64>()) {
                        break code;
                    }
                };
                self.write(|tx| {
                    let scheme = self.at.scheme;
                    store::right::insert(tx, scheme, &request, &asking, code.plain())?;
                    store::right::set_notes(tx, scheme, id, &notes)?;
                    match kind {
                        Kind::Access => store::pack::insert(tx, scheme, &self.copy(id)),
                        _ => {
                            let weighed = self.weighed(id);
                            let by = Some(self.at.administrator);
                            store::restriction::insert(tx, scheme, &weighed, &typed("hidden"), by)?;
                            store::restriction::lift(tx, scheme, &weighed, today, &typed("lifted"))
                        }
                    }
                });
                id
            },
        )
    }

    /// That nothing is hidden meanwhile.
    fn weighed(&self, request: RightId) -> Restriction {
        Restriction {
            id: ItemId::from_random(self.town.clock.random()),
            request,
            part: Part::Nothing,
            incident: None,
            since: self.town.clock.today(),
            lifted: None,
        }
    }

    /// A copy of everything, in the making.
    fn copy(&self, request: RightId) -> Pack {
        let id = PackId::from_random(self.town.clock.random());
        Pack::begun(id, request, Some(self.at.administrator), self.now())
    }
}
