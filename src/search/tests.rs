use proptest::prelude::*;

use super::*;

const SCHEME: u8 = 1;

fn scheme(n: u8) -> SchemeId {
    SchemeId::from_random([n; 16])
}

fn profile(n: u32) -> ProfileId {
    let mut bytes = [7; 16];
    bytes[..4].copy_from_slice(&n.to_be_bytes());
    ProfileId::from_random(bytes)
}

fn entry(n: u32, names: &[&str], born: Option<&str>) -> Entry {
    Entry {
        profile: profile(n),
        names: names.iter().map(|s| (*s).to_owned()).collect(),
        date_of_birth: born.map(|b| b.parse().unwrap()),
    }
}

fn put(index: &mut Index, n: u32, names: &[&str]) {
    index.put(scheme(SCHEME), Shelf::Circulated, entry(n, names, None));
}

fn found(index: &Index, text: &str, limit: usize) -> Vec<ProfileId> {
    let hits = index.find(scheme(SCHEME), Shelf::Circulated, &Query::named(text), limit);
    hits.into_iter().map(|h| h.profile).collect()
}

/// A crowd of others: everyday first names with made-up surnames.
fn crowd(index: &mut Index, size: u32) {
    const FIRST: [&str; 24] = [
        "Aaron", "Bethany", "Callum", "Dylan", "Erin", "Faisal", "Grace", "Hannah", "Imran", "Jason", "Kyle",
        "Leanne", "Mark", "Nadia", "Owen", "Priya", "Ryan", "Sian", "Tyler", "Una", "Vikram", "Wendy",
        "Yasmin", "Zara",
    ];
    const START: [&str; 18] = [
        "Bar", "Cal", "Den", "Fair", "Gar", "Hol", "Kes", "Lang", "Mar", "Nor", "Pem", "Rad", "Sed", "Tor",
        "Ux", "Wal", "Yar", "Whit",
    ];
    const MIDDLE: [&str; 5] = ["", "ing", "er", "bo", "al"];
    const END: [&str; 12] =
        ["ton", "ley", "ford", "by", "wick", "more", "den", "ham", "worth", "croft", "stead", "gate"];
    for n in 0..size {
        let at = |list: &[&str], step: u32| list[(n / step) as usize % list.len()].to_owned();
        let surname = at(&START, 1) + &at(&MIDDLE, 18) + &at(&END, 90);
        let name = at(&FIRST, 7) + " " + &surname;
        put(index, 1_000 + n, &[&name]);
    }
}

