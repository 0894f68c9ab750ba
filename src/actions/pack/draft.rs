//! The draft of a copy, as whoever answers the request reads it: everything that is held, with what is masked.

use sha2::{Digest, Sha256};

use super::gather::gather;
use crate::{
    actions::{Call, Look, Refusal, Seen, Shared, photo::link::Size, right::connect::visible},
    domain::{
        certificate::deletion::hex,
        date::london_day,
        deed::Deed,
        disclosure::copy::{Copy, File},
        ids::{PictureId, RightId, UserId},
        member::{
            evidence::{self, Acting, Gatherer, Steward, Viewer},
            role::Role,
        },
        pack::{
            Pack, State,
            gathered::{Gathered, Item, Still},
            masking::{Choice, Choices, MASK, Others},
            names::Staff,
            stills::{self, Goes},
        },
        right::{
            Request,
            data_map::{Part, Whose, shown_in},
        },
        sanction::code::Code,
        scheme::Scheme,
    },
    store,
};

/// The copy of a request.
#[derive(Debug)]
pub struct Draft {
    /// The request.
    pub request: Request,
    /// Its number.
    pub reference: String,
    /// The copy; none before it is begun.
    pub pack: Option<Pack>,
    /// What it shows, while it is in the making.
    pub copy: Option<Copy>,
    /// The pictures, with how each goes and a small view of it.
    pub pictures: Vec<(PictureId, String, Goes, String)>,
    /// What an approval answers for: it is asked for again with it.
    pub digest: String,
    /// Why this viewer may not approve it.
    pub obstacle: Option<String>,
    /// Who proposed and who approved it.
    pub by: [Option<String>; 2],
    /// The passphrase, while it waits to be collected.
    pub passphrase: Option<String>,
    /// Whether the link went by e-mail.
    pub mailed: bool,
}

/// What is shown of what was gathered, with its pictures.
pub(super) fn shown(
    gathered: &Gathered,
    choices: &Choices,
    request: &Request,
    pack: &Pack,
    scheme: &Scheme,
) -> Copy {
    let named = (scheme.name.clone(), request.spoken_reference(&scheme.name));
    let mut copy = Copy::of(gathered, choices, named, london_day(pack.begun_at));
    let staff = Staff::of(gathered.staff.iter().map(String::as_str));
    let pictures = Item::new(Part::Pictures, "pictures", pack.id, "");
    let others = Others::of(&pictures, &gathered.others, &staff, &gathered.own_names);
    for (n, still) in gathered.stills.iter().enumerate() {
        let reason = match stills::goes(still, choices) {
            Goes::Whole(why) => why,
            Goes::Cut(..) => Some("Cut or blurred: somebody else was on it.".to_owned()),
            Goes::Not(why) => {
                copy.left_out += 1;
                Some(why)
            }
            Goes::Undecided => Some("Nobody has looked at it yet.".to_owned()),
        };
        let reason = reason.map(|why| others.masked(&why).0);
        copy.files.push(File { file: image(n), about: still.about.clone(), sha256: None, reason });
    }
    for (n, (_, about)) in gathered.letters.iter().enumerate() {
        copy.files.push(File { file: letter(n), about: about.clone(), sha256: None, reason: None });
    }
    copy
}

/// The name of a picture in the file.
pub(super) fn image(n: usize) -> String {
    format!("images/{}.jpg", n + 1)
}

/// The name of a letter in the file.
pub(super) fn letter(n: usize) -> String {
    format!("letters/{}.pdf", n + 1)
}

/// What an approval answers for.
pub(super) fn digest(copy: &Copy, choices: &Choices) -> Result<String, Refusal> {
    let shown = serde_json::to_vec(copy).map_err(|error| Refusal::Failed(error.to_string()))?;
    let mut all = Sha256::new();
    all.update(shown);
    // Where a picture is cut stands in no fact.
    for (key, choice) in choices {
        if let Choice::Cut(keep, blur) = choice {
            all.update(format!("{key} {keep:?} {blur:?}"));
        }
    }
    Ok(hex(&all.finalize().into()))
}

/// The request, and the evidence that gathers for it, where this viewer may see whom it is about.
pub(super) fn asked(
    look: &mut Look<'_, '_, Steward>,
    id: RightId,
) -> Result<(Request, Option<Viewer<Gatherer>>), Refusal> {
    let (viewer, scheme) = (look.viewer, look.scheme.clone());
    let request = store::right::load(look.tx, &viewer, id)?;
    if request.profile.is_none() || !visible(look.tx, &scheme, &viewer, &request)? {
        return Err(Refusal::NotFound);
    }
    look.concerns(id);
    request.profile.into_iter().for_each(|profile| look.concerns(profile));
    let gatherer = evidence::gatherer(&viewer, &request);
    Ok((request, gatherer))
}

/// Shows the copy of a request.
///
/// # Errors
/// 404 if there is no such request for this viewer, or it is not known whom it is about.
pub async fn one(service: &Shared, call: Call, id: RightId) -> Result<Seen<Draft>, Refusal> {
    service.look::<Steward, _>(call, Deed::ViewCopy, move |look| draft(look, id)).await
}

