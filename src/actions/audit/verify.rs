//! Walks a scheme's audit trail from its first event, and compares it with the checkpoints that were signed
//! outside the database, by this installation and by its witness, and with all that a bucket holds.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    checkpoint::{self, Unbelievable},
    held, restarted, witnessed,
};
use crate::{
    actions::{Call, Refusal, Seen, Shared},
    domain::{deed::Deed, member::evidence::Controller, scheme::Scheme},
    remote::bucket::Bucket,
    store::{
        self, Read, Store,
        audit::Head,
        walk::{Fault, Whole},
    },
    vault::{
        checkpoint::Checkpoint,
        merkle::Root,
        note::{Note, Verifier},
    },
};

/// What trails are compared with.
#[derive(Debug, Clone, Copy)]
pub struct Against<'a> {
    /// The folder of checkpoints.
    pub heads: &'a Path,
    /// By what a witness's signatures are known: the newest checkpoint that it signed counts too.
    pub witness: Option<&'a Verifier>,
    /// A checkpoint that this witness signed, kept elsewhere, in place of the one in the folder.
    pub kept: Option<&'a Checkpoint>,
    /// The bucket that is the witness: it is asked, and every head that it holds counts.
    pub bucket: Option<&'a Bucket>,
}

impl<'a> From<&'a PathBuf> for Against<'a> {
    fn from(heads: &'a PathBuf) -> Self {
        Self { heads, witness: None, kept: None, bucket: None }
    }
}

/// The note in a file: all of it, or a mail that holds one, saved as text.
fn note_in(text: &str) -> Option<Note> {
    let text = text.replace("\r\n", "\n");
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().position(|line| line.starts_with("beadle/"))?;
    let last = lines.iter().rposition(|line| line.starts_with("— "))?;
    Note::parse(&format!("{}\n", lines.get(first..=last)?.join("\n")))
}

/// The checkpoint of a note, if this witness signed it. Whether the installation's key signed it too says nothing: who
/// holds the key ring can sign as well.
pub fn cosigned(text: &str, witness: &Verifier) -> Option<Checkpoint> {
    let note = note_in(text).filter(|note| note.seen_by(witness).is_some())?;
    Checkpoint::parse(note.text())
}

/// What a checkpoint says of a trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The trail begins with what the checkpoint says.
    Agrees(Checkpoint),
    /// There is none yet.
    Missing,
    /// The file cannot be read or believed.
    Unbelievable(Unbelievable),
    /// The trail does not begin with what the checkpoint says: it was cut or rewritten.
    Differs(Checkpoint),
}

/// What the heads that a bucket holds say of a trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// It holds none yet.
    None,
    /// The trail begins with what each of so many says; the longest was over so many events.
    Agree(usize, u64),
    /// So many say something else of it, the shortest of them over so many events: it was cut or rewritten.
    Differ(usize, u64),
}

/// What verifying a trail found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The scheme's host name.
    pub host: String,
    /// How many events hold together, or what is wrong, in words.
    pub chain: Result<i64, String>,
    /// What the newest checkpoint says.
    pub signed: Said,
    /// What the newest checkpoint says that the witness signed; nothing where no witness is known.
    pub witnessed: Option<Said>,
    /// What all the heads say that the bucket holds; nothing where none was asked.
    pub held: Option<Held>,
    /// What the witness says, if it let the trail begin anew.
    pub restarted: Option<String>,
}

impl Report {
    /// Whether nothing is wrong. A checkpoint that was never written is not wrong: there may be none yet.
    pub fn good(&self) -> bool {
        let said = [Some(&self.signed), self.witnessed.as_ref()];
        let agrees = |said: &Said| matches!(said, Said::Agrees(_) | Said::Missing);
        let forked = matches!(self.held, Some(Held::Differ(..)));
        self.chain.is_ok() && said.into_iter().flatten().all(agrees) && !forked
    }

    /// Whether a checkpoint that should be there is missing.
    pub fn weak(&self) -> bool {
        self.signed == Said::Missing || self.witnessed == Some(Said::Missing) || self.held == Some(Held::None)
    }

    /// What the checkpoints say, in words.
    pub fn said_in_words(&self) -> String {
        let mut words = vec![self.signed.in_words("signed")];
        words.extend(self.witnessed.as_ref().map(|witnessed| witnessed.in_words("witnessed")));
        words.extend(self.held.map(|held| match held {
            Held::None => "the bucket holds no head yet".to_owned(),
            Held::Agree(many, size) => {
                format!("agrees with all {many} heads in the bucket, the longest over {size} events")
            }
            Held::Differ(many, size) => {
                format!("differs from {many} heads in the bucket, the first over {size} events: events were cut or rewritten")
            }
        }));
        words.extend(self.restarted.clone());
        words.join("; ")
    }
}

impl Said {
    fn in_words(&self, how: &str) -> String {
        let of = |checkpoint: &Checkpoint| {
            let (at, size) = (checkpoint.at.format("%F %T UTC"), checkpoint.root.size);
            format!("the {how} checkpoint of {at} over {size} events")
        };
        match self {
            Said::Agrees(checkpoint) => format!("agrees with {}", of(checkpoint)),
            Said::Missing => format!("there is no {how} checkpoint yet"),
            Said::Unbelievable(why) => why.to_string(),
            Said::Differs(checkpoint) => {
                format!("differs from {}: events were cut or rewritten", of(checkpoint))
            }
        }
    }
}

