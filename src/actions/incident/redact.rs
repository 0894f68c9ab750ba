//! Reads an incident again whose words may name somebody who was erased: strikes them, or says that they mean something
//! else. What remains is sealed under a new key; the erasure's done line follows when nothing waits any more.

use super::{
    inbox,
    words::{moment, place, title},
};
use crate::{
    actions::{Act, Call, Look, Refusal, Seen, Shared, refusal::Problems},
    domain::{
        date::{london_day, spoken},
        deed::Deed,
        ids::ItemId,
        incident::{
            mention::{Narrative, Segment, UNNAMED},
            residue::struck,
        },
        member::evidence::Administrator,
        text::line,
    },
    store::{self, redaction::Redaction},
};

/// A piece of a text: words, and whether they may name somebody.
pub type Piece = (String, bool);

/// An incident to be read again.
#[derive(Debug)]
pub struct Residue {
    /// Which.
    pub id: ItemId,
    /// What, where and when.
    pub heading: String,
    /// Where it is shown as a whole.
    pub href: String,
    /// Since when it waits.
    pub since: String,
    /// The words that may name the person.
    pub words: Vec<String>,
    /// The texts they stand in, in pieces.
    pub texts: Vec<Vec<Piece>>,
    /// How many things wait in the inbox.
    pub waiting: usize,
}

fn asked(
    tx: &mut store::Read<'_>,
    scheme: crate::domain::ids::SchemeId,
    id: ItemId,
) -> Result<Redaction, Refusal> {
    store::redaction::list(tx, scheme)?.into_iter().find(|one| one.id == id).ok_or(Refusal::NotFound)
}

/// Looks at what is to be read again.
///
/// # Errors
/// [`Refusal::NotFound`] if it does not wait.
pub async fn residue(service: &Shared, call: Call, id: ItemId) -> Result<Seen<Residue>, Refusal> {
    service
        .look::<Administrator, _>(call, Deed::ViewRedaction, move |look| {
            let asked = asked(look.tx, look.scheme.id, id)?;
            look.concerns(id);
            look.concerns(asked.incident);
            gather(look, &asked)
        })
        .await
}

fn gather(look: &mut Look<'_, '_, Administrator>, asked: &Redaction) -> Result<Residue, Refusal> {
    let viewer = look.viewer;
    let incident = store::incident::load(look.tx, look.scheme.id, asked.incident)?;
    let waiting = store::redaction::of_incident(look.tx, &viewer, asked.incident)?;
    let words =
        waiting.into_iter().find(|(id, _)| *id == asked.id).map(|(_, words)| words).unwrap_or_default();
    let written = store::erasure::written(look.tx, &viewer, asked.incident)?;
    let texts = written
        .texts()
        .into_iter()
        .map(|text| marked(&Narrative::parse(text).words(), &words))
        .filter(|pieces| pieces.iter().any(|(_, found)| *found))
        .collect();
    Ok(Residue {
        id: asked.id,
        heading: format!(
            "{}, {}, {}",
            title(&incident),
            place(look.tx, &viewer, incident.premises)?,
            moment(incident.occurred_at)
        ),
        href: format!("/inbox/{}", incident.id),
        since: spoken(london_day(asked.since)),
        words,
        texts,
        waiting: inbox::count(look)?,
    })
}

/// A text in pieces, at every place where one of the words stands.
fn marked(text: &str, words: &[String]) -> Vec<Piece> {
    const MARK: char = '\u{1}';
    let mut split = text.replace(MARK, "");
    for word in words {
        split = struck(&split, word, &format!("{MARK}{word}{MARK}"));
    }
    split
        .split(MARK)
        .enumerate()
        .map(|(n, piece)| (piece.to_owned(), n % 2 == 1))
        .filter(|(piece, _)| !piece.is_empty())
        .collect()
}

/// What was decided about each word.
#[derive(Debug, Clone, Default)]
pub struct Redacted {
    /// Words to strike.
    pub strike: Vec<String>,
    /// Words that mean something else.
    pub keep: Vec<String>,
    /// What is written instead; "a person" if it is empty.
    pub instead: String,
    /// Other words to strike, one on a line.
    pub others: String,
}

/// Strikes words, and takes the incident off the queue.
///
/// # Errors
/// [`Refusal::Fields`] while a word is undecided; [`Refusal::NotFound`] if it does not wait.
pub async fn redact(service: &Shared, call: Call, id: ItemId, typed: Redacted) -> Result<(), Refusal> {
    service
        .act::<Administrator, _>(call, move |act| {
            let asked = asked(act.tx, act.scheme.id, id)?;
            let viewer = act.viewer;
            let waiting = store::redaction::of_incident(act.tx, &viewer, asked.incident)?;
            let words = waiting.into_iter().find(|(one, _)| *one == id).map(|(_, words)| words);
            let (strike, instead) = decided(&words.unwrap_or_default(), typed)?;
            rewrite(act, &asked, &strike, &instead)?;
            if !store::redaction::done(act.tx, act.scheme.id, id)? {
                return Err(Refusal::NotFound);
            }
            act.record(Deed::RedactWords, &[asked.incident.uuid(), asked.profile.uuid()]);
            Ok(())
        })
        .await
}

fn decided(words: &[String], typed: Redacted) -> Result<(Vec<String>, String), Refusal> {
    let mut problems = Problems::default();
    let instead = problems.take("instead", line(&typed.instead, 0, 60)).unwrap_or_default();
    let open = |word: &&String| typed.strike.contains(word) == typed.keep.contains(word);
    if words.iter().any(|word| open(&word)) {
        problems
            .add("word", "Please decide about each word: strike it, or say that it means something else.");
    }
    let others = typed.others.lines().map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned);
    let mut strike: Vec<String> =
        typed.strike.into_iter().filter(|word| words.contains(word)).chain(others).collect();
    if strike.iter().any(|word| instead.contains(word.as_str())) {
        problems.add("instead", "This holds the very words that are to go.");
    }
    problems.end()?;
    // The longest first: "Dale Renton" before "Dale".
    strike.sort_by_key(|word| std::cmp::Reverse(word.len()));
    Ok((strike, if instead.is_empty() { UNNAMED.to_owned() } else { instead }))
}

/// What remains is sealed under a new key, also where nothing was struck: the old one is destroyed.
fn rewrite(
    act: &mut Act<'_, '_, Administrator>,
    asked: &Redaction,
    strike: &[String],
    instead: &str,
) -> Result<(), Refusal> {
    let viewer = act.viewer;
    let mut written = store::erasure::written(act.tx, &viewer, asked.incident)?;
    for text in written.texts_mut() {
        let plain = Narrative::parse(text);
        if strike.iter().all(|word| struck(&plain.words(), word, "") == plain.words()) {
            continue;
        }
        let without =
            |text: &str| strike.iter().fold(text.to_owned(), |text, word| struck(&text, word, instead));
        if plain.mentions().is_empty() {
            // What was typed without mentions stays as typed.
            *text = without(text);
            continue;
        }
        let segments = plain.segments().iter().map(|segment| match segment {
            Segment::Text(words) => Segment::Text(without(words)),
            mention => mention.clone(),
        });
        *text = Narrative::new(segments).stored();
    }
    store::erasure::rewrite(act.tx, &viewer, asked.incident, &written)?;
    Ok(())
}