fn draft(look: &mut Look<'_, '_, Steward>, id: RightId) -> Result<Draft, Refusal> {
    let (viewer, scheme) = (look.viewer, look.scheme.clone());
    let (request, gatherer) = asked(look, id)?;
    let (asking, _) = store::right::words(look.tx, &viewer, id)?;
    let pack = store::pack::of_request(look.tx, scheme.id, id)?.into_iter().next();
    let mut draft = Draft {
        reference: request.spoken_reference(&scheme.name),
        obstacle: None,
        copy: None,
        pictures: Vec::new(),
        digest: String::new(),
        by: [None, None],
        passphrase: None,
        mailed: !asking.email.is_empty(),
        request,
        pack: None,
    };
    let Some(pack) = pack else { return Ok(draft) };
    let who = [pack.proposed, pack.approved].map(|one| one.and_then(|(user, _)| user));
    for (name, user) in draft.by.iter_mut().zip(who) {
        if user.is_some() {
            *name = Some(crate::actions::sanction::decisions::user_name(look, user)?);
        }
    }
    let me: Option<UserId> = viewer.user();
    draft.obstacle = me.and_then(|me| pack.may_approve(me).err()).map(|why| why.to_string());
    if pack.state == State::Ready {
        let access = store::pack::access(look.tx, &viewer, &pack)?;
        draft.passphrase = Code::read(&access.passphrase).map(|code| code.spoken());
    }
    if let (true, Some(gatherer)) = (pack.is_open(), gatherer) {
        let choices = store::pack::choices(look.tx, &viewer, &pack)?;
        let gathered = gather(look.tx, gatherer, &scheme, pack.begun_at)?;
        let copy = shown(&gathered, &choices, &draft.request, &pack, &scheme);
        draft.digest = digest(&copy, &choices)?;
        for still in &gathered.stills {
            look.concerns(still.id);
            let small = look.picture(still.id, Size::Thumb);
            draft.pictures.push((still.id, still.about.clone(), stills::goes(still, &choices), small));
        }
        draft.copy = Some(copy);
    }
    draft.pack = Some(pack);
    Ok(draft)
}

/// A fact of the draft, opened to decide about it.
#[derive(Debug)]
pub struct OneFact {
    /// The record it stands in.
    pub heading: String,
    /// What it is.
    pub label: &'static str,
    /// As it is held.
    pub held: String,
    /// As it is shown.
    pub shown: String,
    /// Whether it is somebody else's as a whole.
    pub others: bool,
    /// Whether it may show somebody else at all.
    pub masks: bool,
    /// What was decided.
    pub choice: Option<Choice>,
}

/// Opens a fact.
///
/// # Errors
/// 404 if there is no copy in the making, or no such fact in it.
pub async fn fact(service: &Shared, call: Call, id: RightId, key: String) -> Result<Seen<OneFact>, Refusal> {
    service
        .look::<Steward, _>(call, Deed::ViewCopy, move |look| {
            let (gathered, choices, copy) = made(look, id)?;
            let held = gathered.items.iter().flat_map(|item| &item.facts).find(|fact| fact.key() == key);
            let held = held.ok_or(Refusal::NotFound)?;
            let records = copy.parts.iter().flat_map(|part| &part.records);
            let mut facts = records.flat_map(|record| record.facts.iter().map(move |fact| (record, fact)));
            let (record, shown) = facts.find(|(_, fact)| fact.key == key).ok_or(Refusal::NotFound)?;
            // Who looked, and which officer was told, is the controller's to see.
            let controller = look.viewer.role() == Role::Controller.as_str();
            let told = shown_in(Part::Recipients).any(|(table, column, _)| {
                (table, column) == (held.table, held.column) && held.whose() == Whose::Others
            });
            Ok(OneFact {
                heading: record.heading.clone(),
                label: held.label,
                held: if told && !controller { MASK.to_owned() } else { held.value.clone() },
                shown: shown.value.clone(),
                others: held.whose() == Whose::Others,
                masks: matches!(held.whose(), Whose::Others | Whose::Shared),
                choice: choices.get(&key).cloned(),
            })
        })
        .await
}

fn made(look: &mut Look<'_, '_, Steward>, id: RightId) -> Result<(Gathered, Choices, Copy), Refusal> {
    let (viewer, scheme) = (look.viewer, look.scheme.clone());
    let (request, gatherer) = asked(look, id)?;
    let pack = store::pack::of_request(look.tx, scheme.id, id)?.into_iter().find(Pack::is_open);
    let (pack, gatherer) = pack.zip(gatherer).ok_or(Refusal::NotFound)?;
    let choices = store::pack::choices(look.tx, &viewer, &pack)?;
    let gathered = gather(look.tx, gatherer, &scheme, pack.begun_at)?;
    let copy = shown(&gathered, &choices, &request, &pack, &scheme);
    Ok((gathered, choices, copy))
}

/// A picture of the draft, opened to decide about it.
#[derive(Debug)]
pub struct OnePicture {
    /// The large one.
    pub large: String,
    /// Its size in pixels.
    pub size: (u32, u32),
    /// The picture, and how it goes.
    pub still: Still,
    /// What was decided.
    pub goes: Goes,
}

/// Opens a picture.
///
/// # Errors
/// 404 if there is no copy in the making, or no such picture in it.
pub async fn picture(
    service: &Shared,
    call: Call,
    id: RightId,
    picture: PictureId,
) -> Result<Seen<OnePicture>, Refusal> {
    service
        .look::<Steward, _>(call, Deed::ViewCopy, move |look| {
            let (gathered, choices, _) = made(look, id)?;
            let still =
                gathered.stills.into_iter().find(|still| still.id == picture).ok_or(Refusal::NotFound)?;
            look.concerns(picture);
            let kept = store::picture::load(look.tx, look.scheme.id, picture)?;
            Ok(OnePicture {
                large: look.picture(picture, Size::Large),
                size: (kept.width, kept.height),
                goes: stills::goes(&still, &choices),
                still,
            })
        })
        .await
}
