//! Every page, looked over by axe-core: light and dark, on a phone and at a desk (WCAG 2.2 AA).

use crate::{
    harness::{Service, Setting, Violation, axe, shot},
    main_line::state_purpose,
    walk::Walk,
};

const OPEN: &[&str] = &[
    "/",
    "/sign-in",
    "/forgotten",
    "/n",
    "/privacy",
    "/privacy/people-listed",
    "/privacy/young",
    "/privacy/members",
    "/privacy/public",
    "/privacy/retention",
    "/police/docs",
    "/contact",
    "/rights",
    "/nowhere",
];
const MEMBER: &[&str] = &["/report", "/gallery", "/reports", "/corrections", "/account"];
const MANAGER: &[&str] = &["/report", "/reports", "/members"];
const ADMINISTRATOR: &[&str] = &[
    "/inbox",
    "/people",
    "/notices",
    "/members",
    "/members/new",
    "/requests",
    "/requests/new",
    "/enquiries",
    "/outbox",
    "/report/for",
    "/settings",
    "/settings/rules",
    "/settings/rules/edit",
    "/breaches",
    "/breaches/new",
    "/documents",
    "/corrections",
    "/account",
];
const BOARD: &[&str] =
    &["/decisions", "/decisions/appeals", "/decisions/leavings", "/members/roles", "/account"];
const CONTROLLER: &[&str] = &[
    "/assurance",
    "/assurance/promises",
    "/assurance/people",
    "/assurance/certificates",
    "/assurance/agreements",
    "/assurance/agreements/new",
    "/assurance/disclosures",
    "/assurance/audit",
    "/requests",
    "/decisions",
    "/members/roles",
    "/settings",
];

const OFFICER: &[&str] = &["/officer/purpose", "/officer/people", "/officer/incidents", "/account"];

/// The first page of each kind that a list leads to, and the pages behind that one.
const BEHIND: &[(&str, &str, &[&str])] = &[
    ("/gallery", "/gallery/", &[]),
    ("/reports", "/reports/", &[]),
    ("/inbox", "/inbox/", &["/police"]),
    ("/people", "/people/", &["/same", "/not"]),
    ("/notices", "/notices/", &[]),
    ("/requests", "/requests/", &[]),
    ("/breaches", "/breaches/", &["/facts"]),
    ("/documents", "/documents/", &[]),
    ("/assurance/people", "/assurance/people/", &[]),
    ("/assurance/certificates", "/assurance/certificates/", &[]),
    ("/assurance/agreements", "/assurance/agreements/", &["/clients", "/officers"]),
    ("/officer/people", "/officer/people/", &[]),
];

/// The first page of each kind that one of those leads to.
const DEEPER: &[(&str, &str)] = &[
    ("/assurance/agreements/one", "/assurance/clients/"),
    ("/assurance/agreements/one", "/assurance/officers/"),
];

async fn look_over(
    town: &Service,
    setting: Setting,
    role: Option<&str>,
    paths: &[&str],
    faults: &mut Vec<String>,
) {
    let walk = match role {
        Some(role) => Walk::signed_in(town, setting, role).await,
        None => Walk::new(town, setting).await,
    };
    if role == Some("officer") {
        state_purpose(&walk).await;
    }
    let mut all: Vec<(String, String)> =
        paths.iter().map(|path| ((*path).to_owned(), (*path).to_owned())).collect();
    for (list, begins, further) in BEHIND.iter().filter(|(list, ..)| paths.contains(list)) {
        walk.go(list).await;
        let one = walk.link_but(begins, paths).await;
        all.extend(further.iter().map(|part| (format!("{one}{part}"), format!("{begins}one{part}"))));
        all.push((one, format!("{begins}one")));
    }
    for (page, begins) in DEEPER {
        let Some((path, _)) = all.iter().find(|(_, name)| name == page) else { continue };
        walk.go(path).await;
        let one = walk.link(begins).await;
        all.push((one, format!("{begins}one")));
    }
    for (path, name) in &all {
        walk.go(path).await;
        for theme in ["light", "dark"] {
            walk.show_in(theme).await;
            let role = role.unwrap_or("visitor");
            let screen = setting.screen;
            let named = format!("{role}{}-{screen:?}-{theme}", name.replace('/', "-")).to_lowercase();
            shot(walk.client(), &named).await;
            faults.extend(axe(walk.client()).await.into_iter().map(|fault| told(&named, fault)));
        }
    }
}

/// What is wrong, where, and why.
pub fn told(named: &str, fault: Violation) -> String {
    let at: Vec<String> = fault.nodes.iter().map(|node| node.html.chars().take(160).collect()).collect();
    let why = fault.nodes.first().and_then(|node| node.summary.clone()).unwrap_or_default();
    let weight = fault.impact.unwrap_or_default();
    format!("{named}: {} ({weight}) {}: {at:?} {why}", fault.id, fault.help)
}

/// Looks over every page of every role in one setting; says what axe-core found.
pub async fn look_over_all(town: &Service, setting: Setting) -> Vec<String> {
    let mut faults = Vec::new();
    for (role, paths) in [
        (None, OPEN),
        (Some("member"), MEMBER),
        (Some("manager"), MANAGER),
        (Some("administrator"), ADMINISTRATOR),
        (Some("board"), BOARD),
        (Some("controller"), CONTROLLER),
        (Some("officer"), OFFICER),
    ] {
        look_over(town, setting, role, paths, &mut faults).await;
    }
    faults
}
