//! Random identifiers: version 4, since an ordered one would tell when an erased person was entered.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// An id from 16 random bytes.
            pub fn from_random(bytes: [u8; 16]) -> Self {
                Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
            }
            /// The id as stored.
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }
        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// A scheme: one partnership, selected by the host name.
    SchemeId,
    /// An information sharing agreement with a force or agency.
    AgreementId,
    /// A personal data breach in the register.
    DataBreachId,
    /// A version of a data-protection document.
    DocumentId,
    /// A police system that reads, as one scheme registered it.
    ClientId,
    /// An officer of a force or agency, by the reference that their calls give: made of it, not kept beside it.
    OfficerId,
    /// A member business.
    BusinessId,
    /// A member's site.
    PremisesId,
    /// A person who signs in.
    UserId,
    /// A reported incident.
    IncidentId,
    /// A subject's profile.
    ProfileId,
    /// A picture: a still attached to an incident, or a subject's facial image.
    PictureId,
    /// A warning or an exclusion.
    SanctionId,
    /// A letter to a subject.
    LetterId,
    /// A message in the outbox.
    MailId,
    /// An audit event.
    EventId,
    /// A certificate of deletion: its number, which leads to nobody.
    CertificateId,
    /// A message from the public.
    EnquiryId,
    /// What a listed person asked for: a copy, a correction, an appeal, a complaint.
    RightId,
    /// A copy of everything held on a person, made for them.
    PackId,
    /// A request of a user or business to leave, a grant, a proposal: whatever waits for a second person.
    RequestId,
    /// A sighting, a suggestion of a name, a special-category fact: an item under a profile.
    ItemId,
}
