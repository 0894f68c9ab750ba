//! Draws who looks, and when, into the pixels of a large picture, so that a screenshot or a photograph of the
//! screen says where it came from: readable along the lower edge, faint across the rest.

use std::f32::consts::FRAC_PI_6;

use ab_glyph::{Font, FontRef, Glyph, PxScale, ScaleFont, point};
use image::{Rgb, RgbImage};
use unicode_normalization::UnicodeNormalization;

use super::{PhotoError, pixels};

static FACE: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/web/fonts/AtkinsonHyperlegibleNext-Bold.ttf"));

/// Longer texts are cut: a name of 60 letters and a time fit.
const MAX_CHARS: usize = 90;
/// How dark the band below is, of 1: the picture stays visible through it.
const BAND: f32 = 0.45;
/// How strong the writing on the band is, of 1.
const BAND_INK: f32 = 0.9;
/// How strong the writing across the picture is, of 1.
const FAINT_INK: f32 = 0.13;

const WHITE: Rgb<u8> = Rgb([255, 255, 255]);
const BLACK: Rgb<u8> = Rgb([0, 0, 0]);

/// Draws `text` (the viewer's name and the time) into a kept large picture: repeated along the lower edge, and faintly
/// on a slant across all of it, so that cropping does not remove it. Any text will do: what the typeface lacks is drawn as
/// a box, what is too long is cut.
///
/// # Errors
/// [`PhotoError::NotPrepared`] when there is nothing to draw in `text` (no picture goes out unmarked);
/// others when `large_jpeg` is not a picture.
pub fn watermark(large_jpeg: &[u8], text: &str) -> Result<Vec<u8>, PhotoError> {
    let text = drawable(text).ok_or(PhotoError::NotPrepared)?;
    let face = FontRef::try_from_slice(FACE).map_err(|_| PhotoError::NotPrepared)?;
    let (mut image, _) = pixels::decode(large_jpeg)?;
    let stamp = fitting(&face, &text, image.width(), image.height());
    slant(&mut image, &stamp);
    edge(&mut image, &stamp);
    pixels::encode(&image, pixels::LARGE_QUALITY)
}

/// The text in composed letters, without control characters and runs of spaces, cut to length. None: nothing is left.
fn drawable(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(|letter: char| letter.is_whitespace() || letter.is_control()).collect();
    let clean: String =
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").nfc().collect();
    if clean.is_empty() {
        return None;
    }
    if clean.chars().count() <= MAX_CHARS {
        return Some(clean);
    }
    Some(clean.chars().take(MAX_CHARS - 1).chain(['…']).collect())
}

/// A line of text as coverage, 0 to 1, one value a pixel.
struct Stamp {
    width: u32,
    height: u32,
    ink: Vec<f32>,
}

impl Stamp {
    /// Coverage at a place; none outside.
    fn at(&self, x: i64, y: i64) -> f32 {
        if (0..i64::from(self.width)).contains(&x) && (0..i64::from(self.height)).contains(&y) {
            self.ink[y as usize * self.width as usize + x as usize]
        } else {
            0.0
        }
    }
}

/// The text in a size that suits the picture: small, but readable when the picture fills a telephone's screen; smaller
/// still if it would not fit the width.
fn fitting(face: &FontRef<'_>, text: &str, width: u32, height: u32) -> Stamp {
    let size = (width.max(height) as f32 / 55.0).clamp(13.0, 30.0);
    let stamp = set(face, text, size);
    let room = width as f32 * 0.96;
    if stamp.width as f32 <= room {
        stamp
    } else {
        set(face, text, (size * room / stamp.width as f32).max(9.0))
    }
}

/// Sets a line of text with kerning.
fn set(face: &FontRef<'_>, text: &str, size: f32) -> Stamp {
    let scaled = face.as_scaled(PxScale::from(size));
    let (mut glyphs, mut pen, mut last): (Vec<Glyph>, f32, Option<_>) = (Vec::new(), 1.0, None);
    for letter in text.chars() {
        let id = scaled.glyph_id(letter);
        pen += last.map_or(0.0, |last| scaled.kern(last, id));
        glyphs.push(id.with_scale_and_position(size, point(pen, scaled.ascent() + 1.0)));
        pen += scaled.h_advance(id);
        last = Some(id);
    }
    let (width, height) = (pen.ceil() as u32 + 2, scaled.height().ceil() as u32 + 2);
    let mut stamp = Stamp { width, height, ink: vec![0.0; width as usize * height as usize] };
    for outline in glyphs.into_iter().filter_map(|glyph| scaled.outline_glyph(glyph)) {
        let corner = outline.px_bounds().min;
        outline.draw(|x, y, coverage| {
            let (x, y) = (i64::from(x) + corner.x as i64, i64::from(y) + corner.y as i64);
            if (0..i64::from(width)).contains(&x) && (0..i64::from(height)).contains(&y) {
                let ink = &mut stamp.ink[y as usize * width as usize + x as usize];
                *ink = (*ink + coverage).min(1.0);
            }
        });
    }
    stamp
}

/// Repeats the stamp along the lower edge, white on a darkened band.
fn edge(image: &mut RgbImage, stamp: &Stamp) {
    let (width, height) = image.dimensions();
    let band = (stamp.height + stamp.height / 3).min(height);
    let step = i64::from(stamp.width + stamp.height * 2);
    let top = height - band;
    for y in 0..band {
        for x in 0..width {
            let pixel = image.get_pixel_mut(x, top + y);
            blend(pixel, BLACK, BAND);
            let ink = stamp.at(
                i64::from(x).rem_euclid(step) - i64::from(stamp.height / 3),
                i64::from(y) - i64::from((band - stamp.height.min(band)) / 2),
            );
            blend(pixel, WHITE, ink * BAND_INK);
        }
    }
}

