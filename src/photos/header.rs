//! What is this file, and how large does it claim to be? Read from its first bytes, never from its name, and
//! without decoding: a 47 kB PNG can claim 1.6 GB of pixels.

use super::PhotoError;

/// Passes over the whole picture in one progressive JPEG. Cameras and web sites write about ten; a hostile file
/// of a few MB can ask for a hundred thousand.
const MAX_SCANS: usize = 100;

/// The formats taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// ITU-T T.81.
    Jpeg,
    /// W3C PNG, also animated.
    Png,
    /// RFC 9649.
    WebP,
}

/// What a file's header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) kind: Kind,
    /// Pixels, before orientation.
    pub(super) width: u32,
    /// Pixels, before orientation.
    pub(super) height: u32,
    /// Whether the file goes on to its own end.
    pub(super) complete: bool,
}

/// Recognises a file and reads the size it claims: the largest, if it claims several.
///
/// # Errors
/// [`PhotoError::Empty`], [`PhotoError::Heic`], [`PhotoError::Unsupported`]; [`PhotoError::Damaged`] when no size is found.
pub(super) fn read(bytes: &[u8]) -> Result<Header, PhotoError> {
    let kind = recognise(bytes)?;
    let (claim, complete) = match kind {
        Kind::Jpeg => jpeg(bytes),
        Kind::Png => (png(bytes), true), // its decoder notices a missing end
        Kind::WebP => webp(bytes),
    };
    match claim {
        Some((width, height)) if width > 0 && height > 0 => Ok(Header { kind, width, height, complete }),
        _ => Err(PhotoError::Damaged),
    }
}

/// The format, by content.
fn recognise(bytes: &[u8]) -> Result<Kind, PhotoError> {
    let unsupported = |found| Err(PhotoError::Unsupported { found });
    match bytes {
        [] => Err(PhotoError::Empty),
        [0xFF, 0xD8, 0xFF, ..] => Ok(Kind::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Ok(Kind::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Kind::WebP),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Err(iso_media(bytes)),
        [b'G', b'I', b'F', b'8', ..] => unsupported("a GIF"),
        [b'I', b'I', 0x2A, 0, ..] | [b'M', b'M', 0, 0x2A, ..] => {
            unsupported("a TIFF or a camera's raw picture")
        }
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => unsupported("a Windows bitmap"),
        [b'%', b'P', b'D', b'F', b'-', ..] => unsupported("a PDF"),
        [0xFF, 0x0A, ..] | [0, 0, 0, 0x0C, b'J', b'X', b'L', b' ', ..] => unsupported("a JPEG XL picture"),
        _ if drawing(bytes) => unsupported("an SVG drawing"),
        _ => unsupported("not a photo, or a kind of photo"),
    }
}

/// HEIC, AVIF and films share a container (ISO 14496-12) and differ by brand.
fn iso_media(bytes: &[u8]) -> PhotoError {
    let len = bytes.first_chunk().map_or(0, |size| u32::from_be_bytes(*size)).clamp(8, 256);
    let end = bytes.len().min(len as usize);
    let brands: Vec<&[u8]> = bytes[8..end].chunks_exact(4).collect();
    let any = |wanted: &[&[u8]]| brands.iter().any(|brand| wanted.contains(brand));
    if any(&[b"avif", b"avis"]) {
        PhotoError::Unsupported { found: "an AVIF picture" }
    } else if any(&[b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"]) {
        PhotoError::Heic
    } else {
        PhotoError::Unsupported { found: "a film" }
    }
}

/// Whether a file is SVG: text, perhaps after a mark and a prologue.
fn drawing(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let head = &start[..start.len().min(1024)];
    head.starts_with(b"<") && head.windows(4).any(|window| window.eq_ignore_ascii_case(b"<svg"))
}

/// The size in IHDR, which the standard puts first.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let chunk = bytes.get(8..24)?;
    let (name, size) = (chunk.get(4..8)?, chunk.get(8..)?);
    (name == b"IHDR").then_some((be32(size)?, be32(size.get(4..)?)?))
}

/// The largest size in any frame header (T.81, B.2.2), and whether the end of the image was reached.
/// What follows the end (a film, a second picture, an archive) is not looked at, and never decoded.
fn jpeg(bytes: &[u8]) -> (Option<(u32, u32)>, bool) {
    let (mut size, mut scans, mut at) = (None, 0, 2);
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == 0xFF)) {
        at += found + 1;
        let Some(marker) = bytes.get(at).copied() else { break };
        match marker {
            0xFF => continue,                     // fill
            0x00 | 0x01 | 0xD0..=0xD8 => at += 1, // stuffed data, restarts: nothing follows
            0xD9 => return (size, scans > 0),     // end of image
            _ => {
                let Some(len) = bytes.get(at + 1..).and_then(be16).filter(|len| *len >= 2) else { break };
                match marker {
                    0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                        size = larger(size, frame(&bytes[at..]))
                    }
                    0xDA => scans += 1,
                    _ => {}
                }
                at += 1 + usize::from(len);
            }
        }
        if scans > MAX_SCANS {
            break;
        }
    }
    (size, false)
}

