//! Links to pictures: each carries the event of the look it belongs to, and lives five minutes.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    actions::Look,
    domain::{
        ids::{EventId, PictureId, SchemeId},
        member::evidence::{Acting, Viewer},
        rules::IMAGE_LINK_MINUTES,
    },
    vault::Vault,
};

/// In which size a picture is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// At most 1,600 pixels; the viewer's name is drawn into it.
    Large,
    /// At most 320 pixels.
    Thumb,
    /// At most 128 pixels, made of the thumbnail.
    Face,
}

impl Size {
    /// As addresses and blobs name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Large => "large",
            Self::Thumb => "thumb",
            Self::Face => "face",
        }
    }

    /// The size of a name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Large, Self::Thumb, Self::Face].into_iter().find(|size| size.name() == name)
    }
}

/// What a link claims.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The picture.
    pub picture: PictureId,
    /// Which size.
    pub size: Size,
    /// The look it belongs to.
    pub event: EventId,
    /// When it ends, in seconds of the Unix epoch.
    pub ends: i64,
}

impl Claim {
    fn tag(&self, vault: &Vault, scheme: SchemeId, user: &[u8]) -> String {
        vault.link_tag(&self.parts(scheme, user).iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    /// Whether a link's tag holds for this viewer now.
    pub fn holds(&self, vault: &Vault, viewer: &impl Acting, tag: &str) -> bool {
        let parts = self.parts(viewer.scheme(), &whose(viewer));
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        self.ends >= viewer.at().timestamp() && vault.link_holds(&parts, tag)
    }

    fn parts(&self, scheme: SchemeId, user: &[u8]) -> [Vec<u8>; 7] {
        [
            b"picture".to_vec(),
            scheme.uuid().as_bytes().to_vec(),
            user.to_vec(),
            self.picture.uuid().as_bytes().to_vec(),
            self.size.name().as_bytes().to_vec(),
            self.event.uuid().as_bytes().to_vec(),
            self.ends.to_be_bytes().to_vec(),
        ]
    }
}

fn whose(viewer: &impl Acting) -> Vec<u8> {
    viewer.user().map(|user| user.uuid().as_bytes().to_vec()).unwrap_or_default()
}

fn ends(at: DateTime<Utc>) -> i64 {
    (at + TimeDelta::minutes(IMAGE_LINK_MINUTES.into())).timestamp()
}

impl<R> Look<'_, '_, R>
where
    Viewer<R>: Acting,
{
    /// The address of a picture, for this viewer, as part of this look.
    pub fn picture(&self, picture: PictureId, size: Size) -> String {
        let claim = Claim { picture, size, event: self.event, ends: ends(self.viewer.at()) };
        let tag = claim.tag(&self.service.vault, self.scheme.id, &whose(&self.viewer));
        format!("/pictures/{picture}/{}?e={}&x={}&t={tag}", size.name(), claim.event, claim.ends)
    }
}
