//! A second person approves a copy, as they have just read it: it is made, sealed under a key of its own, and whoever asked
//! is told that it waits for them.

use std::sync::Arc;

use super::{
    begin,
    choose::{digest_now, undecided},
    draft::{self, asked},
    file::{self, Sheet},
    gather::gather,
    keep,
};
use crate::{
    actions::{
        Act, Call, Refusal, Service, Shared,
        archive::Archive,
        document::paper::{self, Paper},
        letter::{self, write::new_code},
        photo::{
            keep::{blob_key, place},
            link::Size,
        },
        right::{about, answer, tell},
    },
    domain::{
        date::spoken,
        deed::Deed,
        disclosure::copy::Copy,
        ids::{LetterId, PackId, PictureId, RightId},
        member::evidence::{Acting, Gatherer, Images, Letters, Rights, Steward, Viewer},
        pack::{
            Pack, State, closes,
            gathered::Gathered,
            masking::{Choice, Choices},
            stills::{self, Goes},
        },
        right::{Outcome, Request},
        rules::SAR_PACK,
        scheme::Scheme,
    },
    letters::report,
    photos::alter::{Rect, blur, crop},
    store::{self, StoreError, pack::Access},
    vault::{DataKey, Owner, Sealed, Token},
};

/// Why what was read is approved no more.
const CHANGED: &str = "This copy has changed since you read it. Read it again, then approve it.";

/// Room for a picture or letter in the file: what is not used of it is never touched.
const ROOM: usize = 1 << 20;

/// A copy as it was read, with the keys of what goes into it.
struct Reading {
    gatherer: Viewer<Gatherer>,
    copy: Copy,
    scheme: Arc<Scheme>,
    stills: Vec<(PictureId, DataKey, Goes)>,
    letters: Vec<(LetterId, DataKey)>,
    documents: Vec<Paper>,
    whole: bool,
}

/// Approves it.
///
/// # Errors
/// A rule: whoever put it together, one that has changed since it was read, an identity that is in doubt; 404 if there is
/// no such request.
pub async fn approve(service: &Shared, call: Call, id: RightId, digest: String) -> Result<(), Refusal> {
    let read = {
        let digest = digest.clone();
        service.look::<Steward, _>(call.clone(), Deed::ViewCopy, move |look| {
            let (viewer, scheme) = (look.viewer, look.scheme.clone());
            let (request, gatherer) = asked(look, id)?;
            let pack = store::pack::of_request(look.tx, scheme.id, id)?.into_iter().find(Pack::is_open);
            let none = || Refusal::Rule("There is no copy in the making.".to_owned());
            let (pack, gatherer) = pack.zip(gatherer).ok_or_else(none)?;
            may(&pack, &viewer, &request)?;
            let choices = store::pack::choices(look.tx, &viewer, &pack)?;
            let gathered = gather(look.tx, gatherer, &scheme, pack.begun_at)?;
            undecided(&gathered, &choices)?;
            let copy = draft::shown(&gathered, &choices, &request, &pack, &scheme);
            if draft::digest(&copy, &choices)? != digest {
                return Err(Refusal::Rule(CHANGED.to_owned()));
            }
            let (stills, letters) = keys(look.tx, &scheme, &gathered, &choices)?;
            let documents = paper::of_the_scheme(look.tx, &gatherer, &scheme.name)?;
            Ok(Reading { gatherer, copy, scheme, stills, letters, documents, whole: closes(&request) })
        })
    };
    let read = read.await?.value;
    let (file, counted) = (PackId::from_random(service.clock.random()), Counted::of(&read.copy));
    let owner = Owner::new(read.scheme.id, file);
    let (key, wrapped) = service.vault.new_key(&service.clock, owner);
    let zip = made(service, read).await?;
    let sealed = key.seal::<Rights>(&service.clock, keep::place(file), &zip);
    drop(zip);
    service.blobs.put(&keep::blob_key(owner.scheme, file), sealed.0).await?;
    service
        .act::<Steward, _>(call, move |act| {
            if digest_now(act, id)? != digest {
                return Err(Refusal::Rule(CHANGED.to_owned()));
            }
            let (request, _) = begin::asked(act, id)?;
            let pack = begin::in_the_making(act, id)?;
            may(&pack, &act.viewer, &request)?;
            store::keys::insert(act.tx, owner, wrapped)?;
            ready(act, request, Pack { file: Some(file), ..pack }, &counted)
        })
        .await
}