/// Repeats the stamp on a slant of 30 degrees across the picture, each row of it shifted by half: white with a dark
/// shadow, so that it shows on light and on dark.
fn slant(image: &mut RgbImage, stamp: &Stamp) {
    let (sin, cos) = FRAC_PI_6.sin_cos();
    let across = i64::from(stamp.width + stamp.height * 4);
    let down = (stamp.height * 5) as f32;
    let width = image.width();
    for (y, line) in image.rows_mut().enumerate() {
        let y = y as f32;
        for (x, pixel) in (0..width).zip(line) {
            let x = x as f32;
            let off = x * sin + y * cos;
            let row = (off / down).floor();
            let v = (off - row * down) as i64;
            // Between the rows, four pixels of five, there is nothing to do.
            if v > i64::from(stamp.height) {
                continue;
            }
            let u = ((x * cos - y * sin).floor() as i64 + row as i64 * across / 2).rem_euclid(across);
            blend(pixel, BLACK, stamp.at(u - 1, v - 1) * FAINT_INK);
            blend(pixel, WHITE, stamp.at(u, v) * FAINT_INK);
        }
    }
}

/// Moves a pixel towards a colour by a share of 0 to 1.
fn blend(pixel: &mut Rgb<u8>, colour: Rgb<u8>, share: f32) {
    if share > 0.0 {
        for (value, towards) in pixel.0.iter_mut().zip(colour.0) {
            *value = (f32::from(*value) + (f32::from(towards) - f32::from(*value)) * share + 0.5) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::photos::samples::{difference, jpeg, open, quarters};

    const TEXT: &str = "Sam Okafor, 22 November 2026, 14:32";

    fn marked(image: &RgbImage, text: &str) -> RgbImage {
        open(&watermark(&jpeg(image), text).unwrap())
    }

    fn flat(width: u32, height: u32, grey: u8) -> RgbImage {
        RgbImage::from_pixel(width, height, Rgb([grey; 3]))
    }

    #[test]
    fn r64_the_name_is_in_the_pixels_on_light_and_on_dark() {
        for grey in [0, 60, 128, 200, 255] {
            let plain = flat(1600, 1200, grey);
            let seen = marked(&plain, TEXT);
            // Along the edge: white letters on something darker.
            let edge = image::imageops::crop_imm(&seen, 0, 1170, 1600, 25).to_image();
            let bright = edge.pixels().filter(|pixel| pixel.0[0] > 220).count();
            let dark = edge.pixels().filter(|pixel| pixel.0[0] < 170).count();
            assert!(bright > 2_000 && dark > 20_000, "on {grey}: {bright} bright, {dark} dark");
            // In each of nine parts above it: something, but faint.
            for (x, y) in (0..9).map(|part| (part % 3 * 533, part / 3 * 380)) {
                let part = image::imageops::crop_imm(&seen, x, y, 533, 380).to_image();
                let off = difference(&part, &flat(533, 380, grey));
                assert!((0.1..6.0).contains(&off), "on {grey} at {x}, {y}: {off}");
            }
        }
    }

    #[test]
    fn another_viewer_or_minute_is_another_picture() {
        let image = quarters(800, 600);
        assert!(
            difference(&marked(&image, TEXT), &marked(&image, "Sam Okafor, 22 November 2026, 14:33")) > 0.0
        );
        assert_eq!(marked(&image, TEXT).dimensions(), (800, 600));
    }

    #[test]
    fn a_text_is_cleaned_and_cut_and_never_empty() {
        let long = "x".repeat(400);
        let table: [(&str, Option<String>); 6] = [
            ("Zoë\u{7}\n  Müller\u{0}", Some("Zoë Müller".to_owned())),
            ("Zoe\u{308}", Some("Zoë".to_owned())),
            (&long, Some(format!("{}…", "x".repeat(89)))),
            ("", None),
            (" \t\n", None),
            ("\u{1b}", None),
        ];
        for (text, expected) in table {
            assert_eq!(drawable(text), expected, "{text:?}");
        }
        assert_eq!(watermark(&jpeg(&quarters(20, 20)), " "), Err(PhotoError::NotPrepared));
        assert_eq!(
            watermark(b"no picture", TEXT),
            Err(PhotoError::Unsupported { found: "not a photo, or a kind of photo" })
        );
    }

    #[test]
    fn the_face_has_the_letters_of_names_in_use_here() {
        let face = FontRef::try_from_slice(FACE).unwrap();
        let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;'’‘-–—()&/@ŵŷŴŶáéíóúàèìòùâêîôûäëïöüñçßøåæœłżźśćńąęšžčřěůőűğışțșÐþ…·";
        let missing: String = letters.chars().filter(|letter| face.glyph_id(*letter).0 == 0).collect();
        assert_eq!(missing, "");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_on_any_small_picture_is_drawn_without_panic(text in "\\PC{0,120}", width in 1..90_u32, height in 1..90_u32) {
            let drawn = watermark(&jpeg(&flat(width, height, 128)), &text);
            prop_assert_eq!(drawn.is_ok(), drawable(&text).is_some());
        }
    }
}
