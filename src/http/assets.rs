//! Styles, scripts, fonts and icons: embedded in the binary, under an address that changes with their content.

use std::{io::Write as _, sync::LazyLock};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{AcceptEncoding, ContentEncoding, Encoding, Header as _},
    web,
};
use flate2::{Compression, write::GzEncoder};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::{Answer, Failure};
use crate::actions::Refusal;

#[derive(RustEmbed)]
#[folder = "web/"]
#[include = "css/*.css"]
#[include = "js/*.js"]
#[include = "fonts/*.woff2"]
#[include = "icons/*.svg"]
struct Files;

/// The order in which styles build on each other.
const STYLES: [&str; 8] = ["base", "layout", "components", "forms", "report", "gallery", "review", "print"];
/// The order in which scripts build on each other.
const SCRIPTS: [&str; 4] = ["app", "report", "gallery", "crop"];

struct Assets {
    css: Text,
    js: Text,
    icons: Text,
    mark: Text,
    base: String,
    css_path: String,
    js_path: String,
    icons_path: String,
    mark_path: String,
}

/// A text as it is, and as small as gzip makes it: worth the time once, not at each request.
struct Text {
    plain: Vec<u8>,
    small: Vec<u8>,
}

impl Text {
    fn new(plain: Vec<u8>) -> Self {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        // Writing into memory does not fail; if it did, nothing small would be sent.
        let small = gzip.write_all(&plain).and_then(|()| gzip.finish()).unwrap_or_default();
        Self { plain, small }
    }
}

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let joined = |folder: &str, ending: &str, names: &[&str]| {
        let parts = names.iter().map(|name| Files::get(&format!("{folder}/{name}.{ending}")));
        parts.flatten().map(|file| file.data.into_owned()).collect::<Vec<_>>().join(&b'\n')
    };
    let (css, js) = (joined("css", "css", &STYLES), joined("js", "js", &SCRIPTS));
    let mut digest = Sha256::new();
    for name in Files::iter() {
        digest.update(name.as_bytes());
        digest.update(Files::get(&name).map(|file| file.data).unwrap_or_default());
    }
    let print: String = digest.finalize()[..6].iter().map(|byte| format!("{byte:02x}")).collect();
    let base = format!("/assets/{print}");
    Assets {
        css: Text::new(css),
        js: Text::new(js),
        icons: Text::new(joined("icons", "svg", &["icons"])),
        mark: Text::new(joined("icons", "svg", &["mark"])),
        css_path: format!("{base}/beadle.css"),
        js_path: format!("{base}/beadle.js"),
        icons_path: format!("{base}/icons.svg"),
        mark_path: format!("{base}/mark.svg"),
        base,
    }
});

/// The address of the styles.
pub fn css() -> &'static str {
    &ASSETS.css_path
}
/// The address of the scripts.
pub fn js() -> &'static str {
    &ASSETS.js_path
}
/// The address of the icons.
pub fn icons() -> &'static str {
    &ASSETS.icons_path
}
/// The address of the mark that stands in a browser's tab.
pub fn mark() -> &'static str {
    &ASSETS.mark_path
}

/// Serves an asset for a year: another content has another address.
///
/// # Errors
/// 404 for what is not an asset of this version.
pub async fn serve(request: HttpRequest, path: web::Path<(String, String)>) -> Answer {
    let (print, name) = path.into_inner();
    if ASSETS.base != format!("/assets/{print}") {
        return Err(Failure::from(Refusal::NotFound));
    }
    let mut answer = HttpResponse::Ok();
    answer.insert_header(("cache-control", "public, max-age=31536000, immutable"));
    let (kind, text) = match name.as_str() {
        "beadle.css" => ("text/css; charset=utf-8", &ASSETS.css),
        "beadle.js" => ("text/javascript; charset=utf-8", &ASSETS.js),
        "icons.svg" => ("image/svg+xml", &ASSETS.icons),
        "mark.svg" => ("image/svg+xml", &ASSETS.mark),
        font if font.starts_with("fonts/") && font.ends_with(".woff2") => {
            return Ok(answer.content_type("font/woff2").body(file(font)?));
        }
        _ => return Err(Failure::from(Refusal::NotFound)),
    };
    answer.content_type(kind).insert_header(("vary", "accept-encoding"));
    if !text.small.is_empty() && takes_gzip(&request) {
        return Ok(answer.insert_header(ContentEncoding::Gzip).body(text.small.clone()));
    }
    Ok(answer.body(text.plain.clone()))
}

fn takes_gzip(request: &HttpRequest) -> bool {
    let gzip = [Encoding::gzip()];
    AcceptEncoding::parse(request).is_ok_and(|takes| takes.negotiate(gzip.iter()) == Some(Encoding::gzip()))
}

fn file(name: &str) -> Result<Vec<u8>, Failure> {
    Files::get(name).map(|file| file.data.into_owned()).ok_or_else(|| Failure::from(Refusal::NotFound))
}
