//! Pictures for tests, drawn here: no photograph of anybody is in this repository.

use image::{
    ExtendedColorType, ImageEncoder, Rgb, RgbImage, codecs::png::PngEncoder, codecs::webp::WebPEncoder,
};
use jpeg_encoder::{ColorType, Encoder};

/// The colour of the small samples below.
pub(super) const ORANGE: [u8; 3] = [220, 120, 30];

/// A lossy WebP, 16 x 12, orange.
#[rustfmt::skip]
pub(super) const WEBP_LOSSY: &[u8] = &[
    82, 73, 70, 70, 56, 0, 0, 0, 87, 69, 66, 80, 86, 80, 56, 32, 44, 0, 0, 0, 208, 1, 0, 157,
    1, 42, 16, 0, 12, 0, 2, 128, 66, 37, 160, 2, 116, 186, 1, 248, 0, 3, 176, 0, 254, 192, 207, 255,
    155, 2, 185, 174, 125, 81, 255, 242, 207, 121, 141, 222, 212, 0, 0, 0,
];

/// An animated WebP, 16 x 12: first orange, then blue.
#[rustfmt::skip]
pub(super) const WEBP_ANIMATED: &[u8] = &[
    82, 73, 70, 70, 188, 0, 0, 0, 87, 69, 66, 80, 86, 80, 56, 88, 10, 0, 0, 0, 2, 0, 0, 0,
    15, 0, 0, 11, 0, 0, 65, 78, 73, 77, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 65, 78, 77, 70,
    68, 0, 0, 0, 0, 0, 0, 0, 0, 0, 15, 0, 0, 11, 0, 0, 100, 0, 0, 2, 86, 80, 56, 32,
    44, 0, 0, 0, 48, 1, 0, 157, 1, 42, 16, 0, 12, 0, 2, 128, 66, 37, 160, 0, 3, 112, 0, 254,
    192, 207, 255, 255, 54, 7, 254, 222, 127, 224, 142, 253, 191, 255, 229, 159, 255, 148, 95, 239, 43, 163, 0, 0,
    65, 78, 77, 70, 68, 0, 0, 0, 0, 0, 0, 0, 0, 0, 15, 0, 0, 11, 0, 0, 100, 0, 0, 0,
    86, 80, 56, 32, 44, 0, 0, 0, 52, 1, 0, 157, 1, 42, 16, 0, 12, 0, 0, 0, 66, 37, 160, 0,
    3, 112, 0, 254, 242, 102, 175, 255, 250, 131, 63, 255, 80, 103, 255, 234, 12, 253, 84, 191, 250, 251, 202, 29,
    135, 136, 0, 0,
];

/// A PNG with a palette, 16 x 12, orange.
#[rustfmt::skip]
pub(super) const PNG_PALETTE: &[u8] = &[
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 16, 0, 0, 0, 12,
    1, 3, 0, 0, 0, 81, 41, 175, 194, 0, 0, 0, 3, 80, 76, 84, 69, 220, 120, 30, 62, 0, 63, 19,
    0, 0, 0, 11, 73, 68, 65, 84, 120, 156, 99, 96, 32, 12, 0, 0, 36, 0, 1, 182, 102, 223, 4, 0,
    0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
];

/// An animated PNG, 16 x 12: first orange, then blue.
#[rustfmt::skip]
pub(super) const PNG_ANIMATED: &[u8] = &[
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 16, 0, 0, 0, 12,
    8, 2, 0, 0, 0, 228, 133, 170, 214, 0, 0, 0, 8, 97, 99, 84, 76, 0, 0, 0, 2, 0, 0, 0,
    0, 243, 141, 147, 112, 0, 0, 0, 26, 102, 99, 84, 76, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0,
    12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 10, 0, 0, 98, 209, 249, 142, 0, 0, 0, 23, 73,
    68, 65, 84, 120, 156, 99, 188, 83, 33, 199, 64, 10, 96, 34, 73, 245, 168, 134, 17, 164, 1, 0, 109, 187,
    1, 138, 51, 128, 165, 59, 0, 0, 0, 26, 102, 99, 84, 76, 0, 0, 0, 1, 0, 0, 0, 16, 0, 0,
    0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 10, 0, 0, 249, 162, 19, 90, 0, 0, 0, 27,
    102, 100, 65, 84, 0, 0, 0, 2, 120, 156, 99, 20, 209, 56, 193, 64, 10, 96, 34, 73, 245, 168, 134, 17,
    164, 1, 0, 112, 110, 1, 28, 87, 153, 100, 42, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
];

