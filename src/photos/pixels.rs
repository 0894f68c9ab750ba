//! Bytes to pixels and back: decode within limits, flatten, shrink, encode.

use std::{fmt, io::Cursor};

use fast_image_resize::{
    PixelType, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageResult, Limits, RgbImage,
    codecs::{png::PngDecoder, webp::WebPDecoder},
    metadata::Orientation,
};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use zune_jpeg::{
    errors::DecodeErrors,
    zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions},
};

use super::{
    PhotoError,
    header::{self, Header, Kind},
};
use crate::domain::photo::limits::{FACE_EDGE, LARGE_EDGE, MAX_PIXELS, THUMB_EDGE, admit};

/// JPEG quality of large pictures: faces stay recognisable, 1600 pixels take about 300 kB.
pub(super) const LARGE_QUALITY: u8 = 85;
/// JPEG quality of small ones: a gallery of 24 fits into 250 kB.
pub(super) const SMALL_QUALITY: u8 = 65;
/// What a decoder may ask for: 50 megapixels of four 16-bit channels, and room to work.
const MAX_ALLOC: u64 = MAX_PIXELS * 8 + 64 * 1024 * 1024;

const UNUSUAL: &str = "an unusual kind of JPEG, PNG or WebP photo";

/// A picture as it is kept: two JPEGs that hold pixels and nothing else.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// The longest edge at most 1600 pixels.
    pub large: Vec<u8>,
    /// The longest edge at most 320 pixels.
    pub thumb: Vec<u8>,
    /// Of the large one, in pixels, upright.
    pub width: u32,
    /// Of the large one, in pixels, upright.
    pub height: u32,
}

/// Sizes only: pictures are personal data and stay out of logs.
impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({} x {})", self.width, self.height)
    }
}

/// Reads the header, admits the picture by it, and only then decodes: the first frame, flattened on white, with the
/// turn it still needs.
///
/// # Errors
/// Any [`PhotoError`] but `NotPrepared`.
pub(super) fn decode(bytes: &[u8]) -> Result<(RgbImage, Orientation), PhotoError> {
    let header = header::read(bytes)?;
    admit(bytes.len(), header.width, header.height)?;
    if !header.complete {
        return Err(PhotoError::Damaged);
    }
    let unread = |error: ImageError| refusal(&error, header);
    match header.kind {
        Kind::Jpeg => decode_jpeg(bytes),
        Kind::Png => {
            PngDecoder::with_limits(Cursor::new(bytes), limits()).and_then(decode_with).map_err(unread)
        }
        Kind::WebP => WebPDecoder::new(Cursor::new(bytes)).and_then(decode_with).map_err(unread),
    }
}

/// A JPEG with zune directly, since `image` has it carry on past damage: a picture whose lower part is missing
/// would be kept as if it were whole.
fn decode_jpeg(bytes: &[u8]) -> Result<(RgbImage, Orientation), PhotoError> {
    let edge = usize::from(u16::MAX);
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(edge)
        .set_max_height(edge)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|error| jpeg_refusal(&error))?;
    let (width, height) = decoder.dimensions().ok_or(PhotoError::Damaged)?;
    // The decoder's own reading of the size, lest it differ from ours. Both fit 16 bits.
    let (width, height) = (width as u32, height as u32);
    admit(bytes.len(), width, height)?;
    let turn = decoder
        .exif()
        .and_then(|exif| Orientation::from_exif_chunk(exif))
        .unwrap_or(Orientation::NoTransforms);
    let data = decoder.decode().map_err(|error| jpeg_refusal(&error))?;
    Ok((RgbImage::from_raw(width, height, data).ok_or(PhotoError::Damaged)?, turn))
}

fn jpeg_refusal(error: &DecodeErrors) -> PhotoError {
    match error {
        DecodeErrors::Unsupported(_) => PhotoError::Unsupported { found: UNUSUAL },
        _ => PhotoError::Damaged,
    }
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_ALLOC);
    limits
}

fn decode_with(mut decoder: impl ImageDecoder) -> ImageResult<(RgbImage, Orientation)> {
    let mut limits = limits();
    limits.reserve(decoder.total_bytes())?;
    decoder.set_limits(limits)?;
    // Metadata that cannot be read is no reason to refuse pixels that can.
    let turn = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((flatten(DynamicImage::from_decoder(decoder)?), turn))
}

