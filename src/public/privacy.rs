//! The privacy notices and the retention schedule: made from the scheme's rules and the table the scheduler works
//! by, so that they cannot say anything else.

use std::sync::Arc;

use actix_web::web;
use askama::Template;

use crate::{
    actions::{Bar, Refusal, Service, Shared},
    domain::{
        date,
        member::evidence::Visitor,
        retention::Record,
        rules::{BEYOND_RECOVERY, ERASED_WITHIN_HOURS, LEAVING_CONFIRMATION_HOURS, Rules},
        scheme::{
            Contact,
            privacy::{KeptLine, Notice, schedule},
        },
    },
    http::{Answer, Caller, Failure, Page, html},
};

/// What all of these pages show.
struct Common {
    page: Page,
    dated: String,
    name: String,
    contact: Contact,
    rules: Rules,
}

async fn common(service: &Shared, caller: Caller, title: &str) -> Result<Common, Failure> {
    let ((), bar) = service.glance::<Visitor, _>(caller.call, |_, _, _| Ok(())).await?;
    let bar = Bar { person: None, ..bar };
    let page = Page::new(title, &bar, "/privacy");
    let rules = Service::rules(&bar.scheme)?;
    let scheme = Arc::unwrap_or_clone(bar.scheme);
    let dated =
        format!("Version {}, in force since {}", scheme.rules_version, date::spoken(scheme.rules_since));
    Ok(Common { page, dated, name: scheme.name, contact: scheme.contact, rules })
}

/// A way to a notice.
struct Way {
    href: String,
    label: &'static str,
    about: &'static str,
    icon: &'static str,
}

#[derive(Template)]
#[template(path = "public/privacy/index.html", config = "config/askama.toml")]
struct Index {
    page: Page,
    dated: String,
    notices: Vec<Way>,
}

/// Which notice is for whom.
///
/// # Errors
/// 404 for an unknown host name.
pub async fn index(service: web::Data<Shared>, caller: Caller) -> Answer {
    let Common { page, dated, .. } = common(&service, caller, "Privacy").await?;
    let mut notices: Vec<Way> = Notice::ALL
        .iter()
        .map(|notice| {
            let (about, icon) = match notice {
                Notice::PeopleListed => ("You got a letter, or you may be in our lists", "notices"),
                Notice::Young => ("The same in easier words, for you or with a grown-up", "under-18"),
                Notice::Members => ("You report, look or run the scheme", "members"),
                Notice::Public => ("You read these pages, wrote to us, or saw a crime", "people"),
            };
            Way { href: format!("/privacy/{}", notice.as_str()), label: notice.label(), about, icon }
        })
        .collect();
    notices.push(Way {
        href: "/privacy/retention".to_owned(),
        label: "All we keep, and for how long",
        about: "The list our software works by",
        icon: "clock",
    });
    html(&Index { page, dated, notices })
}

#[derive(Template)]
#[template(path = "public/privacy/people_listed.html", config = "config/askama.toml")]
struct PeopleListed {
    page: Page,
    dated: String,
    name: String,
    contact: Contact,
    kept: Vec<KeptLine>,
    shown: String,
    cold: String,
    sought_shown: String,
    sought_cold: String,
    appeal: String,
    after_erasure_hours: u32,
    backups: String,
}

#[derive(Template)]
#[template(path = "public/privacy/young.html", config = "config/askama.toml")]
struct Young {
    page: Page,
    dated: String,
    name: String,
    contact: Contact,
    shown: String,
    cold: String,
    appeal: String,
    after_erasure_hours: u32,
    backups: String,
}

#[derive(Template)]
#[template(path = "public/privacy/members.html", config = "config/askama.toml")]
struct Members {
    page: Page,
    dated: String,
    name: String,
    contact: Contact,
    kept: Vec<KeptLine>,
    renewal: String,
    leaving_hours: u32,
}

#[derive(Template)]
#[template(path = "public/privacy/public.html", config = "config/askama.toml")]
struct Public {
    page: Page,
    dated: String,
    name: String,
    contact: Contact,
    kept: Vec<KeptLine>,
    enquiry_kept: String,
}

/// A privacy notice.
///
/// # Errors
/// 404 for a notice that does not exist, or an unknown host name.
pub async fn notice(service: web::Data<Shared>, caller: Caller, which: web::Path<String>) -> Answer {
    let which = Notice::parse(&which).ok_or(Refusal::NotFound)?;
    let Common { page, dated, name, contact, rules } = common(&service, caller, which.label()).await?;
    let kept = which.kept(&rules);
    match which {
        Notice::PeopleListed => html(&PeopleListed {
            page,
            dated,
            name,
            contact,
            kept,
            shown: rules.circulation.spoken(),
            cold: rules.cold.spoken(),
            sought_shown: rules.id_sought_circulation.spoken(),
            sought_cold: rules.id_sought_cold.spoken(),
            appeal: rules.appeal.spoken(),
            after_erasure_hours: ERASED_WITHIN_HOURS,
            backups: BEYOND_RECOVERY.spoken(),
        }),
        Notice::Young => html(&Young {
            page,
            dated,
            name,
            contact,
            shown: rules.circulation.spoken(),
            cold: rules.cold.spoken(),
            appeal: rules.appeal.spoken(),
            after_erasure_hours: ERASED_WITHIN_HOURS,
            backups: BEYOND_RECOVERY.spoken(),
        }),
        Notice::Members => html(&Members {
            page,
            dated,
            name,
            contact,
            kept,
            renewal: rules.agreement_renewal.spoken(),
            leaving_hours: LEAVING_CONFIRMATION_HOURS,
        }),
        Notice::Public => html(&Public {
            page,
            dated,
            name,
            contact,
            kept,
            enquiry_kept: super::contact::kept(Record::Enquiry, &rules),
        }),
    }
}

#[derive(Template)]
#[template(path = "public/privacy/retention.html", config = "config/askama.toml")]
struct Retention {
    page: Page,
    dated: String,
    kept: Vec<KeptLine>,
}

/// The retention schedule.
///
/// # Errors
/// 404 for an unknown host name.
pub async fn retention(service: web::Data<Shared>, caller: Caller) -> Answer {
    let Common { page, dated, rules, .. } = common(&service, caller, "All we keep").await?;
    html(&Retention { page, dated, kept: schedule(&rules) })
}
