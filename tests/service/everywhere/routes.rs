//! Every route is tried by everybody, with everybody's things: `tests/snapshots/routes.txt`.

use std::{collections::BTreeSet, fmt::Write};

use actix_web::test::TestRequest;
use beadle::{
    domain::member::{agreement::Acceptance, role::Role},
    store,
};

use super::{
    full::Full,
    registered::{Route, routes},
    snapshot::compare,
    things::addresses,
};
use crate::harness::{Answer, Browser};

/// Who tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Nobody,
    Holds(Role),
    /// An officer who has said what for.
    Officer,
    /// One who has not.
    Unstated,
    /// A controller who has not shown a second factor yet.
    Halfway,
    /// A member whose agreement ran out.
    Unagreed,
    /// An administrator whose agreement ran out.
    Lapsed,
    /// The other scheme's controller, at this scheme's host name.
    Stranger,
    /// Somebody signed in, at a host name of no scheme.
    Nowhere,
}

const ALL: [(Who, &str); 13] = [
    (Who::Nobody, "nobody"),
    (Who::Holds(Role::Member), "member"),
    (Who::Holds(Role::Manager), "manager"),
    (Who::Holds(Role::Administrator), "admin"),
    (Who::Holds(Role::Board), "board"),
    (Who::Holds(Role::Controller), "control"),
    (Who::Officer, "officer"),
    (Who::Unstated, "unstated"),
    (Who::Halfway, "halfway"),
    (Who::Unagreed, "unagreed"),
    (Who::Lapsed, "lapsed"),
    (Who::Stranger, "stranger"),
    (Who::Nowhere, "nowhere"),
];

/// A browser of somebody, just signed in.
pub async fn browser(full: &Full, who: Who) -> Browser {
    let town = &full.town;
    let (ashby, other) = (&town.ashby, &town.other);
    let lapse = |user| {
        let (scheme, on) = (ashby.scheme, "2020-01-01".parse().unwrap());
        town.write(move |tx| store::user::agree(tx, scheme, user, Acceptance { version: 1, on }))
    };
    match who {
        Who::Nobody => town.visit(ashby.host).await,
        Who::Holds(role) => town.sign_in(role).await,
        Who::Officer => {
            let mut browser = town.sign_in_as(ashby, full.own.officer, Role::Officer).await;
            let said = [("purpose", "detection"), ("reason", "WS/1234/26")];
            browser.post("/officer/purpose", &said).await.expect(303);
            browser
        }
        Who::Unstated => town.sign_in_as(ashby, full.own.officer, Role::Officer).await,
        Who::Halfway => town.sign_in_halfway(ashby, ashby.controller, Role::Controller).await,
        Who::Unagreed => {
            lapse(ashby.member).await;
            town.sign_in(Role::Member).await
        }
        Who::Lapsed => {
            lapse(ashby.administrator).await;
            town.sign_in(Role::Administrator).await
        }
        Who::Stranger => {
            let mut browser = town.sign_in_as(other, other.controller, Role::Controller).await;
            browser.host = ashby.host.to_owned();
            browser
        }
        Who::Nowhere => {
            let mut browser = town.sign_in(Role::Controller).await;
            browser.host = "nowhere.test".to_owned();
            browser
        }
    }
}

/// What an answer is, in a word; and where a deed led, if it led anywhere.
fn told(answer: &Answer) -> (String, Option<String>) {
    let to = answer.location();
    match answer.status {
        303 if to.starts_with("/sign-in?") || to == "/sign-in" => ("in".to_owned(), None),
        303 if to.starts_with("/second-factor?") || to == "/second-factor" => ("2nd".to_owned(), None),
        303 if to.starts_with("/agreement?") || to == "/agreement" => ("agree".to_owned(), None),
        303 => ("303".to_owned(), Some(nameless(to))),
        status => (status.to_string(), None),
    }
}

/// A path with `{}` in the place of each id.
fn nameless(path: &str) -> String {
    let parts = path.split_inclusive(['/', '?', '=', '#', '&']).map(|part| {
        let end = part.find(['/', '?', '=', '#', '&']).unwrap_or(part.len());
        let (word, mark) = part.split_at(end);
        let is_id = word.parse::<uuid::Uuid>().is_ok();
        format!("{}{mark}", if is_id { "{}" } else { word })
    });
    parts.collect()
}

/// What a form needs so that its answer shows who may send it: what is no id at all is 404 for everybody.
fn fields(full: &Full, pattern: &str) -> Vec<(&'static str, String)> {
    let own = |name, value: String| vec![(name, value)];
    match pattern {
        "/account/role" => own("role", "member".to_owned()),
        "/decisions/leavings/{id}" => own("word", "DELETE".to_owned()),
        "/members/people/{user}/role" => own("role", "manager".to_owned()),
        "/members/people/{user}/state" | "/members/{business}/state" => own("state", "suspended".to_owned()),
        "/members/roles/{user}/confirm" | "/members/roles/{user}/revoke" => own("role", "board".to_owned()),
        "/people/{person}/name" => own("suggestion", full.own.suggestion.to_string()),
        "/people/{person}/best-interests/confirm" => own("decision", full.interests.to_string()),
        _ => Vec::new(),
    }
}

