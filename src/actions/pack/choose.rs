//! An administrator or controller decides what the copy shows of a fact or a picture, and says why; and puts the copy
//! forward once it is as it should be. A change takes it back: somebody proposes it anew.

use super::{begin, draft, gather::gather};
use crate::{
    actions::{Act, Call, Refusal, Shared, refusal::Problems, right::about},
    domain::{
        deed::Deed,
        ids::{PictureId, RightId},
        incident::residue::struck,
        member::evidence::{Acting, Steward},
        pack::{
            Pack, State,
            gathered::Gathered,
            masking::{Choice, Choices},
            stills::{self, Goes},
        },
        right::{Request, data_map::Whose},
        text,
    },
    photos::alter::Rect,
    store,
};

/// The longest reason, in characters.
const LONGEST: usize = 1_000;
/// At most so many words are struck in one fact.
const MOST_WORDS: usize = 50;

/// What was decided about a fact, as typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The field `what`: `mask`, `show`, `strike` or `withhold`.
    pub what: String,
    /// The field `words`, one on a line.
    pub words: String,
    /// The field `reason`.
    pub reason: String,
}

struct Making {
    request: Request,
    pack: Pack,
    choices: Choices,
    gathered: Gathered,
}

fn making(act: &mut Act<'_, '_, Steward>, id: RightId) -> Result<Making, Refusal> {
    let (request, gatherer) = begin::asked(act, id)?;
    let pack = begin::in_the_making(act, id)?;
    let viewer = act.viewer;
    let choices = store::pack::choices(act.tx, &viewer, &pack)?;
    let scheme = act.scheme.clone();
    let gathered = gather(act.tx, gatherer, &scheme, pack.begun_at)?;
    Ok(Making { request, pack, choices, gathered })
}

/// Keeps what was decided, with its line: a copy that was put forward goes back.
fn keep(
    act: &mut Act<'_, '_, Steward>,
    made: Making,
    key: String,
    choice: Option<Choice>,
) -> Result<(), Refusal> {
    let Making { request, pack, mut choices, .. } = made;
    match choice {
        Some(choice) => drop(choices.insert(key, choice)),
        None => drop(choices.remove(&key)),
    }
    // Who decided last puts it forward, so that nobody else's name stands for what they have not read.
    let pack = Pack { state: State::Draft, proposed: Some((act.viewer.user(), act.now())), ..pack };
    store::pack::set(act.tx, act.scheme.id, &pack)?;
    store::pack::set_choices(act.tx, act.scheme.id, &pack, &choices)?;
    let mut ids = about(&request);
    ids.push(pack.id.uuid());
    act.record(Deed::MaskCopy, &ids);
    Ok(())
}

/// Decides about a fact.
///
/// # Errors
/// Problems on `what`, `words` and `reason`; 404 if there is no such fact; a rule, if no copy is in the making.
pub async fn fact(
    service: &Shared,
    call: Call,
    id: RightId,
    key: String,
    typed: Typed,
) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let made = making(act, id)?;
            let facts = || made.gathered.items.iter().flat_map(|item| &item.facts);
            let fact = facts().find(|fact| fact.key() == key).ok_or(Refusal::NotFound)?;
            let choice = checked(&typed, fact.whose(), &fact.value)?;
            keep(act, made, key, choice)
        })
        .await
}