/// Width and height of a JPEG frame header, from its marker's second byte.
fn frame(bytes: &[u8]) -> Option<(u32, u32)> {
    let (height, width) = (be16(bytes.get(4..)?)?, be16(bytes.get(6..)?)?);
    Some((u32::from(width), u32::from(height)))
}

/// The largest of the sizes a WebP file claims: for the canvas, for each frame, and in the header of each bit
/// stream, since its decoder allocates by all of them. And whether as many bytes came as it says.
fn webp(bytes: &[u8]) -> (Option<(u32, u32)>, bool) {
    let declared = bytes.get(4..).and_then(le32).map_or(usize::MAX, |len| len as usize);
    let end = declared.saturating_add(8);
    (riff(bytes.get(12..).unwrap_or_default(), true), end <= bytes.len())
}

/// Sizes in a run of RIFF chunks; a frame of an animation holds such a run itself.
fn riff(mut rest: &[u8], outer: bool) -> Option<(u32, u32)> {
    let mut size = None;
    while let (Some(name), Some(len)) = (rest.get(..4), rest.get(4..).and_then(le32)) {
        let len = len as usize;
        let body = &rest[8..rest.len().min(len.saturating_add(8))];
        let claim = match name {
            b"VP8X" => pair24(body.get(4..)),
            b"VP8 " => pair14(body.get(6..)),
            b"VP8L" => {
                body.get(1..).and_then(le32).map(|bits| ((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1))
            }
            b"ANMF" if outer => {
                let inner = riff(body.get(16..).unwrap_or_default(), false);
                larger(inner, pair24(body.get(6..)))
            }
            _ => None,
        };
        size = larger(size, claim);
        // Chunks are padded to even lengths.
        rest = rest.get(len.saturating_add(8 + len % 2)..).unwrap_or_default();
    }
    size
}

/// Width and height of 24 bits each, stored less one.
fn pair24(bytes: Option<&[u8]>) -> Option<(u32, u32)> {
    Some((le24(bytes?)?, le24(bytes?.get(3..)?)?))
}

/// Width and height of 14 bits each, with two bits of scale above.
fn pair14(bytes: Option<&[u8]>) -> Option<(u32, u32)> {
    let edge = |at| Some(u32::from(le16(bytes?.get(at..)?)? & 0x3FFF));
    Some((edge(0)?, edge(2)?))
}

/// The size with more pixels.
fn larger(one: Option<(u32, u32)>, other: Option<(u32, u32)>) -> Option<(u32, u32)> {
    let area = |size: &(u32, u32)| u64::from(size.0) * u64::from(size.1);
    one.into_iter().chain(other).max_by_key(area)
}

fn be16(bytes: &[u8]) -> Option<u16> {
    bytes.first_chunk().map(|chunk| u16::from_be_bytes(*chunk))
}

fn be32(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk().map(|chunk| u32::from_be_bytes(*chunk))
}

fn le16(bytes: &[u8]) -> Option<u16> {
    bytes.first_chunk().map(|chunk| u16::from_le_bytes(*chunk))
}

fn le24(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk().map(|[a, b, c]| u32::from_le_bytes([*a, *b, *c, 0]) + 1)
}

fn le32(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk().map(|chunk| u32::from_le_bytes(*chunk))
}
