//! The data-protection documents, with their versions and the days on which they are looked at again.

use super::known_now;
use crate::{
    actions::{Call, Look, Refusal, Seen, Shared, sanction::decisions::user_name},
    domain::{
        agency::agreement::{Agreement, Standing as Agreed},
        date::spoken,
        deed::Deed,
        document::{
            Document,
            known::{self, Change},
            part::Part,
            review::Standing,
        },
        ids::DocumentId,
        member::evidence::{Controller, Steward},
    },
    store,
};

/// Every version, and the information sharing agreements in force.
#[derive(Debug)]
pub struct All {
    /// By kind and line, the latest first.
    pub documents: Vec<Document>,
    /// Whose last day is latest first.
    pub agreements: Vec<Agreement>,
}

/// All of them.
///
/// # Errors
/// 404 for everybody but administrators and controllers.
pub async fn list(service: &Shared, call: Call) -> Result<Seen<All>, Refusal> {
    service
        .look::<Steward, _>(call, Deed::ViewDocuments, |look| {
            let (viewer, today) = (look.viewer, look.viewer.today());
            let documents = store::document::list(look.tx, &viewer)?;
            documents.iter().for_each(|one| look.concerns(one.id));
            let mut agreements = store::agreement::list(look.tx, &viewer)?;
            agreements.retain(|one| one.days.standing(today) == Agreed::InForce);
            agreements.iter().for_each(|one| look.concerns(one.id));
            Ok(All { documents, agreements })
        })
        .await
}

/// A version, and what is to be known beside it.
#[derive(Debug)]
pub struct One {
    /// It.
    pub document: Document,
    /// What the software knows: on the day it was adopted; now, of a draft.
    pub known: Vec<(Part, Vec<String>)>,
    /// What is different by now, of one in force.
    pub changes: Vec<Change>,
    /// Who began it, and who adopted it.
    pub people: (String, Option<String>),
    /// The other versions of the same.
    pub others: Vec<Document>,
}

/// One of them.
///
/// # Errors
/// 404 for everybody but administrators and controllers, or if there is none.
pub async fn one(service: &Shared, call: Call, id: DocumentId) -> Result<Seen<One>, Refusal> {
    service
        .look::<Steward, _>(call, Deed::ViewDocuments, move |look| {
            let (viewer, today) = (look.viewer, look.viewer.today());
            let document = store::document::load(look.tx, &viewer, id)?;
            look.concerns(id);
            let mut others = store::document::list(look.tx, &viewer)?;
            others.retain(|one| one.kind == document.kind && one.line == document.line && one.id != id);
            let scheme = look.scheme.clone();
            let place = (&*scheme, look.service.settings());
            let now = known_now(look.tx, &viewer, place, document.kind, today)?;
            let standing = document.days.standing();
            let by = user_name(look, document.drafted_by)?;
            let adopted = match standing {
                Standing::Draft => None,
                _ => Some(user_name(look, document.adopted_by)?),
            };
            Ok(One {
                changes: match standing {
                    Standing::InForce => known::changes(&document.content, &now),
                    _ => Vec::new(),
                },
                known: match standing {
                    Standing::Draft => now,
                    _ => document.content.known.clone(),
                },
                people: (by, adopted),
                others,
                document,
            })
        })
        .await
}

/// What of them waits for the controller: in words, and where it is done.
///
/// # Errors
/// If the database refuses.
pub(in crate::actions) fn for_the_controller(
    look: &mut Look<'_, '_, Controller>,
) -> Result<Vec<(String, String)>, Refusal> {
    let today = look.viewer.today();
    let mut all = Vec::new();
    for (id, kind, days, _) in store::document::days(look.tx, look.scheme.id)? {
        let words = match days.review.filter(|_| days.reminds(today)) {
            Some(by) => format!("Look at the {} again by {}", kind.short(), spoken(by)),
            None if days.is_over(today) => {
                format!("Look once more at a version of the {} that ended six years ago", kind.short())
            }
            None => continue,
        };
        look.concerns(id);
        all.push((words, format!("/documents/{id}")));
    }
    Ok(all)
}
