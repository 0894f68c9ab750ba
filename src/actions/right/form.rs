//! What is typed to ask for something, checked.

use chrono::NaiveDate;

use crate::{
    actions::{Refusal, refusal::Problems},
    domain::{
        right::{Asking, Kind},
        sanction::appeal::Ground,
        text,
    },
};

/// The longest name, in characters.
const NAME: usize = 120;
/// The longest address, in characters.
const ADDRESS: usize = 400;
/// The longest account of what is wanted, in characters.
const WORDS: usize = 8_000;

/// The fields, as typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The field `kind`.
    pub kind: String,
    /// The field `ground`.
    pub ground: String,
    /// The field `name`.
    pub name: String,
    /// The date of birth, if one was typed.
    pub born: Option<NaiveDate>,
    /// The field `email`.
    pub email: String,
    /// The field `phone`.
    pub phone: String,
    /// The field `address`.
    pub address: String,
    /// The field `words`.
    pub words: String,
    /// The field `acts`: who asks for a child.
    pub acts: String,
}

/// What is asked for, by whom.
#[derive(Debug, Clone)]
pub(super) struct Checked {
    pub kind: Kind,
    pub ground: Option<Ground>,
    pub asking: Asking,
}

/// Who fills a form in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// The person on a letter: who that is is known.
    Holder,
    /// Anybody.
    Public,
    /// An administrator for somebody, who may have left no way to reach them.
    Staff,
    /// An administrator for the person of a notice, who appealed by post, by telephone or in person.
    Appealed,
}

/// Whether a kind is of use without a word on what is meant.
const fn needs_words(kind: Kind) -> bool {
    !matches!(kind, Kind::Access)
}

/// Checks the fields.
///
/// # Errors
/// [`Refusal::Fields`], each problem on its field.
pub(super) fn checked(typed: &Typed, by: By) -> Result<Checked, Refusal> {
    let mut problems = Problems::default();
    let kind = Kind::parse(&typed.kind);
    match kind {
        None => problems.add("kind", "Choose what you ask for."),
        Some(Kind::Appeal | Kind::Review) if matches!(by, By::Public | By::Staff) => problems.add(
            "kind",
            "To appeal, open the page behind the code in your letter. If you have lost it, ask for help.",
        ),
        Some(Kind::Appeal | Kind::Review) => {}
        Some(_) if by == By::Appealed => problems.add("kind", "Choose an appeal or a review."),
        Some(_) => {}
    }
    let ground = Ground::parse(&typed.ground);
    if kind == Some(Kind::Appeal) && ground.is_none() {
        problems.add("ground", "Choose the reason that fits best.");
    }
    let name = match by {
        By::Holder | By::Appealed => Some(String::new()),
        By::Public | By::Staff => problems.take("name", text::line(&typed.name, 1, NAME)),
    };
    let email = optional(&mut problems, "email", &typed.email, text::email);
    let phone = optional(&mut problems, "phone", &typed.phone, text::phone);
    let address =
        optional(&mut problems, "address", &typed.address, |typed| text::paragraphs(typed, 1, ADDRESS));
    if by == By::Public && [&typed.email, &typed.address].iter().all(|field| field.trim().is_empty()) {
        problems.add("email", "Give an e-mail address, or a postal address below, so that we can answer.");
    }
    let acts = optional(&mut problems, "acts", &typed.acts, |typed| text::line(typed, 3, NAME));
    let least = usize::from(kind.is_some_and(needs_words));
    let words = problems.take("words", text::paragraphs(&typed.words, least, WORDS));
    problems.end()?;
    match (kind, name, email, phone, address, words.zip(acts)) {
        (Some(kind), Some(name), Some(email), Some(phone), Some(address), Some((words, acts))) => {
            Ok(Checked {
                kind,
                ground: ground.filter(|_| kind == Kind::Appeal),
                asking: Asking { name, born: typed.born, email, phone, address, words, acts },
            })
        }
        // `end` has refused whatever is missing.
        _ => Err(Refusal::NotFound),
    }
}

fn optional(
    problems: &mut Problems,
    field: &'static str,
    typed: &str,
    read: impl Fn(&str) -> Result<String, text::TextProblem>,
) -> Option<String> {
    if typed.trim().is_empty() { Some(String::new()) } else { problems.take(field, read(typed)) }
}
