//! May this picture be taken in? (R-10: photos with a report; R-64: what of them is kept)

/// Pictures with one report or one profile.
pub const MAX_PHOTOS: usize = 8;
/// Bytes of one picture as sent: 25 MB, twice what a 48-megapixel telephone makes of a busy street.
pub const MAX_BYTES: usize = 25 * 1024 * 1024;
/// Width times height of one picture as sent.
pub const MAX_PIXELS: u64 = 50_000_000;
/// The longest edge of the large picture that is kept, in pixels.
pub const LARGE_EDGE: u32 = 1600;
/// The longest edge of the small picture that is kept, in pixels.
pub const THUMB_EDGE: u32 = 320;
/// The longest edge of a face in a row of faces, in pixels. It is not kept.
pub const FACE_EDGE: u32 = 128;

/// The longest edge of a scheme's logo that is kept, in pixels: 14 mm high in a letter, 5 cm wide, at 300 dpi.
pub const LOGO_EDGE: u32 = 640;
/// A logo is at most so many times as wide as it is high, and as high as it is wide: it stands beside the name.
pub const LOGO_LONGEST: u32 = 5;

/// Whether a logo of this size fits beside the scheme's name in a letter's head.
pub fn logo_fits(width: u32, height: u32) -> bool {
    let (longer, shorter) = (width.max(height), width.min(height));
    shorter > 0 && longer <= shorter.saturating_mul(LOGO_LONGEST)
}

/// Why a picture is too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooLarge {
    /// Over [`MAX_BYTES`].
    Bytes {
        /// The bytes sent.
        len: usize,
    },
    /// Over [`MAX_PIXELS`].
    Pixels {
        /// As the file's header says.
        width: u32,
        /// As the file's header says.
        height: u32,
    },
}

/// Admits a picture by its bytes and by the size its header claims, before a single pixel is decoded.
///
/// # Errors
/// [`TooLarge`], bytes first.
pub fn admit(bytes_len: usize, width: u32, height: u32) -> Result<(), TooLarge> {
    if bytes_len > MAX_BYTES {
        return Err(TooLarge::Bytes { len: bytes_len });
    }
    // Two 32-bit edges always fit a 64-bit product.
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(TooLarge::Pixels { width, height });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_fits_beside_the_name() {
        for (width, height, fits) in [
            (100, 100, true),
            (500, 100, true),
            (501, 100, false),
            (100, 501, false),
            (1, 1, true),
            (0, 9, false),
        ] {
            assert_eq!(logo_fits(width, height), fits, "{width} x {height}");
        }
    }

    #[test]
    fn r10_a_picture_is_admitted_by_its_bytes_and_its_claimed_size() {
        let pixels = |width, height| Err(TooLarge::Pixels { width, height });
        let bytes = |len| Err(TooLarge::Bytes { len });
        let table = [
            ("a telephone's 12 megapixels", 4_000_000, 4032, 3024, Ok(())),
            ("48 megapixels", 20_000_000, 8064, 6048, Ok(())),
            ("exactly 50 megapixels", 1, 10_000, 5_000, Ok(())),
            ("one row over 50 megapixels", 1, 10_000, 5_001, pixels(10_000, 5_001)),
            ("a claim of 1.6 thousand megapixels", 47_000, 40_000, 40_000, pixels(40_000, 40_000)),
            ("a claim whose product overflows 32 bits to nothing", 1, 65_536, 65_536, pixels(65_536, 65_536)),
            ("the largest claim there is", 1, u32::MAX, u32::MAX, pixels(u32::MAX, u32::MAX)),
            ("one very long row", 1, 50_000_000, 1, Ok(())),
            ("exactly 25 MB", MAX_BYTES, 100, 100, Ok(())),
            ("one byte over 25 MB", MAX_BYTES + 1, 100, 100, bytes(MAX_BYTES + 1)),
            (
                "too many bytes and too many pixels: the bytes are said",
                usize::MAX,
                65_536,
                65_536,
                bytes(usize::MAX),
            ),
        ];
        for (case, len, width, height, expected) in table {
            assert_eq!(admit(len, width, height), expected, "{case}");
        }
    }
}