fn checked(typed: &Typed, whose: Whose, held: &str) -> Result<Option<Choice>, Refusal> {
    let mut problems = Problems::default();
    let why = |problems: &mut Problems| {
        problems.take("reason", text::paragraphs(&typed.reason, 5, LONGEST)).unwrap_or_default()
    };
    let choice = match (typed.what.as_str(), whose) {
        ("mask", _) => None,
        ("show", Whose::Others | Whose::Shared) => Some(Choice::Show(why(&mut problems))),
        ("withhold", _) => Some(Choice::Withhold(why(&mut problems))),
        ("strike", Whose::Shared) => {
            let words: Vec<String> = typed
                .words
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect();
            if words.is_empty() || words.len() > MOST_WORDS {
                problems.add("words", "Type the words to mask, one on each line, fifty at most.");
            }
            if let Some(missing) = words.iter().find(|word| struck(held, word, "") == *held) {
                let why = format!("“{missing}” does not stand there. Type it exactly as it stands.");
                problems.add("words", why);
            }
            Some(Choice::Strike(words))
        }
        _ => {
            problems.add("what", "Choose what the copy shows.");
            None
        }
    };
    problems.end()?;
    Ok(choice)
}

/// What was decided about a picture.
#[derive(Debug, Clone)]
pub enum Decided {
    /// It goes as it is kept.
    Whole(String),
    /// It is left out.
    Not(String),
    /// This part of it goes, with another blurred.
    Cut(Rect, Option<Rect>),
}

/// Decides about a picture.
///
/// # Errors
/// A problem on `reason`; 404 if there is no such picture; a rule, if no copy is in the making.
pub async fn picture(
    service: &Shared,
    call: Call,
    id: RightId,
    picture: PictureId,
    decided: Decided,
) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let made = making(act, id)?;
            let still = made.gathered.stills.iter().find(|still| still.id == picture);
            let key = stills::key(still.ok_or(Refusal::NotFound)?);
            let mut problems = Problems::default();
            let mut why = |reason: &str| {
                problems.take("reason", text::paragraphs(reason, 5, LONGEST)).unwrap_or_default()
            };
            let choice = match decided {
                Decided::Whole(reason) => Choice::Show(why(&reason)),
                Decided::Not(reason) => Choice::Withhold(why(&reason)),
                Decided::Cut(keep, blur) => Choice::Cut(keep.points(), blur.map(Rect::points)),
            };
            problems.end()?;
            keep(act, made, key, Some(choice))
        })
        .await
}

/// Puts the copy forward: a second person approves it.
///
/// # Errors
/// A rule, while a photo of a report waits to be looked at, or if no copy is in the making.
pub async fn propose(service: &Shared, call: Call, id: RightId) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let made = making(act, id)?;
            undecided(&made.gathered, &made.choices)?;
            let by = act.viewer.user();
            if made.pack.state == State::Draft && made.pack.proposed.is_some_and(|(last, _)| last != by) {
                let why = "Somebody else decided last what it shows: they put it forward, or you decide about it again.";
                return Err(Refusal::Rule(why.to_owned()));
            }
            let pack = Pack { state: State::Proposed, proposed: Some((by, act.now())), ..made.pack };
            store::pack::set(act.tx, act.scheme.id, &pack)?;
            let mut ids = about(&made.request);
            ids.push(pack.id.uuid());
            act.record(Deed::ProposeCopy, &ids);
            Ok(())
        })
        .await
}

/// Each photo of a report is looked at before the copy goes anywhere.
pub(super) fn undecided(gathered: &Gathered, choices: &Choices) -> Result<(), Refusal> {
    let waiting =
        gathered.stills.iter().filter(|still| stills::goes(still, choices) == Goes::Undecided).count();
    match waiting {
        0 => Ok(()),
        1 => Err(Refusal::Rule(
            "One photo of a report may show somebody else: decide about it first.".to_owned(),
        )),
        n => Err(Refusal::Rule(format!(
            "{n} photos of reports may show somebody else: decide about them first."
        ))),
    }
}

/// What an approval answers for, gathered anew.
pub(super) fn digest_now(act: &mut Act<'_, '_, Steward>, id: RightId) -> Result<String, Refusal> {
    let made = making(act, id)?;
    let scheme = act.scheme.clone();
    let copy = draft::shown(&made.gathered, &made.choices, &made.request, &made.pack, &scheme);
    draft::digest(&copy, &made.choices)
}
