//! Police get a person's pictures: by links that are good once and for five minutes, with the force and the reference
//! under which they were asked for in their pixels.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    asker::By,
    bearer::digest,
    call::{Answered, Asked, Told},
    denied::Denied,
};
use crate::{
    actions::{
        Refusal, Shared,
        look::Spent,
        photo::{
            keep::{blob_key, place},
            link::{Claim, Size},
            view::mark,
        },
    },
    domain::{
        agency::timeliness::LEEWAY,
        deed::Deed,
        disclosure::police::{self, Image},
        ids::{EventId, PictureId, ProfileId},
        member::evidence::{Acting, Images},
        rules::IMAGE_LINK_MINUTES,
    },
    photos::watermark::watermark,
    store::{self, StoreError},
    vault::Sealed,
};

/// How much of a reason is written into a picture, in characters.
const LONGEST_MARK: usize = 40;

/// Gives links to the pictures of a person: whole ones to a system, paths to an officer's page.
pub async fn links(service: &Shared, asked: Asked, id: ProfileId) -> Answered<Vec<Image>> {
    let page = matches!(asked.by, By::Officer(_));
    service
        .tell(asked, Deed::TellPoliceImages, move |telling| {
            let (scheme, today) = (telling.scheme.id, telling.viewer.today());
            let profile = store::profile::shown(telling.tx, &telling.viewer, id, today)?;
            telling.is_of(id);
            let photos = store::picture::photos(telling.tx, scheme, &[id])?;
            let ends = telling.viewer.at() + TimeDelta::minutes(IMAGE_LINK_MINUTES.into());
            let mut links = Vec::new();
            for id in police::pictures(&profile, photos, today) {
                telling.concerns(id);
                let claim =
                    Claim { picture: id, size: Size::Large, event: telling.event, ends: ends.timestamp() };
                let tag = claim.tag_for(&telling.service.vault, scheme, Some(telling.asker));
                let query = format!("{id}?e={}&x={}&t={tag}", claim.event, claim.ends);
                let href = if page {
                    format!("/officer/images/{query}")
                } else {
                    let path = format!("/police/v1/images/{query}");
                    telling.service.settings().url(&telling.scheme.host, &path)
                };
                let expires_at = DateTime::from_timestamp(claim.ends, 0).unwrap_or(ends);
                links.push(Image { id, href, expires_at });
            }
            Ok(links)
        })
        .await
}

/// What a link says.
#[derive(Debug, Clone)]
pub struct Link {
    /// The picture.
    pub picture: PictureId,
    /// The call that gave it.
    pub event: EventId,
    /// When it ends, in seconds of the Unix epoch.
    pub ends: i64,
    /// What makes it trustworthy.
    pub tag: String,
}

/// The bytes of a picture behind a link, as JPEG.
pub async fn one(service: &Shared, asked: Asked, link: Link) -> Answered<Vec<u8>> {
    let answered = service
        .tell(asked, Deed::TellPoliceImage, move |telling| {
            let (scheme, today) = (telling.scheme.id, telling.viewer.today());
            let Link { picture, event, ends, tag } = link;
            let claim = Claim { picture, size: Size::Large, event, ends };
            let whose = Some(telling.asker);
            if !claim.holds_for(&telling.service.vault, scheme, whose, telling.viewer.at(), &tag) {
                return Err(Refusal::NotFound.into());
            }
            let found = store::picture::load(telling.tx, scheme, picture)?;
            let Some(id) = found.profile else { return Err(Refusal::NotFound.into()) };
            let profile = store::profile::shown(telling.tx, &telling.viewer, id, today)?;
            if police::pictures(&profile, vec![(id, picture)], today).is_empty() {
                return Err(Refusal::NotFound.into());
            }
            telling.is_of(id);
            telling.concerns(picture);
            // A link holds through the whole second in which it ends.
            let until = DateTime::from_timestamp(ends, 0).unwrap_or_else(|| telling.viewer.at()) + LEEWAY;
            telling.spends(Spent { digest: digest("link", &claim.event.to_string(), &tag), until });
            let Some(agreement) = telling.viewer.agreement() else { return Err(Refusal::NotFound.into()) };
            let force = store::agreement::load(telling.tx, &telling.viewer, agreement)?.terms.agency;
            let key = store::picture::key(telling.tx, scheme, &found)?;
            let name = blob_key(scheme, picture, Size::Large);
            Ok((key, telling.viewer, force, name, picture))
        })
        .await;
    let Answered { told, budget } = answered;
    let told = match told {
        Err(denied) => Err(denied),
        Ok(Told { value: (key, viewer, force, name, picture), stated, bar }) => {
            let marked = async {
                let failed = |error: &dyn std::fmt::Display| Refusal::Failed(error.to_string());
                let sealed = service.blobs.get(&name).await?.ok_or(Refusal::NotFound)?;
                let at: DateTime<Utc> = viewer.at();
                // Short enough that the time behind it is not cut.
                let (officer, reason) =
                    stated.as_ref().map_or(("", ""), |said| (&said.officer, &said.reason));
                let short: String = reason.chars().take(LONGEST_MARK).collect();
                let words = mark(&format!("{force} · {officer} · {short}"), at);
                service
                    .decoded(move || {
                        let plain = key
                            .open::<Images>(&viewer, place(picture, Size::Large), &Sealed(sealed))
                            .map_err(StoreError::from)?;
                        watermark(&plain, &words).map_err(|error| failed(&error))
                    })
                    .await?
            };
            marked.await.map(|value| Told { value, stated, bar }).map_err(Denied::from)
        }
    };
    Answered { told, budget }
}
