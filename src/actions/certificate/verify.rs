//! Verifies a certificate of deletion without the installation: its signature, and that the audit trail has it.

use crate::{
    domain::certificate::deletion::Certificate,
    vault::{
        checkpoint::{Checkpoint, origin},
        merkle::Root,
        note::{Note, Verifier},
    },
};

/// Why a certificate is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unproved {
    /// No certificate, or not as this program writes them.
    #[error("it is no certificate of deletion")]
    NotOne,
    /// The signature is not this signer's.
    #[error("the signature does not hold: it was changed, or another signed it")]
    Signature,
    /// The signer signs for another scheme.
    #[error("the signer is another scheme's")]
    Scheme,
    /// The event is not in the tree.
    #[error("the proof does not lead from the event to the root of the trail")]
    Path,
    /// No checkpoint of this signer for this scheme.
    #[error("the checkpoint is not this signer's, or not of this scheme")]
    Checkpoint,
    /// The checkpoint has another root over as many events.
    #[error("the checkpoint has another root over as many events: the trail was rewritten")]
    Root,
}

/// What was proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proved {
    /// The certificate.
    pub certificate: Certificate,
    /// Whether the checkpoint that was given is over just as many events, and says the same of them.
    pub by_checkpoint: bool,
}

/// Verifies a certificate against its signer; and against a checkpoint, where one is given.
///
/// # Errors
/// Why it is not believed.
pub fn verify(text: &str, signer: &Verifier, checkpoint: Option<&str>) -> Result<Proved, Unproved> {
    let note = Note::parse(text).ok_or(Unproved::NotOne)?;
    let signed = note.text_by(signer).ok_or(Unproved::Signature)?;
    let certificate = Certificate::parse(signed).ok_or(Unproved::NotOne)?;
    if signer.name() != origin(certificate.scheme) {
        return Err(Unproved::Scheme);
    }
    let proof = &certificate.proof;
    let root = Root { size: proof.size, hash: proof.root };
    let index = proof.event.checked_sub(1).ok_or(Unproved::Path)?;
    if !root.includes(&proof.leaf, index, &proof.path) {
        return Err(Unproved::Path);
    }
    let by_checkpoint = match checkpoint {
        None => false,
        Some(text) => {
            let said = Note::parse(text).ok_or(Unproved::Checkpoint)?;
            let said = said.text_by(signer).and_then(Checkpoint::parse).ok_or(Unproved::Checkpoint)?;
            if said.root.size == root.size && said.root != root {
                return Err(Unproved::Root);
            }
            said.root == root
        }
    };
    Ok(Proved { certificate, by_checkpoint })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Clock,
        domain::{
            certificate::deletion::{Kind, Proof},
            ids::{CertificateId, SchemeId},
        },
        vault::{
            Ring,
            checkpoint::author,
            merkle::{self, Hash},
        },
    };

    /// A certificate over a trail of 300 events, and the trail's checkpoints.
    fn signed() -> (Ring, Certificate, String, impl Fn(usize) -> String) {
        let clock = Clock::still("2026-11-22T12:00:00Z".parse().unwrap(), 7);
        let (ring, scheme) = (Ring::generate(&clock), SchemeId::from_random([1; 16]));
        let events: Vec<Hash> = (0..300).map(|_| clock.random()).collect();
        let leaves: Vec<Hash> = events.iter().map(|event| merkle::leaf(event)).collect();
        let over = |run: std::ops::Range<u64>| {
            Ok::<_, ()>(merkle::root(&leaves[run.start as usize..run.end as usize]))
        };
        let certificate = Certificate {
            number: CertificateId::from_random([2; 16]),
            kind: Kind::Erasure,
            scheme,
            name: "Market Ashby".to_owned(),
            due_on: "2026-11-20".parse().unwrap(),
            deleted_at: clock.now(),
            clean_at: clock.now(),
            rows: vec![("profiles".to_owned(), 1)],
            blobs: 2,
            letters: 0,
            disclosed: 0,
            software: "beadle".to_owned(),
            proof: Proof {
                event: 200,
                leaf: events[199],
                size: 290,
                root: merkle::root(&leaves[..290]),
                path: merkle::inclusion(290, 199, over).unwrap(),
            },
        };
        let note = Note::signed(certificate.text(), &origin(scheme), ring.signing()).to_string();
        let signing = ring.clone();
        let checkpoint = move |size: usize| {
            let root = Root { size: size as u64, hash: merkle::root(&leaves[..size]) };
            Checkpoint { scheme, root, at: clock.now(), ledger: None }.signed(&signing).to_string()
        };
        (ring, certificate, note, checkpoint)
    }

    #[test]
    fn every_changed_bit_is_found() {
        let (ring, certificate, note, _) = signed();
        let signer = author(certificate.scheme, &ring);
        assert!(verify(&note, &signer, None).is_ok());
        let mut changed = 0;
        for at in 0..note.len() {
            for bit in 0..8 {
                let mut bytes = note.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                let Ok(text) = String::from_utf8(bytes) else { continue };
                changed += 1;
                assert!(verify(&text, &signer, None).is_err(), "bit {bit} of byte {at}");
            }
        }
        assert!(changed > 8_000, "{changed}");
    }

    /// Somebody who has the signing key says that the deletion stands elsewhere, or in another trail.
    #[test]
    fn what_is_signed_must_be_proved_as_well() {
        let (ring, certificate, note, checkpoint) = signed();
        let signer = author(certificate.scheme, &ring);
        let with = |proof: Proof| {
            let text = Certificate { proof, ..certificate.clone() }.text();
            Note::signed(text, signer.name(), ring.signing()).to_string()
        };
        let proof = certificate.proof.clone();
        for (wrong, proof) in [
            ("another event", Proof { event: 201, ..proof.clone() }),
            ("no event", Proof { event: 0, ..proof.clone() }),
            ("beyond the end", Proof { event: 291, ..proof.clone() }),
            ("another hash", Proof { leaf: [9; 32], ..proof.clone() }),
            ("another root", Proof { root: [9; 32], ..proof.clone() }),
            ("no path", Proof { path: vec![], ..proof.clone() }),
        ] {
            assert_eq!(verify(&with(proof), &signer, None), Err(Unproved::Path), "{wrong}");
        }
        let same = |size| verify(&note, &signer, Some(&checkpoint(size))).map(|proved| proved.by_checkpoint);
        assert_eq!((same(290), same(300)), (Ok(true), Ok(false)));
        let alone =
            with(Proof { event: 1, size: 1, root: merkle::leaf(&[9; 32]), leaf: [9; 32], path: vec![] });
        assert_eq!(verify(&alone, &signer, Some(&checkpoint(1))), Err(Unproved::Root), "a trail of its own");
    }
}