fn in_words(fault: &Fault) -> String {
    match fault {
        Fault::Sequence(seq) => format!("event {seq} is missing, moved or was put in"),
        Fault::Changed(seq) => format!("event {seq} was changed"),
        Fault::Unlinked(seq) => format!("event {seq} does not follow from the one before"),
        Fault::Head => "the trail ends elsewhere than its head says".to_owned(),
        Fault::Root(seq) => format!("the root kept for the events up to {seq} is not theirs"),
    }
}

fn one(
    tx: &mut Read<'_>,
    against: Against<'_>,
    scheme: &Scheme,
    walked: impl FnMut(i64),
) -> Result<Report, Refusal> {
    let Against { heads, witness, kept, bucket } = against;
    let (ring, id) = (tx.vault.ring(), scheme.id);
    let held = bucket.map(|bucket| held::heads(bucket, id, None, &ring)).transpose();
    let held = held.map_err(|why| Refusal::Failed(why.to_string()))?;
    let last = |read: Result<Option<(Note, Checkpoint)>, Unbelievable>| match read {
        Ok(None) => Err(Said::Missing),
        Err(why) => Err(Said::Unbelievable(why)),
        Ok(Some((_, said))) => Ok(said),
    };
    let signed = last(checkpoint::read(&checkpoint::path(heads, id), id, &ring));
    let witnessed = match (kept.filter(|kept| kept.scheme == id), witness) {
        (Some(kept), _) => Some(Ok(*kept)),
        (None, Some(by)) => Some(last(witnessed::read(&witnessed::path(heads, id), id, &ring, by))),
        (None, None) => None,
    };
    let said = [Some(&signed), witnessed.as_ref()].into_iter().flatten();
    let said = said.filter_map(|said| said.as_ref().ok()).map(|said| said.root);
    let sizes: HashSet<u64> = said.chain(roots(held.as_deref())).map(|root| root.size).collect();
    let chain = store::walk::verify(tx, id, &sizes, walked)?;
    let mut begins = |said: Root| match &chain {
        // Reckoned anew from the events themselves.
        Ok(Whole { roots, .. }) => {
            let at = roots.binary_search_by_key(&said.size, |root| root.size);
            Ok::<_, Refusal>(at.is_ok_and(|at| roots[at] == said))
        }
        // The walk ended early: what the database keeps must do.
        Err(_) => Ok(checkpoint::begins(tx, id, said)?),
    };
    let mut judged = |said: Result<Checkpoint, Said>| match said {
        Err(said) => Ok::<_, Refusal>(said),
        Ok(said) => Ok(if begins(said.root)? { Said::Agrees(said) } else { Said::Differs(said) }),
    };
    let (signed, witnessed) = (judged(signed)?, witnessed.map(&mut judged).transpose()?);
    let held = held.map(|held| compared(&held, begins)).transpose()?;
    let chain = chain.map(|Whole { head: Head { seq, .. }, .. }| seq).map_err(|fault| in_words(&fault));
    let restarted = witness.and_then(|by| restarted::read(heads, id, by));
    let restarted = restarted.as_ref().map(restarted::in_words);
    Ok(Report { host: scheme.host.clone(), chain, signed, witnessed, held, restarted })
}

fn roots(held: Option<&[held::Head]>) -> impl Iterator<Item = Root> {
    held.into_iter().flatten().map(|head| head.root)
}

/// What all the heads in a bucket say; `begins` knows whether the trail begins so.
fn compared(
    all: &[held::Head],
    mut begins: impl FnMut(Root) -> Result<bool, Refusal>,
) -> Result<Held, Refusal> {
    let (mut others, mut longest) = (Vec::new(), 0);
    for root in roots(Some(all)) {
        longest = longest.max(root.size);
        if !begins(root)? {
            others.push(root.size);
        }
    }
    Ok(match others.iter().min() {
        Some(first) => Held::Differ(others.len(), *first),
        None if all.is_empty() => Held::None,
        None => Held::Agree(all.len(), longest),
    })
}

/// Verifies the trails of an installation, or of one host name; `walked` hears the host name and how many events
/// were read. For the commands: nobody's data is looked at.
///
/// # Errors
/// If the database refuses, or the host name or the checkpoint that was kept is of no scheme here.
pub fn all<'a>(
    store: &Store,
    against: impl Into<Against<'a>>,
    host: Option<&str>,
    mut walked: impl FnMut(&str, i64),
) -> Result<Vec<Report>, Refusal> {
    let against = against.into();
    store.read_here(|tx| {
        let schemes = match host {
            Some(host) => vec![store::scheme::by_host(tx, host)?],
            None => store::scheme::all(tx)?.into_iter().map(Arc::new).collect(),
        };
        if against.kept.is_some_and(|kept| schemes.iter().all(|scheme| scheme.id != kept.scheme)) {
            return Err(Refusal::Failed("the checkpoint that was kept is of no scheme here".to_owned()));
        }
        schemes.iter().map(|scheme| one(tx, against, scheme, |seq| walked(&scheme.host, seq))).collect()
    })
}

/// Verifies the viewer's own trail; that is recorded as a look at it.
///
/// # Errors
/// If the viewer is not the controller, or the database refuses.
pub async fn own(service: &Shared, call: Call) -> Result<Seen<Report>, Refusal> {
    service
        .look::<Controller, _>(call, Deed::ViewAudit, |look| {
            let settings = look.service.settings();
            let witness = witnessed::known(settings, &look.tx.vault.ring())?;
            let against = Against {
                heads: &settings.heads(),
                witness: witness.as_ref().map(|witness| &witness.key),
                kept: None,
                // A page waits for no other machine: `beadle audit verify` does.
                bucket: None,
            };
            one(look.tx, against, &look.scheme, |_| ())
        })
        .await
}
