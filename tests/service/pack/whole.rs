//! A copy of everything is everything: each column that the data map shows, and each word that is held on the person; and
//! nothing of anybody else's.

use std::collections::BTreeSet;

use beadle::{
    actions::{Call, pack::draft},
    domain::{
        deed::Deed,
        disclosure::copy::Copy,
        ids::ProfileId,
        incident::{
            Subject, content::Content, finding::Finding, report::State, source::Source, standing::Standing,
        },
        member::role::Role,
        profile::identity::{ContactDetails, Fact, Identity},
        right::data_map::{BLOBS, MAP, Part, Shown, Whose},
    },
    store,
};

use crate::{
    everywhere::{Full, Hand},
    profile::listed::incident,
};

/// The copy of the person who has one of everything, in the making, as the controller reads it.
async fn copy(full: &Full) -> Copy {
    let mut browser = full.town.sign_in(Role::Controller).await;
    let id = full.own.rights[0];
    let page = browser.get(&format!("/requests/{id}/copy")).await.expect(200);
    let seen = draft::one(&full.town.service, call(&browser), id).await.unwrap();
    let copy = seen.value.copy.unwrap();
    assert!(page.text.contains("Everything we hold"));
    copy
}

fn call(browser: &crate::harness::Browser) -> Call {
    Call { host: browser.host.clone(), token: browser.cookies.get("__Host-session").cloned(), csrf: None }
}

/// Every word of somebody that stands in a copy.
fn words(copy: &Copy, whose: &str) -> BTreeSet<String> {
    let text = serde_json::to_string(copy).unwrap();
    let pieces = text.split(|sign: char| !sign.is_alphanumeric());
    pieces.filter(|word| word.starts_with("Cy") && word.ends_with(whose)).map(str::to_owned).collect()
}

/// The associate, who is a subject of the same report, is named in a decision, and in a reason sealed under their own key.
async fn names_the_mate(full: &Full) {
    let (town, own) = (&full.town, &full.own);
    let (scheme, served, of) = (town.ashby.scheme, own.served, [own.profile, own.mate]);
    let words = "Cyservicereasonsown with Cymatenameown, who ran";
    town.write(move |tx| {
        let given = store::sanction::load(tx, scheme, served)?;
        store::sanction::set_decision(tx, scheme, &given, words)
    })
    .await;
    let deed = town.service.tick(scheme, move |act| {
        act.record_words(Deed::SplitProfile, &of.map(ProfileId::uuid), of[1], "It was Cymatereasonown.")?;
        Ok(())
    });
    deed.await.unwrap();
}

#[actix_web::test]
async fn every_word_held_on_the_person_is_in_it_and_none_of_anybody_elses() {
    let full = Full::new().await;
    names_the_mate(&full).await;
    let copy = copy(&full).await;
    let held = words(&copy, "own");
    for word in [
        "name",
        "alias",
        "looks",
        "method",
        "address",
        "email",
        "ownnarrative",
        "owndescribed",
        "ownpolice",
        "othersnarrative",
        "othersdescribed",
        "otherspolice",
        "otherssummary",
        "othersoutcome",
        "proposalstatement",
        "proposalreasons",
        "decisionstatement",
        "decisionreasons",
        "servicestatement",
        "servicereasons",
        "hold",
        "special",
        "specialelsewhere",
        "vulnerability",
        "specialreason",
        "specialelsewherereason",
        "vulnerabilityreason",
        "suggested",
        "requestname",
        "requestaddress",
        "requestwords",
        "requestacts",
        "requestdoubt",
        "requestmail",
        "appealname",
        "appealwords",
        "appealdoubt",
        "appealhidden",
        "appeallifted",
    ] {
        let word = format!("Cy{word}own");
        assert!(held.contains(&word), "{word} is held, and not in the copy (R-50)");
    }
    // Beside the person's own: victims and witnesses, the reporter, the mate, everybody else in town.
    for word in
        ["ownvictims", "ownwitnesses", "othersvictims", "otherswitnesses", "ownreporter", "othersreporter"]
    {
        assert!(!held.contains(&format!("Cy{word}own")), "{word} is another person's");
    }
    for word in &held {
        assert!(!word.contains("mate"), "{word} is the associate's");
    }
    let text = serde_json::to_string(&copy).unwrap();
    assert!(text.contains("Cyservicereasonsown with [somebody else], who ran"), "masked in a decision too");
    assert!(text.contains("several people at once"), "a reason sealed under another's key is theirs");
    for whose in ["gone", "far", "rival", "young", "sought"] {
        let theirs = words(&copy, whose);
        let places: BTreeSet<String> =
            ["premises", "place", "business"].map(|word| format!("Cy{word}{whose}")).into();
        let others: Vec<_> = theirs.difference(&places).collect();
        assert!(others.is_empty(), "{others:?} in the copy of somebody else");
    }
    for name in ["Alice", "Colin", "Beth", "Sam ", "Mona"] {
        assert!(!text.contains(name), "{name} works there: masked");
    }
}

