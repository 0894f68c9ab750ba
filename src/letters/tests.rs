use std::collections::BTreeMap;

use proptest::prelude::*;
use typst::layout::{Frame, FrameItem};

use super::{letter::*, template::*, *};
use crate::domain::sanction::letter::LetterKind;

/// Values that would do something if they were ever read as markup, code or a path.
const HOSTILE: [&str; 11] = [
    "#read(\"/etc/passwd\")",
    "*bold* _it_ `raw` $x$",
    "<a> @b = c",
    "#{1 + 1} #let x = 2",
    "\"; panic(\"x\") //",
    "\\ ~ --- /* y */",
    "= Heading - point + item",
    "https://evil.example/",
    "[x] (y) {z}",
    "' OR 1=1 --",
    "{{name}} ${name} %s",
];

/// A letter as its pages.
struct Pages {
    /// What stands on them, in drawing order, without spaces: lines may break anywhere.
    text: String,
    count: usize,
    pdf: Vec<u8>,
}

fn notice(change: impl FnOnce(&mut Letter, &mut ExclusionNotice)) -> Letter {
    let mut letter = sample::letter(LetterKind::ExclusionNotice);
    let Body::ExclusionNotice(mut notice) = letter.body.clone() else { panic!("not a notice") };
    change(&mut letter, &mut notice);
    Letter { body: Body::ExclusionNotice(notice), ..letter }
}

fn pages(letter: &Letter) -> Pages {
    fn walk(frame: &Frame, text: &mut String) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => walk(&group.frame, text),
                FrameItem::Text(run) => text.push_str(&run.text),
                _ => {}
            }
        }
    }
    let templates = Templates::built_in();
    let world = LetterWorld::new(letter, &templates, Main::Frame).unwrap();
    let document = typeset(&world).unwrap();
    let mut text = String::new();
    document.pages().iter().for_each(|page| walk(&page.frame, &mut text));
    Pages {
        text: close(&text),
        count: document.pages().len(),
        pdf: export(&document, Some(letter.reference.clone())).unwrap(),
    }
}

fn plain(letter: &Letter) -> String {
    plain_text(letter, &Templates::built_in()).unwrap()
}

fn close(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect()
}

fn holds(bytes: &[u8], what: &str) -> bool {
    bytes.windows(what.len()).any(|window| window == what.as_bytes())
}

#[test]
fn every_letter_is_tagged_titled_and_in_british_english_in_both_sizes() {
    let templates = Templates::built_in();
    for kind in LetterKind::ALL {
        for large_print in [false, true] {
            let pdf = render(&Letter { large_print, ..sample::letter(kind) }, &templates).unwrap();
            assert!(pdf.starts_with(b"%PDF-1.7"), "{kind:?}");
            for mark in [
                "/StructTreeRoot",
                "/MarkInfo<</Marked true",
                "/Lang(en-GB)",
                "<pdfuaid:part>1",
                "<pdfaid:part>3",
                "<pdfaid:conformance>A",
                "<dc:title>",
                "MA-2026-0117</rdf:li>",
            ] {
                assert!(holds(&pdf, mark), "{kind:?}, R-45: {mark}");
            }
        }
    }
}

#[test]
fn the_same_letter_gives_the_same_bytes_and_large_print_others() {
    let templates = Templates::built_in();
    let letter = sample::letter(LetterKind::Warning);
    let first = render(&letter, &templates).unwrap();
    assert_eq!(first, render(&letter, &Templates::built_in()).unwrap());
    assert_ne!(first, render(&Letter { large_print: true, ..letter }, &templates).unwrap());
}

