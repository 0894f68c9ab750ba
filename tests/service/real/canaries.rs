//! Canaries are planted through the real pages of the real program; then every file that it and its database wrote is
//! searched: tables, write-ahead log, statistics, blobs, ledger, heads, logs, temporary files. None is found
//! (architecture, idea 4). Then a third of the people are erased, and every byte is tried with the ring (R-25).

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    fs,
};

use beadle::{
    domain::{
        ids::{IncidentId, ProfileId},
        member::role::Role,
    },
    store,
};
use chrono::{Days, NaiveDate};

use super::{
    beyond,
    process::Host,
    search::{self, BEGINS, NETWORK},
    wire::Wire,
};
use crate::{
    harness::{Peer, Town, share},
    incident::{jpeg, photos::files},
    profile::{listed::day, raw::Raw},
};

/// So many must be planted at least, each time and in the long run.
const LEAST: (u32, u32) = (2_000, 12_000);
/// So many kinds of fields at least.
const KINDS: usize = 40;
/// How much of everything there is in the long run.
const MORE: usize = 6;

/// Makes canaries, each once, and remembers of what kind.
#[derive(Default)]
struct Cage {
    made: Cell<u32>,
    kinds: RefCell<BTreeSet<&'static str>>,
}

impl Cage {
    /// A word of small letters, as a name, a sentence or an address may hold.
    fn one(&self, kind: &'static str) -> String {
        self.kinds.borrow_mut().insert(kind);
        let n = self.made.get();
        self.made.set(n + 1);
        let letter = |power: u32| char::from(b'a' + u8::try_from(n / 26_u32.pow(power) % 26).unwrap());
        format!("{BEGINS}{}{}{}", letter(2), letter(1), letter(0))
    }

    fn email(&self, kind: &'static str) -> String {
        format!("{}@x.test", self.one(kind))
    }

    /// A date of birth that nobody else has.
    fn born(&self, kind: &'static str) -> NaiveDate {
        self.one(kind);
        day("1931-01-01") + Days::new(u64::from(self.made.get()))
    }
}

/// Sends a form whose values are made up one by one.
fn post(wire: &Wire, path: &str, fields: &[(&str, String)], status: u16) -> String {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let heard = wire.post(path, &fields).unwrap().expect(status);
    heard.location().to_owned()
}

/// A report with a canary in every field that takes words.
fn report(cage: &Cage, wire: &Wire, host: &Host, n: usize, save: bool) -> String {
    let mut fields = vec![
        ("key", format!("a-form-of-canaries-{n:05}-{save}")),
        ("kind", "theft".to_owned()),
        ("band", "50_to_200".to_owned()),
        ("premises", host.town.ashby.premises.to_string()),
        ("occurred_date", host.town.clock.today().to_string()),
        ("occurred_time", "00:00".to_owned()),
        ("who", "named".to_owned()),
        ("named", cage.one("report.named")),
        ("description", cage.one("report.description")),
        (
            "note",
            format!("{} went out with it {}", cage.one("report.note"), "and came back ".repeat(n % 2 * 200)),
        ),
        ("victims", cage.one("report.victims")),
        ("witnesses", cage.one("report.witnesses")),
        ("police", "yes".to_owned()),
        ("police_ref", cage.one("report.police_ref")),
    ];
    if save {
        fields.push(("save", "1".to_owned()));
    }
    post(wire, "/report", &fields, 303)
}

/// A photo with canaries where cameras and others hide things.
fn photo(cage: &Cage, seed: u8) -> Vec<u8> {
    let plain = jpeg(160, 120, seed);
    let segment = |kind, marker: u8, begins: &[u8]| {
        let words = [begins, cage.one(kind).as_bytes()].concat();
        let length = u16::try_from(words.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker][..], &length, &words].concat()
    };
    // Exif (with a body that is not read), XMP, a comment, and bytes after the end.
    let (exif, xmp, comment) = (
        segment("photo.exif", 0xe1, b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"),
        segment("photo.xmp", 0xe1, b"http://ns.adobe.com/xap/1.0/\0"),
        segment("photo.comment", 0xfe, b""),
    );
    [&plain[..2], &exif, &xmp, &comment, &plain[2..], cage.one("photo.trailing").as_bytes()].concat()
}

/// Reports, drafts and photos.
fn by_the_shop(cage: &Cage, sam: &Wire, host: &Host) -> Vec<IncidentId> {
    let mut filed = Vec::new();
    for n in 0..share(150, 150 * MORE) {
        let place = report(cage, sam, host, n, false);
        let id = place.strip_prefix("/reports/").expect("its page").parse().unwrap();
        if n < 12 {
            let bytes = photo(cage, u8::try_from(n).unwrap());
            let heard = sam.upload(
                &format!("{place}/photos"),
                &format!("{}.jpg", cage.one("photo.file_name")),
                &bytes,
            );
            assert_eq!(heard.unwrap().expect(303).status, 303);
        }
        filed.push(id);
    }
    for n in 0..share(30, 30 * MORE) {
        report(cage, sam, host, n, true);
    }
    for _ in 0..10 {
        sam.get(&format!("/gallery?q={}", cage.one("gallery.search"))).unwrap().expect(200);
    }
    filed
}