#[test]
fn spellings_people_use_find_the_person_among_5000_others() {
    let pairs: &[(&str, &[&str])] = &[
        ("John Smith", &["Jon Smyth", "john smith", "SMITH JOHN", "smith, john", "J Smith", "johnny smith"]),
        ("Sean O'Brien", &["sean obrien", "Shaun O Brien", "O’Brien", "sean o'brian", "obrien sean"]),
        (
            "Muhammad Hussain",
            &["Mohamed Hussain", "mohammed hussein", "Mohd Hussain", "muhamad husain", "mo hussain"],
        ),
        ("Anne Cartwright", &["Ann Cartwright", "anne cartright", "annie cartwright", "Anna Kartwright"]),
        (
            "Dale Renton",
            &["dal ren", "renton dale", "Renton", "d renton", "dale r", "Dayle Rentin", "dale renten"],
        ),
        ("Robert Haversham", &["Bob Haversham", "rob haversham", "robert havershem", "haversham bobby"]),
        ("William Pike", &["Bill Pike", "billy pyke", "will pike", "Liam Pike"]),
        ("Elizabeth Thackeray", &["Liz Thackeray", "lizzie thackery", "betty thackray", "eliz thack"]),
        ("Zoë Łukaszewicz", &["zoe lukaszewicz", "Zoe Lukaszevicz", "lukaszewicz"]),
        ("Siobhán Ní Dhomhnaill", &["siobhan ni dhomhnaill", "Siobhan Dhomhnaill"]),
        ("Anne-Marie Vickers", &["annemarie vickers", "Anne Marie Vickers", "ann-marie vicars"]),
        ("Ian McDonald", &["ian macdonald", "Iain Mc Donald", "mcdonald"]),
        ("Pieter van den Berg", &["pieter vandenberg", "Peter van den Berg", "van den berg"]),
        ("Catherine Philips", &["Kate Phillips", "cathy philips", "Katherine Phillips", "Kathryn Filips"]),
        ("Stephen Clarke", &["Steven Clark", "steve clarke", "Stephan Clark"]),
        ("Krzysztof Wiśniewski", &["Chris Wisniewski", "krzystof wisniewsky", "wisniewski"]),
        ("Ngozi Okonkwo", &["ngozi okonkwo", "Ngosi Okonkwo", "okonkwo ngozi", "ngozi okonqwo"]),
        ("Jaswinder Kaur Gill", &["jaswinder gill", "Jaswinder Kaur", "jasvinder gill"]),
    ];
    let mut index = Index::new();
    crowd(&mut index, 5_000);
    for (n, (name, _)) in pairs.iter().enumerate() {
        put(&mut index, n as u32, &[name]);
    }
    let mut missed = Vec::new();
    for (n, (name, typed)) in pairs.iter().enumerate() {
        for text in *typed {
            let place = found(&index, text, 3).iter().position(|p| *p == profile(n as u32));
            if place.is_none() {
                missed.push(format!("{text} for {name}"));
            }
        }
    }
    assert!(missed.is_empty(), "not among the first three: {missed:#?}");
}

#[test]
fn an_alias_finds_the_person_and_is_not_joined_with_their_name() {
    let mut index = Index::new();
    put(&mut index, 1, &["Dale Renton", "Ginger Mick"]);
    put(&mut index, 2, &["Dale Mick"]);
    assert_eq!(found(&index, "ginger mick", 5)[0], profile(1));
    assert_eq!(found(&index, "dale mick", 5)[0], profile(2));
}

#[test]
fn strangers_are_not_listed() {
    let mut index = Index::new();
    put(&mut index, 1, &["Dale Renton"]);
    for text in ["Muhammad Hussain", "Dale Fitzgerald", "qqq", "", "  '  ", "!!!"] {
        assert_eq!(found(&index, text, 5), [], "{text}");
    }
}

#[test]
fn a_date_of_birth_tells_namesakes_apart_and_finds_alone() {
    let mut index = Index::new();
    for (n, born) in [(1, Some("1990-04-12")), (2, Some("1990-12-04")), (3, None), (4, Some("1971-08-30"))] {
        index.put(scheme(SCHEME), Shelf::Circulated, entry(n, &["Dale Renton"], born));
    }
    let day = Some("1990-04-12".parse().unwrap());
    let order = |text: &str| -> Vec<_> {
        let query = Query { text: text.to_owned(), date_of_birth: day };
        let hits = index.find(scheme(SCHEME), Shelf::Circulated, &query, 9);
        hits.into_iter().map(|h| h.profile).collect()
    };
    assert_eq!(order("Dale Renton"), [profile(1), profile(2), profile(3), profile(4)]);
    assert_eq!(order(""), [profile(1), profile(2)]);
}