#[test]
fn a_notice_says_all_that_it_must_say() {
    let letter = notice(|_, _| {});
    let (pages, text) = (pages(&letter).text, plain(&letter));
    for (what, words) in [
        ("the person", "Alex Sample"),
        ("the incidents relied on", "Theft, 11 February 2026"),
        ("their premises", "Marlow Outfitters, 31 High Street"),
        ("their summaries", "You put two books worth £38.00 into your bag"),
        ("the reasons", "You were warned on 18 February 2026"),
        ("the premises", "22 Church Street, MA1 2BE, Market Ashby"),
        ("the term", "lasts 12 months"),
        ("its start", "This starts when this notice is served on you"),
        ("what breach means", "you are trespassing"),
        ("how to appeal", "within 28 days of the day this notice is served on you"),
        ("by post", "by post: The Old Corn Hall, 1 Market Square, Market Ashby MA1 1AA"),
        ("by e-mail", "by e-mail: office@ashby.example"),
        ("who decides it", "A person who took no part in this decision"),
        ("review", "If 6 months go by without a new incident"),
        ("the controller", "is the controller of your information"),
        ("the lawful basis", "legitimate interests"),
        ("how long it is shown", "12 months from the last report about you that counts"),
        ("when it is erased", "erased 12 months after it is taken down"),
        ("beyond recovery", "35 days after that"),
        ("rights", "ask for a copy of all we hold about you"),
        ("the ICO", "Wycliffe House, Water Lane, Wilmslow, Cheshire SK9 5AF, telephone 0303 123 1113"),
        ("the private code", "K7QF-2M9T-XW4C"),
        ("the page", "ashby.example/notice"),
    ] {
        assert!(pages.contains(&close(words)), "R-42, PDF: {what}");
        assert!(text.contains(words), "R-42, plain text: {what}");
    }
}

#[test]
fn known_days_are_named_and_so_is_a_known_term() {
    let day = |text: &str| text.parse().unwrap();
    let letter = notice(|_, notice| {
        notice.term = Some(Term { starts: day("2026-03-05"), ends: day("2027-03-04") });
        let days = PrivacyDays { shown_until: day("2027-03-04"), erased_on: day("2028-03-05") };
        notice.privacy.days = Some(days);
    });
    let text = plain(&letter);
    for (what, words) in [
        ("R-42", "served on you, on 5 March 2026, and lasts 12 months, until the end of 4 March 2027."),
        ("R-20", "Until the end of 4 March 2027: members and police can see it."),
        ("R-22", "From 5 March 2027: it is taken down."),
        (
            "R-21, R-25",
            "On 5 March 2028: it is erased. Nobody can bring it back from our backups after 9 April 2028.",
        ),
    ] {
        assert!(text.contains(words), "{what}: {words}");
    }
}

#[test]
fn a_child_is_written_to_in_other_words_that_say_the_same() {
    for kind in [LetterKind::Warning, LetterKind::ExclusionNotice] {
        let letter = Letter { young: true, ..sample::letter(kind) };
        let text = plain(&letter);
        let mut say = vec![
            ("the incidents", "Theft, 11 February 2026"),
            ("who can help", "a parent, a teacher or a youth worker"),
            ("who sees it", "They see your picture only if two of us agreed"),
            ("how long", "we delete it for good"),
            ("rights", "You can ask to see everything we have about you"),
            ("a parent may act", "A parent or guardian can ask for you"),
            ("the ICO", "telephone 0303 123 1113"),
            ("the private code", "K7QF-2M9T-XW4C"),
        ];
        if kind == LetterKind::ExclusionNotice {
            say.extend([
                ("the term", "it lasts 12 months"),
                ("how to appeal", "within 28 days"),
                ("the places", "22 Church Street"),
                ("safety first", "If you are in danger, go in anywhere"),
            ]);
        }
        for (what, words) in say {
            assert!(text.contains(words), "R-17, {kind:?}: {what}");
        }
        for hard in ["controller", "legitimate", "trespass", "exclude", "object to", "agreement"] {
            let told: Vec<&str> = text.lines().filter(|line| line.to_lowercase().contains(hard)).collect();
            assert_eq!(told, [""; 0], "R-17, {kind:?}: {hard} is no word for a child");
        }
    }
}

#[test]
fn a_parent_or_guardian_is_told_what_the_child_was() {
    let usual = sample::letter(LetterKind::Guardian);
    let text = plain(&usual);
    for words in ["Robin Sample", "for 12 months", "You may act for the child", "K7QF-2M9T-XW4C"] {
        assert!(text.contains(words), "R-17: {words}");
    }
    let Body::Guardian(guardian) = usual.body.clone() else { panic!("not to a guardian") };
    let warned = Letter { body: Body::Guardian(Guardian { term_months: None, ..guardian }), ..usual };
    assert!(plain(&warned).contains("We have given Robin Sample a warning"), "R-17");
}

