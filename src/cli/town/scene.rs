//! A shop floor as a camera under the ceiling sees it, drawn, for incident stills.

use image::RgbImage;

use super::{
    canvas::{Canvas, Colour, shade},
    dice::Dice,
    portrait::Face,
};

/// In pixels.
const WIDTH: u32 = 960;
const HEIGHT: u32 = 720;
const GOODS: &[Colour] =
    &[0xB5533C, 0xD9A441, 0x4F7A5B, 0x3F6A8F, 0x8A5A83, 0xC7C2B4, 0x2F5D62, 0xD07F57, 0x93A35A];
const TROUSERS: &[Colour] = &[0x2B3440, 0x3C3A46, 0x4A4238, 0x1F2A33];

/// A still from an invented shop's camera, 960 by 720 pixels: the person whom [`super::portrait::portrait`] draws
/// for the same seed, now and then with somebody else behind. The same for the same seed.
pub fn scene(seed: u64) -> RgbImage {
    let Some(mut canvas) = Canvas::new(WIDTH, HEIGHT) else { return RgbImage::new(WIDTH, HEIGHT) };
    let mut dice = Dice::new(seed, "scene");
    draw_room(&mut canvas, &mut dice);
    if dice.chance(1, 2) {
        let right = dice.chance(1, 2);
        let x = if right { dice.between(700.0, 800.0) } else { dice.between(170.0, 260.0) };
        draw_figure(&mut canvas, &Face::new(dice.next()), (x, 190.0), 0.3, &mut dice);
    }
    let x = dice.between(400.0, 560.0);
    draw_figure(&mut canvas, &Face::new(seed), (x, 150.0), 0.44, &mut dice);
    draw_counter(&mut canvas, &mut dice);
    as_seen_by_a_camera(canvas.image(), &mut dice)
}

fn draw_room(c: &mut Canvas, dice: &mut Dice) {
    let floor = dice.pick(&[0xC9C2B4, 0xBFC4C6, 0xCBBFA9]);
    c.block([0.0, 0.0, 960.0, 720.0], floor);
    for step in 0..12 {
        let x = step as f32 * 160.0 - 400.0;
        c.line(&format!("M {} 330 L {x} 720", 480.0 + (x - 480.0) * 0.55), 2.0, shade(floor, 0.93));
    }
    for y in [372, 430, 506, 604] {
        c.line(&format!("M 0 {y} L 960 {y}"), 2.0, shade(floor, 0.93));
    }
    c.block([0.0, 0.0, 960.0, 332.0], dice.pick(&[0xDDD8CC, 0xD3DADB, 0xE2D9C8]));
    for shelf in 0..3 {
        let left = 24.0 + shelf as f32 * 312.0;
        draw_shelf(c, left, dice);
    }
}

/// A shelf unit of four boards full of goods, with gaps.
fn draw_shelf(c: &mut Canvas, left: f32, dice: &mut Dice) {
    c.block([left, 40.0, 288.0, 318.0], 0x8D8578);
    for board in 0..4 {
        let bottom = 112.0 + board as f32 * 78.0;
        c.block([left + 8.0, bottom - 64.0, 272.0, 64.0], 0x5F5A53);
        let mut x = left + 14.0;
        while x < left + 256.0 {
            let colour = dice.pick(GOODS);
            let (width, height) = (dice.between(16.0, 34.0), dice.between(30.0, 54.0));
            match dice.below(5) {
                0 => {}
                1 | 2 => {
                    c.block([x, bottom - height + 12.0, width * 0.7, height - 12.0], colour);
                    c.block([x + width * 0.22, bottom - height, width * 0.26, 14.0], shade(colour, 0.8));
                }
                _ => {
                    c.block([x, bottom - height, width, height], colour);
                    c.block([x + 3.0, bottom - height * 0.7, width - 6.0, 8.0], 0xEFEBDF);
                }
            }
            x += width + 3.0;
        }
        c.block([left + 4.0, bottom, 280.0, 10.0], 0xB7AE9E);
    }
}

fn draw_counter(c: &mut Canvas, dice: &mut Dice) {
    let (x, colour) = if dice.chance(1, 2) { (0.0, 0x6E5B47) } else { (700.0, 0x56616B) };
    c.block([x, 610.0, 260.0, 110.0], colour);
    c.block([x, 596.0, 260.0, 20.0], shade(colour, 1.25));
    for step in 0..3 {
        let left = x + 30.0 + step as f32 * 74.0;
        c.block([left, 552.0, 46.0, 44.0], dice.pick(GOODS));
    }
}

/// Somebody standing, at `scale` of the portrait's size; `at` is the upper middle of the head.
fn draw_figure(c: &mut Canvas, face: &Face, at: (f32, f32), scale: f32, dice: &mut Dice) {
    let trousers = dice.pick(TROUSERS);
    let holds = dice.chance(2, 3).then(|| dice.pick(GOODS));
    let sleeve = shade(face.cloth, 0.9);
    c.within((scale, scale), (at.0 - 200.0 * scale, at.1 - 60.0 * scale), |c| {
        c.veil_oval((200.0, 1232.0), (210.0, 34.0), 0x000000, 0.22);
        c.line("M 150 800 L 140 1190", 104.0, trousers);
        c.line("M 250 800 L 264 1190", 104.0, shade(trousers, 0.86));
        c.line("M 128 1222 L 96 1224", 46.0, 0x22201F);
        c.line("M 272 1222 L 306 1224", 46.0, 0x22201F);
        c.line("M 68 470 Q 40 620 74 740", 76.0, sleeve);
        c.fill("M 22 500 C 60 480 340 480 378 500 L 334 840 C 300 862 100 862 66 840 Z", face.cloth);
        face.draw(c);
        if let Some(goods) = holds {
            c.block([196.0, 596.0, 96.0, 124.0], goods);
            c.block([208.0, 628.0, 72.0, 26.0], 0xEFEBDF);
        }
        c.line("M 334 480 Q 372 640 300 668", 76.0, sleeve);
        face.draw_hand(c, (288.0, 672.0));
        face.draw_hand(c, (76.0, 772.0));
    });
}

/// Paler, bluer and darker towards the edges, with faint lines and grain.
fn as_seen_by_a_camera(mut image: RgbImage, dice: &mut Dice) -> RgbImage {
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        let [red, green, blue] = pixel.0.map(f32::from);
        let grey = 0.3 * red + 0.59 * green + 0.11 * blue;
        let (across, down) = (x as f32 / WIDTH as f32 - 0.5, y as f32 / HEIGHT as f32 - 0.5);
        let edge = 1.0 - 0.5 * (across * across + down * down);
        let line = if y % 3 == 0 { 0.95 } else { 1.0 };
        let grain = dice.between(-5.0, 5.0);
        let tint = |colour: f32, by: f32| ((0.45 * colour + 0.55 * grey) * by * edge * line + grain) as u8;
        pixel.0 = [tint(red, 0.97), tint(green, 1.0), tint(blue, 1.02)];
    }
    image
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_draws_the_same_scene_and_another_a_different_one() {
        assert_eq!(scene(1).into_raw(), scene(1).into_raw());
        assert_ne!(scene(1).into_raw(), scene(2).into_raw());
        assert_eq!(scene(1).dimensions(), (WIDTH, HEIGHT));
    }
}
