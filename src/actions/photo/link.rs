//! Links to pictures: each carries the event of the look it belongs to, and lives five minutes.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{
    actions::Look,
    domain::{
        ids::{EventId, PictureId, SchemeId, UserId},
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
    fn tag(&self, vault: &Vault, scheme: SchemeId, user: Option<UserId>) -> String {
        self.tag_for(vault, scheme, user.map(UserId::uuid))
    }

    /// What makes a link trustworthy, for whoever it is.
    pub fn tag_for(&self, vault: &Vault, scheme: SchemeId, whose: Option<Uuid>) -> String {
        self.signed(scheme, whose, |parts| vault.link_tag(parts))
    }

    /// Whether a link's tag holds for this viewer now.
    pub fn holds(&self, vault: &Vault, viewer: &impl Acting, tag: &str) -> bool {
        self.holds_for(vault, viewer.scheme(), viewer.user().map(UserId::uuid), viewer.at(), tag)
    }

    /// Whether a link's tag holds at an instant, for whoever it is.
    pub fn holds_for(
        &self,
        vault: &Vault,
        scheme: SchemeId,
        whose: Option<Uuid>,
        at: DateTime<Utc>,
        tag: &str,
    ) -> bool {
        let holds = || self.signed(scheme, whose, |parts| vault.link_holds(parts, tag));
        self.ends >= at.timestamp() && holds()
    }

    /// What the tag is made of: everything the link says, and for whom it is.
    fn signed<T>(&self, scheme: SchemeId, whose: Option<Uuid>, with: impl FnOnce(&[&[u8]]) -> T) -> T {
        let scheme = scheme.uuid();
        with(&[
            b"picture",
            scheme.as_bytes(),
            whose.as_ref().map_or(&[], |whose| whose.as_bytes()),
            self.picture.uuid().as_bytes(),
            self.size.name().as_bytes(),
            self.event.uuid().as_bytes(),
            &self.ends.to_be_bytes(),
        ])
    }
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
        let tag = claim.tag(&self.service.vault, self.scheme.id, self.viewer.user());
        format!("/pictures/{picture}/{}?e={}&x={}&t={tag}", size.name(), claim.event, claim.ends)
    }
}