#[test]
fn each_outcome_of_an_appeal_has_its_own_words() {
    for (request, outcome, words) in [
        (Request::Appeal, Outcome::Ended, "Our decision on your appeal"),
        (Request::Review, Outcome::Ended, "Our decision on your review"),
        (Request::Review, Outcome::Ended, "Your request for a review reached us on 9 February 2026"),
        (Request::Appeal, Outcome::Ended, "Your exclusion has ended."),
        (Request::Appeal, Outcome::Changed(vec!["It ends sooner.".into()]), "- It ends sooner."),
        (Request::Appeal, Outcome::Unchanged(None), "Your exclusion goes on as it was."),
        (
            Request::Appeal,
            Outcome::Unchanged("2027-03-04".parse().ok()),
            "Your exclusion goes on as it was, until the end of 4 March 2027.",
        ),
    ] {
        let mut letter = sample::letter(LetterKind::AppealOutcome);
        if let Body::AppealOutcome(decision) = &mut letter.body {
            (decision.request, decision.outcome) = (request, outcome);
        }
        let text = plain(&letter);
        assert!(text.contains(words), "R-44: {words}");
        assert!(pages(&letter).text.contains(&close(words.trim_start_matches("- "))), "R-44, PDF: {words}");
    }
}

#[test]
fn a_person_without_an_address_gets_the_letter_by_hand() {
    let letter = notice(|letter, _| letter.recipient.address.clear());
    assert!(pages(&letter).text.contains("AlexSampleByhand"));
    assert!(plain(&letter).contains("Alex Sample\nBy hand\n"));
}

#[test]
fn a_thousand_premises_run_over_many_pages_under_a_repeated_header() {
    let place = |n| Premises { name: format!("Shop {n}"), address: format!("{n} High Street, Market Ashby") };
    let letter = notice(|_, notice| notice.premises = (1..=1_000).map(place).collect());
    let pages = pages(&letter);
    assert!(pages.text.contains("1000places") && pages.text.contains("Shop11HighStreet"), "first");
    assert!(pages.text.contains("Shop10001000HighStreet"), "last");
    assert!(pages.text.contains(&format!("Page{0}of{0}", pages.count)), "every page is numbered");
    let headers = pages.text.matches("PlaceAddress").count();
    assert!(
        pages.count > 20 && headers >= pages.count - 3,
        "R-42: {headers} headers on {} pages",
        pages.count
    );
}

#[test]
fn nothing_that_somebody_typed_is_read_as_markup() {
    for hostile in [&HOSTILE.join(" | "), "Олена", "محمد", "שרה", "Zo\u{200b}e"] {
        let typed = || hostile.to_owned();
        let letter = notice(|letter, notice| {
            letter.sender.name = typed();
            letter.sender.address = vec![typed()];
            letter.sender.email = Some(typed());
            letter.recipient = Recipient { name: typed(), address: vec![typed()] };
            letter.reference = typed();
            notice.reasons = vec![typed()];
            notice.incidents.truncate(1);
            notice.incidents[0].kind = typed();
            notice.incidents[0].premises = typed();
            notice.incidents[0].summary = typed();
            notice.premises = vec![Premises { name: typed(), address: typed() }];
            (notice.access.code, notice.access.page) = (typed(), typed());
        });
        // Letterhead 3, address 2, reference 1, greeting 1, opening 1, incident 3, reason 1, appeal 3, page 2,
        // signature 1, controller 1, table 2; on paper each page's foot has two more.
        let pages = pages(&letter);
        let found = pages.text.matches(&close(hostile)).count();
        assert_eq!(found, 21 + 2 * pages.count, "{hostile:?} on {} pages: {}", pages.count, pages.text);
        let text = plain(&letter);
        assert_eq!(text.matches(hostile).count(), 21, "{hostile:?} in plain text:\n{text}");
    }
}

#[test]
fn a_logo_stands_in_the_letterhead_with_words_for_those_who_do_not_see_it() {
    let mut png = Vec::new();
    let picture = image::RgbaImage::from_pixel(64, 32, image::Rgba([201, 162, 75, 128]));
    picture.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
    let pdf = pages(&notice(|letter, _| letter.sender.logo = Some(Logo::Png(png)))).pdf;
    assert!(holds(&pdf, "/Alt(Logo of Market Ashby Safer Town)"));
    let broken = notice(|letter, _| letter.sender.logo = Some(Logo::Jpeg(b"no picture".to_vec())));
    assert!(
        matches!(render(&broken, &Templates::built_in()), Err(LetterError::Template { file, .. }) if file == "frame.typ")
    );
}

