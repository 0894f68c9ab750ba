//! What does each role find on all pages of the service? A town in which every sealed field holds a word of its own is
//! read through; the words found are what the matrix of product.md lets the role see, and
//! `tests/snapshots/seen.txt`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use beadle::domain::member::role::Role;

use super::{
    full::Full, registered::routes, routes::Who, routes::browser, snapshot::compare, things::addresses,
};
use crate::harness::Browser;

/// Whose the words are.
const WHOSE: [&str; 6] = ["own", "gone", "far", "rival", "young", "sought"];
/// The columns: five roles, the person behind a letter's code, and an officer under an agreement that names contact
/// details.
const COLUMNS: [&str; 7] = ["member", "manager", "admin", "board", "control", "person", "police"];

/// Who may see what of a person who is shown: member, manager, administrator, board, controller, the person, police.
/// The rows are those of product.md's matrix; `own…` is the own business's report, `others…` another's.
const MAY: &[(&[&str], [bool; 7])] = &[
    (&["name", "alias", "born", "looks", "method"], [true; 7]),
    (&["otherssummary"], [true; 7]),
    (&["ownnarrative", "owndescribed", "ownpolice"], [true; 7]),
    (&["othersnarrative", "othersdescribed", "otherspolice"], [false, false, true, true, true, true, true]),
    (&["ownvictims", "ownwitnesses"], [true, true, true, true, true, false, false]),
    (&["othersvictims", "otherswitnesses"], [false, false, true, true, true, false, false]),
    (&["ownreporter", "ownoutcome"], [true, true, true, false, true, false, false]),
    (&["othersreporter", "othersoutcome"], [false, false, true, false, true, false, false]),
    (&["address", "email"], [false, false, true, false, true, true, true]),
    (&["special"], [true, true, true, false, true, true, false]),
    (&["specialelsewhere"], [false, false, true, false, true, true, false]),
    (&["vulnerability"], [false, false, true, false, true, true, false]),
    (
        &["specialreason", "specialelsewherereason", "vulnerabilityreason"],
        [false, false, true, false, true, true, false],
    ),
    (&["matename", "matealias"], [true, true, true, true, true, false, true]),
    (&["mateborn", "matelooks", "matemethod"], [true, true, true, true, true, false, true]),
    (&["mateaddress", "mateemail"], [false, false, true, false, true, false, true]),
    (&["hold"], [false, false, true, false, true, true, false]),
    (&["suggested"], [false, false, true, false, true, false, false]),
    (&["proposalstatement", "proposalreasons"], [false, false, true, true, true, true, false]),
    (&["decisionstatement", "decisionreasons"], [false, false, true, true, true, true, false]),
    (&["servicestatement", "servicereasons"], [false, false, true, true, true, true, false]),
    (&["letter"], [false, false, true, false, true, true, false]),
    (&["erasedon"], [false, false, true, false, true, true, false]),
];

/// What may be seen of who is withdrawn, beside the controller and the person: the words of the own report, without
/// the name, and the scheme's own words on an incident to who reviewed it. The last row goes before all others.
const MAY_OF_GONE: &[(&[&str], [bool; 7])] = &[
    (
        &["ownnarrative", "owndescribed", "ownpolice", "ownvictims", "ownwitnesses", "ownoutcome"],
        [true, true, true, false, true, true, false],
    ),
    (&["ownsummary"], [true, true, true, false, true, true, false]),
    (
        &[
            "othersnarrative",
            "othersdescribed",
            "otherspolice",
            "othersvictims",
            "otherswitnesses",
            "othersoutcome",
            "otherssummary",
        ],
        [false, false, true, false, true, true, false],
    ),
];

/// Dates that only one person has, as they are written and spoken.
const DATES: [(&str, &str, &[&str]); 6] = [
    ("born", "own", &["1971-03-09", "9 March 1971", "9 Mar 1971"]),
    ("mateborn", "own", &["1972-04-10", "10 April 1972", "10 Apr 1972"]),
    ("born", "gone", &["1973-05-11", "11 May 1973"]),
    ("mateborn", "gone", &["1974-06-12", "12 June 1974", "12 Jun 1974"]),
    ("erasedon", "own", &["2028-10-21", "21 October 2028", "21 Oct 2028"]),
    ("erasedon", "gone", &["2027-11-16", "16 November 2027", "16 Nov 2027"]),
];

/// The words in a text: field and whose.
fn words(text: &str) -> BTreeSet<(String, &'static str)> {
    let mut found = BTreeSet::new();
    for rest in text.split("Cy").skip(1) {
        let word: String = rest.chars().take_while(char::is_ascii_lowercase).collect();
        // The longest ending, since a word may stand before another letter.
        for whose in WHOSE {
            if let Some(field) = word.strip_suffix(whose).filter(|field| !field.is_empty()) {
                found.insert((field.to_owned(), whose));
            }
        }
    }
    for (field, whose, ways) in DATES {
        if ways.iter().any(|way| text.contains(way)) {
            found.insert((field.to_owned(), whose));
        }
    }
    found
}