/// A line of the matrix: the address, a cell for each who, where deeds led.
struct Line {
    address: String,
    cells: Vec<String>,
    leads: BTreeSet<String>,
}

/// What somebody is answered at every address, in order.
async fn column(routes: &[Route], who: Who) -> Vec<(String, Option<String>)> {
    let mut full = Full::new().await;
    let mut somebody = browser(&full, who).await;
    let mut column = Vec::new();
    for route in routes {
        for n in 0..addresses(&full, &route.pattern).len() {
            let path = addresses(&full, &route.pattern)[n].1.clone();
            let answer = match route.method {
                "GET" => somebody.get(&path).await,
                _ => {
                    let fields = fields(&full, &route.pattern);
                    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    somebody.post(&path, &fields).await
                }
            };
            assert!(answer.status < 500, "{path}: {}", answer.text);
            let told = told(&answer);
            // A deed was done: whatever is tried next is tried on an untouched town.
            if route.method == "POST" && told.1.is_some() || route.pattern == "/sign-out" {
                full = Full::new().await;
                somebody = browser(&full, who).await;
            }
            column.push(told);
        }
    }
    column
}

/// Everybody tries at the same time, each in towns of their own.
async fn matrix() -> Vec<Line> {
    let routes = routes();
    let full = Full::new().await;
    let mut lines = Vec::new();
    for route in &routes {
        for (whose, _) in addresses(&full, &route.pattern) {
            let address = format!("{:<4} {} {}", route.method, route.pattern, whose.label());
            let address = address.trim_end().to_owned();
            lines.push(Line { address, cells: Vec::new(), leads: BTreeSet::new() });
        }
    }
    let tries = ALL.map(|(who, _)| {
        let routes = routes.clone();
        std::thread::spawn(move || actix_web::rt::System::new().block_on(column(&routes, who)))
    });
    for tried in tries {
        for (line, (cell, leads)) in
            lines.iter_mut().zip(tried.join().expect("nobody is answered by a panic"))
        {
            line.cells.push(cell);
            line.leads.extend(leads);
        }
    }
    lines
}

fn written(lines: &[&Line]) -> String {
    let width = lines.iter().map(|line| line.address.len()).max().unwrap_or_default();
    let mut text = String::from(
        "# Every route, tried by everybody with everybody's things; deeds with next to nothing filled in (R-63).\n\
         # in, 2nd, agree: on to the page that signs in, asks for the second factor, asks to agree. 422: theirs to do,\n\
         # if they fill it in. 404: it does not exist for them. BEADLE_BLESS=1 writes this file anew.\n",
    );
    let cells = |cells: &mut dyn Iterator<Item = &str>| {
        cells.map(|cell| format!(" {cell:<8}")).collect::<String>().trim_end().to_owned()
    };
    let head = cells(&mut ALL.iter().map(|(_, name)| *name));
    writeln!(text, "{:<width$}{head}", "").unwrap();
    for Line { address, cells: row, leads } in lines {
        let row = cells(&mut row.iter().map(String::as_str));
        let leads: Vec<&str> = leads.iter().map(String::as_str).collect();
        let leads = if leads.is_empty() { String::new() } else { format!("  > {}", leads.join(" ")) };
        writeln!(text, "{address:<width$}{row}{leads}").unwrap();
    }
    text
}

#[actix_web::test]
async fn every_route_is_tried_by_everybody() {
    let all = matrix().await;
    let beginning = |with: &str| all.iter().filter(|line| line.address.contains(with)).collect::<Vec<_>>();
    let rights = [" /requests", " /rights", " /n", " /copy/", " /decisions/appeals"];
    let apart = |line: &&Line| {
        let others = [" /police/", " /assurance", " /officer"];
        !others.iter().chain(&rights).any(|with| line.address.contains(with))
    };
    compare("routes.txt", &written(&all.iter().filter(apart).collect::<Vec<_>>()));
    compare("routes_assurance.txt", &written(&beginning(" /assurance")));
    let police: Vec<_> = [beginning(" /officer"), beginning(" /police/")].concat();
    compare("routes_police.txt", &written(&police));
    compare("routes_rights.txt", &written(&rights.map(beginning).concat()));
}

#[actix_web::test]
async fn what_asks_to_sign_in_says_401_to_a_script() {
    let full = Full::new().await;
    let mut nobody = browser(&full, Who::Nobody).await;
    let mut asked = 0;
    for route in routes().iter().filter(|route| route.method == "GET") {
        for (_, path) in addresses(&full, &route.pattern) {
            if !nobody.get(&path).await.location().starts_with("/sign-in") {
                continue;
            }
            let request = TestRequest::get().uri(&path).insert_header(("accept", "application/json"));
            let answer = nobody.send(request).await.expect(401);
            assert_eq!(answer.header("content-type"), "application/problem+json", "{path} (RFC 9457)");
            asked += 1;
        }
    }
    assert!(asked > 30, "{asked} pages ask to sign in");
}

#[test]
fn ids_are_left_out_of_where_a_deed_leads() {
    let id = uuid::Uuid::from_u128(7);
    assert_eq!(nameless(&format!("/people/{id}?done={id}#a")), "/people/{}?done={}#a");
}
