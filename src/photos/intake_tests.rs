//! What intake promises, tried on pictures drawn here.

use image::{ExtendedColorType, RgbImage};
use jpeg_encoder::ColorType;
use proptest::prelude::*;

use super::{PhotoError, Picture, intake::take_in, samples::*};
use crate::domain::photo::limits::MAX_BYTES;

fn large(picture: &Picture) -> RgbImage {
    open(&picture.large)
}

/// The picture as a camera held otherwise stores it, from the table of EXIF 2.32, 4.6.4 A: which side is row 0, which column 0.
fn as_stored(upright: &RgbImage, orientation: u16) -> RgbImage {
    let (w, h) = upright.dimensions();
    let (stored_w, stored_h) = if orientation >= 5 { (h, w) } else { (w, h) };
    RgbImage::from_fn(stored_w, stored_h, |x, y| {
        let (from_right, from_bottom) = (stored_w - 1 - x, stored_h - 1 - y);
        let (shown_x, shown_y) = match orientation {
            1 => (x, y),
            2 => (from_right, y),
            3 => (from_right, from_bottom),
            4 => (x, from_bottom),
            5 => (y, x),
            6 => (from_bottom, x),
            7 => (from_bottom, from_right),
            _ => (y, from_right),
        };
        *upright.get_pixel(shown_x, shown_y)
    })
}

#[test]
fn all_eight_orientations_give_the_same_upright_picture_in_all_three_formats() {
    let upright = quarters(240, 160);
    for orientation in 1..=8 {
        let stored = as_stored(&upright, orientation);
        let (w, h) = stored.dimensions();
        let exif = exif(orientation);
        let files = [
            ("JPEG", with_exif(&jpeg(&stored), &exif)),
            ("PNG", png(&stored, w, h, ExtendedColorType::Rgb8, Some(exif.clone()))),
            ("WebP", webp(&stored, w, h, ExtendedColorType::Rgb8, Some(exif))),
        ];
        for (format, bytes) in files {
            let picture = take_in(&bytes).unwrap();
            assert_eq!((picture.width, picture.height), (240, 160), "{format} {orientation}");
            let off = difference(&large(&picture), &upright);
            assert!(off < 4.0, "{format} {orientation} differs by {off}");
        }
    }
}

#[test]
fn a_large_picture_is_turned_after_it_is_shrunk_and_never_enlarged() {
    // (stored width and height, orientation, large, longest edge of the small one)
    let table = [
        ((2400, 1200), 6, (800, 1600), 320),
        ((2400, 1200), 1, (1600, 800), 320),
        ((1600, 1201), 1, (1600, 1201), 320),
        ((321, 7), 1, (321, 7), 320),
        ((300, 200), 8, (200, 300), 300),
        ((1, 1), 1, (1, 1), 1),
        ((5000, 1), 1, (1600, 1), 320),
    ];
    for ((w, h), orientation, size, small) in table {
        let picture = take_in(&with_exif(&jpeg(&quarters(w, h)), &exif(orientation))).unwrap();
        assert_eq!((picture.width, picture.height), size, "{w} x {h}");
        assert_eq!(large(&picture).dimensions(), size, "{w} x {h}");
        let thumb = open(&picture.thumb);
        assert_eq!(thumb.width().max(thumb.height()), small, "{w} x {h}");
    }
}

