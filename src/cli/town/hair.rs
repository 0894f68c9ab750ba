//! Hair and hats, drawn over a head from 114 to 286 across and 98 to 314 down.

use super::canvas::{Canvas, Colour, shade};

/// A way to wear one's hair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Hair {
    Crop,
    SidePart,
    Buzz,
    Bald,
    Receding,
    Curly,
    Afro,
    Bob,
    LongStraight,
    LongWavy,
    Bun,
    Ponytail,
    Fringe,
    Quiff,
    Locs,
}

const CAP: &str = "M 106 222 C 98 112 140 64 200 64 C 260 64 302 112 294 222 C 288 196 282 176 270 162 \
                   C 240 144 160 144 130 162 C 118 176 112 196 106 222 Z";

impl Hair {
    pub(super) const ALL: &[Self] = &[
        Self::Crop,
        Self::SidePart,
        Self::Buzz,
        Self::Bald,
        Self::Receding,
        Self::Curly,
        Self::Afro,
        Self::Bob,
        Self::LongStraight,
        Self::LongWavy,
        Self::Bun,
        Self::Ponytail,
        Self::Fringe,
        Self::Quiff,
        Self::Locs,
    ];

    pub(super) fn is_long(self) -> bool {
        use Hair::{Bob, Bun, Fringe, LongStraight, LongWavy, Ponytail};
        matches!(self, Bob | LongStraight | LongWavy | Bun | Ponytail | Fringe)
    }

    pub(super) fn covers_ears(self) -> bool {
        matches!(self, Self::Bob | Self::LongStraight | Self::LongWavy | Self::Fringe | Self::Afro)
    }

    pub(super) fn fits_under_a_hat(self) -> bool {
        !matches!(self, Self::Afro | Self::Bun)
    }

    /// What lies behind head and shoulders.
    pub(super) fn draw_back(self, c: &mut Canvas, colour: Colour) {
        let dark = shade(colour, 0.86);
        match self {
            Self::Afro => c.oval((200.0, 168.0), (134.0, 128.0), colour),
            Self::Bob | Self::Fringe => c.fill(
                "M 94 200 C 88 96 136 58 200 58 C 264 58 312 96 306 200 C 306 250 312 290 300 312 \
                 C 270 326 130 326 100 312 C 88 290 94 250 94 200 Z",
                dark,
            ),
            Self::LongStraight => c.fill(
                "M 96 200 C 88 96 136 56 200 56 C 264 56 312 96 304 200 C 304 300 314 370 308 424 \
                 C 270 440 130 440 92 424 C 86 370 96 300 96 200 Z",
                dark,
            ),
            Self::LongWavy => c.fill(
                "M 96 190 C 86 92 136 54 200 54 C 264 54 314 92 304 190 C 322 220 300 250 318 286 \
                 C 334 324 306 348 318 390 C 300 440 250 420 236 430 L 164 430 C 150 420 100 440 82 390 \
                 C 94 348 66 324 82 286 C 100 250 78 220 96 190 Z",
                dark,
            ),
            Self::Bun => c.oval((200.0, 56.0), (42.0, 38.0), dark),
            Self::Ponytail => c.fill(
                "M 262 92 C 330 96 346 170 332 236 C 326 282 338 310 318 344 C 290 330 282 280 290 230 \
                 C 294 180 284 140 262 124 Z",
                dark,
            ),
            Self::Locs => {
                for (x, end) in [(98, 352), (114, 380), (286, 380), (302, 352), (106, 330), (294, 330)] {
                    c.line(&format!("M {x} 150 Q {} 250 {x} {end}", x + 3), 17.0, dark);
                }
            }
            _ => {}
        }
    }

