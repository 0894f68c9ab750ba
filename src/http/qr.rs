//! A QR code as the path of an inline picture: nothing is loaded, nothing is unescaped.

use fast_qr::{ECL, QRBuilder};

/// A QR code: `size` modules with the quiet zone, and the dark ones as an SVG path.
#[derive(Debug, Clone)]
pub struct Qr {
    /// Width and height of the view box.
    pub size: usize,
    /// The dark modules.
    pub path: String,
}

/// The quiet zone around a code (ISO/IEC 18004).
const QUIET: usize = 4;

impl Qr {
    /// The code of a text; nothing if it is too long for one (about 2,000 characters).
    pub fn of(text: &str) -> Option<Self> {
        let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
        let mut path = String::new();
        for row in 0..code.size {
            for column in 0..code.size {
                if code[row][column].value() {
                    path.push_str(&format!("M{} {}h1v1h-1z", column + QUIET, row + QUIET));
                }
            }
        }
        Some(Self { size: code.size + 2 * QUIET, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_as_large_as_its_version_and_its_quiet_zone() {
        let code = Qr::of("https://ashby.test/n/AB12").unwrap();
        assert!((code.size - 8 - 17).is_multiple_of(4), "versions are 17 + 4n modules wide");
        assert!(code.path.starts_with("M4 4h1v1h-1z"), "the finder begins after the quiet zone");
        assert!(Qr::of(&"x".repeat(5_000)).is_none());
    }
}
