//! Crops and blurs a picture at review, so that it shows one person only. What is taken away is gone: the
//! result is encoded from the altered pixels, and both sizes are made anew.

use image::{RgbImage, imageops};
use thiserror::Error;

use super::{PhotoError, Picture, pixels};

/// All of an edge, in basis points.
const WHOLE: u16 = 10_000;
/// A blurred area keeps at most this many averages along its longer edge: too few to know a face by.
const CELLS: u32 = 6;

/// A part of a picture, in basis points (10000 = all) of its width and height from the top left corner, so that a
/// browser need not know how large the kept picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rect {
    x: u16,
    y: u16,
    w: u16,
    h: u16,
}

/// A part that is empty or reaches outside the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("The part chosen is empty or reaches outside the photo. Choose it again.")]
pub struct BadRect;

impl Rect {
    /// A part of a picture: left edge, top edge, width, height, each in basis points.
    ///
    /// # Errors
    /// [`BadRect`] when it is empty or reaches beyond 10000.
    pub fn new(x: u16, y: u16, w: u16, h: u16) -> Result<Self, BadRect> {
        let fits = |start: u16, len: u16| len > 0 && start.checked_add(len).is_some_and(|end| end <= WHOLE);
        if fits(x, w) && fits(y, h) { Ok(Self { x, y, w, h }) } else { Err(BadRect) }
    }

    /// Left edge, top edge, width, height, each in basis points.
    pub const fn points(self) -> [u16; 4] {
        [self.x, self.y, self.w, self.h]
    }

    /// The pixels that lie wholly within: a crop shows nothing that was not chosen. At least one.
    fn within(self, image: &RgbImage) -> Area {
        let inner = |start: u16, len: u16, edge: u32| {
            let from = scaled(start, edge).div_ceil(u64::from(WHOLE)).min(u64::from(edge) - 1) as u32;
            let to = (scaled(start + len, edge) / u64::from(WHOLE)) as u32;
            (from, to.max(from + 1))
        };
        Area::new(inner(self.x, self.w, image.width()), inner(self.y, self.h, image.height()))
    }

    /// The pixels it touches: a blur leaves nothing clear that was chosen.
    fn around(self, image: &RgbImage) -> Area {
        let outer = |start: u16, len: u16, edge: u32| {
            let from = (scaled(start, edge) / u64::from(WHOLE)) as u32;
            (from, scaled(start + len, edge).div_ceil(u64::from(WHOLE)) as u32)
        };
        Area::new(outer(self.x, self.w, image.width()), outer(self.y, self.h, image.height()))
    }
}

fn scaled(points: u16, edge: u32) -> u64 {
    u64::from(points) * u64::from(edge)
}

/// A part of a picture in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Area {
    x: u32,
    y: u32,
    w: u32,
    h: u32,
}

impl Area {
    fn new(across: (u32, u32), down: (u32, u32)) -> Self {
        Self { x: across.0, y: down.0, w: across.1 - across.0, h: down.1 - down.0 }
    }
}

/// Keeps one part of a kept large picture and nothing of the rest.
///
/// # Errors
/// [`PhotoError`] when `large_jpeg` is not a picture.
pub fn crop(large_jpeg: &[u8], part: Rect) -> Result<Picture, PhotoError> {
    let (image, _) = pixels::decode(large_jpeg)?;
    let area = part.within(&image);
    pixels::keep(imageops::crop_imm(&image, area.x, area.y, area.w, area.h).to_image())
}

/// Makes parts of a kept large picture unrecognisable for good: each is reduced to at most 6 by 6 averages, and a
/// smooth surface is drawn through those. Nothing else of the part is left to be sharpened again.
///
/// # Errors
/// [`PhotoError`] when `large_jpeg` is not a picture.
pub fn blur(large_jpeg: &[u8], parts: &[Rect]) -> Result<Picture, PhotoError> {
    let (mut image, _) = pixels::decode(large_jpeg)?;
    for part in parts {
        let area = part.around(&image);
        blur_area(&mut image, area);
    }
    pixels::keep(image)
}

fn blur_area(image: &mut RgbImage, area: Area) {
    let cell = area.w.max(area.h).div_ceil(CELLS).max(1);
    let (columns, rows) = (area.w.div_ceil(cell), area.h.div_ceil(cell));
    let mut averages = RgbImage::new(columns, rows);
    for (column, row, average) in averages.enumerate_pixels_mut() {
        average.0 = mean(image, area, (column * cell, row * cell), cell);
    }
    let smooth = imageops::resize(&averages, area.w, area.h, imageops::FilterType::Triangle);
    imageops::replace(image, &smooth, i64::from(area.x), i64::from(area.y));
}

