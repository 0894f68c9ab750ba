//! Drawn portraits: friendly invented faces, so that a demonstration shows nobody.
//!
//! Drawn in a space of 400 by 500 with the middle of the face at 200 across.

use image::RgbImage;

pub use super::scene::scene;
use super::{
    canvas::{Canvas, Colour, shade},
    dice::Dice,
    hair::{Hair, Hat},
};

const SKIN: &[Colour] =
    &[0xF6D5BD, 0xF0C8A8, 0xE8B992, 0xDFAE88, 0xCF9A70, 0xB5805A, 0x96633F, 0x7A4E32, 0x5E3B28];
/// Skins up to this one go with any colour of hair.
const FAIR: usize = 4;
const DARK_HAIR: &[Colour] = &[0x1E1815, 0x2B201B, 0x3A2A21, 0x4A3327];
const FAIR_HAIR: &[Colour] = &[0x6B4A31, 0x87582F, 0xA2622B, 0xB5532A, 0xC99B58, 0xDDBB7E];
const GREY_HAIR: &[Colour] = &[0x8C8A88, 0xB4B1AC, 0xD9D5CE];
const GROUND: &[Colour] =
    &[0xC9D5DC, 0xCFD8D0, 0xDAD2C5, 0xD4CFDE, 0xDCCFCB, 0xC8D6D3, 0xE0D8C0, 0xD2D6C4, 0xCBD0E0];
