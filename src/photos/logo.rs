//! Takes in a scheme's logo: as any picture, but small and with sharp edges, since it is drawn and not photographed.

use image::DynamicImage;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::{PhotoError, pixels};
use crate::domain::photo::limits::LOGO_EDGE;

/// JPEG quality of a logo, with colour at full resolution: letters stay letters.
const QUALITY: u8 = 92;

/// A logo as it is kept: a JPEG that holds pixels and nothing else, on white.
#[derive(Clone, PartialEq, Eq)]
pub struct Logo {
    /// The picture.
    pub jpeg: Vec<u8>,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// Makes the logo that is kept from the bytes that were sent.
///
/// Blocking, and as costly as any picture: see [`super::intake::take_in`].
///
/// # Errors
/// Any [`PhotoError`]; its `Display` is for the sender.
pub fn take_in(bytes: &[u8]) -> Result<Logo, PhotoError> {
    let (image, turn) = pixels::decode(bytes)?;
    let mut upright = DynamicImage::ImageRgb8(pixels::shrink(&image, LOGO_EDGE)?.unwrap_or(image));
    upright.apply_orientation(turn);
    let image = upright.into_rgb8();
    let edge = |side: u32| u16::try_from(side).map_err(|_| PhotoError::NotPrepared);
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_1_1);
    encoder
        .encode(image.as_raw(), edge(image.width())?, edge(image.height())?, ColorType::Rgb)
        .map_err(|_| PhotoError::NotPrepared)?;
    Ok(Logo { jpeg, width: image.width(), height: image.height() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::photos::samples::{PNG_PALETTE, WEBP_LOSSY, quarters};

    #[test]
    fn a_logo_is_small_and_encoded_anew() {
        let mut sent = Vec::new();
        quarters(2_000, 500).write_to(&mut std::io::Cursor::new(&mut sent), image::ImageFormat::Png).unwrap();
        let logo = take_in(&sent).unwrap();
        assert_eq!((logo.width, logo.height), (LOGO_EDGE, LOGO_EDGE / 4));
        assert!(logo.jpeg.starts_with(&[0xff, 0xd8, 0xff]) && logo.jpeg.len() < 150_000);
        for kept_as_it_is in [PNG_PALETTE, WEBP_LOSSY] {
            let logo = take_in(kept_as_it_is).unwrap();
            assert_eq!((logo.width, logo.height), (16, 12), "never enlarged");
        }
        assert_eq!(take_in(b"GIF89a").err().map(|error| error.to_string().contains("GIF")), Some(true));
    }
}