/// People made of reports, with everything that can be written about them; returns whom.
async fn by_the_office(cage: &Cage, alice: &Wire, host: &Host, filed: &[IncidentId]) -> Vec<ProfileId> {
    let mut people = Vec::new();
    let (accepted, answered) = share((60, 100), (60 * MORE, 100 * MORE));
    for incident in &filed[..accepted] {
        let path = format!("/inbox/{incident}");
        let fields = [
            ("decision", "accept".to_owned()),
            ("new_name", cage.one("review.name")),
            ("new_born", cage.born("review.born").to_string()),
            ("proof", "convicted".to_owned()),
            ("reasons", format!("Found so by {}", cage.one("review.reasons"))),
            ("summary", format!("{} and went", cage.one("review.summary"))),
            ("words_checked", "yes".to_owned()),
            ("summary_checked", "yes".to_owned()),
        ];
        post(alice, &path, &fields, 303);
        let (scheme, id) = (host.town.ashby.scheme, *incident);
        let subjects = host.town.read(move |tx| store::subject::of_incident(tx, scheme, id)).await;
        people.push(subjects[0].profile);
        let person = format!("/people/{}", subjects[0].profile);
        let correct = [
            ("name", cage.one("person.name")),
            ("aliases", format!("{}\n{}", cage.one("person.alias"), cage.one("person.alias"))),
            ("born", cage.born("person.born").to_string()),
            ("description", cage.one("person.description")),
            ("modus_operandi", cage.one("person.modus_operandi")),
            ("source", "police".to_owned()),
        ];
        post(alice, &format!("{person}/correct"), &correct, 303);
        let contact = [("address", cage.one("person.address")), ("email", cage.email("person.email"))];
        post(alice, &format!("{person}/contact"), &contact, 303);
        let special = [
            ("special_kind", "vulnerability".to_owned()),
            ("fact", cage.one("special.fact")),
            ("special_reason", format!("{} says so", cage.one("special.reason"))),
            ("special_source", "police".to_owned()),
        ];
        post(alice, &format!("{person}/special"), &special, 303);
        let exclude = [
            ("incidents", incident.to_string()),
            ("statement", format!("A third theft in a month, {} says", cage.one("exclusion.statement"))),
            ("months", "12".to_owned()),
            ("reach", "all".to_owned()),
        ];
        post(alice, &format!("{person}/exclude"), &exclude, 303);
        alice.get(&person).unwrap().expect(200);
    }
    for incident in &filed[accepted..answered] {
        let returned = [
            ("decision", "return".to_owned()),
            ("message", format!("Which {}?", cage.one("returned.message"))),
        ];
        post(alice, &format!("/inbox/{incident}"), &returned, 303);
    }
    let strangers = [("look", cage.one("people.look"))];
    post(alice, "/people", &strangers, 200);
    people
}

/// Holds and agreements, and what users say of themselves.
fn by_the_rest(cage: &Cage, priya: &Wire, sam: &Wire, host: &Host, people: &[ProfileId]) {
    let today = host.town.clock.today();
    let review = today + Days::new(20);
    for person in &people[..10] {
        let why = format!("A claim is before the court, {} says", cage.one("hold.why"));
        let hold = [("review", review.to_string()), ("why", why)];
        post(priya, &format!("/assurance/people/{person}/hold"), &hold, 303);
    }
    for person in &people[..10] {
        let request = [
            ("kind", "correction".to_owned()),
            ("way", "letter".to_owned()),
            ("received", today.to_string()),
            ("name", cage.one("request.entered.name")),
            ("words", format!("{} wrote it", cage.one("request.entered.words"))),
        ];
        let entered = post(priya, "/requests/new", &request, 303);
        let place = entered.split('?').next().unwrap_or_default();
        post(priya, &format!("{place}/person"), &[("person", person.to_string())], 303);
        let why = format!("{} has to be asked", cage.one("restriction.reason"));
        post(priya, &format!("{place}/hidden"), &[("reason", why)], 303);
    }
    for _ in 0..10 {
        let agreement = [
            ("agency", cage.one("agreement.agency")),
            ("parties", format!("{} and the scheme", cage.one("agreement.parties"))),
            ("basis", format!("{} allows it", cage.one("agreement.basis"))),
            ("contact", cage.one("agreement.contact")),
            ("email", cage.email("agreement.email")),
            ("starts", today.to_string()),
            ("review", review.to_string()),
            ("ends", review.to_string()),
        ];
        let entered = post(priya, "/assurance/agreements/new", &agreement, 303);
        let client = [
            ("name", cage.one("client.name")),
            ("called", String::new()),
            (
                "keys",
                r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
                    .to_owned(),
            ),
        ];
        let place = entered.split('?').next().unwrap_or_default();
        post(priya, &format!("{place}/clients"), &client, 303);
    }
    let own = [
        ("name", cage.one("account.name")),
        ("email", host.town.ashby.email(Role::Member)),
        ("phone", "01632 960002".to_owned()),
        ("address", cage.one("account.address")),
    ];
    post(sam, "/account", &own, 303);
}

