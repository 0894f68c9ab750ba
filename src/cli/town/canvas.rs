//! A sheet to draw on: smooth shapes written as SVG path data (M, L, C, Q, Z with absolute numbers).

use image::RgbImage;
use tiny_skia::{
    FillRule, LineCap, LineJoin, Mask, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, Transform,
};

/// A colour as 0xRRGGBB.
pub(super) type Colour = u32;

/// A lighter (above 1) or darker (below 1) shade.
pub(super) fn shade(colour: Colour, by: f32) -> Colour {
    channels(colour).iter().fold(0, |all, c| all << 8 | (f32::from(*c) * by).clamp(0.0, 255.0) as u32)
}

fn channels(colour: Colour) -> [u8; 3] {
    [(colour >> 16) as u8, (colour >> 8) as u8, colour as u8]
}

fn paint(colour: Colour, opacity: f32) -> Paint<'static> {
    let [red, green, blue] = channels(colour);
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color_rgba8(red, green, blue, (opacity * 255.0) as u8);
    paint
}

/// Path data as a path; nothing if it is empty or malformed.
pub(super) fn path(data: &str) -> Option<Path> {
    let mut out = PathBuilder::new();
    let mut rest = data.trim_start();
    while let Some(command) = rest.chars().next() {
        let end = rest[1..].find(|c: char| c.is_ascii_alphabetic()).map_or(rest.len(), |at| at + 1);
        let numbers = rest[1..end].split([' ', ',']).filter(|n| !n.is_empty()).map(str::parse);
        let n: Vec<f32> = numbers.collect::<Result<_, _>>().ok()?;
        match (command, n.as_slice()) {
            ('M', [x, y]) => out.move_to(*x, *y),
            ('L', points) if points.len().is_multiple_of(2) => {
                points.chunks(2).for_each(|p| out.line_to(p[0], p[1]));
            }
            ('Q', points) if points.len().is_multiple_of(4) => {
                points.chunks(4).for_each(|p| out.quad_to(p[0], p[1], p[2], p[3]));
            }
            ('C', points) if points.len().is_multiple_of(6) => {
                points.chunks(6).for_each(|p| out.cubic_to(p[0], p[1], p[2], p[3], p[4], p[5]));
            }
            ('Z', []) => out.close(),
            _ => return None,
        }
        rest = &rest[end..];
    }
    out.finish()
}

/// The sheet, and where the next shape's own coordinates lie on it.
pub(super) struct Canvas {
    pixels: Pixmap,
    place: Transform,
}

impl Canvas {
    /// A blank sheet in pixels; nothing for a sheet without area.
    pub(super) fn new(width: u32, height: u32) -> Option<Self> {
        Some(Self { pixels: Pixmap::new(width, height)?, place: Transform::identity() })
    }

    /// Draws with coordinates stretched, then moved: within the place in force.
    pub(super) fn within(&mut self, scale: (f32, f32), shift: (f32, f32), draw: impl FnOnce(&mut Self)) {
        let before = self.place;
        self.place = before.pre_concat(Transform::from_row(scale.0, 0.0, 0.0, scale.1, shift.0, shift.1));
        draw(self);
        self.place = before;
    }

    fn fill_path(&mut self, path: Option<Path>, colour: Colour, opacity: f32) {
        debug_assert!(path.is_some(), "a shape to fill");
        if let Some(path) = path {
            self.pixels.fill_path(&path, &paint(colour, opacity), FillRule::Winding, self.place, None);
        }
    }

    pub(super) fn fill(&mut self, data: &str, colour: Colour) {
        self.fill_path(path(data), colour, 1.0);
    }

    /// A shape that lets what is below shine through; `opacity` from 0 to 1.
    pub(super) fn veil(&mut self, data: &str, colour: Colour, opacity: f32) {
        self.fill_path(path(data), colour, opacity);
    }

    pub(super) fn oval(&mut self, centre: (f32, f32), radii: (f32, f32), colour: Colour) {
        self.veil_oval(centre, radii, colour, 1.0);
    }

    pub(super) fn veil_oval(&mut self, at: (f32, f32), radii: (f32, f32), colour: Colour, opacity: f32) {
        let area = Rect::from_xywh(at.0 - radii.0, at.1 - radii.1, radii.0 * 2.0, radii.1 * 2.0);
        self.fill_path(area.and_then(PathBuilder::from_oval), colour, opacity);
    }

    /// A rectangle with its left, top, width and height.
    pub(super) fn block(&mut self, area: [f32; 4], colour: Colour) {
        let [left, top, width, height] = area;
        let area = Rect::from_xywh(left, top, width, height);
        self.fill_path(area.map(PathBuilder::from_rect), colour, 1.0);
    }

    /// A line with round ends.
    pub(super) fn line(&mut self, data: &str, width: f32, colour: Colour) {
        self.line_within(data, width, colour, None);
    }

    /// A line that shows only inside a shape, if one is given.
    pub(super) fn line_within(&mut self, data: &str, width: f32, colour: Colour, shape: Option<&str>) {
        let path = path(data);
        debug_assert!(path.is_some(), "a line to draw: {data}");
        let stroke =
            Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        let mask = shape.and_then(|shape| self.mask(shape));
        if let Some(path) = path {
            self.pixels.stroke_path(&path, &paint(colour, 1.0), &stroke, self.place, mask.as_ref());
        }
    }

    fn mask(&self, data: &str) -> Option<Mask> {
        let mut mask = Mask::new(self.pixels.width(), self.pixels.height())?;
        mask.fill_path(&path(data)?, FillRule::Winding, true, self.place);
        Some(mask)
    }

    /// The finished drawing, on white where nothing was drawn.
    pub(super) fn image(&self) -> RgbImage {
        let mut image = RgbImage::new(self.pixels.width(), self.pixels.height());
        for (out, pixel) in image.pixels_mut().zip(self.pixels.pixels()) {
            let white = 255 - pixel.alpha();
            out.0 = [pixel.red() + white, pixel.green() + white, pixel.blue() + white];
        }
        image
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_data_is_read_or_refused() {
        assert!(path("M 1 2 L 3 4, 5 6 C 1 2 3 4 5 6 Q 1 2 3 4 Z").is_some());
        for bad in ["", "M 1", "M 1 2 L 3", "M 1 2 A 3 4", "M 1 x L 2 3", "M 1 2 L 3 4 Z 5"] {
            assert!(path(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn shapes_land_where_they_are_put() {
        let mut canvas = Canvas::new(20, 20).unwrap();
        canvas.within((2.0, 2.0), (4.0, 0.0), |c| c.block([0.0, 0.0, 4.0, 4.0], 0x336699));
        let image = canvas.image();
        assert_eq!(image.get_pixel(5, 5).0, [0x33, 0x66, 0x99]);
        assert_eq!(image.get_pixel(1, 1).0, [255, 255, 255]);
        assert_eq!(shade(0x808080, 0.5), 0x404040);
    }
}