/// Everything that a role's pages say.
async fn read_through(full: &Full, who: Who) -> BTreeSet<(String, &'static str)> {
    let mut browser = browser(full, who).await;
    let mut found = BTreeSet::new();
    let mut paths: Vec<String> = Vec::new();
    for route in routes().iter().filter(|route| route.method == "GET") {
        paths.extend(addresses(full, &route.pattern).into_iter().map(|(_, path)| path));
    }
    for id in [full.own.mate, full.withdrawn.mate, full.young, full.sought] {
        paths.extend(
            ["/gallery/", "/people/", "/assurance/people/", "/officer/people/"]
                .map(|before| format!("{before}{id}")),
        );
    }
    for set in [&full.own, &full.withdrawn] {
        paths.extend(["/reports/", "/inbox/"].map(|before| format!("{before}{}", set.accepted)));
        paths.extend([set.proposed, set.decided, set.served].map(|id| format!("/decisions/{id}")));
        paths.extend([set.proposed, set.decided, set.served].map(|id| format!("/notices/{id}")));
    }
    for filter in ["all", "known", "sought", "excluded", "warned", "new"] {
        paths.extend([
            format!("/gallery?show={filter}"),
            format!("/gallery?status={filter}"),
            format!("/gallery?{filter}=1"),
        ]);
    }
    paths.extend(["/gallery?q=Cyname".to_owned(), "/gallery?who=Cyname".to_owned()]);
    for path in paths {
        let answer = browser.get(&path).await;
        if answer.status == 200 {
            found.extend(words(&answer.text));
        }
    }
    found.extend(searched(full, &mut browser).await);
    found
}

/// What searches say: the words that were looked for stand in their own field and do not count.
async fn searched(full: &Full, browser: &mut Browser) -> BTreeSet<(String, &'static str)> {
    let mut found = BTreeSet::new();
    for set in [&full.own, &full.withdrawn, &full.foreign] {
        let (name, inbox) = (format!("Cyname{}", set.whose), format!("/inbox/{}/find", full.own.report));
        let file = format!("/people/{}/find", full.own.profile);
        for (path, fields) in [
            ("/people", vec![("look", name.as_str())]),
            (inbox.as_str(), vec![("look", &name)]),
            (file.as_str(), vec![("look", &name)]),
            ("/report", vec![("find", "1"), ("who_search", &name)]),
            ("/officer/people", vec![("name", &name)]),
        ] {
            let answer = browser.post(path, &fields).await;
            if answer.status == 200 {
                found.extend(words(&answer.text.replace(&format!("value=\"{name}\""), "")));
            }
        }
    }
    found
}

/// What the page behind a letter's code says to whom it was written.
async fn of_the_person(full: &Full) -> BTreeSet<(String, &'static str)> {
    let mut visitor = full.town.visit(full.town.ashby.host).await;
    let mut found = BTreeSet::new();
    for (set, day, month, year) in [(&full.own, "9", "3", "1971"), (&full.withdrawn, "11", "5", "1973")] {
        let fields = [("code", set.code), ("day", day), ("month", month), ("year", year)];
        let page = visitor.post("/n", &fields).await.expect(200);
        found.extend(words(&page.text));
    }
    found
}

fn may(field: &str, whose: &str, column: usize) -> bool {
    let rows = |rows: &[(&[&str], [bool; 7])]| {
        rows.iter().find(|(fields, _)| fields.contains(&field)).is_some_and(|(_, may)| may[column])
    };
    match whose {
        "far" => false,
        // The controller sees who is withdrawn, and so does the person; others see what is said of the incident.
        "gone" => rows(MAY_OF_GONE) || matches!(column, 4 | 5) && rows(MAY),
        _ => rows(MAY),
    }
}

#[actix_web::test]
async fn each_role_finds_what_the_matrix_lets_it_see() {
    let full = Full::new().await;
    let mut seen: BTreeMap<(String, &str), [bool; 7]> = BTreeMap::new();
    let roles = [Role::Member, Role::Manager, Role::Administrator, Role::Board, Role::Controller];
    let roles = roles.map(Who::Holds).into_iter().enumerate().chain([(6, Who::Officer)]);
    for (column, who) in roles {
        for word in read_through(&full, who).await {
            seen.entry(word).or_default()[column] = true;
        }
    }
    for word in of_the_person(&full).await {
        seen.entry(word).or_default()[5] = true;
    }
    let of_a_person = |field: &str| MAY.iter().chain(MAY_OF_GONE).any(|(fields, _)| fields.contains(&field));
    let mut breaches = Vec::new();
    for ((field, whose), columns) in &seen {
        for (column, saw) in columns.iter().enumerate() {
            let of_whom = matches!(*whose, "own" | "gone") && of_a_person(field);
            let wrong = *whose == "far" || of_whom && !may(field, whose, column);
            if *saw && wrong {
                breaches.push(format!("{} sees {field} of {whose}", COLUMNS[column]));
            }
        }
    }
    assert_eq!(breaches, [""; 0], "R-63");
    let mut text = String::from(
        "# Each sealed field, and on whose pages it was found: own, a person who is shown; gone, one who is withdrawn;\n\
         # young, sought; rival, another business. Nothing of another scheme is on any page. x found, - allowed by the\n\
         # matrix and on no page yet, . not theirs (R-63). BEADLE_BLESS=1 writes this file anew.\n",
    );
    writeln!(text, "{:<32} {}", "", COLUMNS.join(" ")).unwrap();
    for ((field, whose), columns) in &seen {
        let marks = columns.iter().enumerate().map(|(column, saw)| match saw {
            true => "x",
            false if matches!(*whose, "own" | "gone") && may(field, whose, column) => "-",
            false => ".",
        });
        let marks: Vec<String> =
            marks.zip(COLUMNS).map(|(mark, name)| format!("{mark:<width$}", width = name.len())).collect();
        writeln!(text, "{:<32} {}", format!("{field} {whose}"), marks.join(" ").trim_end()).unwrap();
    }
    compare("seen.txt", &text);
}
