//! The Merkle tree over an audit trail (RFC 6962, section 2.1): roots, and proofs that an event is in a trail or that
//! a trail only grew.

use std::ops::Range;

use ct_merkle::{
    ConsistencyProof, InclusionProof, RootHash, indices_for_consistency_proof, indices_for_inclusion_proof,
};
use sha2::{Digest, Sha256};

/// A hash of the tree.
pub type Hash = [u8; 32];

/// The root of a tree, with how many leaves it has: neither says anything without the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Root {
    /// Leaves.
    pub size: u64,
    /// Their root.
    pub hash: Hash,
}

/// The hash of a leaf.
pub fn leaf(event: &[u8]) -> Hash {
    Sha256::new_with_prefix([0]).chain_update(event).finalize().into()
}

/// The root over hashes: of leaves, or of whole runs of leaves, each as long as the others and a power of two; only
/// the last run may be shorter.
pub fn root(of: &[Hash]) -> Hash {
    match of {
        [] => Sha256::digest([]).into(),
        [one] => *one,
        many => {
            let (left, right) = many.split_at(many.len().next_power_of_two() / 2);
            Sha256::new_with_prefix([1]).chain_update(root(left)).chain_update(root(right)).finalize().into()
        }
    }
}

/// The leaves under a node, as proofs number nodes (RFC 9420, appendix C), in a tree of some size.
fn under(node: u64, size: u64) -> Range<u64> {
    let level = node.trailing_ones();
    let first = (node >> (level + 1)) << level;
    first..(first + (1 << level)).min(size)
}

/// The proof that a tree of `size` leaves has the one at `index`; `root_of` knows the root over any run of leaves.
///
/// # Errors
/// Those of `root_of`.
pub fn inclusion<E>(
    size: u64,
    index: u64,
    mut root_of: impl FnMut(Range<u64>) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    debug_assert!(index < size, "there is such a leaf");
    let nodes = indices_for_inclusion_proof(size, index);
    nodes.into_iter().map(|node| root_of(under(node, size))).collect()
}

/// The proof that a tree of `new` leaves begins with all `old` leaves of an earlier one.
///
/// # Errors
/// Those of `root_of`.
pub fn consistency<E>(
    old: u64,
    new: u64,
    mut root_of: impl FnMut(Range<u64>) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let nodes = indices_for_consistency_proof(old, new - old);
    nodes.into_iter().map(|node| root_of(under(node, new))).collect()
}

impl Root {
    fn known(&self) -> RootHash<Sha256> {
        RootHash::new(self.hash.into(), self.size)
    }

    /// Whether an event stands at an index of this tree.
    pub fn includes(&self, event: &[u8], index: u64, proof: &[Hash]) -> bool {
        let proof = InclusionProof::<Sha256>::try_from_bytes(proof.concat());
        index < self.size
            && proof.is_ok_and(|proof| self.known().verify_inclusion(&event, index, &proof).is_ok())
    }

    /// Whether this tree begins with all of an earlier one.
    pub fn extends(&self, old: &Self, proof: &[Hash]) -> bool {
        if old.size == 0 || old.size >= self.size {
            let nothing = old.size == 0 && old.hash == root(&[]);
            return proof.is_empty() && (nothing || self == old);
        }
        let proof = ConsistencyProof::<Sha256>::try_from_bytes(proof.concat());
        proof.is_ok_and(|proof| self.known().verify_consistency(&old.known(), &proof).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hex(hash: Hash) -> String {
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The leaves that implementations of RFC 6962 are tried with, and the roots over the first so many of them.
    #[test]
    fn the_roots_are_those_of_the_rfc() {
        let leaves: [&[u8]; 8] = [
            b"",
            &[0x00],
            &[0x10],
            &[0x20, 0x21],
            &[0x30, 0x31],
            &[0x40, 0x41, 0x42, 0x43],
            &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
            &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
        ];
        let hashes: Vec<Hash> = leaves.iter().map(|event| leaf(event)).collect();
        for (size, expected) in [
            (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
            (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
            (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
            (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
        ] {
            assert_eq!(hex(root(&hashes[..size])), expected, "{size} leaves");
        }
    }

    struct Trail(Vec<Hash>);

    impl Trail {
        fn of(size: u64) -> Self {
            Self((0..size).map(|n| leaf(&n.to_be_bytes())).collect())
        }
        fn root(&self, size: u64) -> Root {
            Root { size, hash: root(&self.0[..size as usize]) }
        }
        fn over(&self) -> impl FnMut(Range<u64>) -> Result<Hash, ()> + '_ {
            |run| Ok(root(&self.0[run.start as usize..run.end as usize]))
        }
    }

    #[test]
    fn every_event_of_every_small_trail_is_proved_and_no_other() {
        let trail = Trail::of(40);
        for size in 1..=40 {
            let whole = trail.root(size);
            for index in 0..size {
                let proof = inclusion(size, index, trail.over()).unwrap();
                assert!(whole.includes(&index.to_be_bytes(), index, &proof), "{index} of {size}");
                assert!(!whole.includes(&(index + 1).to_be_bytes(), index, &proof), "another event");
                assert!(!whole.includes(&index.to_be_bytes(), size, &proof), "beyond the end");
            }
            for old in 0..=size {
                let proof = consistency(old, size, trail.over()).unwrap();
                assert!(whole.extends(&trail.root(old), &proof), "{old} to {size}");
                let other = Root { size: old, hash: leaf(b"another past") };
                assert!(!whole.extends(&other, &proof), "another past of {old}");
                assert!(old == size || !trail.root(old).extends(&whole, &proof), "a trail does not shrink");
            }
        }
    }

    proptest! {
        #[test]
        fn a_root_over_runs_is_the_root_over_their_leaves(size in 0_u64..3_000, run in 0_u32..9) {
            let trail = Trail::of(size);
            let runs: Vec<Hash> = trail.0.chunks(1 << run).map(root).collect();
            prop_assert_eq!(root(&runs), root(&trail.0));
        }

        #[test]
        fn a_changed_proof_proves_nothing(size in 2_u64..2_000, at in any::<u64>(), bit in any::<u32>()) {
            let (trail, index) = (Trail::of(size), at % size);
            let mut proof = inclusion(size, index, trail.over()).unwrap();
            let bit = bit as usize % (proof.len() * 256);
            proof[bit / 256][bit % 256 / 8] ^= 1 << (bit % 8);
            prop_assert!(!trail.root(size).includes(&index.to_be_bytes(), index, &proof));
            let old = 1 + at % (size - 1);
            let mut proof = consistency(old, size, trail.over()).unwrap();
            let bit = bit % (proof.len() * 256);
            proof[bit / 256][bit % 256 / 8] ^= 1 << (bit % 8);
            prop_assert!(!trail.root(size).extends(&trail.root(old), &proof));
        }
    }
}
