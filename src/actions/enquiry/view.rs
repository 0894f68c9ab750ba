//! An administrator reads what the public wrote.

use crate::{
    actions::{Call, Refusal, Seen, Shared},
    domain::{
        deed::Deed,
        enquiry::{Enquiry, state::State},
        ids::EnquiryId,
        member::evidence::Administrator,
    },
    store,
};

/// So many stand on a page.
pub const PAGE: i64 = 25;

/// A page of enquiries.
#[derive(Debug)]
pub struct Listed {
    /// The enquiries, the newest first.
    pub enquiries: Vec<Enquiry>,
    /// Whether there are more after these.
    pub more: bool,
    /// How many wait for an answer, in all.
    pub waiting: i64,
}

/// Lists enquiries in a state, from a page on, counted from 0.
///
/// # Errors
/// If the viewer is no administrator, or the look cannot be recorded.
pub async fn list(service: &Shared, call: Call, state: State, page: u32) -> Result<Seen<Listed>, Refusal> {
    service
        .look::<Administrator, _>(call, Deed::ViewEnquiries, move |look| {
            let skip = i64::from(page) * PAGE;
            let mut enquiries = store::enquiry::list(look.tx, &look.viewer, state, skip, PAGE + 1)?;
            let more = enquiries.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
            if more {
                enquiries.pop();
            }
            for enquiry in &enquiries {
                look.concerns(enquiry.id);
            }
            let waiting = store::enquiry::waiting(look.tx, &look.viewer)?;
            Ok(Listed { enquiries, more, waiting })
        })
        .await
}

/// Opens one enquiry.
///
/// # Errors
/// [`Refusal::NotFound`] if there is none.
pub async fn one(service: &Shared, call: Call, id: EnquiryId) -> Result<Seen<Enquiry>, Refusal> {
    service
        .look::<Administrator, _>(call, Deed::ViewEnquiries, move |look| {
            let enquiry = store::enquiry::load(look.tx, &look.viewer, id)?;
            look.concerns(id);
            Ok(enquiry)
        })
        .await
}