const CLOTH: &[Colour] = &[
    0x3D5A80, 0x4A5D43, 0x7A3B3A, 0x5C4A6E, 0x2F6B68, 0x8A5A2B, 0x33414E, 0xA65E4E, 0x6B7A3A, 0x2E4A3F,
    0x9A7B3F, 0x566573,
];
const TRIM: &[Colour] = &[0xF2EEE4, 0xE3C36B, 0xD9E2E8, 0xE8C7B8, 0x23303C];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Beard {
    None,
    Stubble,
    Moustache,
    Goatee,
    Full,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Glasses {
    None,
    Round,
    Square,
    Dark,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Clothes {
    Crew,
    VNeck,
    Stripes,
    Shirt,
    Hoodie,
    Coat,
    Scarf,
}

/// How one invented person looks.
#[derive(Debug, Clone)]
pub(super) struct Face {
    skin: Colour,
    hair_colour: Colour,
    hair: Hair,
    hat: Option<Hat>,
    beard: Beard,
    glasses: Glasses,
    clothes: Clothes,
    pub(super) cloth: Colour,
    trim: Colour,
    ground: Colour,
    /// Half the width of the face at the cheeks.
    width: f32,
    /// How broad the chin is, as a part of `width`.
    jaw: f32,
    /// How far apart the eyes are from the middle.
    eyes: f32,
    mouth: usize,
    brow: f32,
    freckles: bool,
    lined: bool,
}

impl Face {
    pub(super) fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed, "face");
        let tone = dice.below(SKIN.len());
        let lined = dice.chance(1, 6);
        let hair_colour = match (lined && dice.chance(4, 5), tone < FAIR && dice.chance(3, 5)) {
            (true, _) => dice.pick(GREY_HAIR),
            (false, true) => dice.pick(FAIR_HAIR),
            (false, false) => dice.pick(DARK_HAIR),
        };
        let hair = dice.pick(Hair::ALL);
        let bearded = !hair.is_long() && dice.chance(2, 5);
        let beards = [Beard::Stubble, Beard::Moustache, Beard::Goatee, Beard::Full, Beard::Full];
        let clothes = [
            Clothes::Crew,
            Clothes::VNeck,
            Clothes::Stripes,
            Clothes::Shirt,
            Clothes::Hoodie,
            Clothes::Coat,
            Clothes::Scarf,
        ];
        let glasses = match dice.below(16) {
            0 | 1 => Glasses::Round,
            2 | 3 => Glasses::Square,
            4 => Glasses::Dark,
            _ => Glasses::None,
        };
        Self {
            skin: SKIN[tone],
            hair_colour,
            hair,
            hat: dice.chance(1, 4).then(|| dice.pick(Hat::ALL)).filter(|_| hair.fits_under_a_hat()),
            beard: if bearded { dice.pick(&beards) } else { Beard::None },
            glasses,
            clothes: dice.pick(&clothes),
            cloth: dice.pick(CLOTH),
            trim: dice.pick(TRIM),
            ground: dice.pick(GROUND),
            width: dice.between(80.0, 90.0),
            jaw: dice.between(0.58, 0.8),
            eyes: dice.between(31.0, 37.0),
            mouth: dice.below(4),
            brow: dice.between(0.0, 3.5),
            freckles: tone < FAIR && dice.chance(1, 6),
            lined,
        }
    }

    /// The shape of the head, from the top of the skull to the chin.
    fn head(&self) -> String {
        let (left, right) = (200.0 - self.width, 200.0 + self.width);
        let (jaw_left, jaw_right) = (200.0 - self.width * self.jaw, 200.0 + self.width * self.jaw);
        format!(
            "M 200 98 C {} 98 {right} 145 {right} 205 C {right} 262 {jaw_right} 314 200 314 \
             C {jaw_left} 314 {left} 262 {left} 205 C {left} 145 {} 98 200 98 Z",
            200.0 + self.width * 0.72,
            200.0 - self.width * 0.72,
        )
    }

    /// Head, hair and shoulders.
    pub(super) fn draw(&self, canvas: &mut Canvas) {
        let stretch = self.width / 86.0;
        let hairwards = ((stretch, 1.0), (200.0 * (1.0 - stretch), 0.0));
        canvas.within(hairwards.0, hairwards.1, |c| self.hair.draw_back(c, self.hair_colour));
        self.draw_clothes(canvas);
        self.draw_head(canvas);
        canvas.within(hairwards.0, hairwards.1, |c| match self.hat {
            Some(hat) => {
                self.hair.draw_under_a_hat(c, self.hair_colour);
                hat.draw(c, shade(self.trim_or_cloth(), 0.9), self.trim);
            }
            None => self.hair.draw_front(c, self.hair_colour),
        });
        self.draw_glasses(canvas);
    }

    pub(super) fn draw_hand(&self, canvas: &mut Canvas, at: (f32, f32)) {
        canvas.oval(at, (34.0, 34.0), self.skin);
    }

    fn trim_or_cloth(&self) -> Colour {
        if self.trim == 0x23303C { self.trim } else { shade(self.cloth, 0.75) }
    }

    fn draw_head(&self, c: &mut Canvas) {
        let shadow = shade(self.skin, 0.86);
        c.fill("M 160 270 L 240 270 L 240 338 C 240 376 160 376 160 338 Z", self.skin);
        c.fill("M 160 284 L 240 284 L 240 308 C 222 332 178 332 160 308 Z", shadow);
        if !self.hair.covers_ears() {
            for side in [-1.0, 1.0] {
                let x = 200.0 + side * (self.width + 3.0);
                c.oval((x, 214.0), (13.0, 20.0), self.skin);
                c.oval((x + side * 2.0, 215.0), (6.0, 11.0), shadow);
            }
        }
        c.fill(&self.head(), self.skin);
        for side in [-1.0, 1.0] {
            c.veil_oval((200.0 + side * 48.0, 243.0), (17.0, 11.0), 0xD9655B, 0.16);
        }
        self.draw_beard(c);
        self.draw_features(c);
    }

    fn draw_features(&self, c: &mut Canvas) {
        let shadow = shade(self.skin, 0.78);
        let brow = shade(self.hair_colour, 0.85);
        let brow = if self.hair_colour == GREY_HAIR[2] { GREY_HAIR[0] } else { brow };
        for side in [-1.0, 1.0] {
            let x = 200.0 + side * self.eyes;
            c.oval((x, 210.0), (7.4, 8.4), 0x2A2623);
            c.oval((x + 2.4, 207.0), (2.2, 2.2), 0xF7F4EE);
            let (inner, outer) = (x - side * 13.0, x + side * 15.0);
            let curve = format!("M {inner} {} Q {x} 180 {outer} {}", 190.0 - self.brow, 189.0 + self.brow);
            c.line(&curve, 5.0, brow);
            if self.lined {
                let fold = format!("M {} 226 Q {} 231 {} 227", x - 9.0, x, x + 9.0);
                c.line(&fold, 2.0, shadow);
            }
        }
        c.line("M 203 214 Q 212 236 202 240 Q 197 241 193 238", 3.6, shadow);
        let lips = if self.beard == Beard::Full { 0x9A4B43 } else { shade(self.skin, 0.58) };
        match self.mouth {
            0 => c.line("M 172 262 Q 200 284 228 262", 5.0, lips),
            1 => c.line("M 176 266 Q 202 280 226 262", 5.0, lips),
            2 => c.line("M 178 268 Q 200 275 222 268", 5.0, lips),
            _ => {
                c.fill("M 172 260 Q 200 266 228 260 Q 222 288 200 288 Q 178 288 172 260 Z", shade(lips, 0.8));
                c.fill("M 178 263 Q 200 268 222 263 Q 220 271 200 272 Q 180 271 178 263 Z", 0xFAF7F1);
            }
        }
        if self.lined {
            c.line("M 160 244 Q 152 258 158 270", 2.4, shadow);
            c.line("M 240 244 Q 248 258 242 270", 2.4, shadow);
        }
        if self.freckles {
            for (x, y) in [(152, 232), (162, 240), (146, 243), (240, 233), (250, 241), (236, 243), (168, 231)]
            {
                c.veil_oval((x as f32, y as f32), (2.4, 2.4), 0x8A4B2A, 0.5);
            }
        }
    }

    fn draw_beard(&self, c: &mut Canvas) {
        let colour = shade(self.hair_colour, 0.94);
        let (left, right) = (200.0 - self.width, 200.0 + self.width);
        let (jaw_left, jaw_right) = (200.0 - self.width * self.jaw, 200.0 + self.width * self.jaw);
        let full = |chin: f32| {
            format!(
                "M {left} 208 C {left} 264 {jaw_left} {chin} 200 {chin} C {jaw_right} {chin} {right} 264 {right} 208 \
                 C {} 236 238 250 226 250 Q 200 244 174 250 C 162 250 {} 236 {left} 208 Z",
                right - 10.0,
                left + 10.0,
            )
        };
        let moustache = "M 200 246 C 180 244 166 256 162 266 C 180 262 190 258 200 258 C 210 258 220 262 238 266 \
                         C 234 256 220 244 200 246 Z";
        match self.beard {
            Beard::None => {}
            Beard::Stubble => c.veil(&full(314.0), colour, 0.22),
            Beard::Moustache => c.fill(moustache, colour),
            Beard::Goatee => {
                c.fill("M 168 276 Q 200 292 232 276 Q 232 324 200 326 Q 168 324 168 276 Z", colour);
                c.fill(moustache, colour);
            }
            Beard::Full => c.fill(&full(334.0), colour),
        }
    }

    fn draw_glasses(&self, c: &mut Canvas) {
        let rim = 0x2E3338;
        for side in [-1.0, 1.0] {
            let x = 200.0 + side * (self.eyes + 2.0);
            let (l, r) = (x - 25.0, x + 25.0);
            let square = format!("M {l} 193 L {r} 193 L {} 229 L {} 229 Z", r - 4.0, l + 4.0);
            let round = format!("M {l} 211 C {l} 178 {r} 178 {r} 211 C {r} 244 {l} 244 {l} 211 Z");
            match self.glasses {
                Glasses::None => return,
                Glasses::Round => c.line(&round, 4.0, rim),
                Glasses::Square => c.line(&square, 4.6, rim),
                Glasses::Dark => {
                    c.fill(&square, rim);
                    c.line(&square, 5.0, rim);
                }
            }
            let arm = format!("M {} 203 L {} 200", x + side * 25.0, 200.0 + side * (self.width - 2.0));
            c.line(&arm, 4.0, rim);
        }
        let bridge = self.eyes - 23.0;
        c.line(&format!("M {} 206 Q 200 198 {} 206", 200.0 - bridge, 200.0 + bridge), 4.0, rim);
    }

    fn draw_clothes(&self, c: &mut Canvas) {
        const TORSO: &str =
            "M 20 510 C 26 420 70 368 150 344 C 170 362 230 362 250 344 C 330 368 374 420 380 510 Z";
        let dark = shade(self.cloth, 0.82);
        if self.clothes == Clothes::Hoodie {
            c.fill("M 108 372 C 110 300 150 292 200 292 C 250 292 290 300 292 372 Z", dark);
        }
        c.fill(TORSO, self.cloth);
        match self.clothes {
            Clothes::Crew => c.line("M 150 346 C 164 382 236 382 250 346", 9.0, dark),
            Clothes::VNeck => {
                c.fill("M 152 344 L 200 418 L 248 344 Q 200 366 152 344 Z", self.skin);
                c.line("M 150 344 L 200 420 L 250 344", 8.0, dark);
            }
            Clothes::Stripes => {
                for y in [392, 428, 464, 500] {
                    c.line_within(&format!("M 0 {y} Q 200 {} 400 {y}", y + 14), 13.0, self.trim, Some(TORSO));
                }
                c.line("M 150 346 C 164 382 236 382 250 346", 9.0, dark);
            }
            Clothes::Shirt => {
                c.line("M 200 390 L 200 510", 3.0, dark);
                c.fill("M 152 338 L 200 392 L 170 418 L 132 356 Z", shade(self.cloth, 1.18));
                c.fill("M 248 338 L 200 392 L 230 418 L 268 356 Z", shade(self.cloth, 1.18));
                for y in [428.0, 468.0] {
                    c.oval((200.0, y), (4.0, 4.0), dark);
                }
            }
            Clothes::Hoodie => {
                c.line("M 120 366 C 140 404 260 404 280 366", 16.0, dark);
                c.line("M 176 394 L 172 452", 5.0, self.trim);
                c.line("M 224 394 L 228 444", 5.0, self.trim);
            }
            Clothes::Coat => {
                c.fill("M 154 346 L 246 346 L 236 510 L 164 510 Z", self.trim);
                c.fill("M 154 340 L 190 510 L 128 510 L 112 372 Z", dark);
                c.fill("M 246 340 L 210 510 L 272 510 L 288 372 Z", dark);
            }
            Clothes::Scarf => {
                c.fill("M 214 372 L 262 372 L 268 486 L 222 490 Z", shade(self.trim, 0.9));
                c.fill("M 134 346 C 150 326 250 326 266 346 C 274 392 126 392 134 346 Z", self.trim);
                c.line("M 146 364 Q 200 384 254 364", 3.0, shade(self.trim, 0.82));
            }
        }
    }
}

