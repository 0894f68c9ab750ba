//! The frame of every page: scheme, navigation, who is signed in.

use super::assets;
use crate::{actions::Bar, domain::member::role::Role};

/// What `layout/page.html` and `layout/public.html` show around a page.
#[derive(Debug, Clone)]
pub struct Page {
    /// The page's title.
    pub title: String,
    /// The scheme's name.
    pub scheme_name: String,
    /// Who is signed in.
    pub viewer: Option<ViewerBar>,
    /// The navigation.
    pub nav: Vec<NavItem>,
    /// "bar" for shop staff and officers, "rail" for a desk, "none" for visitors.
    pub nav_kind: &'static str,
    /// "", "light" or "dark".
    pub theme: String,
    /// The token of forms.
    pub csrf: String,
    /// The address of the styles.
    pub css: &'static str,
    /// The address of the scripts.
    pub js: &'static str,
    /// The address of the icons.
    pub icons: &'static str,
    /// The address of the mark in the browser's tab.
    pub mark: &'static str,
    /// What was just done, in a sentence.
    pub flash: Option<String>,
    /// A demonstration.
    pub demo: bool,
}

/// Who is signed in.
#[derive(Debug, Clone)]
pub struct ViewerBar {
    /// Name.
    pub name: String,
    /// Business, or empty.
    pub place: String,
    /// The role acted in.
    pub role: &'static str,
}

/// A way to go.
#[derive(Debug, Clone)]
pub struct NavItem {
    /// Address.
    pub href: &'static str,
    /// Word.
    pub label: &'static str,
    /// Icon.
    pub icon: &'static str,
    /// Whether the page is behind it.
    pub current: bool,
    /// How many things wait there.
    pub count: Option<u32>,
}

/// Where each role can go: address, word, icon.
const fn ways(role: Role) -> &'static [(&'static str, &'static str, &'static str)] {
    match role {
        Role::Member => &[
            ("/report", "Report", "report"),
            ("/gallery", "Gallery", "gallery"),
            ("/reports", "Reports", "reports"),
            ("/account", "Me", "me"),
        ],
        Role::Manager => &[
            ("/report", "Report", "report"),
            ("/gallery", "Gallery", "gallery"),
            ("/reports", "Reports", "reports"),
            ("/members", "Team", "team"),
            ("/account", "Me", "me"),
        ],
        Role::Administrator => &[
            ("/inbox", "Inbox", "inbox"),
            ("/people", "People", "people"),
            ("/notices", "Notices", "notices"),
            ("/members", "Members", "members"),
            ("/requests", "Requests", "reports"),
            ("/enquiries", "Enquiries", "threats"),
            ("/settings", "Settings", "settings"),
            ("/account", "Me", "me"),
        ],
        Role::Board => &[
            ("/decisions", "Decisions", "decisions"),
            ("/decisions/leavings", "Leaving", "cross"),
            ("/members/roles", "Roles", "team"),
            ("/account", "Me", "me"),
        ],
        Role::Controller => &[
            ("/assurance", "Assurance", "assurance"),
            ("/requests", "Requests", "reports"),
            ("/decisions", "Decisions", "decisions"),
            ("/notices", "Notices", "notices"),
            ("/members/roles", "Roles", "team"),
            ("/settings", "Settings", "settings"),
            ("/account", "Me", "me"),
        ],
        Role::Officer => &[
            ("/officer/people", "People", "people"),
            ("/officer/incidents", "Incidents", "reports"),
            ("/account", "Me", "me"),
        ],
    }
}

/// The page a role begins at.
pub const fn home(role: Role) -> &'static str {
    match role {
        Role::Member | Role::Manager => "/report",
        Role::Administrator => "/inbox",
        Role::Board => "/decisions",
        Role::Controller => "/assurance",
        Role::Officer => "/officer/people",
    }
}

impl Page {
    /// The frame of a page; `path` is the navigation item it stands behind.
    pub fn new(title: impl Into<String>, bar: &Bar, path: &str) -> Self {
        let person = bar.person.as_ref();
        let mut nav = person.map_or(&[][..], |person| ways(person.role)).to_vec();
        if bar.scheme.demo && person.is_some_and(|person| person.role == Role::Administrator) {
            nav.push(("/outbox", "Outbox", "outbox"));
        }
        Self {
            title: title.into(),
            scheme_name: bar.scheme.name.clone(),
            viewer: person.map(|person| ViewerBar {
                name: person.name.clone(),
                place: person.place.clone(),
                role: person.role.label(),
            }),
            nav: nav
                .iter()
                .map(|&(href, label, icon)| NavItem { href, label, icon, current: href == path, count: None })
                .collect(),
            nav_kind: match person.map(|person| person.role) {
                None => "none",
                Some(Role::Member | Role::Manager | Role::Officer) => "bar",
                Some(_) => "rail",
            },
            theme: person.map(|person| person.theme.clone()).unwrap_or_default(),
            csrf: bar.csrf.clone(),
            css: assets::css(),
            js: assets::js(),
            icons: assets::icons(),
            mark: assets::mark(),
            flash: None,
            demo: bar.scheme.demo,
        }
    }

    /// The page with a sentence on what was just done.
    #[must_use]
    pub fn flashing(mut self, sentence: Option<&str>) -> Self {
        self.flash = sentence.map(str::to_owned);
        self
    }

    /// The page with a number at one of its ways.
    #[must_use]
    pub fn counting(mut self, href: &str, count: u32) -> Self {
        for item in &mut self.nav {
            if item.href == href && count > 0 {
                item.count = Some(count);
            }
        }
        self
    }
}
