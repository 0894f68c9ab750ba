//! Whoever asked collects the copy: by its link, with the passphrase that came another way. It stays open for an hour from
//! the first file saved, since a phone may lose its signal; then it is deleted.

use std::io::{Cursor, Read as _};

use super::{file::READABLE, keep};
use crate::{
    actions::{Bar, Call, Refusal, Shared, member::throttle::Try},
    domain::{
        deed::Deed,
        ids::PackId,
        member::evidence::{self, Asker, Viewer, Visitor},
        pack::Pack,
        sanction::code::Code,
    },
    store,
    vault::{DataKey, token_hash},
};

/// Whatever is wrong, the answer is the same.
const WRONG: &str = "This does not open a copy. Check the passphrase. If your copy was collected, or its days are over, it \
                     is deleted: ask us for a new one.";

/// What is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The PDF that is read.
    Readable,
    /// Everything, as ZIP.
    Everything,
}

/// The frame of the page, for whoever comes by a link.
///
/// # Errors
/// 404 for an unknown host name.
pub async fn frame(service: &Shared, call: Call) -> Result<Bar, Refusal> {
    let ((), bar) = service.glance::<Visitor, _>(call, |_, _, _| Ok(())).await?;
    Ok(Bar { person: None, csrf: String::new(), ..bar })
}

enum Tried {
    Open(Viewer<Asker>, PackId, DataKey),
    Wrong,
}

/// Checks link and passphrase, and notes the first time; a wrong passphrase is counted.
async fn tried(
    service: &Shared,
    call: Call,
    (token, typed): (String, String),
    takes: bool,
) -> Result<Tried, Refusal> {
    service.throttle().code(&call.host, &token).map_err(|Try::Later| Refusal::TooMany)?;
    let (clock, link) = (service.clock.clone(), token_hash(&token));
    let found = {
        let link = link.clone();
        let host = call.host.clone();
        service.store.read::<_, Refusal>(move |tx| {
            let scheme = store::scheme::by_host(tx, &host)?;
            Ok(store::pack::by_link(tx, scheme.id, &link)?.is_some())
        })
    };
    if !found.await? {
        return Ok(Tried::Wrong);
    }
    let prove = move |_: &mut store::Read<'_>, scheme: &crate::domain::scheme::Scheme| {
        Ok(evidence::asker(scheme.id, clock.now()))
    };
    service
        .held(call.host, prove, move |act| {
            let (scheme, viewer, now) = (act.scheme.id, act.viewer, act.now());
            let pack = store::pack::by_link(act.tx, scheme, &link)?.ok_or(Refusal::NotFound)?;
            let ids = [pack.id.uuid(), pack.request.uuid()];
            let passphrase = store::pack::access(act.tx, &viewer, &pack)?.passphrase;
            let right = Code::read(&typed).is_some_and(|code| code.plain() == passphrase);
            if !right || !pack.opens(now) {
                let tries = pack.tries + u32::from(!right);
                store::pack::set(act.tx, scheme, &Pack { tries, ..pack })?;
                act.record(Deed::MissCopy, &ids);
                return Ok(Tried::Wrong);
            }
            let key = store::pack::key(act.tx, scheme, &pack)?;
            let file = pack.file.ok_or(Refusal::NotFound)?;
            let opened_at = pack.opened_at.or(takes.then_some(now));
            store::pack::set(act.tx, scheme, &Pack { opened_at, ..pack })?;
            act.record(Deed::CollectCopy, &ids);
            Ok(Tried::Open(viewer, file, key))
        })
        .await
}

/// Whether link and passphrase open a copy. Its hour runs from the first time that a file is saved.
///
/// # Errors
/// The same problem on the field `passphrase` for whatever does not fit; [`Refusal::TooMany`].
pub async fn open(service: &Shared, call: Call, token: String, typed: String) -> Result<(), Refusal> {
    match tried(service, call, (token, typed), false).await? {
        Tried::Open(..) => Ok(()),
        Tried::Wrong => Err(Refusal::field("passphrase", WRONG)),
    }
}

/// The bytes of a copy, or of its PDF.
///
/// # Errors
/// As [`open`].
pub async fn take(
    service: &Shared,
    call: Call,
    token: String,
    typed: String,
    what: What,
) -> Result<Vec<u8>, Refusal> {
    match tried(service, call, (token, typed), true).await? {
        Tried::Open(viewer, id, key) => {
            let zip = keep::opened(service, &viewer, id, &key).await?;
            part(&zip, what)
        }
        Tried::Wrong => Err(Refusal::field("passphrase", WRONG)),
    }
}

/// The whole, or its PDF.
pub(super) fn part(zip: &[u8], what: What) -> Result<Vec<u8>, Refusal> {
    if what == What::Everything {
        return Ok(zip.to_vec());
    }
    let failed = |error: &dyn std::fmt::Display| Refusal::Failed(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).map_err(|error| failed(&error))?;
    let mut file = archive.by_name(READABLE).map_err(|error| failed(&error))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    Ok(bytes)
}