/// Businesses, their people, and what the public writes.
fn by_others(cage: &Cage, alice: &Wire, visitor: &Wire) {
    for _ in 0..share(20, 20 * MORE) {
        let joining = [
            ("name", cage.one("business.name")),
            ("trade", cage.one("business.trade")),
            ("place", cage.one("premises.name")),
            ("address", cage.one("premises.address")),
            ("area", "Old town".to_owned()),
            ("manager", cage.one("manager.name")),
            ("email", cage.email("manager.email")),
            ("signed", "yes".to_owned()),
        ];
        post(alice, "/members/new", &joining, 303);
    }
    for n in 0..60 {
        let from = format!("{NETWORK}{n}");
        let wire = Wire { from, ..visitor.clone() };
        let enquiry = [
            ("name", cage.one("enquiry.name")),
            ("email", cage.email("enquiry.email")),
            ("phone", "01632 960001".to_owned()),
            ("message", format!("{} writes this", cage.one("enquiry.message"))),
        ];
        post(&wire, "/contact", &enquiry, 303);
        let right = [
            ("kind", "correction".to_owned()),
            ("name", cage.one("request.name")),
            ("email", cage.email("request.email")),
            ("address", cage.one("request.address")),
            ("words", format!("{} is wrong", cage.one("request.words"))),
            ("acts", format!("{}, her mother", cage.one("request.acts"))),
        ];
        post(&wire, "/rights", &right, 200);
    }
    // Addresses that are nobody's are told nothing, and kept nowhere either.
    for n in 60..70 {
        let wire = Wire { from: format!("{NETWORK}{n}"), ..visitor.clone() };
        post(
            &wire,
            "/sign-in",
            &[("email", cage.email("sign_in.email")), ("password", cage.one("sign_in.password"))],
            422,
        );
        post(&wire, "/forgotten", &[("email", cage.email("forgotten.email"))], 200);
    }
}

#[actix_web::test]
async fn thousands_of_canaries_are_planted_and_none_is_found() {
    let peer = Peer::start();
    let mail = format!(
        "[mail]\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\nfrom = \"scheme@ashby.test\"",
        peer.port
    );
    let host = Host::of(Town::apart().await, &mail).await;
    let program = host.start("debug,beadle=trace");
    let cage = Cage::default();
    let (sam, alice) =
        (host.sign_in(&program, Role::Member).await, host.sign_in(&program, Role::Administrator).await);
    let filed = by_the_shop(&cage, &sam, &host);
    let people = by_the_office(&cage, &alice, &host, &filed).await;
    by_others(&cage, &alice, &host.visitor(&program));
    by_the_rest(&cage, &host.sign_in(&program, Role::Controller).await, &sam, &host, &people);
    let (usual, long) = LEAST;
    assert!(cage.made.get() >= share(usual, long), "{} canaries", cage.made.get());
    let kinds = cage.kinds.borrow().clone();
    assert!(kinds.len() >= KINDS, "{} kinds: {kinds:?}", kinds.len());
    let joined = share(20, 20 * MORE);
    assert_eq!(peer.received(joined).len(), joined, "mail went out");
    let needles = search::needles(cage.made.get());
    let found = |what: &str| {
        beyond::settle(&host);
        let found: Vec<String> =
            beyond::folders(&host).iter().flat_map(|at| search::found(at, &needles)).collect();
        assert_eq!(found, [""; 0], "{what}");
    };
    found("while it runs");
    program.stop();
    // The scheduler works at the next start, and what it writes is searched as well.
    let program = host.start("debug,beadle=trace");
    host.visitor(&program).get("/").unwrap().expect(200);
    program.kill();
    Raw::open(&host.town.store).dump(&host.folder().join("dump"));
    found("after it was killed");
    let blobs = files(&host.folder().join("blobs"));
    assert!(blobs.len() >= 24, "there were photos");
    for blob in blobs {
        let bytes = fs::read(&blob).unwrap();
        let picture = bytes.windows(4).any(|four| four == b"JFIF" || four == b"\xff\xd8\xff\xe0");
        assert!(!picture, "{} is a picture that can be looked at", blob.display());
    }
    assert!(
        fs::metadata(host.folder().join("dump")).unwrap().len() > 100_000,
        "there was a database to dump"
    );
    fs::remove_file(host.folder().join("dump")).unwrap();
    assert!(host.logged().contains("/inbox/{incident}"), "there was a log, of patterns");
    search::finds_what_is_there(&beyond::folders(&host), &needles);
    beyond::a_third_is_erased_and_opens_no_more(host, &people).await;
}
