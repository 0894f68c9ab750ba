//! Certificates of deletion: signed once nothing is left, by nobody's name, believed by anybody.

use beadle::{
    actions::{audit::checkpoint, certificate::verify::verify},
    domain::{
        certificate::deletion::{Certificate, Kind},
        ids::ProfileId,
        member::role::Role,
    },
    store,
    vault::{checkpoint::author, note::Verifier},
};

use crate::{
    harness::{Town, share},
    profile::{
        listed::{everything, profile},
        merge::agree,
        redaction::residue,
        scheduler::{beat, run_until},
    },
};

fn signer(town: &Town) -> Verifier {
    author(town.ashby.scheme, &town.vault.ring())
}

/// The addresses of the certificates that are listed.
async fn listed(town: &Town) -> Vec<String> {
    let mut priya = town.sign_in(Role::Controller).await;
    priya.get("/assurance/certificates").await.expect(200).links("/assurance/certificates/")
}

async fn erased(town: &Town) -> ProfileId {
    let at = town.ashby.clone();
    let (ada, bob) = (profile(town, &at, "Ada Lovell").await, profile(town, &at, "Bob Nash").await);
    everything(town, &at, ada, bob).await;
    run_until(town, "2028-11-23T00:10:00Z").await;
    agree(town).await;
    ada
}

#[actix_web::test]
async fn an_erasure_is_certified_by_nobodys_name() {
    let town = Town::new().await;
    assert_eq!(listed(&town).await, [""; 0]);
    let ada = erased(&town).await;
    let all = listed(&town).await;
    let mut hers = None;
    let mut priya = town.sign_in(Role::Controller).await;
    for path in &all {
        let page =
            priya.get(path).await.expect(200).says("Beyond recovery from any backup by").hides("Lovell");
        page.hides(&ada.to_string());
        let note = priya.get(&format!("{path}/certificate.txt")).await.expect(200).text.clone();
        let proved = verify(&note, &signer(&town), None).unwrap();
        assert_eq!(proved.certificate.kind, Kind::Erasure);
        if proved.certificate.rows.iter().any(|(table, _)| table == "grants") {
            hers = Some((path.clone(), note, proved.certificate));
        }
    }
    let (path, note, certificate) = hers.expect("hers is among them: a grant was made for her alone");
    let Certificate { rows, blobs, letters, due_on, .. } = &certificate;
    let rows = |table: &str| rows.iter().find(|(known, _)| known == table).map_or(0, |(_, count)| *count);
    assert_eq!((rows("profiles"), rows("data_keys")), (1, 1));
    assert!(rows("letters") > 0 && rows("pictures") > 0 && *blobs > 0, "{certificate:?}");
    assert!(*letters <= rows("letters"));
    assert!(*due_on <= certificate.deleted_at.date_naive() && certificate.deleted_at <= certificate.clean_at);

    let pdf = priya.get(&format!("{path}/certificate.pdf")).await.expect(200);
    assert!(pdf.bytes.starts_with(b"%PDF-"));

    // Who else has the program needs nothing of ours but the key.
    assert!(verify(&note, &author(town.other.scheme, &town.vault.ring()), None).is_err(), "another's signer");
    checkpoint::write(&town.service).await.unwrap();
    let file = checkpoint::path(&town.service.settings().heads(), town.ashby.scheme);
    let later = std::fs::read_to_string(file).unwrap();
    assert!(!verify(&note, &signer(&town), Some(&later)).unwrap().by_checkpoint, "over more events");

    for role in [Role::Member, Role::Manager, Role::Administrator, Role::Board] {
        let mut other = town.sign_in(role).await;
        other.get("/assurance/certificates").await.expect(404);
        other.get(&path).await.expect(404);
        other.get(&format!("{path}/certificate.txt")).await.expect(404);
        other.get(&format!("{path}/certificate.pdf")).await.expect(404);
    }
    let mut elsewhere = town.sign_in_as(&town.other, town.other.controller, Role::Controller).await;
    elsewhere.get("/assurance/certificates").await.expect(200).says("No certificate yet");
    elsewhere.get(&path).await.expect(404);
}