    /// What lies over the forehead.
    pub(super) fn draw_front(self, c: &mut Canvas, colour: Colour) {
        match self {
            Self::Bald => c.veil_oval((172.0, 126.0), (26.0, 12.0), 0xFFFFFF, 0.16),
            Self::Crop => c.fill(CAP, colour),
            Self::SidePart => c.fill(
                "M 106 216 C 98 112 138 60 204 60 C 268 60 302 112 294 216 C 290 190 282 172 272 160 \
                 C 232 164 180 150 158 118 C 150 142 130 164 120 178 C 112 190 108 204 106 216 Z",
                colour,
            ),
            Self::Buzz => c.veil(
                "M 112 196 C 108 122 142 90 200 90 C 258 90 292 122 288 196 C 282 168 274 152 258 144 \
                 C 226 134 174 134 142 144 C 126 152 118 168 112 196 Z",
                colour,
                0.82,
            ),
            Self::Receding => {
                c.fill("M 110 222 C 100 172 108 134 142 108 C 134 140 122 160 118 222 Z", colour);
                c.fill("M 290 222 C 300 172 292 134 258 108 C 266 140 278 160 282 222 Z", colour);
            }
            Self::Curly => draw_curls(c, colour),
            Self::Afro => c.fill(
                "M 106 200 C 104 120 140 80 200 80 C 260 80 296 120 294 200 C 286 166 262 140 200 138 \
                 C 138 140 114 166 106 200 Z",
                colour,
            ),
            Self::Bob => c.fill(
                "M 100 262 C 90 110 136 58 204 60 C 268 62 312 110 300 262 C 292 226 288 186 268 158 \
                 C 226 158 190 142 172 116 C 156 146 122 170 114 206 C 108 226 106 244 100 262 Z",
                colour,
            ),
            Self::LongStraight | Self::LongWavy => c.fill(
                "M 102 300 C 90 120 130 58 200 58 C 270 58 310 120 298 300 C 292 240 290 170 200 106 \
                 C 110 170 108 240 102 300 Z",
                colour,
            ),
            Self::Bun | Self::Ponytail => c.fill(
                "M 110 204 C 102 116 140 72 200 72 C 260 72 298 116 290 204 C 280 158 250 128 200 122 \
                 C 150 128 120 158 110 204 Z",
                colour,
            ),
            Self::Fringe => c.fill(
                "M 100 270 C 88 108 134 58 200 58 C 266 58 312 108 300 270 C 294 236 292 204 284 174 \
                 C 240 182 160 182 116 174 C 108 204 106 236 100 270 Z",
                colour,
            ),
            Self::Quiff => c.fill(
                "M 110 210 C 100 150 110 110 126 96 C 132 52 190 38 238 48 C 284 58 302 110 290 210 \
                 C 286 182 280 164 268 150 C 250 142 232 128 214 124 C 180 140 148 138 130 158 \
                 C 118 174 114 192 110 210 Z",
                colour,
            ),
            Self::Locs => {
                c.fill(CAP, colour);
                for x in [122, 142, 164, 188, 212, 236, 258, 278] {
                    let bend = (x - 200) / 8;
                    let lock = format!("M {} 84 Q {} 112 {x} 154", 200 + (x - 200) / 2, x - bend);
                    c.line(&lock, 15.0, if x % 4 == 0 { shade(colour, 1.25) } else { colour });
                }
            }
        }
    }

    /// What shows below a hat's edge.
    pub(super) fn draw_under_a_hat(self, c: &mut Canvas, colour: Colour) {
        match self {
            Self::Bald => {}
            Self::Bob | Self::LongStraight | Self::LongWavy | Self::Fringe => {
                c.fill("M 102 300 C 94 230 100 180 118 146 L 134 150 C 120 190 112 250 102 300 Z", colour);
                c.fill("M 298 300 C 306 230 300 180 282 146 L 266 150 C 280 190 288 250 298 300 Z", colour);
            }
            _ => {
                c.fill("M 110 226 C 104 190 108 160 118 146 L 130 150 C 120 176 116 200 116 224 Z", colour);
                c.fill("M 290 226 C 296 190 292 160 282 146 L 270 150 C 280 176 284 200 284 224 Z", colour);
            }
        }
    }
}

fn draw_curls(c: &mut Canvas, colour: Colour) {
    c.fill(CAP, colour);
    for step in 0..=12 {
        let angle = std::f32::consts::PI * (0.94 + step as f32 * 1.12 / 12.0);
        let at = (200.0 + 90.0 * angle.cos(), 168.0 + 88.0 * angle.sin());
        c.oval(at, (25.0, 24.0), if step % 2 == 0 { colour } else { shade(colour, 1.1) });
    }
    for (x, y) in [(140.0, 146.0), (172.0, 136.0), (206.0, 138.0), (238.0, 136.0), (264.0, 150.0)] {
        c.oval((x, y), (22.0, 19.0), shade(colour, if x > 200.0 { 1.1 } else { 1.0 }));
    }
}

/// Something worn on the head.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Hat {
    Beanie,
    Cap,
    Bucket,
    Flat,
}

impl Hat {
    pub(super) const ALL: &[Self] = &[Self::Beanie, Self::Cap, Self::Bucket, Self::Flat];

    pub(super) fn draw(self, c: &mut Canvas, colour: Colour, trim: Colour) {
        let dark = shade(colour, 0.8);
        match self {
            Self::Beanie => {
                c.fill("M 106 160 C 100 84 142 40 200 40 C 258 40 300 84 294 160 Z", colour);
                c.oval((200.0, 40.0), (19.0, 17.0), trim);
                c.fill("M 102 142 C 150 128 250 128 298 142 L 300 176 C 250 162 150 162 100 176 Z", dark);
            }
            Self::Cap => {
                c.fill("M 106 162 C 100 88 144 52 200 52 C 256 52 300 88 294 162 Z", colour);
                c.fill("M 104 158 C 150 142 262 140 320 160 C 334 168 330 178 314 176 C 250 164 160 164 104 172 Z", dark);
                c.oval((200.0, 53.0), (8.0, 6.0), dark);
                c.oval((214.0, 112.0), (17.0, 17.0), trim);
            }
            Self::Bucket => {
                c.fill("M 120 152 L 134 66 C 160 50 240 50 266 66 L 280 152 Z", colour);
                c.fill("M 118 138 C 160 128 240 128 282 138 L 318 180 C 250 158 150 158 82 180 Z", dark);
            }
            Self::Flat => {
                c.fill(
                    "M 100 158 C 84 108 140 58 214 64 C 284 66 312 110 306 150 C 250 138 160 140 100 158 Z",
                    colour,
                );
                c.fill("M 100 156 C 160 136 256 136 310 150 C 320 160 312 172 298 170 C 240 156 160 158 104 172 Z", dark);
            }
        }
    }
}