/// A portrait of somebody invented, the same for the same seed. In pixels; best at 4:5, such as 800 by 1000.
pub fn portrait(seed: u64, width: u32, height: u32) -> RgbImage {
    let face = Face::new(seed);
    let Some(mut canvas) = Canvas::new(width, height) else { return RgbImage::new(width, height) };
    let scale = (width as f32 / 400.0).max(height as f32 / 500.0);
    let shift = ((width as f32 - 400.0 * scale) / 2.0, (height as f32 - 500.0 * scale) / 2.0);
    canvas.block([0.0, 0.0, width as f32, height as f32], face.ground);
    canvas.within((scale, scale), shift, |c| {
        c.veil_oval((200.0, 210.0), (178.0, 178.0), shade(face.ground, 1.06), 0.7);
        face.draw(c);
    });
    canvas.image()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_draws_the_same_face_and_another_a_different_one() {
        let faces: Vec<_> = (0..40).map(|seed| portrait(seed, 80, 100).into_raw()).collect();
        assert_eq!(faces[3], portrait(3, 80, 100).into_raw());
        for (n, face) in faces.iter().enumerate() {
            assert!(faces[..n].iter().all(|other| other != face), "{n} looks like an earlier one");
        }
    }

    #[test]
    fn a_portrait_has_the_size_asked_for_and_fills_it() {
        for (width, height) in [(800, 1000), (256, 320), (40, 90), (1, 1), (0, 5)] {
            let image = portrait(9, width, height);
            assert_eq!(image.dimensions(), (width, height));
            assert!(
                image.pixels().all(|p| p.0 != [255, 255, 255] && p.0 != [0, 0, 0]),
                "{width} by {height}"
            );
        }
    }

    #[test]
    fn every_kind_of_face_comes_up() {
        let faces: Vec<_> = (0..600).map(Face::new).collect();
        for hair in Hair::ALL {
            assert!(faces.iter().any(|f| f.hair == *hair), "{hair:?}");
        }
        for hat in Hat::ALL {
            assert!(faces.iter().any(|f| f.hat == Some(*hat)), "{hat:?}");
        }
        for skin in SKIN {
            assert!(faces.iter().filter(|f| f.skin == *skin).count() > 30, "{skin:x}");
        }
    }
}
