//! Somebody who holds every byte of every file, and the ring: which data keys open for them? Written from the
//! description of the format, not with the product's own code: a wrapped key is a nonce of 12 bytes, 32 bytes and a tag
//! of 16, AES-256-GCM under a key of the epoch, bound to scheme and owner.

use std::{
    collections::{BTreeSet, HashMap},
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use aes_gcm::aes::{
    Aes256,
    cipher::{BlockCipherEncrypt, KeyInit},
};
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
    prelude::BASE64_STANDARD,
};
use beadle::domain::ids::SchemeId;
use ghash::{GHash, universal_hash::UniversalHash};
use hkdf::Hkdf;
use sha2::Sha256;
use uuid::Uuid;

/// Nonce, key and tag.
const WRAPPED: usize = 12 + 32 + 16;
/// Base64 that was cut anywhere.
const CUT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
/// So many files are looked through at the same time.
const THREADS: usize = 2;

type Block = [u8; 16];

/// The thief's tools, for the owners they are after.
pub struct Thief(Vec<Epoch>);

/// An epoch of the stolen ring. GHASH is linear: what an owner's name adds to a tag does not depend on the rest, so one
/// look tells whose key it is, if it is one.
struct Epoch {
    cipher: Aes256,
    hash: GHash,
    owners: HashMap<Block, Uuid>,
}

impl Epoch {
    fn new(key: &[u8], scheme: SchemeId, owners: &[Uuid]) -> Self {
        let mut wrapping = [0; 32];
        let prk = Hkdf::<Sha256>::from_prk(key).unwrap();
        prk.expand(b"beadle epoch wrap", &mut wrapping).unwrap();
        let cipher = Aes256::new(&wrapping.into());
        let mut zero = Default::default();
        cipher.encrypt_block(&mut zero);
        let hash = GHash::new(&zero);
        let owner = |id: &Uuid| {
            let mut said = hash.clone();
            let blocks = [*scheme.uuid().as_bytes(), *id.as_bytes(), [0; 16], [0; 16], [0; 16]];
            said.update(&blocks.map(Into::into));
            (said.finalize().into(), *id)
        };
        let owners = owners.iter().map(owner).collect();
        Self { cipher, hash, owners }
    }

    /// Whose key these bytes are.
    fn whose(&self, wrapped: &[u8]) -> Option<Uuid> {
        let block = |from: usize| -> Block { wrapped[from..from + 16].try_into().unwrap() };
        let mut first = [0; 16];
        first[..12].copy_from_slice(&wrapped[..12]);
        first[15] = 1;
        let mut mask = first.into();
        self.cipher.encrypt_block(&mut mask);
        let mut said = self.hash.clone();
        let mut lengths = [0; 16];
        lengths[6..8].copy_from_slice(&256_u16.to_be_bytes());
        lengths[14..].copy_from_slice(&256_u16.to_be_bytes());
        said.update(&[block(12).into(), block(28).into(), lengths.into()]);
        let (rest, mask, tag): (Block, Block, Block) = (said.finalize().into(), mask.into(), block(44));
        let owner: Block = std::array::from_fn(|at| tag[at] ^ mask[at] ^ rest[at]);
        self.owners.get(&owner).copied()
    }
}

/// What stands in a window: text and empty pages are passed over. Of sixty random bytes, fewer than eight are at or above
/// 0x80, or eight or more are nothing, once in a thousand million windows.
#[derive(Default)]
struct Seen {
    high: usize,
    zero: usize,
}

impl Seen {
    fn enters(&mut self, byte: u8) {
        self.high += usize::from(byte >= 0x80);
        self.zero += usize::from(byte == 0);
    }

    fn leaves(&mut self, byte: u8) {
        self.high -= usize::from(byte >= 0x80);
        self.zero -= usize::from(byte == 0);
    }

    fn may_be_random(&self) -> bool {
        self.high >= 8 && self.zero < 8
    }
}

impl Thief {
    /// With the ring as it lies in its file.
    pub fn with(ring: &Path, scheme: SchemeId, owners: &[Uuid]) -> Self {
        let ring: toml::Table = fs::read_to_string(ring).unwrap().parse().unwrap();
        let keys = ring["epochs"].as_array().unwrap().iter().map(|epoch| epoch["key"].as_str().unwrap());
        let epoch = |key| Epoch::new(&BASE64_STANDARD.decode(key).unwrap(), scheme, owners);
        Self(keys.map(epoch).collect())
    }

    /// The owners whose keys open from any byte of any of the files.
    pub fn opens(&self, files: &[PathBuf]) -> BTreeSet<Uuid> {
        let next = AtomicUsize::new(0);
        let look = || {
            let mut found = BTreeSet::new();
            while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                match fs::read(file) {
                    Ok(bytes) => self.look(&bytes, &mut found),
                    // The database server has files that come and go.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => panic!("{}: {error}", file.display()),
                }
            }
            found
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(look)).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        })
    }

    /// The bytes as they are, and what they are the text of.
    fn look(&self, bytes: &[u8], found: &mut BTreeSet<Uuid>) {
        self.raw(bytes, found);
        self.texts(bytes, found);
        // UTF-16: every second byte is nothing.
        for at in [0, 1] {
            let narrow: Vec<u8> = bytes[at.min(bytes.len())..]
                .chunks_exact(2)
                .map(|two| if two[1] == 0 { two[0] } else { 0xff })
                .collect();
            self.texts(&narrow, found);
        }
    }

    fn raw(&self, bytes: &[u8], found: &mut BTreeSet<Uuid>) {
        let mut seen = Seen::default();
        for (at, byte) in bytes.iter().enumerate() {
            seen.enters(*byte);
            let Some(from) = (at + 1).checked_sub(WRAPPED) else { continue };
            if seen.may_be_random() {
                let window = &bytes[from..=at];
                found.extend(self.0.iter().filter_map(|epoch| epoch.whose(window)));
            }
            seen.leaves(bytes[from]);
        }
    }

    /// Hexadecimal and base64, wherever there is enough of it.
    fn texts(&self, bytes: &[u8], found: &mut BTreeSet<Uuid>) {
        for run in bytes.split(|byte| !byte.is_ascii_hexdigit()).filter(|run| run.len() >= 2 * WRAPPED) {
            for at in [0, 1] {
                let digit = |digit: u8| char::from(digit).to_digit(16).unwrap() as u8;
                let plain: Vec<u8> =
                    run[at..].chunks_exact(2).map(|two| digit(two[0]) << 4 | digit(two[1])).collect();
                self.raw(&plain, found);
            }
        }
        let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
        for run in bytes.split(|byte| !base64(*byte)).filter(|run| run.len() >= WRAPPED * 4 / 3) {
            let run: Vec<u8> = run
                .iter()
                .map(|byte| match byte {
                    b'-' => b'+',
                    b'_' => b'/',
                    other => *other,
                })
                .collect();
            for at in 0..4 {
                let whole = &run[at..];
                // A single letter at the end is less than a byte.
                let whole = &whole[..whole.len() - usize::from(whole.len() % 4 == 1)];
                self.raw(&CUT.decode(whole).unwrap(), found);
            }
        }
    }
}