/// The mean colour of one cell, which the area's edge may cut short.
fn mean(image: &RgbImage, area: Area, from: (u32, u32), cell: u32) -> [u8; 3] {
    let (to_x, to_y) = ((from.0 + cell).min(area.w), (from.1 + cell).min(area.h));
    let mut sums = [0_u64; 3];
    for y in from.1..to_y {
        for x in from.0..to_x {
            let pixel = image.get_pixel(area.x + x, area.y + y);
            for (sum, value) in sums.iter_mut().zip(pixel.0) {
                *sum += u64::from(value);
            }
        }
    }
    let count = u64::from(to_x - from.0) * u64::from(to_y - from.1);
    sums.map(|sum| (sum / count.max(1)) as u8)
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;
    use crate::photos::samples::{difference, exif, holds, jpeg, open, quarters, with_exif};

    #[test]
    fn a_part_is_within_the_picture_and_not_empty() {
        let table = [
            ("all of it", (0, 0, 10_000, 10_000), true),
            ("the last sliver", (9_999, 9_999, 1, 1), true),
            ("no width", (0, 0, 0, 10), false),
            ("no height", (0, 0, 10, 0), false),
            ("over the right edge", (1, 0, 10_000, 10), false),
            ("over the lower edge", (0, 5_000, 10, 5_001), false),
            ("so far that the sum overflows", (60_000, 0, 60_000, 10), false),
        ];
        for (case, (x, y, w, h), good) in table {
            assert_eq!(Rect::new(x, y, w, h).is_ok(), good, "{case}");
        }
    }

    #[test]
    fn r29_a_crop_holds_the_chosen_part_and_nothing_of_the_rest() {
        // Left half green, right half blue: what was cropped away would show.
        let image =
            RgbImage::from_fn(401, 200, |x, _| if x < 200 { Rgb([20, 180, 20]) } else { Rgb([20, 20, 200]) });
        let picture =
            crop(&with_exif(&jpeg(&image), &exif(1)), Rect::new(0, 0, 4_900, 10_000).unwrap()).unwrap();
        assert_eq!(
            (picture.width, picture.height),
            (196, 200),
            "196.49 pixels: the one cut through is left out"
        );
        for output in [&picture.large, &picture.thumb] {
            let pixels = open(output);
            assert!(pixels.pixels().all(|pixel| pixel.0[1] > 150 && pixel.0[2] < 60), "only green");
            assert!(!holds(output, b"PLANTED"));
        }
    }

    #[test]
    fn a_crop_of_less_than_a_pixel_is_one_pixel() {
        let bytes = jpeg(&quarters(3, 3));
        for start in [0, 3_333, 5_000, 9_999] {
            let picture = crop(&bytes, Rect::new(start, start, 1, 1).unwrap()).unwrap();
            assert_eq!((picture.width, picture.height), (1, 1), "from {start}");
        }
    }

    #[test]
    fn r29_what_was_blurred_cannot_be_told_apart_any_more() {
        // Two "faces" of the same mean that differ in every detail.
        let face = |vertical: bool| {
            RgbImage::from_fn(600, 400, |x, y| {
                let inside = (150..300).contains(&x) && (100..300).contains(&y);
                let at = if vertical { x } else { y };
                if inside && at.is_multiple_of(2) {
                    Rgb([250, 250, 250])
                } else if inside {
                    Rgb([5, 5, 5])
                } else {
                    Rgb([90, 120, 60])
                }
            })
        };
        let (one, other) = (face(true), face(false));
        let part = Rect::new(2_500, 2_500, 2_500, 5_000).unwrap();
        let blurred = |image: &RgbImage| open(&blur(&jpeg(image), &[part]).unwrap().large);
        let area = |image: &RgbImage| imageops::crop_imm(image, 150, 100, 150, 200).to_image();
        assert!(difference(&area(&one), &area(&other)) > 100.0, "before");
        assert!(difference(&area(&blurred(&one)), &area(&blurred(&other))) < 6.0, "after");
        // Beside it everything is as it was.
        let beside = |image: &RgbImage| imageops::crop_imm(image, 320, 0, 280, 400).to_image();
        assert!(difference(&beside(&blurred(&one)), &beside(&one)) < 3.0);
    }

    #[test]
    fn the_small_picture_is_blurred_too_and_edges_are_covered() {
        let image =
            RgbImage::from_fn(
                640,
                640,
                |x, y| if (x / 16 + y / 16) % 2 == 0 { Rgb([255; 3]) } else { Rgb([0; 3]) },
            );
        let picture = blur(&jpeg(&image), &[Rect::new(0, 0, 10_000, 10_000).unwrap()]).unwrap();
        for output in [&picture.large, &picture.thumb] {
            let worst = open(output).pixels().map(|pixel| pixel.0[0].abs_diff(127)).max();
            assert!(worst.is_some_and(|worst| worst < 40), "the chequers still show: {worst:?}");
        }
        // Parts of every size at every corner, and several over each other.
        let parts: Vec<Rect> = [1, 50, 4_999, 5_000]
            .into_iter()
            .flat_map(|size| {
                [(0, 0), (10_000 - size, 0), (0, 10_000 - size), (10_000 - size, 10_000 - size)]
                    .map(|(x, y)| Rect::new(x, y, size, size).unwrap())
            })
            .collect();
        assert!(blur(&jpeg(&quarters(37, 11)), &parts).is_ok());
    }

    #[test]
    fn what_is_no_picture_is_neither_cropped_nor_blurred() {
        let part = Rect::new(0, 0, 10, 10).unwrap();
        assert_eq!(crop(b"", part), Err(PhotoError::Empty));
        assert_eq!(blur(&jpeg(&quarters(20, 20))[..200], &[part]), Err(PhotoError::Damaged));
    }
}
