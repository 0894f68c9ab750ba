//! Canaries are planted through the real pages of the real program; then every file it wrote is searched:
//! database, write-ahead log, blobs, ledger, heads, logs, temporary files. None is found (architecture, idea 4).

use std::{
    cell::Cell,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use beadle::{
    domain::{ids::IncidentId, member::role::Role},
    store,
};
use chrono::{Days, NaiveDate};

use super::{process::Host, wire::Wire};
use crate::{
    harness::{Peer, share},
    incident::{jpeg, photos::files},
    profile::{listed::day, raw::Raw},
};

/// Every canary begins so, and nothing else does.
const BEGINS: &str = "canaryq";
/// So many must be planted at least, each time and in the long run.
const LEAST: (u32, u32) = (2_000, 12_000);
/// How much of everything there is in the long run.
const MORE: usize = 6;
/// The network that visitors come from (RFC 5737): their addresses are kept nowhere.
const NETWORK: &str = "198.51.100.";

/// Makes canaries, each once.
#[derive(Default)]
struct Cage {
    made: Cell<u32>,
}

impl Cage {
    /// A word of small letters, as a name, a sentence or an address may hold.
    fn one(&self) -> String {
        let n = self.made.get();
        self.made.set(n + 1);
        let letter = |power: u32| char::from(b'a' + u8::try_from(n / 26_u32.pow(power) % 26).unwrap());
        format!("{BEGINS}{}{}{}", letter(2), letter(1), letter(0))
    }

    fn email(&self) -> String {
        format!("{}@x.test", self.one())
    }

    /// A date of birth that nobody else has.
    fn born(&self) -> NaiveDate {
        self.one();
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
        ("named", cage.one()),
        ("description", cage.one()),
        ("note", format!("{} went out with it", cage.one())),
        ("victims", cage.one()),
        ("witnesses", cage.one()),
        ("police", "yes".to_owned()),
        ("police_ref", cage.one()),
    ];
    if save {
        fields.push(("save", "1".to_owned()));
    }
    post(wire, "/report", &fields, 303)
}

/// A photo with canaries where cameras and others hide things.
fn photo(cage: &Cage, seed: u8) -> Vec<u8> {
    let plain = jpeg(160, 120, seed);
    let segment = |marker: u8, begins: &[u8]| {
        let words = [begins, cage.one().as_bytes()].concat();
        let length = u16::try_from(words.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker][..], &length, &words].concat()
    };
    // Exif (with a body that is not read), XMP, a comment, and bytes after the end.
    let (exif, xmp, comment) = (
        segment(0xe1, b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"),
        segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0"),
        segment(0xfe, b""),
    );
    [&plain[..2], &exif, &xmp, &comment, &plain[2..], cage.one().as_bytes()].concat()
}

/// Reports, drafts and photos.
fn by_the_shop(cage: &Cage, sam: &Wire, host: &Host) -> Vec<IncidentId> {
    let mut filed = Vec::new();
    for n in 0..share(150, 150 * MORE) {
        let place = report(cage, sam, host, n, false);
        let id = place.strip_prefix("/reports/").expect("its page").parse().unwrap();
        if n < 12 {
            let bytes = photo(cage, u8::try_from(n).unwrap());
            let heard = sam.upload(&format!("{place}/photos"), &format!("{}.jpg", cage.one()), &bytes);
            assert_eq!(heard.unwrap().expect(303).status, 303);
        }
        filed.push(id);
    }
    for n in 0..share(30, 30 * MORE) {
        report(cage, sam, host, n, true);
    }
    for _ in 0..10 {
        sam.get(&format!("/gallery?q={}", cage.one())).unwrap().expect(200);
    }
    filed
}

/// People made of reports, with everything that can be written about them.
async fn by_the_office(cage: &Cage, alice: &Wire, host: &Host, filed: &[IncidentId]) {
    let (accepted, answered) = share((60, 100), (60 * MORE, 100 * MORE));
    for incident in &filed[..accepted] {
        let path = format!("/inbox/{incident}");
        let fields = [
            ("decision", "accept".to_owned()),
            ("new_name", cage.one()),
            ("new_born", cage.born().to_string()),
            ("proof", "convicted".to_owned()),
            ("reasons", format!("Found so by {}", cage.one())),
            ("summary", format!("{} and went", cage.one())),
            ("words_checked", "yes".to_owned()),
            ("summary_checked", "yes".to_owned()),
        ];
        post(alice, &path, &fields, 303);
        let (scheme, id) = (host.town.ashby.scheme, *incident);
        let subjects = host.town.read(move |tx| store::subject::of_incident(tx, scheme, id)).await;
        let person = format!("/people/{}", subjects[0].profile);
        let correct = [
            ("name", cage.one()),
            ("aliases", format!("{}\n{}", cage.one(), cage.one())),
            ("born", cage.born().to_string()),
            ("description", cage.one()),
            ("modus_operandi", cage.one()),
            ("source", "police".to_owned()),
        ];
        post(alice, &format!("{person}/correct"), &correct, 303);
        let contact = [("address", cage.one()), ("email", cage.email())];
        post(alice, &format!("{person}/contact"), &contact, 303);
        let special = [
            ("special_kind", "vulnerability".to_owned()),
            ("fact", cage.one()),
            ("special_reason", format!("{} says so", cage.one())),
            ("special_source", "police".to_owned()),
        ];
        post(alice, &format!("{person}/special"), &special, 303);
        alice.get(&person).unwrap().expect(200);
    }
    for incident in &filed[accepted..answered] {
        let returned = [("decision", "return".to_owned()), ("message", format!("Which {}?", cage.one()))];
        post(alice, &format!("/inbox/{incident}"), &returned, 303);
    }
    let strangers = [("look", cage.one())];
    post(alice, "/people", &strangers, 200);
}

/// Businesses, their people, and what the public writes.
fn by_others(cage: &Cage, alice: &Wire, visitor: &Wire) {
    for _ in 0..share(20, 20 * MORE) {
        let joining = [
            ("name", cage.one()),
            ("trade", cage.one()),
            ("place", cage.one()),
            ("address", cage.one()),
            ("area", "Old town".to_owned()),
            ("manager", cage.one()),
            ("email", cage.email()),
            ("signed", "yes".to_owned()),
        ];
        post(alice, "/members/new", &joining, 303);
    }
    for n in 0..60 {
        let from = format!("{NETWORK}{n}");
        let wire = Wire { from, ..visitor.clone() };
        let enquiry = [
            ("name", cage.one()),
            ("email", cage.email()),
            ("phone", "01632 960001".to_owned()),
            ("message", format!("{} writes this", cage.one())),
        ];
        post(&wire, "/contact", &enquiry, 303);
    }
    // Addresses that are nobody's are told nothing, and kept nowhere either.
    for n in 60..70 {
        let wire = Wire { from: format!("{NETWORK}{n}"), ..visitor.clone() };
        post(&wire, "/sign-in", &[("email", cage.email()), ("password", cage.one())], 422);
        post(&wire, "/forgotten", &[("email", cage.email())], 200);
    }
}

/// What to look for: the canaries' beginning, as it is, in hexadecimal and in base64 at each of its three alignments;
/// the dates of birth; the visitors' network; what is words as UTF-16, of either order of bytes, too.
fn needles(cage: &Cage) -> String {
    let hex: String = BEGINS.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut words = vec![BEGINS.to_owned(), NETWORK.to_owned()];
    let dates = (0..=cage.made.get()).map(|n| day("1931-01-01") + Days::new(u64::from(n)));
    words.extend(dates.map(|date| date.to_string()));
    let mut all: Vec<String> = words.iter().map(|word| between_nuls(word)).chain([hex]).collect();
    all.extend(words);
    for shift in 0..3 {
        let padded = [&b"   "[..shift], BEGINS.as_bytes()].concat();
        let text = BASE64_STANDARD.encode(&padded);
        // Letters that share bits with what stands before or after are left out.
        let from = if shift == 0 { 0 } else { shift + 1 };
        all.push(text[from..padded.len() * 8 / 6].to_owned());
    }
    all.join("\n") + "\n"
}

/// What UTF-16 of either order of bytes has in common, for letters of ASCII.
fn between_nuls(word: &str) -> String {
    word.chars().map(String::from).collect::<Vec<_>>().join("\0")
}

/// The files under a folder in which one of the needles stands.
fn found(folder: &Path, needles: &str) -> Vec<String> {
    let list = tempfile::NamedTempFile::new().unwrap();
    fs::write(list.path(), needles).unwrap();
    let grep = Command::new("grep")
        .args(["--recursive", "--text", "--files-with-matches", "--fixed-strings", "--ignore-case", "--file"])
        .arg(list.path())
        .arg(folder)
        .env("LC_ALL", "C")
        .stderr(Stdio::inherit())
        .output()
        .expect("grep");
    assert!(grep.status.code().is_some_and(|code| code < 2), "grep looked through everything");
    String::from_utf8_lossy(&grep.stdout).lines().map(str::to_owned).collect()
}

#[actix_web::test]
async fn thousands_of_canaries_are_planted_and_none_is_found() {
    let peer = Peer::start();
    let mail = format!(
        "[mail]\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\nfrom = \"scheme@ashby.test\"",
        peer.port
    );
    let host = Host::new(&mail).await;
    let program = host.start("debug,beadle=trace");
    let cage = Cage::default();
    let (sam, alice) =
        (host.sign_in(&program, Role::Member).await, host.sign_in(&program, Role::Administrator).await);
    let filed = by_the_shop(&cage, &sam, &host);
    by_the_office(&cage, &alice, &host, &filed).await;
    by_others(&cage, &alice, &host.visitor(&program));
    let (usual, long) = LEAST;
    assert!(cage.made.get() >= share(usual, long), "{} canaries", cage.made.get());
    let joined = share(20, 20 * MORE);
    assert_eq!(peer.received(joined).len(), joined, "mail went out");
    let needles = needles(&cage);
    let nothing: [&str; 0] = [];
    assert_eq!(found(host.folder(), &needles), nothing, "while it runs");
    program.stop();
    // The scheduler works at the next start, and what it writes is searched as well.
    let program = host.start("debug,beadle=trace");
    host.visitor(&program).get("/").unwrap().expect(200);
    program.kill();
    Raw::open(&host.town.store).dump(&host.folder().join("dump"));
    assert_eq!(found(host.folder(), &needles), nothing, "after it was killed");
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
    assert!(host.logged().contains("/inbox/{incident}"), "there was a log, of patterns");
    let wide = cage.one();
    for (name, planted) in [
        ("plain", cage.one().into_bytes()),
        ("hex", cage.one().bytes().flat_map(|byte| format!("{byte:02X}").into_bytes()).collect()),
        ("base64", BASE64_STANDARD.encode(format!("y{}", cage.one())).into_bytes()),
        ("date", b"1931-01-02".to_vec()),
        ("utf-16le", wide.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("utf-16be", wide.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        ("wide date", "1931-01-02".encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ] {
        let file = host.folder().join(name);
        fs::write(&file, [b"before ".as_slice(), &planted, b" after"].concat()).unwrap();
        let expected = [file.to_string_lossy().into_owned()];
        assert_eq!(found(host.folder(), &needles), expected, "{name}: the search finds what is there");
        fs::remove_file(file).unwrap();
    }
}
