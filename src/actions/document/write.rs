//! An administrator or controller writes in a draft: as far as they are, it is kept.

use std::collections::BTreeMap;

use super::draft;
use crate::{
    actions::{Call, Refusal, Shared, archive::digest, refusal::Problems},
    domain::{
        deed::Deed,
        document::{Content, Document, Kind, part::Part},
        ids::DocumentId,
        member::evidence::Steward,
        text,
    },
    store,
};

/// The longest text of a part, in characters.
const LONGEST: usize = 8_000;

/// A draft as typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// Which text it was begun from: see [`base`].
    pub base: String,
    /// Who processes, of a contract.
    pub party: String,
    /// What was written, part by part.
    pub parts: Vec<(Part, String)>,
}

/// What names the text of a draft, so that nobody writes over what somebody else wrote meanwhile.
pub fn base(content: &Content) -> String {
    let mut all = content.party.clone();
    content.written.iter().for_each(|(part, said)| all.push_str(&format!("\n{}\n{said}", part.as_str())));
    let mut digest = digest(all.as_bytes());
    digest.truncate(16);
    digest
}

/// Keeps it.
///
/// # Errors
/// Messages on its fields; a rule, if it was adopted, or if somebody else wrote in it meanwhile.
pub async fn write(service: &Shared, call: Call, id: DocumentId, typed: Typed) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let viewer = act.viewer;
            let mut document = draft(store::document::load(act.tx, &viewer, id)?)?;
            document.content = read(&document, typed)?;
            store::document::set(act.tx, act.scheme.id, &document)?;
            act.record(Deed::WriteDocument, &[id.uuid()]);
            Ok(())
        })
        .await
}

/// What a draft says with what was typed.
pub(super) fn read(document: &Document, typed: Typed) -> Result<Content, Refusal> {
    let mut problems = Problems::default();
    let party = match document.kind {
        Kind::Processor if !typed.party.trim().is_empty() => {
            problems.take("party", text::line(&typed.party, 2, 120)).unwrap_or_default()
        }
        _ => String::new(),
    };
    let mut written = BTreeMap::new();
    let asked = document.kind.parts().iter().filter(|line| !line.asks.is_empty());
    for line in asked {
        let said = typed.parts.iter().find(|(part, _)| *part == line.part);
        let Some((part, said)) = said.filter(|(_, said)| !said.trim().is_empty()) else { continue };
        if let Some(said) = problems.take(part.as_str(), text::paragraphs(said, 10, LONGEST)) {
            written.insert(*part, said);
        }
    }
    problems.end()?;
    let content = Content { party, written, known: Vec::new() };
    if typed.base != base(&document.content) && content != document.content {
        return Err(Refusal::Rule(
            "Somebody else wrote in this draft meanwhile. What you typed is still here: open the draft in another window, \
             and bring the two together."
                .to_owned(),
        ));
    }
    Ok(content)
}