#[actix_web::test]
async fn no_bit_of_a_certificate_can_be_changed() {
    let town = Town::new().await;
    erased(&town).await;
    let mut priya = town.sign_in(Role::Controller).await;
    let mut notes = Vec::new();
    for path in listed(&town).await {
        notes.push(priya.get(&format!("{path}/certificate.txt")).await.expect(200).text);
    }
    let signer = signer(&town);
    assert!(notes.iter().all(|note| verify(note, &signer, None).is_ok()));
    let bits: usize = notes.iter().map(|note| note.len() * 8).sum();
    let changes = share(1_000, 10_000);
    assert!(bits >= 10_000, "{bits}: no bit twice");
    // All over them: a prime that does not divide their number meets each bit once.
    let step = if bits.is_multiple_of(1_009) { 1_013 } else { 1_009 };
    for n in 0..changes {
        let mut bit = n * step % bits;
        let which = notes.iter().find(|note| {
            let here = bit < note.len() * 8;
            bit -= if here { 0 } else { note.len() * 8 };
            here
        });
        let mut bytes = which.expect("a bit of one of them").clone().into_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        // What is no text cannot be read as a note.
        let believed = String::from_utf8(bytes).is_ok_and(|note| verify(&note, &signer, None).is_ok());
        assert!(!believed, "bit {bit}, change {n}");
    }
}

#[actix_web::test]
async fn words_that_may_name_the_erased_hold_the_certificate_back() {
    let town = Town::new().await;
    let (_, id) = residue(&town).await;
    let scheme = town.ashby.scheme;
    let waiting = || town.read(move |tx| store::certificate::pending(tx, scheme));
    assert_eq!(waiting().await.len(), 1);
    let before = listed(&town).await.len();
    let mut priya = town.sign_in(Role::Controller).await;
    let page = "/assurance/certificates";
    priya.get(page).await.expect(200).says("Not certified yet").says("are to be read again").says("Waiting");
    let next_day = "2028-11-24T01:00:00Z";
    run_until(&town, next_day).await;
    let mut priya = town.sign_in(Role::Controller).await;
    priya.get(page).await.says("Late");
    priya.get("/assurance").await.says("1 deletion is not certified yet, since");
    let mut alice = town.sign_in(Role::Administrator).await;
    let path = format!("/redactions/{id}");
    alice.post(&path, &[("word0", "strike"), ("instead", "the woman")]).await.goes_to("/inbox?done=redacted");
    town.clock.move_to("2028-11-24T02:00:00Z".parse().unwrap());
    beat(&town).await;
    assert_eq!(waiting().await, []);
    assert_eq!(listed(&town).await.len(), before + 1);
}

#[actix_web::test]
async fn a_leaving_is_certified_too() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    sam.post("/account/leave", &[("word", "LEAVE")]).await.expect(303);
    let mut tom = town.sign_in(Role::Board).await;
    let page = tom.get("/decisions/leavings").await.expect(200);
    let path = page.text.split('"').find(|part| part.starts_with("/decisions/leavings/")).unwrap().to_owned();
    tom.post(&path, &[("word", "DELETE")]).await.expect(303);
    assert_eq!(listed(&town).await, [""; 0], "not in the same breath: the log is to be emptied first");
    beat(&town).await;
    let [one] = &listed(&town).await[..] else { panic!("one certificate") };
    let note = town.sign_in(Role::Controller).await.get(&format!("{one}/certificate.txt")).await.expect(200);
    let proved = verify(&note.text, &signer(&town), None).unwrap().certificate;
    assert_eq!((proved.kind, proved.due_on), (Kind::Leaving, town.clock.today()));
    for table in ["users", "data_keys", "roles", "sessions"] {
        assert!(proved.rows.iter().any(|(known, count)| known == table && *count > 0), "{table}: {proved:?}");
    }
    note.hides("Sam").hides(&town.ashby.member.to_string());
}

#[actix_web::test]
async fn certificates_are_kept_six_years() {
    let town = Town::new().await;
    erased(&town).await;
    let newest = listed(&town).await.remove(0);
    for (day, status) in [("2034-11-22T00:10:00Z", 200), ("2034-11-25T00:10:00Z", 404)] {
        run_until(&town, day).await;
        agree(&town).await;
        town.sign_in(Role::Controller).await.get(&newest).await.expect(status);
    }
}
