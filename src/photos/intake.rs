//! Takes in a picture as somebody's telephone sent it: recognised by content, sized before it is decoded, turned
//! upright, and stripped of everything that is not a pixel.

use image::DynamicImage;

use super::{PhotoError, Picture, pixels};
use crate::domain::photo::limits::LARGE_EDGE;

/// Makes the two pictures that are kept from the bytes that were sent: position, camera, time, names,
/// comments, previews and whatever else was in the file are gone, since only pixels are carried over.
///
/// Blocking, about a tenth of a second of processor for 12 megapixels. Memory at the peak, for 50 megapixels: 190 MB
/// for an ordinary JPEG, 450 MB for a progressive one, 600 MB for a PNG of 16 bits. The caller sees to it that at
/// most two run at once.
///
/// A damaged JPEG is refused where the decoder notices; one that properly ends too early shows grey below.
///
/// # Errors
/// Any [`PhotoError`]; its `Display` is for the sender.
pub fn take_in(bytes: &[u8]) -> Result<Picture, PhotoError> {
    let (image, turn) = pixels::decode(bytes)?;
    // Shrunk first: turning 2 megapixels is cheaper than turning 50.
    let small = pixels::shrink(&image, LARGE_EDGE)?.unwrap_or(image);
    let mut upright = DynamicImage::ImageRgb8(small);
    upright.apply_orientation(turn);
    pixels::keep(upright.into_rgb8())
}