/// A decoder's error as the sender's.
fn refusal(error: &ImageError, header: Header) -> PhotoError {
    match error {
        ImageError::Limits(_) => PhotoError::TooManyPixels { width: header.width, height: header.height },
        ImageError::Unsupported(_) => PhotoError::Unsupported { found: UNUSUAL },
        _ => PhotoError::Damaged,
    }
}

/// Eight bits of red, green and blue; what shines through becomes white.
fn flatten(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let (width, height) = (image.width(), image.height());
    // In place: four bytes become three, so that no second picture is held.
    let mut data = image.into_rgba8().into_raw();
    let count = data.len() / 4;
    for pixel in 0..count {
        let [red, green, blue, alpha] = [0, 1, 2, 3].map(|channel| u16::from(data[pixel * 4 + channel]));
        for (channel, value) in [red, green, blue].into_iter().enumerate() {
            data[pixel * 3 + channel] = ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
        }
    }
    data.truncate(count * 3);
    data.shrink_to_fit();
    RgbImage::from_raw(width, height, data).unwrap_or_default()
}

/// Shrinks so that the longest edge is at most `edge`; never enlarges. None: it is small enough as it is.
///
/// # Errors
/// [`PhotoError::NotPrepared`].
pub(super) fn shrink(image: &RgbImage, edge: u32) -> Result<Option<RgbImage>, PhotoError> {
    let (width, height) = image.dimensions();
    let longest = width.max(height);
    if longest <= edge {
        return Ok(None);
    }
    let scaled =
        |side: u32| (u64::from(side) * u64::from(edge) + u64::from(longest) / 2) / u64::from(longest);
    let (small_width, small_height) = (scaled(width).max(1) as u32, scaled(height).max(1) as u32);
    let source =
        ImageRef::new(width, height, image.as_raw(), PixelType::U8x3).map_err(|_| PhotoError::NotPrepared)?;
    let mut target = Image::new(small_width, small_height, PixelType::U8x3);
    // The default is a convolution with Lanczos3, with the processor's vector instructions.
    Resizer::new()
        .resize(&source, &mut target, &ResizeOptions::new())
        .map_err(|_| PhotoError::NotPrepared)?;
    RgbImage::from_raw(small_width, small_height, target.into_vec()).map(Some).ok_or(PhotoError::NotPrepared)
}

/// Pixels as a JPEG (4:2:0) with no segment but those that decoding needs.
///
/// # Errors
/// [`PhotoError::NotPrepared`].
pub(super) fn encode(image: &RgbImage, quality: u8) -> Result<Vec<u8>, PhotoError> {
    written(image, quality, false)
}

/// As [`encode`]; `tight` takes longer for tables made for this picture: a seventh of a face.
fn written(image: &RgbImage, quality: u8, tight: bool) -> Result<Vec<u8>, PhotoError> {
    let edge = |side: u32| u16::try_from(side).map_err(|_| PhotoError::NotPrepared);
    let mut jpeg = Vec::with_capacity(image.as_raw().len() / 8);
    let mut encoder = Encoder::new(&mut jpeg, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_optimized_huffman_tables(tight);
    encoder
        .encode(image.as_raw(), edge(image.width())?, edge(image.height())?, ColorType::Rgb)
        .map_err(|_| PhotoError::NotPrepared)?;
    Ok(jpeg)
}

/// A thumbnail as a face in a row of faces: less than half as wide, a quarter of the bytes.
///
/// # Errors
/// If `thumb` is not a picture.
pub fn face(thumb: &[u8]) -> Result<Vec<u8>, PhotoError> {
    let (image, _) = decode(thumb)?;
    let small = shrink(&image, FACE_EDGE)?;
    written(small.as_ref().unwrap_or(&image), SMALL_QUALITY, true)
}

/// The two sizes that are kept, of an upright picture of any size.
///
/// # Errors
/// [`PhotoError::NotPrepared`].
pub(super) fn keep(image: RgbImage) -> Result<Picture, PhotoError> {
    let large = shrink(&image, LARGE_EDGE)?.unwrap_or(image);
    // From the large one: a fifth of the work, and no difference to be seen.
    let small = shrink(&large, THUMB_EDGE)?;
    Ok(Picture {
        thumb: encode(small.as_ref().unwrap_or(&large), SMALL_QUALITY)?,
        large: encode(&large, LARGE_QUALITY)?,
        width: large.width(),
        height: large.height(),
    })
}