fn may(pack: &Pack, viewer: &Viewer<Steward>, request: &Request) -> Result<(), Refusal> {
    let who = viewer.user().ok_or(Refusal::NotFound)?;
    pack.may_approve(who).map_err(|why| Refusal::Rule(why.to_string()))?;
    if request.identity.is_some_and(|asked| asked.settled.is_none()) {
        let why = "Nothing leaves before the person has shown who they are.";
        return Err(Refusal::Rule(why.to_owned()));
    }
    Ok(())
}

type Keys = (Vec<(PictureId, DataKey, Goes)>, Vec<(LetterId, DataKey)>);

fn keys(
    tx: &mut store::Read<'_>,
    scheme: &Scheme,
    gathered: &Gathered,
    choices: &Choices,
) -> Result<Keys, Refusal> {
    let mut pictures = Vec::with_capacity(gathered.stills.len());
    for still in &gathered.stills {
        let picture = store::picture::load(tx, scheme.id, still.id)?;
        let key = store::picture::key(tx, scheme.id, &picture)?;
        pictures.push((still.id, key, stills::goes(still, choices)));
    }
    let mut letters = Vec::with_capacity(gathered.letters.len());
    for (id, _) in &gathered.letters {
        let letter = store::letter::load(tx, scheme.id, *id)?;
        letters.push((*id, store::origin::key(tx, scheme.id, letter.profile, *id)?));
    }
    Ok((pictures, letters))
}

/// Makes the file: one picture at a time, none of them held any longer than that, and all of it off the threads that
/// answer.
async fn made(service: &Shared, read: Reading) -> Result<Vec<u8>, Refusal> {
    let Reading { gatherer, mut copy, scheme, stills, letters, documents, whole } = read;
    let mut archive = Archive::new(gatherer.at(), (copy.files.len() + 4) * ROOM);
    let mut all = Vec::with_capacity(copy.files.len());
    let mut files = copy.files.iter_mut();
    for (id, key, goes) in stills {
        let (file, going) =
            (files.next().ok_or_else(gone)?, picture(service, gatherer, id, key, goes).await?);
        let Some(Going { bytes, small }) = going else {
            all.push(None);
            continue;
        };
        (archive, file.sha256) = added(service, archive, &file.file, bytes).await?;
        all.push(Some(Arc::new(small)));
    }
    for (id, key) in letters {
        let (file, form) = (files.next().ok_or_else(gone)?, letter::keep::Form::Pdf);
        let sealed = service.blobs.get(&letter::keep::blob_key(scheme.id, id, form)).await?;
        let sealed = sealed.ok_or_else(gone)?;
        let plain = key.open::<Letters>(&gatherer, letter::keep::place(id, form), &Sealed(sealed));
        let bytes = plain.map_err(StoreError::from)?.to_vec();
        (archive, file.sha256) = added(service, archive, &file.file, bytes).await?;
        all.push(None);
    }
    let mut papers = Vec::with_capacity(documents.len());
    for Paper { file, about, report } in documents {
        let typeset = service.typeset(move || report::render(&report)).await?;
        let bytes = typeset.map_err(|error| Refusal::Failed(error.to_string()))?;
        (archive, _) = added(service, archive, &file, bytes).await?;
        papers.push((file, about));
    }
    let sheet = Sheet {
        papers,
        copy,
        contact: scheme.contact.clone(),
        rules: Service::rules(&scheme)?,
        whole,
        made: gatherer.today(),
        small: all,
    };
    service.typeset(move || file::made(&sheet, archive)).await?
}

/// The archive with a file more, and the file's SHA-256.
async fn added(
    service: &Shared,
    mut archive: Archive,
    name: &str,
    bytes: Vec<u8>,
) -> Result<(Archive, Option<String>), Refusal> {
    let name = name.to_owned();
    let work = move || archive.add(&name, &bytes).map(|digest| (archive, Some(digest)));
    service.decoded(work).await?
}

/// What was to go is not there: nothing is answered as if it were.
fn gone() -> Refusal {
    Refusal::Failed("a picture or letter of the copy is gone".to_owned())
}

/// A picture as it goes: its file, and as the PDF shows it.
struct Going {
    bytes: Vec<u8>,
    small: Vec<u8>,
}

