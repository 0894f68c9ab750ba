//! The witness of audit heads: another machine signs only what follows from what it signed before, and a rewrite is
//! found by it, whoever made it.

mod alarm;
mod bucket;
mod restart;

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use actix_web::dev::ServerHandle;
use beadle::{
    actions::{
        audit::{
            checkpoint, copy,
            verify::{self, Against, Report, Said},
            witnessed,
        },
        witness::cosign::{self, Unfit, Unsigned, Witness},
    },
    app,
    clock::Clock,
    config::{self, witness::Witnessing},
    domain::{ids::ProfileId, member::role::Role},
    remote::witness::{Answer, add_checkpoint},
    store::{
        self, StoreError,
        ledger::{Entry, Line, Matter},
    },
    vault::{
        note::{Note, Verifier},
        witness::{Refused, Request},
        witness_key::WitnessKey,
    },
};
use tempfile::TempDir;

use crate::{
    audit::{long_trail, owned, tampering},
    harness::Town,
};

/// Where the clock of the witness stands: as that of every town.
const AT: &str = "2026-11-22T12:00:00Z";

/// Another machine: a witness that follows the schemes of every town, since all are seeded alike.
struct Elsewhere {
    folder: TempDir,
    witness: Arc<Witness>,
    address: SocketAddr,
    server: ServerHandle,
}

fn clock() -> Clock {
    Clock::still(AT.parse().unwrap(), 7)
}

fn settings(folder: &TempDir, logs: Vec<String>) -> Witnessing {
    Witnessing {
        key: folder.path().join("witness.key"),
        state: folder.path().join("state"),
        listen: "127.0.0.1:0".parse().unwrap(),
        logs,
    }
}

/// By what the checkpoints of a town's schemes are known.
fn signers(town: &Town) -> Vec<String> {
    checkpoint::signers(&town.store).unwrap().iter().map(ToString::to_string).collect()
}

fn serve(witness: &Arc<Witness>, listen: SocketAddr) -> (ServerHandle, SocketAddr) {
    let (server, address) = app::serve_witness(witness.clone(), listen).unwrap();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    (handle, address)
}

impl Elsewhere {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(&folder, signers(&Town::new().await));
        WitnessKey::create(&settings.key, "witness.test/1", &clock()).unwrap();
        let witness = Arc::new(Witness::open(&settings, clock()).unwrap());
        let (server, address) = serve(&witness, settings.listen);
        Self { folder, witness, address, server }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn key(&self) -> &Verifier {
        self.witness.verifier()
    }

    /// What it kept of a town's first scheme.
    fn kept(&self, town: &Town) -> PathBuf {
        cosign::path(&self.folder.path().join("state"), &format!("beadle/{}", town.ashby.scheme))
    }

    /// A town whose heads it signs.
    async fn town(&self) -> Town {
        let (url, key) = (self.url(), self.key().to_string());
        Town::with(|settings| settings.witness = Some(machine(url, key))).await
    }
}

fn machine(url: String, key: String) -> config::witness::Witness {
    config::witness::Witness::Machine(config::witness::Machine { url, key })
}

/// The checkpoint that stands written, and the one that was witnessed.
fn notes(town: &Town) -> (Note, Option<Note>) {
    let (heads, scheme) = (town.service.settings().heads(), town.ashby.scheme);
    let read = |file: PathBuf| Note::parse(&std::fs::read_to_string(file).ok()?);
    (read(checkpoint::path(&heads, scheme)).unwrap(), read(witnessed::path(&heads, scheme)))
}

/// The trail grows by a look, and its head is signed here.
async fn grow(town: &Town) {
    town.sign_in(Role::Controller).await.get("/assurance/audit").await.expect(200);
    checkpoint::write(&town.service).await.unwrap();
}

fn request(town: &Town, old: u64, note: &Note) -> Request {
    let scheme = town.ashby.scheme;
    let proof = town.store.read_here::<_, StoreError>(|tx| {
        let size = store::audit::head(tx, scheme)?.seq.unsigned_abs();
        store::tree::consistency(tx, scheme, old.min(size), size)
    });
    Request { old, proof: proof.unwrap(), note: note.clone() }
}