/// A picture without symmetry: four quarters of different colours over a gradient.
pub(super) fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let shade = (40 * x / width + 20 * y / height) as u8;
        match (x < width / 2, y < height / 3) {
            (true, true) => Rgb([190, shade, 20]),
            (false, true) => Rgb([20, 170, shade]),
            (true, false) => Rgb([shade, 30, 180]),
            (false, false) => Rgb([170 + shade, 200, 190]),
        }
    })
}

/// Pixels as a JPEG of high quality.
pub(super) fn jpeg(image: &RgbImage) -> Vec<u8> {
    jpeg_of(image.as_raw(), image.width(), image.height(), ColorType::Rgb, false)
}

/// Samples as a JPEG: grey, colour or the four inks; in one pass or progressive.
pub(super) fn jpeg_of(data: &[u8], width: u32, height: u32, colour: ColorType, progressive: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 95);
    encoder.set_progressive(progressive);
    encoder.encode(data, width as u16, height as u16, colour).unwrap();
    bytes
}

/// Samples as a PNG, with EXIF when there is any.
pub(super) fn png(
    data: &[u8],
    width: u32,
    height: u32,
    colour: ExtendedColorType,
    exif: Option<Vec<u8>>,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif).unwrap();
    }
    encoder.write_image(data, width, height, colour).unwrap();
    bytes
}

/// Samples as a lossless WebP, with EXIF when there is any.
pub(super) fn webp(
    data: &[u8],
    width: u32,
    height: u32,
    colour: ExtendedColorType,
    exif: Option<Vec<u8>>,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut bytes);
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif).unwrap();
    }
    encoder.write_image(data, width, height, colour).unwrap();
    bytes
}

/// EXIF by hand: the orientation, a camera's maker, and a position with a marker in it.
pub(super) fn exif(orientation: u16) -> Vec<u8> {
    let mut tiff = b"II\x2A\0\x08\0\0\0".to_vec();
    let entry = |tag: u16, format: u16, count: u32, value: u32| {
        let mut bytes = tag.to_le_bytes().to_vec();
        bytes.extend(format.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(value.to_le_bytes());
        bytes
    };
    // Three entries of 12 bytes: the first directory ends at 8 + 2 + 36 + 4 = 50, the second at 50 + 2 + 12 + 4 = 68.
    tiff.extend(3_u16.to_le_bytes());
    tiff.extend(entry(0x010F, 2, 16, 68)); // maker
    tiff.extend(entry(0x0112, 3, 1, u32::from(orientation)));
    tiff.extend(entry(0x8825, 4, 1, 50)); // position
    tiff.extend([0; 4]);
    tiff.extend(1_u16.to_le_bytes());
    tiff.extend(entry(0x0012, 2, 16, 84));
    tiff.extend([0; 4]);
    tiff.extend(b"PLANTED-CAMERA1\0PLANTED-PLACE12\0");
    tiff
}

/// A JPEG with a segment put in after its first two bytes.
pub(super) fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = jpeg[..2].to_vec();
    bytes.extend([0xFF, marker]);
    bytes.extend((body.len() as u16 + 2).to_be_bytes());
    bytes.extend(body);
    bytes.extend(&jpeg[2..]);
    bytes
}

/// A JPEG with an EXIF segment.
pub(super) fn with_exif(jpeg: &[u8], exif: &[u8]) -> Vec<u8> {
    with_segment(jpeg, 0xE1, &[b"Exif\0\0".as_slice(), exif].concat())
}

/// The beginning of a PNG that claims a size.
pub(super) fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend(b"\x08\x06\0\0\0");
    bytes.resize(47_000, 0);
    bytes
}

/// How far two pictures of one size differ: the mean over all samples.
pub(super) fn difference(one: &RgbImage, other: &RgbImage) -> f64 {
    assert_eq!(one.dimensions(), other.dimensions());
    let sum: u64 = one.as_raw().iter().zip(other.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / one.as_raw().len() as f64
}

/// Pixels of one of our own JPEGs.
pub(super) fn open(jpeg: &[u8]) -> RgbImage {
    image::load_from_memory(jpeg).unwrap().into_rgb8()
}

/// Whether a needle is in a haystack.
pub(super) fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}