#[test]
fn shelves_and_schemes_are_apart() {
    let mut index = Index::new();
    let (here, there) = (scheme(1), scheme(2));
    let query = Query::named("Dale Renton");
    index.put(here, Shelf::Circulated, entry(1, &["Dale Renton"], None));
    index.put(there, Shelf::Circulated, entry(2, &["Dale Renton"], None));
    assert_eq!(index.find(here, Shelf::Circulated, &query, 9).len(), 1);
    assert_eq!(index.find(here, Shelf::Withdrawn, &query, 9), []);

    index.put(here, Shelf::Withdrawn, entry(1, &["Dale Renton"], None));
    assert_eq!(index.shelf_of(here, profile(1)), Some(Shelf::Withdrawn));
    assert_eq!(index.len(here), 1);
    assert_eq!(index.find(here, Shelf::Circulated, &query, 9), []);
    assert_eq!(index.find(here, Shelf::Withdrawn, &query, 9)[0].profile, profile(1));

    assert!(!index.remove(here, profile(2)), "another scheme's person");
    index.clear_scheme(here);
    assert_eq!((index.len(here), index.len(there)), (0, 1));
    assert_eq!(index.find(here, Shelf::Withdrawn, &query, 9), []);
    assert_eq!(index.find(there, Shelf::Circulated, &query, 9)[0].profile, profile(2));
}

#[test]
fn a_new_name_replaces_the_old() {
    let mut index = Index::new();
    put(&mut index, 1, &["Dale Renton"]);
    put(&mut index, 1, &["Gary Marsh"]);
    assert_eq!(found(&index, "Dale Renton", 5), []);
    assert_eq!(found(&index, "Gary Marsh", 5), [profile(1)]);
    assert_eq!(index.len(scheme(SCHEME)), 1);
}

#[test]
fn nothing_prints_a_name() {
    let mut index = Index::new();
    put(&mut index, 1, &["Dale Renton"]);
    let printed =
        format!("{index:?} {:?} {:?}", entry(1, &["Dale Renton"], Some("1990-04-12")), Query::named("Dale"));
    assert!(
        !printed.contains("Dale") && !printed.contains("Renton") && !printed.contains("1990"),
        "{printed}"
    );
}

/// Names of one to three words, few enough letters that many are alike.
fn names() -> impl Strategy<Value = Vec<String>> {
    let name = "[A-D][aeinrst]{1,6}( [A-D][aeinrst]{1,6}){0,2}";
    proptest::collection::btree_map("[a-z]{1,3}", name, 1..40).prop_map(|m| m.into_values().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_very_name_comes_first(names in names(), which in any::<prop::sample::Index>()) {
        let mut index = Index::new();
        for (n, name) in names.iter().enumerate() {
            put(&mut index, n as u32, &[name]);
        }
        let wanted = which.get(&names);
        let first = found(&index, wanted, 1);
        let same = |p: &ProfileId| names.iter().enumerate().any(|(n, name)| name == wanted && profile(n as u32) == *p);
        prop_assert!(first.iter().any(same), "{wanted} in {names:?}");
    }

    #[test]
    fn a_removed_person_is_never_found(names in names(), cut in 0usize..40) {
        let mut index = Index::new();
        for (n, name) in names.iter().enumerate() {
            put(&mut index, n as u32, &[name]);
        }
        let gone = cut.min(names.len());
        for n in 0..gone {
            prop_assert!(index.remove(scheme(SCHEME), profile(n as u32)));
            prop_assert!(!index.remove(scheme(SCHEME), profile(n as u32)));
        }
        prop_assert_eq!(index.len(scheme(SCHEME)), names.len() - gone);
        for (n, name) in names.iter().enumerate() {
            let hits = found(&index, name, 50);
            prop_assert!((0..gone).all(|g| !hits.contains(&profile(g as u32))));
            prop_assert_eq!(hits.contains(&profile(n as u32)), n >= gone);
        }
    }

    #[test]
    fn whatever_is_typed_the_answer_keeps_its_bounds(text in "\\PC{0,60}", limit in 0usize..5) {
        let mut index = Index::new();
        crowd(&mut index, 50);
        let hits = index.find(scheme(SCHEME), Shelf::Circulated, &Query::named(text), limit);
        prop_assert!(hits.len() <= limit);
        prop_assert!(hits.is_sorted_by(|a, b| a.score >= b.score));
        prop_assert!(hits.iter().all(|h| (0.6..=1.0).contains(&h.score)));
    }
}
