//! Styles, scripts, fonts and icons: embedded in the binary, under an address that changes with their content.

use std::sync::LazyLock;

use actix_web::{HttpResponse, web};
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
    css: Vec<u8>,
    js: Vec<u8>,
    base: String,
    css_path: String,
    js_path: String,
    icons_path: String,
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
        css,
        js,
        css_path: format!("{base}/beadle.css"),
        js_path: format!("{base}/beadle.js"),
        icons_path: format!("{base}/icons.svg"),
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

/// Serves an asset for a year: another content has another address.
///
/// # Errors
/// 404 for what is not an asset of this version.
pub async fn serve(path: web::Path<(String, String)>) -> Answer {
    let (print, name) = path.into_inner();
    if ASSETS.base != format!("/assets/{print}") {
        return Err(Failure::from(Refusal::NotFound));
    }
    let (kind, body) = match name.as_str() {
        "beadle.css" => ("text/css; charset=utf-8", ASSETS.css.clone()),
        "beadle.js" => ("text/javascript; charset=utf-8", ASSETS.js.clone()),
        "icons.svg" => ("image/svg+xml", file("icons/icons.svg")?),
        font if font.starts_with("fonts/") && font.ends_with(".woff2") => ("font/woff2", file(font)?),
        _ => return Err(Failure::from(Refusal::NotFound)),
    };
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header(("cache-control", "public, max-age=31536000, immutable"))
        .body(body))
}

fn file(name: &str) -> Result<Vec<u8>, Failure> {
    Files::get(name).map(|file| file.data.into_owned()).ok_or_else(|| Failure::from(Refusal::NotFound))
}