#[test]
fn a_template_reaches_no_file_host_package_clock_or_evaluator() {
    for code in [
        "#read(\"/etc/passwd\")",
        "#read(\"../../../../etc/passwd\")",
        "#image(\"https://evil.example/x.png\")",
        "#import \"@preview/example:0.1.0\": add",
        "#import \"@local/example:0.1.0\": add",
        "#datetime.today()",
        "#eval(\"1\")",
        "#std.eval(\"1\")",
        "#plugin(bytes((0,)))",
        "#std.plugin(bytes((0,)))",
    ] {
        let own = format!("#let subject(it) = \"x\"\n#let letter(it) = ()\n{code}\n");
        match Templates::with_folder(BTreeMap::from([("warning.typ".to_owned(), own)])) {
            Err(TemplateError::Fault { kind: LetterKind::Warning, file, line: 3, .. }) => {
                assert_eq!(file, "warning.typ", "{code}");
            }
            other => panic!("{code}: {other:?}"),
        }
    }
}

#[test]
fn a_scheme_replaces_words_and_the_pdf_and_the_plain_text_follow() {
    let own = "#import \"parts.typ\": *\n#let subject(it) = [A *friendly* warning]\n#let letter(it) = p[Hello #it.name!]\n";
    let templates = Templates::with_folder(BTreeMap::from([("warning.typ".into(), own.into())])).unwrap();
    let letter = sample::letter(LetterKind::Warning);
    let text = plain_text(&letter, &templates).unwrap();
    assert!(text.ends_with("\n\nA friendly warning\n\nHello Alex Sample!\n"), "{text}");
    assert!(holds(&render(&letter, &templates).unwrap(), "A friendly warning, MA-2026-0117"));
    let unknown = Templates::with_folder(BTreeMap::from([("letter.typ".into(), String::new())]));
    assert!(matches!(unknown, Err(TemplateError::Unknown(name)) if name == "letter.typ"));
}

#[test]
fn a_template_is_tried_in_every_turn_before_a_person_is_written_to() {
    let own = |letter: &str| format!("#let subject(it) = \"x\"\n#let letter(it) = {letter}\n");
    for (file, letter, message) in [
        (
            "exclusion_notice.typ",
            "if it.term != none { it.nothing } else { () }",
            "dictionary does not contain key \"nothing\"",
        ),
        ("appeal_outcome.typ", "if it.outcome.kind == \"ended\" { panic() } else { () }", "panicked"),
        ("scheme_rules.typ", "((kind: \"poem\", body: [x]),)", "panicked with: no such piece"),
    ] {
        let error = Templates::with_folder(BTreeMap::from([(file.to_owned(), own(letter))])).unwrap_err();
        assert!(error.to_string().ends_with(message), "{error}");
    }
}

#[test]
fn a_fault_in_a_template_names_its_line_but_never_the_person() {
    let own = "#let subject(it) = \"x\"\n#let letter(it) = if it.name == \"Alex Sample\" { () } else { panic(it.name) }\n";
    let templates = Templates::with_folder(BTreeMap::from([("warning.typ".into(), own.into())])).unwrap();
    let mut letter = sample::letter(LetterKind::Warning);
    letter.recipient.name = "Robin Secret".into();
    let error = render(&letter, &templates).unwrap_err();
    assert_eq!(error.to_string(), "the letter template warning.typ has a fault on line 2");
    assert_eq!(plain_text(&letter, &templates).unwrap_err().to_string(), error.to_string());
}

#[test]
fn a_link_too_long_for_a_qr_code_is_refused() {
    let letter = notice(|_, notice| notice.access.link = "x".repeat(5_000));
    assert!(matches!(render(&letter, &Templates::built_in()), Err(LetterError::LinkTooLong)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    /// Whatever people type, the letter is made and passes the checks of PDF/UA-1 and PDF/A-3a.
    #[test]
    fn any_text_makes_a_letter(typed in proptest::collection::vec(any::<String>(), 12)) {
        let letter = notice(|letter, notice| {
            letter.recipient = Recipient { name: typed[0].clone(), address: typed[1..4].to_vec() };
            letter.reference = typed[4].clone();
            notice.reasons = typed[5..8].to_vec();
            notice.premises = vec![Premises { name: typed[8].clone(), address: typed[9].clone() }];
            notice.incidents[0].summary = typed[10].clone();
            letter.sender.name = typed[11].clone();
        });
        prop_assert!(render(&letter, &Templates::built_in()).is_ok());
        prop_assert!(plain_text(&letter, &Templates::built_in()).is_ok());
    }
}
