//! A request: its clock, what was asked, and each step until it is answered.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{
        Refusal, Seen, Shared,
        right::{
            acknowledge as acknowledging, answer as answering,
            board::{self, Opened},
            connect as connecting, extend as extending,
            pause::{self, For},
            send_ready,
        },
    },
    domain::{
        date::{short, spoken},
        ids::RightId,
        member::role::Role,
        right::{Asked, Kind, Outcome, clock::Light, restricting::may_hide, step::Step},
    },
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

/// A moment of the request's time.
struct Moment {
    state: &'static str,
    when: String,
    words: String,
}

#[derive(Template)]
#[template(path = "portal/right/one.html", config = "config/askama.toml")]
struct One {
    page: Page,
    form: Typed,
    id: RightId,
    heading: String,
    lead: String,
    badge: (&'static str, &'static str),
    step: &'static str,
    moments: Vec<Moment>,
    facts: Vec<(&'static str, String)>,
    words: Vec<String>,
    person: Option<(String, String)>,
    asks: Vec<&'static str>,
    acknowledge: bool,
    connect: bool,
    waits_identity: bool,
    waits_clarity: bool,
    extends: bool,
    answers: bool,
    elsewhere: bool,
    decides: bool,
    ready: bool,
    copy: bool,
    hides: bool,
    /// A parent or guardian asks.
    acts: bool,
    outcomes: Vec<(&'static str, &'static str)>,
    answer: Vec<String>,
}

/// What was just done.
#[derive(Deserialize, Default)]
pub struct Done {
    #[serde(default)]
    pub(super) done: String,
}

fn flash(word: &str) -> Option<&'static str> {
    match word {
        "entered" => {
            Some("Entered. With an e-mail address they have its code already: nobody else is shown it.")
        }
        "acknowledged" => Some("It is noted that the person was told."),
        "connected" => Some("It is known now whom it is about."),
        "asked" => Some("The question stands on the person’s page."),
        "settled" => Some("The clock goes on."),
        "sent" => Some("It is noted that what was ready has left."),
        "extended" => Some("The person reads on their page that a part takes longer."),
        "answered" => Some("Answered and closed. The person reads it on their page."),
        _ => None,
    }
}

fn shown(seen: Seen<Opened>, done: &str, form: Typed) -> One {
    let Seen { value: one, bar, .. } = seen;
    let request = &one.request;
    let open = request.is_open();
    let waits = |asked: Option<Asked>| open && asked.is_some_and(|asked| asked.settled.is_none());
    let controller = bar.person.as_ref().is_some_and(|person| person.role == Role::Controller);
    let mut asks = Vec::new();
    if open && one.answers {
        asks.extend(request.identity.is_none().then_some("identity"));
        asks.extend(request.clarity.is_none().then_some("clarity"));
    }
    One {
        page: Page::new(one.reference.clone(), &bar, "/requests").flashing(flash(done)),
        form,
        id: request.id,
        heading: format!("{}: {}", request.kind.label(), one.asking.name),
        lead: format!("{}, received on {}, {}", one.reference, spoken(request.received), way(&one)),
        badge: match (one.light, open) {
            (Some(Light::Late), _) => ("late", Light::Late.label()),
            (Some(Light::Amber), _) => ("soon", Light::Amber.label()),
            (Some(Light::Green), _) => ("later", Light::Green.label()),
            (None, true) => ("later", "Waits for the person"),
            (None, false) => ("done", "Answered"),
        },
        step: if open { one.step.label() } else { "" },
        moments: moments(&one),
        facts: facts(&one),
        words: one.asking.words.lines().map(str::to_owned).collect(),
        person: one.person.as_ref().map(|(id, name)| {
            let at = if bar
                .person
                .as_ref()
                .is_some_and(|person| person.role == crate::domain::member::role::Role::Controller)
            {
                "/assurance/people"
            } else {
                "/people"
            };
            (format!("{at}/{id}"), name.clone())
        }),
        acknowledge: open && one.step == Step::Acknowledge,
        connect: open && request.profile.is_none(),
        waits_identity: waits(request.identity),
        waits_clarity: waits(request.clarity),
        asks,
        extends: one.extends && one.answers,
        answers: open && one.answers && one.step != Step::Acknowledge,
        elsewhere: open && matches!(request.kind, Kind::Appeal | Kind::Review),
        decides: controller,
        ready: open
            && one.answers
            && request.first_sent.is_none()
            && one.clock.answer != Some(one.clock.first),
        copy: request.kind == Kind::Access,
        acts: open && !one.asking.acts.is_empty(),
        hides: may_hide(request.kind) && request.profile.is_some(),
        outcomes: Outcome::ALL.iter().map(|one| (one.as_str(), one.label())).collect(),
        answer: one.notes.answer.lines().map(str::to_owned).collect(),
    }
}

