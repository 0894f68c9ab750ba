//! Reads a sheet: all that is wrong with it is told at once, on its fields.

use chrono::{DateTime, NaiveDate, Utc};

use super::sheet::Sheet;
use crate::{
    actions::{Refusal, refusal::Problems},
    domain::{
        ids::{BusinessId, PremisesId, ProfileId, SchemeId},
        incident::{
            content::{Content, LONGEST_NAME, LONGEST_NARRATIVE, LONGEST_NOTE},
            happened::happened,
            kind::Kind,
            loss::{Band, band, pence},
            mention::Narrative,
            person::Acquaintance,
            tile::OFFERED,
        },
        text,
    },
    store::{self, Read},
};

/// What is needed to read a sheet.
pub(super) struct Desk<'a> {
    pub scheme: SchemeId,
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
    /// Where the reporter may report from.
    pub premises: &'a [(PremisesId, BusinessId)],
    /// A draft may leave out whatever it likes.
    pub draft: bool,
}

/// A sheet, read.
pub(super) struct Written {
    pub kind: Kind,
    pub band: Band,
    pub place: Option<(PremisesId, BusinessId)>,
    pub occurred_at: DateTime<Utc>,
    pub who: Acquaintance,
    pub claimed: Option<ProfileId>,
    pub weapon: bool,
    pub content: Content,
}

/// Reads a sheet.
///
/// # Errors
/// [`Refusal::Fields`] with everything that is wrong.
pub(super) fn read(tx: &mut Read<'_>, desk: &Desk<'_>, sheet: &Sheet) -> Result<Written, Refusal> {
    let mut problems = Problems::default();
    check_key(&mut problems, &sheet.key);
    let kind = kind(&mut problems, desk, &sheet.kind);
    let content = content(&mut problems, sheet);
    let band = worth(&mut problems, desk, kind, sheet, content.loss_pence);
    let place = place(&mut problems, desk, &sheet.premises);
    let occurred_at = occurred(&mut problems, desk, sheet);
    let (who, claimed) = who(tx, &mut problems, desk, sheet)?;
    let weapon = tick(&mut problems, "weapon", &sheet.weapon);
    problems.end()?;
    Ok(Written {
        kind: kind.unwrap_or(Kind::Antisocial),
        band,
        place,
        occurred_at,
        who,
        claimed,
        weapon,
        content,
    })
}

fn check_key(problems: &mut Problems, key: &str) {
    let known = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    if !(16..=64).contains(&key.len()) || !key.chars().all(known) {
        problems.add("key", "This form is damaged. Please open a new one.");
    }
}

fn kind(problems: &mut Problems, desk: &Desk<'_>, word: &str) -> Option<Kind> {
    let kind = Kind::parse(word).filter(|kind| OFFERED.contains(kind));
    if kind.is_none() && !(desk.draft && word.is_empty()) {
        problems.add("kind", "Choose what happened.");
    }
    kind
}

fn worth(
    problems: &mut Problems,
    desk: &Desk<'_>,
    kind: Option<Kind>,
    sheet: &Sheet,
    loss: Option<u64>,
) -> Band {
    if !kind.is_some_and(Kind::has_value) {
        return Band::None;
    }
    match (loss, Band::parse(&sheet.band)) {
        (Some(sum), _) => band(sum),
        (None, Some(chosen)) => chosen,
        (None, None) => {
            if !(desk.draft && sheet.band.is_empty()) {
                problems.add("band", "Choose what it was worth. A guess will do.");
            }
            Band::None
        }
    }
}

fn place(problems: &mut Problems, desk: &Desk<'_>, id: &str) -> Option<(PremisesId, BusinessId)> {
    let id: Option<PremisesId> = id.parse().ok();
    let found = desk.premises.iter().find(|(site, _)| Some(*site) == id).copied();
    if found.is_none() {
        problems.add("premises", "Choose where it happened from the list.");
    }
    found
}

fn occurred(problems: &mut Problems, desk: &Desk<'_>, sheet: &Sheet) -> DateTime<Utc> {
    happened(&sheet.day, &sheet.time, desk.now).unwrap_or_else(|(time, problem)| {
        problems.add(if time { "occurred_time" } else { "occurred_date" }, problem.to_string());
        desk.now
    })
}

fn who(
    tx: &mut Read<'_>,
    problems: &mut Problems,
    desk: &Desk<'_>,
    sheet: &Sheet,
) -> Result<(Acquaintance, Option<ProfileId>), Refusal> {
    Ok(match sheet.who.as_str() {
        "unknown" => (Acquaintance::Unknown, None),
        "not_seen" => (Acquaintance::NotSeen, None),
        "named" => {
            // Characters that nobody can see are no name; what else is wrong with it is told by its own check.
            let empty = text::line(&sheet.named, 0, usize::MAX).is_ok_and(|name| name.is_empty());
            if empty && !desk.draft {
                problems.add("named", "Write the name, or choose “Don’t know them”.");
            }
            (Acquaintance::Known, None)
        }
        "" if desk.draft => (Acquaintance::NotSeen, None),
        id => {
            let mut claimed: Option<ProfileId> = id.parse().ok();
            if let Some(old) = claimed {
                // The page was opened before this person was joined to another.
                claimed = store::origin::holder(tx, desk.scheme, old)?.or(claimed);
            }
            let shown = match claimed {
                Some(claimed) => store::report::is_shown(tx, desk.scheme, claimed, desk.today)?,
                None => false,
            };
            if !shown {
                problems.add("who", "Choose who it was, “Don’t know them” or “Nobody was seen”.");
            }
            (Acquaintance::Known, claimed.filter(|_| shown))
        }
    })
}

fn tick(problems: &mut Problems, field: &'static str, value: &str) -> bool {
    if !matches!(value, "" | "yes") {
        problems.add(field, "Please tick this again, or leave it.");
    }
    value == "yes"
}

fn content(problems: &mut Problems, sheet: &Sheet) -> Content {
    let mut line =
        |field, typed: &str| problems.take(field, text::line(typed, 0, LONGEST_NAME)).unwrap_or_default();
    let named = if sheet.who == "named" { line("named", &sheet.named) } else { String::new() };
    let police_reference = line("police_ref", &sheet.police_reference);
    let mut note =
        |field, typed: &str, most| problems.take(field, text::paragraphs(typed, 0, most)).unwrap_or_default();
    let narrative = note("note", &sheet.note, LONGEST_NARRATIVE);
    let description = note("description", &sheet.description, LONGEST_NOTE);
    let victims = note("victims", &sheet.victims, LONGEST_NOTE);
    let witnesses = note("witnesses", &sheet.witnesses, LONGEST_NOTE);
    let mut sum = |field, typed: &str| match pence(typed) {
        Ok(sum) => sum,
        Err(problem) => {
            problems.add(field, problem.to_string());
            None
        }
    };
    let (loss_pence, recovered_pence) = (sum("loss", &sheet.loss), sum("recovered", &sheet.recovered));
    if let (Some(loss), Some(recovered)) = (loss_pence, recovered_pence)
        && recovered > loss
    {
        problems.add("recovered", "More cannot come back than was taken.");
    }
    Content {
        // What looks like a mention in what was typed is text.
        narrative: Narrative::plain(&narrative).stored(),
        description,
        named,
        victims,
        witnesses,
        police: tick(problems, "police", &sheet.police),
        police_reference,
        staff_hurt: tick(problems, "staff_hurt", &sheet.staff_hurt),
        loss_pence,
        recovered_pence,
    }
}