#[actix_web::test]
async fn each_checkpoint_is_signed_by_the_witness_and_follows_from_the_last() {
    let elsewhere = Elsewhere::new().await;
    let town = elsewhere.town().await;
    assert_eq!(witnessed::push(&town.service).await.unwrap(), 0, "there is no checkpoint yet");
    checkpoint::write(&town.service).await.unwrap();
    assert_eq!(witnessed::push(&town.service).await.unwrap(), 2, "one of each scheme");
    assert_eq!(witnessed::push(&town.service).await.unwrap(), 0, "nothing moved");
    for _ in 0..3 {
        grow(&town).await;
        assert_eq!(witnessed::push(&town.service).await.unwrap(), 1);
        let (written, signed) = notes(&town);
        let signed = signed.unwrap();
        assert_eq!(signed.text(), written.text(), "the newest");
        assert_eq!(signed.seen_by(elsewhere.key()), Some(town.clock.now()));
        let theirs = std::fs::read_to_string(elsewhere.kept(&town)).unwrap();
        assert_eq!(theirs, signed.to_string(), "both keep the same");
    }
    long_trail(&town);
    checkpoint::write(&town.service).await.unwrap();
    assert_eq!(witnessed::push(&town.service).await.unwrap(), 1, "over several tiles of the tree");
    // Its own file lost, the witness says from where to prove.
    let file = witnessed::path(&town.service.settings().heads(), town.ashby.scheme);
    std::fs::remove_file(file).unwrap();
    assert_eq!(witnessed::push(&town.service).await.unwrap(), 1);
    assert!(notes(&town).1.unwrap().seen_by(elsewhere.key()).is_some());
}

#[actix_web::test]
async fn what_a_witness_does_not_sign_it_refuses_as_c2sp_says() {
    let elsewhere = Elsewhere::new().await;
    let town = elsewhere.town().await;
    checkpoint::write(&town.service).await.unwrap();
    let (first, _) = notes(&town);
    grow(&town).await;
    let (second, _) = notes(&town);
    let good = request(&town, 1, &second);
    let at = |changed: &str| Note::parse(&first.to_string().replace("beadle/", changed)).unwrap();
    let unproved = Request { proof: vec![[7; 32]], ..good.clone() };
    let unsigned = second.to_string().replace("\n2\n", "\n3\n");
    let unsigned = Request { note: Note::parse(&unsigned).unwrap(), ..good.clone() };
    let ask = |what: String| {
        let url = elsewhere.url();
        async move {
            let asked = tokio::task::spawn_blocking(move || add_checkpoint(&url, &what));
            asked.await.unwrap().unwrap()
        }
    };
    let begun = Request { old: 0, proof: Vec::new(), note: first.clone() }.to_string();
    assert_eq!(ask(good.to_string()).await, Answer::Conflict(0), "it signed none before");
    assert!(matches!(ask(begun).await, Answer::Signed(_)));
    for (rule, what, answer) in [
        ("no request", "old 1\n".to_owned(), Answer::Refused(400)),
        ("an old size beyond the new", Request { old: 9, ..good.clone() }.to_string(), Answer::Refused(400)),
        ("another log", Request { note: at("another/"), ..good.clone() }.to_string(), Answer::Refused(404)),
        ("not signed by its log", unsigned.to_string(), Answer::Refused(403)),
        ("another old size", Request { old: 2, ..good.clone() }.to_string(), Answer::Conflict(1)),
        ("a proof that proves nothing", unproved.to_string(), Answer::Refused(422)),
        ("more than a request can be", "x".repeat(65 * 1024), Answer::Refused(413)),
    ] {
        assert_eq!(ask(what).await, answer, "{rule}");
    }
    assert!(std::fs::read_to_string(elsewhere.kept(&town)).unwrap().contains("\n1\n"), "none was kept");
    assert!(matches!(ask(good.to_string()).await, Answer::Signed(_)));
}

#[actix_web::test]
async fn a_witness_never_signs_two_pasts_of_a_trail() {
    let elsewhere = Elsewhere::new().await;
    let (town, other) = (elsewhere.town().await, elsewhere.town().await);
    assert_eq!(town.ashby.scheme, other.ashby.scheme, "seeded alike: one origin, one key");
    grow(&town).await;
    grow(&town).await;
    witnessed::push(&town.service).await.unwrap();
    let kept = std::fs::read(elsewhere.kept(&town)).unwrap();
    // The other past: shorter, of the same length, longer.
    other.later(chrono::TimeDelta::hours(1));
    for past in 0..3 {
        grow(&other).await;
        let error = witnessed::push(&other.service).await.unwrap_err().to_string();
        assert!(error.contains("run beadle audit verify"), "{past}: {error}");
        assert_eq!(std::fs::read(elsewhere.kept(&town)).unwrap(), kept, "{past}");
        assert!(notes(&other).1.is_none(), "{past}: nothing was signed");
    }
    grow(&town).await;
    assert_eq!(witnessed::push(&town.service).await.unwrap(), 1, "the past that it knows goes on");
}

