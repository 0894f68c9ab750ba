//! How fast is a telephone's photo taken in? Against two runs of `vipsthumbnail` for the same two sizes, in the same run.

use std::{
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use beadle::photos::{alter, intake::take_in, watermark::watermark};
use criterion::{Criterion, criterion_group, criterion_main};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// A 12-megapixel telephone's picture, 4032 x 3024: light falling off, shapes with edges, and the grain of a sensor.
fn telephone_photo() -> Vec<u8> {
    let (width, height) = (4032_u32, 3024_u32);
    let mut grain = 0x2545_F491_4F6C_DD1D_u64;
    let mut data = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        for x in 0..width {
            let light = 60 + 110 * y / height + 40 * x / width;
            let shelf = if (x / 310 + y / 270) % 3 == 0 { 45 } else { 0 };
            let weave = if (x / 7 + y / 5) % 2 == 0 { 6 } else { 0 };
            for channel in 0..3 {
                grain ^= grain << 13;
                grain ^= grain >> 7;
                grain ^= grain << 17;
                let noise = (grain & 15) as u32;
                data.push((light + shelf * channel / 2 + weave + noise).min(255) as u8);
            }
        }
    }
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, 92);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder
        .encode(&data, width as u16, height as u16, ColorType::Rgb)
        .expect("a picture of this size is encodable");
    jpeg
}

/// Both sizes as vipsthumbnail makes them; false when it is not installed.
fn vips(folder: &Path) -> bool {
    [("1600x1600>", "large.jpg[Q=85,strip]"), ("320x320>", "thumb.jpg[Q=85,strip]")].iter().all(
        |(size, output)| {
            let run = Command::new("vipsthumbnail")
                .current_dir(folder)
                .args(["photo.jpg", "--size", size, "-o", output])
                .status();
            run.is_ok_and(|status| status.success())
        },
    )
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn compared_with_vips(c: &mut Criterion) {
    let photo = telephone_photo();
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("photo.jpg"), &photo).expect("a file in it");
    let mut group = c.benchmark_group("12 megapixels");
    group.sample_size(15);
    group.bench_function("take in", |b| b.iter(|| take_in(&photo)));
    if !vips(folder.path()) {
        println!("vipsthumbnail is not installed: nothing to compare with");
        return;
    }
    group.bench_function("two vipsthumbnail runs", |b| b.iter(|| vips(folder.path())));
    group.finish();

    // By turns, so that another load on the machine meets both alike.
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..15 {
        let start = Instant::now();
        let taken = take_in(&photo);
        ours.push(start.elapsed());
        assert!(taken.is_ok(), "the photo is a good one");
        let start = Instant::now();
        vips(folder.path());
        theirs.push(start.elapsed());
    }
    let (ours, theirs) = (median(ours), median(theirs));
    println!(
        "{} bytes: {ours:?} against {theirs:?}: {:.2} of two vipsthumbnail runs (at most 0.50 wanted)",
        photo.len(),
        ours.as_secs_f64() / theirs.as_secs_f64()
    );
}

fn looks_and_reviews(c: &mut Criterion) {
    let kept = take_in(&telephone_photo()).expect("the photo is a good one");
    let face = alter::Rect::new(4000, 2000, 1500, 2500).expect("within the picture");
    c.bench_function("watermark", |b| {
        b.iter(|| watermark(&kept.large, "Sam Okafor, 22 November 2026, 14:32"))
    });
    c.bench_function("blur", |b| b.iter(|| alter::blur(&kept.large, &[face])));
    c.bench_function("crop", |b| b.iter(|| alter::crop(&kept.large, face)));
}

criterion_group!(photos, compared_with_vips, looks_and_reviews);
criterion_main!(photos);
