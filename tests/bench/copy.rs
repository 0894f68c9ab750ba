//! The copy of everything held on a person with 200 reports and 50 pictures: read as a draft, and approved, which makes the
//! file (at most 3 s on one core, and 150 MB more memory).

#[expect(dead_code, reason = "the other benches use the rest")]
mod town;

use std::{fs, time::Instant};

use beadle::{
    actions::{
        Call,
        pack::{approve, draft},
    },
    app::block_on,
    clock::Clock,
    domain::{
        ids::{IncidentId, PackId, PictureId, ProfileId, RightId, SchemeId, UserId},
        incident::{
            Incident, Subject, content::Content, finding::Finding, kind::Kind, loss::Band,
            person::Acquaintance, report, source::Source, standing::Standing,
        },
        member::{
            agreement::Acceptance,
            record::{Credentials, Grant, UserDetails},
            role::Role,
            state::State as Member,
        },
        pack::{Pack, State, gathered::Still, masking::Choice, stills},
        photo::Picture,
        profile::identity::{Fact, Identity},
        right::{Asking, Kind as Asked, Request, Way},
    },
    photos::intake::take_in,
    store::{self, StoreError, Write},
    vault::{Owner, Token},
};
use image::{Rgb, RgbImage};
use town::{HOST, Town, csrf, town};

const REPORTS: u32 = 200;
const PICTURES: u32 = 50;
const ROUNDS: u32 = 5;

fn main() {
    // The service records looks by a task of the runtime it is made in.
    block_on(measured());
}

async fn measured() {
    let town = town(200);
    let scheme = town.store.read_here(store::scheme::all).expect("a scheme")[0].id;
    let clock = Clock::system();
    let (person, stills, sizes) = person(&town, &clock, scheme).await.expect("the bench can be set up");
    let desk = staff(&town, &clock, scheme, Role::Administrator);
    let second = staff(&town, &clock, scheme, Role::Controller);
    let (mut read, mut made) = (Vec::new(), Vec::new());
    let before = memory("VmRSS:");
    for round in 0..ROUNDS {
        let id = asked(&town, &clock, scheme, person, &stills, desk.0, round);
        fs::write("/proc/self/clear_refs", "5").expect("the peak can be reset");
        let took = Instant::now();
        let call = form(&town, &second.1).await;
        let seen = draft::one(&town.service, call.clone(), id).await.expect("the draft is shown");
        read.push(took.elapsed());
        let digest = seen.value.digest;
        drop(seen.value.copy);
        let took = Instant::now();
        approve::approve(&town.service, call, id, digest).await.expect("the copy is made");
        made.push(took.elapsed());
    }
    let peak = memory("VmHWM:");
    let size = sizes / u64::from(PICTURES) / 1024;
    read.sort_unstable();
    made.sort_unstable();
    println!(
        "{REPORTS} reports, {PICTURES} pictures of {size} kB: the draft is read in {:?}, the copy made in {:?} (medians of {ROUNDS}; at \
         most 3 s wanted), with {} MB more than before (at most 150 wanted)",
        read[read.len() / 2],
        made[made.len() / 2],
        peak.saturating_sub(before) / 1024
    );
}

/// Kilobytes of this process, by the kernel's word.
fn memory(what: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux says it");
    let line = status.lines().find_map(|line| line.strip_prefix(what)).expect("Linux says it");
    line.split_whitespace().next().and_then(|word| word.parse().ok()).expect("a number")
}

async fn form(town: &Town, token: &str) -> Call {
    let csrf = csrf(&town.service, token).await;
    Call { host: HOST.to_owned(), token: Some(token.to_owned()), csrf: Some(csrf) }
}

/// Somebody at a desk, signed in.
fn staff(town: &Town, clock: &Clock, scheme: SchemeId, role: Role) -> (UserId, String) {
    let (id, token) = (UserId::from_random(clock.random()), Token::new(clock));
    let name = format!("Dana {}", role.label());
    let details = UserDetails { email: format!("{}@{HOST}", role.as_str()), name, ..UserDetails::default() };
    let made = town.store.write_here::<_, StoreError>(|tx| {
        store::user::insert(tx, scheme, id, None, &details, clock.now())?;
        let credentials = Credentials { password: "none".to_owned(), totp: None };
        store::user::keep_credentials(tx, scheme, id, &credentials, Member::Active)?;
        store::user::agree(tx, scheme, id, Acceptance { version: 1, on: clock.today() })?;
        let grant = Grant { user: id, role, granted_by: None, confirmed: true };
        store::user::grant_role(tx, scheme, grant, clock.now())?;
        store::session::insert(tx, scheme, &token.hash(), id, role, true, clock.now())
    });
    made.expect("the bench can be set up");
    (id, token.text())
}

/// Somebody with many reports, each with a story, and stills on some; how many bytes these are in all.
async fn person(
    town: &Town,
    clock: &Clock,
    scheme: SchemeId,
) -> Result<(ProfileId, Vec<Still>, u64), StoreError> {
    let id = ProfileId::from_random(clock.random());
    let fact = |value: &str| Some(Fact { value: value.to_owned(), source: Source::MemberReport });
    let identity = Identity { name: fact("Dale Renton"), ..Identity::default() };
    let today = clock.today();
    town.store.write_here::<_, StoreError>(|tx| {
        store::profile::insert(tx, scheme, id, &identity, today, today + chrono::Days::new(300))
    })?;
    let (mut stills, mut sizes) = (Vec::new(), 0);
    for n in 0..REPORTS {
        let incident = town.store.write_here(|tx| reported(tx, clock, (scheme, id), town, n))?;
        if n < PICTURES {
            let (picture, size) = still(town, clock, scheme, incident, n).await?;
            sizes += size;
            stills.push(Still { id: picture, own: false, about: String::new() });
        }
    }
    Ok((id, stills, sizes))
}

