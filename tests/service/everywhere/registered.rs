//! Every route, as it stands in the code. A route is registered in one way only, `.route(PATTERN, METHOD().to(…))`,
//! so that this list is whole.

use std::{fs, path::Path};

/// A route: its method in capitals, and its pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    pub pattern: String,
    pub method: &'static str,
}

/// Other ways in which actix takes routes.
const OTHERWISE: [&str; 14] = [
    "web::resource(",
    "resource(",
    "web::scope(",
    "scope(",
    ".service(",
    ".default_service(",
    ".external_resource(",
    "#[get(",
    "#[post(",
    "#[route(",
    "#[put(",
    "#[delete(",
    "web::redirect(",
    "Files::new(",
];

/// Every route of the house, in order.
pub fn routes() -> Vec<Route> {
    let mut found = Vec::new();
    for (file, text) in sources() {
        found.extend(read(&file, &text).unwrap());
    }
    found.sort();
    let count = found.len();
    found.dedup();
    assert_eq!(found.len(), count, "no route is registered twice");
    assert!(count > 80, "the routes were found");
    found
}

/// Every file under `src` with its text.
pub fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    read_folder(top, &top.join("src"), &mut found);
    found.sort();
    found
}

fn read_folder(top: &Path, folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_folder(top, &path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(top).unwrap().to_string_lossy().into_owned();
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The routes that a file registers, or the line that does it in another way.
fn read(file: &str, text: &str) -> Result<Vec<Route>, String> {
    // A witness serves no scheme and knows nobody: its door is tried in tests/service/witness.
    if file == "src/witness_api/mod.rs" {
        return Ok(Vec::new());
    }
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let doors = ["src/portal/", "src/public/", "src/police_api/"];
    if doors.iter().any(|door| file.starts_with(door)) || file == "src/app.rs" {
        if let Some(way) = OTHERWISE.iter().find(|way| code.contains(**way)) {
            return Err(format!("{file}: routes are registered by .route(…) alone, not by {way}"));
        }
    } else if code.contains("ServiceConfig") {
        return Err(format!("{file}: routes are registered in portal, public, police_api and app alone"));
    }
    let mut found = Vec::new();
    for call in code.split(".route(").skip(1) {
        let unread = || format!("{file}: cannot read .route({}", &call[..call.len().min(80)]);
        let call = call.trim_start();
        let (pattern, rest) =
            call.strip_prefix('"').and_then(|call| call.split_once('"')).ok_or_else(unread)?;
        let rest = rest.trim_start().strip_prefix(',').ok_or_else(unread)?.trim_start();
        let rest = rest.strip_prefix("web::").unwrap_or(rest);
        let method = [("get().to(", "GET"), ("post().to(", "POST")];
        let (_, method) = method.iter().find(|(way, _)| rest.starts_with(way)).ok_or_else(unread)?;
        found.push(Route { pattern: pattern.to_owned(), method });
    }
    Ok(found)
}

#[test]
fn a_route_that_is_registered_otherwise_is_reported() {
    let of = |text: &str| read("src/portal/x/mod.rs", text);
    let expected = Route { pattern: "/a/{id:[0-9]+}".to_owned(), method: "POST" };
    assert_eq!(of(r#"config.route("/a/{id:[0-9]+}", post().to(a::b));"#), Ok(vec![expected.clone()]));
    assert_eq!(of("config.route(\n  \"/a/{id:[0-9]+}\",\n  web::post().to(a::b));"), Ok(vec![expected]));
    assert!(of(r#"config.route(PATTERN, get().to(a::b));"#).is_err());
    assert!(of(r#"config.route("/a", method(X).to(a::b));"#).is_err());
    assert!(of(r#"config.service(web::resource("/a"));"#).is_err());
    assert!(of("#[get(\"/a\")]\nasync fn a() {}").is_err());
    assert!(read("src/actions/x.rs", "fn routes(config: &mut ServiceConfig)").is_err());
}
