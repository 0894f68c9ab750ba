//! What listed people of the town ask for by right.

use super::live::Life;
use crate::{
    actions::{
        Call,
        right::{
            ask::{self, Beside},
            form::Typed,
        },
    },
    domain::right::Way,
};

impl Life<'_> {
    /// Somebody asks: by the public form, by post, by telephone.
    pub(super) async fn right(&mut self, n: usize) -> anyhow::Result<()> {
        let asked = [
            ("access", "Sam Okafor", "Please send me everything you hold about me. I was never told of it."),
            ("correction", "Lena Marsh", "You have my sister’s date of birth. Mine is 4 May 1991."),
            ("complaint", "Ty Brennan", "I was stopped at the door of the chemist’s though my time is over."),
        ];
        let ((kind, name, words), post) =
            (asked[n % asked.len()], [None, Some(Way::Letter), Some(Way::Phone)]);
        let typed = Typed {
            kind: kind.to_owned(),
            name: name.to_owned(),
            email: format!("{}@home.example", name.to_lowercase().replace(' ', ".")),
            words: words.to_owned(),
            ..Typed::default()
        };
        match post[n % post.len()] {
            None => {
                let call = Call { host: super::build::HOST.to_owned(), ..Call::default() };
                ask::in_public(&self.town.service, call, name, typed).await?;
            }
            Some(way) => {
                let call = self.administrator(n).await?;
                let received = Some(self.town.clock.today());
                let beside = Beside { way: way.as_str().to_owned(), received, born: String::new() };
                ask::on_behalf(&self.town.service, call, beside, typed).await?;
            }
        }
        self.count("requests of listed people");
        Ok(())
    }
}