fn reported(
    tx: &mut Write<'_>,
    clock: &Clock,
    (scheme, profile): (SchemeId, ProfileId),
    town: &Town,
    n: u32,
) -> Result<IncidentId, StoreError> {
    let at = clock.now() - chrono::TimeDelta::days(i64::from(n));
    let incident = Incident {
        id: IncidentId::from_random(clock.random()),
        reference: i64::from(n) + 1_000,
        state: report::State::Accepted,
        kind: Kind::Theft,
        band: Band::Under50,
        premises: Some(town.premises),
        business: None,
        reporter: None,
        recorder: None,
        by_member: true,
        threat_or_damage: false,
        weapon: false,
        who: Acquaintance::Known,
        claimed: None,
        occurred_at: at,
        submitted_at: Some(at),
        changed_at: at,
        reviewed: None,
        erase_on: None,
    };
    let story = "Came in at ten, filled a bag with spirits, and left past the till while Jo Bright served somebody \
                 else. Jo Bright went after them as far as the door, and rang the police. ";
    let content = Content {
        narrative: story.repeat(4),
        description: "Tall, slim, short brown hair, blue jumper.".to_owned(),
        victims: "Jo Bright, shaken".to_owned(),
        witnesses: "Kim Day, customer".to_owned(),
        police: true,
        police_reference: format!("AB/{n}/26"),
        loss_pence: Some(4_500),
        ..Content::default()
    };
    store::incident::insert(tx, scheme, &incident, &n.to_be_bytes(), &content, None)?;
    store::incident::set_summary(tx, scheme, incident.id, "Took spirits worth about £45.")?;
    let subject = Subject {
        incident: incident.id,
        profile,
        finding: Finding::Alleged,
        source: Source::MemberReport,
        standing: Standing::Stands,
        hidden: false,
        linked_at: at,
        linked_by: None,
    };
    store::subject::insert(tx, scheme, &subject)?;
    Ok(incident.id)
}

/// A picture as large as those of cameras are kept.
async fn still(
    town: &Town,
    clock: &Clock,
    scheme: SchemeId,
    incident: IncidentId,
    seed: u32,
) -> Result<(PictureId, u64), StoreError> {
    let id = PictureId::from_random(clock.random());
    let image = RgbImage::from_fn(1_600, 1_200, |x, y| {
        let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503) ^ seed) >> 29;
        Rgb([(x / 8 + grain) as u8, (y / 6 + grain) as u8, (seed * 5 + grain) as u8])
    });
    let mut jpeg = std::io::Cursor::new(Vec::new());
    image.write_to(&mut jpeg, image::ImageFormat::Jpeg).expect("a picture");
    let taken = take_in(jpeg.get_ref()).expect("a good picture");
    let picture = Picture {
        id,
        incident: Some(incident),
        profile: None,
        taken_from: None,
        width: taken.width,
        height: taken.height,
        main: false,
        uploaded_at: clock.now(),
        uploaded_by: None,
        erase_on: None,
    };
    let key = town.store.write_here::<_, StoreError>(|tx| {
        let key = store::keys::create(tx, Owner::new(scheme, id))?;
        store::picture::insert(tx, scheme, &picture, &taken.large)?;
        Ok(key)
    })?;
    town.service.keep_picture(scheme, id, &key, &taken).await.expect("a place for it");
    Ok((id, taken.large.len() as u64))
}

/// A request for a copy, with every picture looked at, put forward.
fn asked(
    town: &Town,
    clock: &Clock,
    scheme: SchemeId,
    person: ProfileId,
    stills: &[Still],
    desk: UserId,
    round: u32,
) -> RightId {
    let (id, today) = (RightId::from_random(clock.random()), clock.today());
    let request = Request {
        id,
        reference: i64::from(round) + 1,
        kind: Asked::Access,
        way: Way::Letter,
        profile: Some(person),
        sanction: None,
        ground: None,
        received: today,
        entered: clock.now(),
        recorded_by: None,
        acknowledged: Some(today),
        identity: None,
        clarity: None,
        extended: None,
        first_sent: None,
        outcome: None,
        decided_by: None,
        closed: None,
        erase_on: None,
    };
    let asking = Asking { name: "Dale Renton".to_owned(), ..Asking::default() };
    let pack = Pack {
        state: State::Proposed,
        proposed: Some((Some(desk), clock.now())),
        ..Pack::begun(PackId::from_random(clock.random()), id, Some(desk), clock.now())
    };
    let choices = stills
        .iter()
        .map(|still| (stills::key(still), Choice::Show("Nobody else is on it.".to_owned())))
        .collect();
    let entered = town.store.write_here::<_, StoreError>(|tx| {
        store::right::insert(tx, scheme, &request, &asking, &format!("CODE{round}"))?;
        store::pack::insert(tx, scheme, &pack)?;
        store::pack::set(tx, scheme, &pack)?;
        store::pack::set_choices(tx, scheme, &pack, &choices)
    });
    entered.expect("the bench can be set up");
    id
}
