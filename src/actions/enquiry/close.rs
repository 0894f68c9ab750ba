//! An administrator closes an enquiry: from that day the retention schedule counts.

use chrono::NaiveDate;

use crate::{
    actions::{Call, Refusal, Service, Shared},
    domain::{deed::Deed, enquiry::state, ids::EnquiryId, member::evidence::Administrator},
    store,
};

/// Closes an enquiry; the day it will be erased.
///
/// # Errors
/// [`Refusal::NotFound`] if there is none, [`Refusal::Rule`] if somebody else closed it first.
pub async fn close(service: &Shared, call: Call, id: EnquiryId) -> Result<Option<NaiveDate>, Refusal> {
    service
        .act::<Administrator, _>(call, move |act| {
            store::enquiry::load(act.tx, &act.viewer, id)?;
            let today = act.viewer.today();
            let erase_on = state::erase_on(today, &Service::rules(&act.scheme)?);
            let scheme = act.scheme.id;
            if !store::enquiry::close(act.tx, scheme, id, today, erase_on)? {
                return Err(Refusal::Rule("This enquiry is closed already.".to_owned()));
            }
            act.record(Deed::CloseEnquiry, &[id.uuid()]);
            Ok(erase_on)
        })
        .await
}