/// Five hundred other people, each with a word of their own in every field; every tenth was there with the person.
fn crowd(full: &Full) {
    let (town, own) = (&full.town, &full.own);
    let at = &town.ashby;
    let said = |value: String| Fact { value, source: Source::Police };
    let (today, now) = (town.clock.today(), town.clock.now());
    let hand = Hand::new(town, at);
    for n in 0..500_u32 {
        let id = ProfileId::from_random(town.clock.random());
        let word = |field: &str| format!("Crowd{field}{n:03}");
        let identity = Identity {
            name: Some(said(format!("{} {}", word("first"), word("last")))),
            aliases: vec![said(word("alias"))],
            born: None,
            looks_under_18: false,
            description: Some(said(word("looks"))),
            modus_operandi: Some(said(word("method"))),
        };
        let contact = ContactDetails { address: word("address"), email: format!("{}@x.test", word("mail")) };
        let together = n % 10 == 0;
        let narrative = match together {
            true => format!("The two of them, one was {} {}.", word("first"), word("last")),
            false => word("narrative"),
        };
        let content = Content {
            narrative,
            named: word("named"),
            victims: word("victim"),
            witnesses: word("witness"),
            ..Content::default()
        };
        let report = incident(town, at, State::Accepted);
        hand.write(|tx| {
            store::profile::insert(tx, at.scheme, id, &identity, today, today)?;
            store::profile::set_contact(tx, at.scheme, id, &contact)?;
            let submission = report.id.uuid().as_bytes().to_vec();
            store::incident::insert(tx, at.scheme, &report, &submission, &content, Some("till@x.test"))?;
            for profile in [Some(id), together.then_some(own.profile)].into_iter().flatten() {
                let subject = Subject {
                    incident: report.id,
                    profile,
                    finding: Finding::Alleged,
                    source: Source::Police,
                    standing: Standing::Stands,
                    hidden: false,
                    linked_at: now,
                    linked_by: None,
                };
                store::subject::insert(tx, at.scheme, &subject)?;
            }
            Ok(())
        });
    }
}

#[actix_web::test]
async fn of_five_hundred_others_nothing_is_in_it() {
    let full = Full::new().await;
    let before = copy(&full).await;
    let reports = |copy: &Copy| {
        let part = copy.parts.iter().find(|part| part.part == Part::Incidents.as_str());
        part.map_or(0, |part| part.records.len())
    };
    crowd(&full);
    let after = copy(&full).await;
    assert_eq!(reports(&after), reports(&before) + 50, "what they did together is the person's, too");
    let text = serde_json::to_string(&after).unwrap();
    assert!(text.contains("The two of them, one was [somebody else]"), "masked, and the rest is there");
    for found in text.match_indices("Crowd") {
        let named: String = text[found.0..].chars().take_while(|sign| sign.is_alphanumeric()).collect();
        // What a reporter suggests the person is called is about the person.
        assert!(named.starts_with("Crowdnamed"), "{named} is somebody else's (R-50)");
    }
}

#[actix_web::test]
async fn what_is_shown_stands_where_the_data_map_says() {
    let full = Full::new().await;
    let copy = copy(&full).await;
    for section in &copy.parts {
        let part = Part::parse(section.part).unwrap();
        for fact in section.records.iter().flat_map(|record| &record.facts) {
            let (table, column) = fact.held_in.split_once('.').unwrap();
            let line = beadle::domain::right::data_map::of(table, column);
            let line = line.unwrap_or_else(|| panic!("{} is not in the map", fact.held_in));
            assert!(line.is_in(part), "{} is not shown under {} by the map", fact.held_in, section.heading);
            if line.whose == Whose::Others {
                assert_eq!(fact.value, "[somebody else]", "{} (R-50)", fact.held_in);
            }
        }
    }
}

/// What the map shows of a table.
fn shown() -> impl Iterator<Item = String> {
    let lines = MAP.iter().chain(BLOBS).filter(|line| matches!(line.shown, Shown::In(_)));
    lines.flat_map(|line| line.columns().map(|column| format!("{}.{column}", line.table)))
}

/// Columns that nobody in this town has a value in, or that are shown as files.
const ELSEWHERE: &[&str] = &["pictures.large", "letters.pdf"];

#[actix_web::test]
async fn every_column_that_the_map_shows_is_gathered() {
    let full = Full::new().await;
    super::filled::fill(&full).await;
    let copy = copy(&full).await;
    let facts = copy.parts.iter().flat_map(|part| &part.records).flat_map(|record| &record.facts);
    let gathered: BTreeSet<&str> = facts.map(|fact| fact.held_in.as_str()).collect();
    let missing: Vec<String> = shown()
        .filter(|column| !gathered.contains(column.as_str()) && !ELSEWHERE.contains(&column.as_str()))
        .collect();
    assert_eq!(missing, Vec::<String>::new(), "shown by the map, and gathered by nobody (R-50)");
    assert_eq!(copy.files.iter().filter(|file| file.file.starts_with("letters/")).count(), 1);
    assert_eq!(copy.files.iter().filter(|file| file.file.starts_with("images/")).count(), 2);
}