fn way(one: &Opened) -> String {
    let way = one.request.way.label().to_lowercase();
    match &one.by[0] {
        Some(name) => format!("{way}, entered by {name}"),
        None => way,
    }
}

fn facts(one: &Opened) -> Vec<(&'static str, String)> {
    let asking = &one.asking;
    let ground = one.request.ground.map(|ground| ground.label().to_owned());
    let outcome = one.request.outcome.map(|outcome| match &one.by[1] {
        Some(name) => format!("{}, answered by {name}", outcome.label()),
        None => outcome.label().to_owned(),
    });
    let all = [
        ("Name", Some(asking.name.clone())),
        ("Asked by, for a child", Some(asking.acts.clone())),
        ("Date of birth", asking.born.map(spoken)),
        ("E-mail", Some(asking.email.clone())),
        ("Telephone", Some(asking.phone.clone())),
        ("Address", Some(asking.address.lines().collect::<Vec<_>>().join(", "))),
        ("Ground", ground),
        ("Outcome", outcome),
    ];
    all.into_iter()
        .filter_map(|(label, value)| Some((label, value.filter(|value| !value.is_empty())?)))
        .collect()
}

fn moments(one: &Opened) -> Vec<Moment> {
    let request = &one.request;
    let mut all = vec![(request.received, "Received".to_owned())];
    all.extend(request.acknowledged.map(|day| (day, "The person was told that we have it".to_owned())));
    for (asked, what, came, why) in [
        (request.identity, "Proof of identity asked for", "Identity proven", &one.notes.identity),
        (request.clarity, "Asked what is meant", "The person explained it", &one.notes.clarity),
    ] {
        let Some(asked) = asked else { continue };
        all.push((asked.on, format!("{what}: {why}")));
        all.extend(asked.settled.map(|day| (day, came.to_owned())));
    }
    let extension = &one.notes.extension;
    all.extend(request.first_sent.map(|day| (day, "What was ready was sent".to_owned())));
    all.extend(request.extended.map(|day| (day, format!("Told that a part takes longer: {extension}"))));
    all.extend(request.closed.map(|day| (day, "Answered and closed".to_owned())));
    all.sort_by_key(|(day, _)| *day);
    let past = all.into_iter().map(|(day, words)| Moment { state: "past", when: short(day), words });
    let mut moments: Vec<Moment> = past.collect();
    moments.extend(ahead(one));
    moments
}

/// The days that are still to come.
fn ahead(one: &Opened) -> Vec<Moment> {
    let (request, clock) = (&one.request, one.clock);
    let state = |day| if day < one.today { "red" } else { "next" };
    let mut all = Vec::new();
    if !request.is_open() {
        all.extend(request.erase_on.map(|day| Moment {
            state: "next",
            when: short(day),
            words: "Erased, or with the profile if that goes first (R-30)".to_owned(),
        }));
        return all;
    }
    all.extend(clock.acknowledge.map(|day| Moment {
        state: state(day),
        when: format!("By {}", short(day)),
        words: "The person is told that we have it (R-52)".to_owned(),
    }));
    if clock.answer != Some(clock.first) && request.first_sent.is_none() {
        all.push(Moment {
            state: state(clock.first),
            when: format!("By {}", short(clock.first)),
            words: "Whatever is ready leaves, whatever is still waited for (R-50)".to_owned(),
        });
    }
    all.push(match clock.answer {
        Some(day) => Moment {
            state: state(day),
            when: format!("By {}", short(day)),
            words: "The whole answer: the earlier of 30 days and one calendar month (R-50, R-51)".to_owned(),
        },
        None => Moment {
            state: "next",
            when: "Then".to_owned(),
            words: "The clock stands until the person has answered".to_owned(),
        },
    });
    all
}