#[test]
fn r64_nothing_of_the_file_survives_but_its_pixels() {
    let plain = jpeg(&quarters(400, 300));
    let mut thumbnail = with_segment(&jpeg(&quarters(64, 48)), 0xFE, b"PLANTED-PREVIEW");
    let mut bytes = with_exif(&plain, &[exif(1), std::mem::take(&mut thumbnail)].concat());
    bytes = with_segment(&bytes, 0xFE, b"PLANTED-COMMENT");
    bytes = with_segment(&bytes, 0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>PLANTED-XMP</x>");
    bytes = with_segment(&bytes, 0xED, b"Photoshop 3.0\08BIM PLANTED-IPTC");
    bytes = with_segment(&bytes, 0xE2, b"ICC_PROFILE\0\x01\x01PLANTED-PROFILE");
    bytes = with_segment(&bytes, 0xEC, b"PLANTED-UNKNOWN");
    bytes.extend(b"PK\x03\x04PLANTED-ZIP<script>PLANTED-HTML</script>");
    assert_eq!(
        bytes.windows(8).filter(|window| window == b"PLANTED-").count(),
        10,
        "the test plants what it looks for"
    );

    let picture = take_in(&bytes).unwrap();
    for output in [&picture.large, &picture.thumb] {
        for marker in
            [b"PLANTED".as_slice(), b"Exif", b"ICC_PROFILE", b"adobe", b"Photoshop", b"PK\x03\x04", b"script"]
        {
            assert!(!holds(output, marker), "{}", String::from_utf8_lossy(marker));
        }
        assert_eq!(segments(output), [0xE0, 0xC0, 0xDB, 0xC4, 0xDA], "only what decoding needs");
    }
    assert_eq!(picture, take_in(&plain).unwrap(), "and the pixels are those of the plain file");
}

/// The kinds of segment up to the pixels, each once, and that the file ends with them.
fn segments(jpeg: &[u8]) -> Vec<u8> {
    let (mut at, mut found) = (2, Vec::new());
    while at < jpeg.len() && found.last() != Some(&0xDA) {
        if found.last() != Some(&jpeg[at + 1]) {
            found.push(jpeg[at + 1]);
        }
        if jpeg[at + 1] == 0xC0 {
            assert_eq!(jpeg[at + 11], 0x22, "4:2:0: brightness sampled twice each way");
        }
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    let end = jpeg[at..].windows(2).position(|pair| pair[0] == 0xFF && pair[1] != 0);
    assert_eq!(end.map(|end| at + end + 2), Some(jpeg.len()), "nothing after the end");
    found
}

#[test]
fn a_claim_beyond_the_limit_is_refused_by_the_header_alone() {
    let too_many = |width, height| PhotoError::TooManyPixels { width, height };
    // Not one of these holds pixels: that the claim is said, and not "damaged", shows that nothing was decoded.
    let mut vp8l = b"RIFF\x10\0\0\0WEBPVP8L\x05\0\0\0\x2F\xFF\xFF\xFF\x0F\0\0\0".to_vec();
    vp8l.truncate(26);
    let vp8 = b"RIFF\x16\0\0\0WEBPVP8 \x0A\0\0\0\0\0\0\x9D\x01\x2A\xFF\x3F\xFF\x3F".to_vec();
    // A small canvas around a huge frame.
    let vp8x = [b"RIFF\x28\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\x0F\0\0\x0F\0\0".as_slice(), &vp8[12..]].concat();
    let mut sof = jpeg(&quarters(16, 16));
    let frame = sof.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    sof[frame + 5..frame + 9].copy_from_slice(&[0x9C, 0x40, 0x9C, 0x40]);
    let table = [
        ("a PNG of 47 kB that claims 6.4 GB", png_claiming(40_000, 40_000), too_many(40_000, 40_000)),
        ("a PNG of the largest claim", png_claiming(u32::MAX, u32::MAX), too_many(u32::MAX, u32::MAX)),
        ("51 megapixels", png_claiming(10_200, 5_000), too_many(10_200, 5_000)),
        ("a JPEG frame of 40000", sof, too_many(40_000, 40_000)),
        ("a lossless WebP", vp8l, too_many(16_384, 16_384)),
        ("a lossy WebP", vp8, too_many(16_383, 16_383)),
        ("a lossy WebP in a small canvas", vp8x, too_many(16_383, 16_383)),
        ("a PNG without size", png_claiming(0, 10), PhotoError::Damaged),
    ];
    for (case, bytes, error) in table {
        assert_eq!(take_in(&bytes), Err(error), "{case}");
    }
    let mut long = jpeg(&quarters(16, 16));
    long.resize(MAX_BYTES + 1, 0);
    assert_eq!(take_in(&long), Err(PhotoError::TooManyBytes));
}

#[test]
fn files_are_recognised_by_content_and_refused_with_their_name() {
    let not = |found| PhotoError::Unsupported { found };
    let table: [(&[u8], PhotoError); 16] = [
        (b"", PhotoError::Empty),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", PhotoError::Heic),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", PhotoError::Heic),
        (b"\0\0\0\x1Cftypmif1\0\0\0\0mif1avif", not("an AVIF picture")),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", not("a film")),
        (b"\0\0\0\0ftyp", not("a film")),
        (b"GIF89a\x01\0\x01\0", not("a GIF")),
        (b"II\x2A\0\x08\0\0\0", not("a TIFF or a camera's raw picture")),
        (b"MM\0\x2A\0\0\0\x08", not("a TIFF or a camera's raw picture")),
        (b"BM\x46\0\0\0\0\0\0\0\x36", not("a Windows bitmap")),
        (b"%PDF-1.7", not("a PDF")),
        (b"\xFF\x0A\x00", not("a JPEG XL picture")),
        (b"\xEF\xBB\xBF <?xml version='1.0'?>\n<svg xmlns=''>", not("an SVG drawing")),
        (b"<html><body>", not("not a photo, or a kind of photo")),
        (b"holiday.jpg", not("not a photo, or a kind of photo")),
        (b"\xFF\xD8\xFF", PhotoError::Damaged),
    ];
    for (bytes, error) in table {
        assert_eq!(take_in(bytes), Err(error), "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn a_file_cut_short_is_refused_wherever_it_is_cut() {
    let image = quarters(160, 120);
    let (w, h) = image.dimensions();
    let whole = [
        ("JPEG", jpeg(&image), 2),
        ("progressive JPEG", jpeg_of(&image, w, h, ColorType::Rgb, true), 2),
        // Twelve bytes of IEND say nothing, and the checksum of the data before it is four more.
        ("PNG", png(&image, w, h, ExtendedColorType::Rgb8, None), 16),
        ("WebP", webp(&image, w, h, ExtendedColorType::Rgb8, None), 1),
        ("lossy WebP", WEBP_LOSSY.to_vec(), 1),
    ];
    for (format, bytes, tail) in whole {
        assert!(take_in(&bytes).is_ok(), "{format}");
        let last = bytes.len() - tail;
        for cut in (12..last).step_by(97).chain([last]) {
            assert_eq!(
                take_in(&bytes[..cut]),
                Err(PhotoError::Damaged),
                "{format} cut at {cut} of {}",
                bytes.len()
            );
        }
    }
}

#[test]
fn a_jpeg_damaged_in_the_middle_is_refused_and_not_kept_half_grey() {
    let bytes = jpeg(&quarters(640, 480));
    let middle = bytes.len() / 2;
    let strange_marker = [&bytes[..middle], b"\xFF\xC5", &bytes[middle..]].concat();
    let another_picture_inside = [&bytes[..middle], &bytes].concat();
    for (case, bytes) in [
        ("a marker where pixels were", strange_marker),
        ("overwritten by another file", another_picture_inside),
    ] {
        assert_eq!(take_in(&bytes), Err(PhotoError::Damaged), "{case}");
    }
}

#[test]
fn every_usual_kind_of_pixel_is_read() {
    let (w, h) = (16, 12);
    let n = (w * h) as usize;
    let orange16: Vec<u8> = ORANGE.iter().flat_map(|value| (u16::from(*value) * 257).to_ne_bytes()).collect();
    let inks = [255 - ORANGE[0], 255 - ORANGE[1], 255 - ORANGE[2], 0];
    let clear = [ORANGE[0], ORANGE[1], ORANGE[2], 0];
    let half = [200, 100, 0, 128];
    let table: [(&str, Vec<u8>, [u8; 3]); 14] = [
        ("JPEG", jpeg_of(&ORANGE.repeat(n), w, h, ColorType::Rgb, false), ORANGE),
        ("progressive JPEG", jpeg_of(&ORANGE.repeat(n), w, h, ColorType::Rgb, true), ORANGE),
        ("grey JPEG", jpeg_of(&[90].repeat(n), w, h, ColorType::Luma, false), [90; 3]),
        ("CMYK JPEG", jpeg_of(&inks.repeat(n), w, h, ColorType::Cmyk, false), ORANGE),
        ("16-bit PNG", png(&orange16.repeat(n), w, h, ExtendedColorType::Rgb16, None), ORANGE),
        ("grey PNG", png(&[90].repeat(n), w, h, ExtendedColorType::L8, None), [90; 3]),
        ("grey PNG with alpha", png(&[90, 0].repeat(n), w, h, ExtendedColorType::La8, None), [255; 3]),
        ("clear PNG", png(&clear.repeat(n), w, h, ExtendedColorType::Rgba8, None), [255; 3]),
        ("half clear PNG", png(&half.repeat(n), w, h, ExtendedColorType::Rgba8, None), [227, 177, 127]),
        ("palette PNG", PNG_PALETTE.to_vec(), ORANGE),
        ("animated PNG", PNG_ANIMATED.to_vec(), ORANGE),
        ("clear WebP", webp(&clear.repeat(n), w, h, ExtendedColorType::Rgba8, None), [255; 3]),
        ("lossy WebP", WEBP_LOSSY.to_vec(), ORANGE),
        ("animated WebP", WEBP_ANIMATED.to_vec(), ORANGE),
    ];
    for (kind, bytes, expected) in table {
        let picture = take_in(&bytes).unwrap_or_else(|error| panic!("{kind}: {error}"));
        let seen = large(&picture).get_pixel(8, 6).0;
        let near = seen.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 6);
        assert!(near, "{kind}: {seen:?} instead of {expected:?}");
    }
}

#[test]
fn a_progressive_file_of_endless_passes_is_refused() {
    let bytes = jpeg_of(&quarters(64, 64), 64, 64, ColorType::Rgb, true);
    let last = bytes.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).unwrap();
    let pass = bytes[last..bytes.len() - 2].repeat(200);
    let hostile = [&bytes[..bytes.len() - 2], &pass, b"\xFF\xD9"].concat();
    assert_eq!(take_in(&hostile), Err(PhotoError::Damaged));
}

/// One valid file of each format.
fn valid() -> Vec<Vec<u8>> {
    let image = quarters(48, 32);
    vec![
        with_exif(&jpeg(&image), &exif(6)),
        jpeg_of(&image, 48, 32, ColorType::Rgb, true),
        png(&image, 48, 32, ExtendedColorType::Rgb8, Some(exif(3))),
        webp(&image, 48, 32, ExtendedColorType::Rgb8, Some(exif(5))),
        WEBP_LOSSY.to_vec(),
        WEBP_ANIMATED.to_vec(),
        PNG_PALETTE.to_vec(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic_whatever_they_begin_with(
        start in prop::sample::select(vec![
            b"".as_slice(), b"\xFF\xD8\xFF", b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR", b"RIFF\xFF\0\0\0WEBPVP8X", b"RIFF\xFF\0\0\0WEBPVP8L", b"\0\0\0\x20ftyp",
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let bytes = [start, &rest].concat();
        if let Ok(picture) = take_in(&bytes) {
            prop_assert!(picture.width <= 1600 && picture.height <= 1600);
        }
    }

    #[test]
    fn mutations_of_a_valid_file_never_panic_and_give_a_sound_picture_or_an_error(
        which in 0..7_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        let mut bytes = valid().swap_remove(which);
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Some(cut) = cut {
            let cut = cut.index(bytes.len());
            bytes.truncate(cut);
        }
        if let Ok(picture) = take_in(&bytes) {
            prop_assert_eq!(large(&picture).dimensions(), (picture.width, picture.height));
        }
    }
}
