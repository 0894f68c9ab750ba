//! Shows what waits to be sent. A link in a message opens an account: words are shown in a demonstration only,
//! where nothing leaves.

use crate::{
    actions::{Call, Refusal, Seen, Shared},
    domain::{
        deed::Deed,
        mail::{Message, Standing},
        member::evidence::Administrator,
    },
    store::{self, outbox::Item},
};

/// A message as the administrator sees it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Id.
    pub id: String,
    /// Where it stands.
    pub standing: Standing,
    /// To whom; empty once wiped.
    pub to: String,
    /// The subject line; empty once wiped.
    pub subject: String,
    /// In lines; outside a demonstration always empty.
    pub text: Vec<Line>,
    /// When it was queued, in words.
    pub queued: String,
    /// What the mail server had against it.
    pub problem: String,
    /// How often it was tried.
    pub tries: u32,
    /// It can be sent again; else only taken off the list.
    pub has_words: bool,
}

/// A line of a message's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The words.
    pub words: String,
    /// It is a link of this site, opened by its path.
    pub path: Option<String>,
}

/// The messages that wait or were given up; in a demonstration all.
///
/// # Errors
/// 404 for everybody but an administrator.
pub async fn outbox(service: &Shared, call: Call) -> Result<Seen<Vec<Shown>>, Refusal> {
    service
        .look::<Administrator, _>(call, Deed::ViewOutbox, |look| {
            let items = store::outbox::list(look.tx, &look.viewer, true, 200)?;
            let base = look.service.settings.url(&look.scheme.host, "");
            let shown = items.into_iter().map(|item| {
                look.concerns(item.id);
                shown(item, look.scheme.demo, &base)
            });
            Ok(shown.collect())
        })
        .await
}

fn shown(item: Item, demo: bool, base: &str) -> Shown {
    let Item { id, owner: _, standing, message, tries, problem, queued_at, next_at: _, erase_on: _ } = item;
    let has_words = message.is_some();
    let Message { to, subject, text, letter: _ } = message.unwrap_or_default();
    let text = if demo { text.lines().map(|line| shown_line(line, base)).collect() } else { Vec::new() };
    let queued = crate::domain::date::spoken_instant(queued_at);
    Shown { id: id.to_string(), standing, to, subject, text, queued, problem, tries, has_words }
}

fn shown_line(line: &str, base: &str) -> Line {
    let path = line.strip_prefix(base).filter(|path| path.starts_with('/')).map(str::to_owned);
    Line { words: line.to_owned(), path }
}
