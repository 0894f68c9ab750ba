//! What went wrong with data in the town, and was entered.

use super::live::Life;
use crate::{
    actions::data_breach::{
        close::close,
        enter::{self, Typed},
        judge::judge,
        report::{self, report},
    },
    domain::{
        data_breach::{Data, Nature, Risk, Whose},
        date::{london_day, london_time},
    },
};

impl Life<'_> {
    /// A letter in the wrong envelope, soon closed; then faces in a chat, of which the ICO is told.
    pub(super) async fn breach(&mut self, n: usize) -> anyhow::Result<()> {
        let now = self.town.clock.now();
        let (day, time) = (london_day(now).to_string(), london_time(now));
        let call = self.administrator(n).await?;
        let service = &self.town.service;
        if n == 0 {
            let typed = Typed {
                day,
                time,
                happened: "A confirmation letter went to the address of another listed person, who brought it back unopened.".to_owned(),
                natures: vec![Nature::Confidentiality.as_str().to_owned()],
                whose: vec![Whose::Listed.as_str().to_owned()],
                data: vec![Data::Contact.as_str().to_owned()],
                people: "1".to_owned(),
                records: "1".to_owned(),
                consequences: "None: the envelope was closed.".to_owned(),
                measures: "Letters now go into envelopes with a window.".to_owned(),
            };
            let id = enter::enter(service, call.clone(), typed).await?;
            let why = "It came back unopened on the same day.".to_owned();
            judge(service, call.clone(), id, Risk::Unlikely.as_str().to_owned(), why).await?;
            close(service, call, id, "Windows in the envelopes, and two people at the post.".to_owned())
                .await?;
        } else {
            let typed = Typed {
                day: day.clone(),
                time: time.clone(),
                happened: "A page of the gallery, photographed off a screen, was passed round in a staff group chat. A member of staff told us.".to_owned(),
                natures: vec![Nature::Confidentiality.as_str().to_owned()],
                whose: vec![Whose::Listed.as_str().to_owned()],
                data: vec![Data::Images.as_str().to_owned(), Data::Identity.as_str().to_owned()],
                people: "6".to_owned(),
                records: "6".to_owned(),
                consequences: "They may be recognised outside the scheme.".to_owned(),
                measures: "The chat’s members deleted it. The viewer’s name in the picture told us whom to ask.".to_owned(),
            };
            let id = enter::enter(service, call.clone(), typed).await?;
            let why = "About forty people saw it, and some know those shown.".to_owned();
            judge(service, call.clone(), id, Risk::High.as_str().to_owned(), why).await?;
            let reported = report::Typed { day, time, ..report::Typed::default() };
            report(service, call, id, reported).await?;
        }
        self.count("breaches of personal data");
        Ok(())
    }
}