#[actix_web::test]
async fn a_witness_remembers_whatever_happens_and_signs_nothing_it_cannot_keep() {
    let elsewhere = Elsewhere::new().await;
    let town = elsewhere.town().await;
    grow(&town).await;
    witnessed::push(&town.service).await.unwrap();
    let Elsewhere { folder, witness, server, .. } = elsewhere;
    let settings = settings(&folder, signers(&town));
    assert!(matches!(Witness::open(&settings, clock()), Err(Unfit::Taken(_))), "one at a time");
    server.stop(true).await;
    let state = folder.path().join("state");
    let again = folder.path().join("again");
    copy_of(&state, &again);
    let settings = Witnessing { state: again, ..settings };
    let restarted = Witness::open(&settings, clock()).unwrap();
    let (note, _) = notes(&town);
    let anew = request(&town, 0, &note).to_string();
    let refused = |asked: Result<String, Unsigned>| match asked {
        Err(Unsigned::Refused(refused)) => Some(refused),
        _ => None,
    };
    assert_eq!(refused(restarted.cosign(&anew)), Some(Refused::Conflict(2)), "after a restart");
    let file = cosign::path(&settings.state, &format!("beadle/{}", town.ashby.scheme));
    let kept = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, kept.replace("\n2\n", "\n1\n")).unwrap();
    assert!(matches!(restarted.cosign(&anew), Err(Unsigned::Unkept { .. })), "a changed state is no state");
    std::fs::write(&file, kept).unwrap();
    // Requests at once take turns: of two futures one is signed.
    let futures: Vec<String> = [1, 2].map(|n| future(&town, n)).into();
    let signed: Vec<_> = std::thread::scope(|scope| {
        let all: Vec<_> = futures.iter().map(|one| scope.spawn(|| witness.cosign(one).is_ok())).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(signed.iter().filter(|signed| **signed).count(), 1, "{signed:?}");
}

fn copy_of(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// A request for one of the futures that a trail of two events may have: one more leaf.
fn future(town: &Town, n: u8) -> String {
    use beadle::vault::{checkpoint::Checkpoint, merkle};
    let (scheme, ring) = (town.ashby.scheme, town.vault.ring());
    let hashes = town.store.read_here::<_, StoreError>(|tx| {
        [1, 2].into_iter().map(|seq| store::audit::hash_at(tx, scheme, seq)).collect::<Result<Vec<_>, _>>()
    });
    let mut leaves: Vec<_> = hashes.unwrap().iter().map(|hash| merkle::leaf(hash)).collect();
    leaves.push(merkle::leaf(&[n]));
    let root = merkle::Root { size: 3, hash: merkle::root(&leaves) };
    let over = |run: std::ops::Range<u64>| {
        Ok::<_, StoreError>(merkle::root(&leaves[run.start as usize..run.end as usize]))
    };
    let proof = merkle::consistency(2, 3, over).unwrap();
    let note = Checkpoint { scheme, root, at: town.clock.now(), ledger: None }.signed(&ring);
    Request { old: 2, proof, note }.to_string()
}

#[actix_web::test]
async fn a_witness_that_is_down_or_hangs_holds_up_nothing_and_catches_up() {
    let elsewhere = Elsewhere::new().await;
    let town = elsewhere.town().await;
    checkpoint::write(&town.service).await.unwrap();
    witnessed::push(&town.service).await.unwrap();
    elsewhere.server.stop(true).await;
    grow(&town).await;
    let error = witnessed::push(&town.service).await.unwrap_err().to_string();
    assert!(error.contains("does not answer"), "{error}");
    // Somebody takes the connection and says nothing.
    let silent = tokio::net::TcpListener::bind(elsewhere.address).await.unwrap();
    let pushing = tokio::task::spawn_local({
        let service = town.service.clone();
        async move { witnessed::push(&service).await }
    });
    let (held, _) = silent.accept().await.unwrap();
    grow(&town).await;
    assert!(!pushing.is_finished(), "it still waits, and nothing waits for it");
    drop((held, silent));
    assert!(pushing.await.unwrap().is_err());
    let (_server, address) = serve(&elsewhere.witness, elsewhere.address);
    assert_eq!(address, elsewhere.address);
    assert_eq!(witnessed::push(&town.service).await.unwrap(), 1);
    let (written, signed) = notes(&town);
    assert_eq!(signed.unwrap().text(), written.text());
}

#[actix_web::test]
async fn a_rewrite_by_who_holds_database_and_key_ring_is_found_by_the_witnessed_head() {
    let elsewhere = Elsewhere::new().await;
    let town = elsewhere.town().await;
    let scheme = town.ashby.scheme;
    long_trail(&town);
    checkpoint::write(&town.service).await.unwrap();
    witnessed::push(&town.service).await.unwrap();
    let heads = town.service.settings().heads();
    let key = elsewhere.key();
    let with_witness = Against { heads: &heads, witness: Some(key), kept: None, bucket: None };
    let report = |against: Against<'_>| -> Report {
        verify::all(&town.store, against, Some("ashby.test"), |_, _| ()).unwrap().remove(0)
    };
    let before = report(with_witness);
    assert!(before.good() && matches!(before.witnessed, Some(Said::Agrees(_))), "{before:?}");

    // The trail is cut back and signed anew with the ring's own key, and what stood in the folder is gone.
    let mut raw = owned(&town);
    for sql in tampering(5, 400) {
        raw.run(&sql, &[("s", scheme.uuid())]);
    }
    for file in [checkpoint::path(&heads, scheme), witnessed::path(&heads, scheme)] {
        std::fs::remove_file(file).unwrap();
    }
    checkpoint::write(&town.service).await.unwrap();
    let alone = report((&heads).into());
    assert!(alone.good() && !alone.weak(), "the installation alone does not show it: {alone:?}");
    let missing = report(with_witness);
    assert!(missing.weak(), "that no head is witnessed shows: {missing:?}");

    let text = std::fs::read_to_string(elsewhere.kept(&town)).unwrap();
    let kept = verify::cosigned(&text, key).expect("the witness signed it");
    let found = report(Against { kept: Some(&kept), ..with_witness });
    assert!(!found.good() && matches!(found.witnessed, Some(Said::Differs(_))), "{found:?}");
    let words = found.said_in_words();
    assert!(words.contains("differs from the witnessed checkpoint"), "{words}");
    let error = witnessed::push(&town.service).await.unwrap_err().to_string();
    assert!(error.contains("run beadle audit verify"), "and the witness signs no more: {error}");

    // A checkpoint that the witness did not sign is none, whoever else did.
    let (own, _) = notes(&town);
    assert!(verify::cosigned(&own.to_string(), key).is_none());
    let stranger = folder_key();
    let forged = own.and(&stranger.cosign(&own, town.clock.now())).unwrap();
    assert!(verify::cosigned(&forged.to_string(), key).is_none(), "the same name, another key");
}

/// A key of the same name that is another.
fn folder_key() -> WitnessKey {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::still(AT.parse().unwrap(), 8);
    WitnessKey::create(&folder.path().join("other.key"), "witness.test/1", &clock).unwrap()
}

#[actix_web::test]
async fn witnessed_heads_are_copied_elsewhere_too() {
    let elsewhere = Elsewhere::new().await;
    let away = tempfile::tempdir().unwrap();
    let (to, url, key) = (away.path().to_owned(), elsewhere.url(), elsewhere.key().to_string());
    let town = Town::with(|settings| {
        settings.copies = Some(to.clone());
        settings.witness = Some(machine(url, key));
    })
    .await;
    checkpoint::write(&town.service).await.unwrap();
    witnessed::push(&town.service).await.unwrap();
    copy::copy(&town.service).await.unwrap();
    let here = witnessed::path(&town.service.settings().heads(), town.ashby.scheme);
    let there = witnessed::path(&to.join("heads"), town.ashby.scheme);
    assert_eq!(std::fs::read(there).unwrap(), std::fs::read(here).unwrap());
}

/// A line of a ledger: that somebody is to be erased.
fn intent(town: &Town, n: u8) -> Line {
    let matter = Matter::Erasure(ProfileId::from_random([n; 16]));
    Line { entry: Entry::Intent, matter, deed: None, at: town.clock.now() }
}