/// Shows a request.
///
/// # Errors
/// 404 if there is none for this viewer.
pub async fn page(
    service: web::Data<Shared>,
    caller: Caller,
    id: web::Path<RightId>,
    done: web::Query<Done>,
) -> Answer {
    let seen = board::one(&service, caller.call, *id).await?;
    html(&shown(seen, &done.done, Typed::default()))
}

async fn after(service: &Shared, id: RightId, form: Form, done: Result<(), Refusal>, word: &str) -> Answer {
    match done {
        Ok(()) => Ok(redirect(&format!("/requests/{id}?done={word}"))),
        Err(refusal) => {
            let call = form.caller.call.clone();
            let typed = form.typed.with(refusal)?;
            let seen = board::one(service, call, id).await?;
            again(&shown(seen, "", typed))
        }
    }
}

/// Notes that the person was told.
///
/// # Errors
/// The page again, if they were before; 404 if there is none.
pub async fn acknowledge(service: web::Data<Shared>, id: web::Path<RightId>, form: Form) -> Answer {
    let done = acknowledging::acknowledge(&service, form.call(), *id).await;
    after(&service, *id, form, done, "acknowledged").await
}

/// Says whom it is about.
///
/// # Errors
/// The page again, if there is no such person.
pub async fn connect(service: web::Data<Shared>, id: web::Path<RightId>, form: Form) -> Answer {
    let typed = form.typed.get("person").to_owned();
    let done = connecting::connect(&service, form.call(), *id, typed).await.map(drop);
    after(&service, *id, form, done, "connected").await
}

async fn ask(service: &Shared, id: RightId, form: Form, what: For) -> Answer {
    let words = form.typed.get(what.field()).to_owned();
    let done = pause::ask(service, form.call(), id, what, words).await;
    after(service, id, form, done, "asked").await
}

async fn settle(service: &Shared, id: RightId, form: Form, what: For) -> Answer {
    let done = pause::settle(service, form.call(), id, what).await;
    after(service, id, form, done, "settled").await
}

/// Asks for proof of identity.
///
/// # Errors
/// The page again without a reason.
pub async fn ask_identity(service: web::Data<Shared>, id: web::Path<RightId>, form: Form) -> Answer {
    ask(&service, *id, form, For::Identity).await
}

/// Notes that identity is proven.
///
/// # Errors
/// The page again, if it was not asked for.
pub async fn identity_proven(service: web::Data<Shared>, id: web::Path<RightId>, form: Form) -> Answer {
    settle(&service, *id, form, For::Identity).await
}

/// Asks what is meant.
///
/// # Errors
/// The page again without a question.
pub async fn ask_clarity(service: web::Data<Shared>, id: web::Path<RightId>, form: Form) -> Answer {
    ask(&service, *id, form, For::Clarity).await
}

/// Notes that the person explained it.
///
/// # Errors
/// The page again, if nothing was asked.
pub async fn clarity_given(service: web::Data<Shared>, id: web::Path<RightId>, form: Form) -> Answer {
    settle(&service, *id, form, For::Clarity).await
}

/// Extends it.
///
/// # Errors
/// The page again without a reason, or if it is too late.
pub async fn extend(service: web::Data<Shared>, id: web::Path<RightId>, form: Form) -> Answer {
    let done = extending::extend(&service, form.call(), *id, form.typed.get("extension").to_owned()).await;
    after(&service, *id, form, done, "extended").await
}

/// Notes that what was ready has left.
///
/// # Errors
/// The page again, if it was noted before.
pub async fn ready(service: web::Data<Shared>, id: web::Path<RightId>, form: Form) -> Answer {
    let done = send_ready::sent(&service, form.call(), *id).await;
    after(&service, *id, form, done, "sent").await
}

/// Answers it.
///
/// # Errors
/// The page again, with what is missing.
pub async fn answer(service: web::Data<Shared>, id: web::Path<RightId>, form: Form) -> Answer {
    let field = |name: &str| form.typed.get(name).to_owned();
    let typed = answering::Typed { outcome: field("outcome"), answer: field("answer") };
    let done = answering::answer(&service, form.call(), *id, typed).await;
    after(&service, *id, form, done, "answered").await
}