/// A picture as it goes; none if it does not.
async fn picture(
    service: &Shared,
    gatherer: Viewer<Gatherer>,
    id: PictureId,
    key: DataKey,
    goes: Goes,
) -> Result<Option<Going>, Refusal> {
    if matches!(goes, Goes::Not(_) | Goes::Undecided) {
        return Ok(None);
    }
    let large = opened(service, gatherer, id, &key, Size::Large).await?;
    let Goes::Cut(keep, hide) = goes else {
        let small = opened(service, gatherer, id, &key, Size::Thumb).await?;
        return Ok(Some(Going { bytes: large, small }));
    };
    let cut = move || -> Result<Going, Refusal> {
        let wrong = |error: &dyn std::fmt::Display| Refusal::Failed(error.to_string());
        let rect = |[x, y, w, h]: stills::Part| Rect::new(x, y, w, h).map_err(|error| wrong(&error));
        let large = match hide {
            Some(part) => blur(&large, &[rect(part)?]).map_err(|error| wrong(&error))?.large,
            None => large,
        };
        let kept = crop(&large, rect(keep)?).map_err(|error| wrong(&error))?;
        Ok(Going { bytes: kept.large, small: kept.thumb })
    };
    service.decoded(cut).await?.map(Some)
}

/// A picture of the record in one of the sizes that are kept.
async fn opened(
    service: &Shared,
    gatherer: Viewer<Gatherer>,
    id: PictureId,
    key: &DataKey,
    size: Size,
) -> Result<Vec<u8>, Refusal> {
    let sealed = service.blobs.get(&blob_key(gatherer.scheme(), id, size)).await?.ok_or_else(gone)?;
    let plain = key.open::<Images>(&gatherer, place(id, size), &Sealed(sealed)).map_err(StoreError::from)?;
    Ok(plain.to_vec())
}

/// What the answer counts.
struct Counted {
    records: usize,
    masked: usize,
    left_out: usize,
}

impl Counted {
    fn of(copy: &Copy) -> Self {
        let records = copy.parts.iter().map(|part| part.records.len()).sum();
        Self { records, masked: copy.masked, left_out: copy.left_out }
    }
}

/// Keeps that it is ready, answers the request with it, and tells whoever asked.
fn ready(
    act: &mut Act<'_, '_, Steward>,
    request: Request,
    pack: Pack,
    counted: &Counted,
) -> Result<(), Refusal> {
    let (today, scheme) = (act.viewer.today(), act.scheme.clone());
    let gone = SAR_PACK.after_never_longer(today);
    let approved = Some((act.viewer.user(), act.now()));
    let pack = Pack { state: State::Ready, approved, erase_on: Some(gone), ..pack };
    store::pack::set(act.tx, scheme.id, &pack)?;
    let link = access(act, &pack)?;
    let viewer = act.viewer;
    // Words that name others were needed until now: what is kept says why, and names nobody.
    let mut choices = store::pack::choices(act.tx, &viewer, &pack)?;
    choices.retain(|_, choice| !matches!(choice, Choice::Strike(_)));
    store::pack::set_choices(act.tx, scheme.id, &pack, &choices)?;
    let (asking, _) = store::right::words(act.tx, &viewer, request.id)?;
    tell::copy_ready(act, &request, &asking.email, &link, gone)?;
    let mut ids = about(&request);
    ids.push(pack.id.uuid());
    act.record(Deed::ApproveCopy, &ids);
    let whole = closes(&request);
    let request = Request { first_sent: request.first_sent.or(Some(today)), ..request };
    if !whole {
        return Ok(store::right::set(act.tx, scheme.id, &request)?);
    }
    let outcome = if counted.left_out == 0 { Outcome::Granted } else { Outcome::Partly };
    answer::close(act, request, outcome, answered(counted, &spoken(gone)), Deed::AnswerRight)
}

fn answered(counted: &Counted, gone: &str) -> String {
    let Counted { records, masked, left_out } = counted;
    let left = match left_out {
        0 => "Nothing else is left out.".to_owned(),
        n => format!("{n} things are left out, and the copy says why for each."),
    };
    format!(
        "Your copy is ready: {records} records, with your pictures and letters. {masked} times something about somebody \
         else is masked. {left}\nYou open it with a link and a passphrase, which come by different ways. An hour after \
         the first file you save it is deleted here, and on {gone} in any case.\nYou can complain to us, \
         and to the Information Commissioner: ico.org.uk/make-a-complaint."
    )
}

/// A new link and passphrase; the address of the link.
pub(super) fn access(act: &mut Act<'_, '_, Steward>, pack: &Pack) -> Result<String, Refusal> {
    let token = Token::new(act.service.clock());
    let access =
        Access { token: token.text().to_owned(), passphrase: new_code(act.service).plain().to_owned() };
    store::pack::set_access(act.tx, act.scheme.id, pack, &access, &token.hash())?;
    Ok(act.service.settings().url(&act.scheme.host, &format!("/copy/{}", access.token)))
}
