//! The person on a notice, by hand: the code is read from the PDF, what is theirs by right is asked for, the desk puts the
//! copy together, the controller approves it and answers the appeal; the copy is collected, and its PDF read.

use std::process::Command;

use fantoccini::Locator;
use serde_json::json;

use crate::{
    harness::{Service, Setting, axe, shot},
    pages::told,
    walk::Walk,
};

/// From the notice served on `name` to the answers; what axe-core found on the way.
pub async fn from_code_to_answer(town: &Service, phone: Setting, desk: Setting, name: &str) -> Vec<String> {
    let mut faults = Vec::new();
    // Reading a file takes a script, whatever the browsers of the others run.
    let code = code_of(&Walk::signed_in(town, Setting::DESKTOP, "administrator").await, name).await;
    let priya = Walk::signed_in(town, desk, "administrator").await;

    let person = Walk::new(town, phone).await;
    opens(&person, &code, name).await;
    person.reads("You may not go into any of the").await;
    look(&person, "rights-notice", &mut faults).await;
    person.press("A copy of everything").await;
    person.fill("words", "Above all the pictures, please.").await;
    look(&person, "rights-ask", &mut faults).await;
    person.press("Send").await;
    person.reads("We have your request").await;
    look(&person, "rights-made", &mut faults).await;

    opens(&person, &code, name).await;
    person.press("An appeal").await;
    person.press("Send").await;
    person.reads("Choose the reason that fits best.").await;
    look(&person, "rights-appeal-wrong", &mut faults).await;
    person.choose("ground", "wrong_person").await;
    person.fill("words", "That was my cousin. We look alike.").await;
    person.press("Send").await;
    person.reads("We have your request").await;

    priya.go("/requests").await;
    look(&priya, "rights-board", &mut faults).await;
    priya.press(&format!("A copy of everything: {name}")).await;
    priya.reads("Above all the pictures, please.").await;
    look(&priya, "rights-request", &mut faults).await;
    let copy = made(&priya, &mut faults).await;

    let ruth = Walk::signed_in(town, desk, "controller").await;
    ruth.go(&copy).await;
    ruth.reads("What you have read here is what they get").await;
    ruth.press("Approve and send").await;
    ruth.reads("The copy is made").await;
    ruth.go("/decisions/appeals").await;
    ruth.press(&format!("An appeal: {name}")).await;
    ruth.reads("That was my cousin.").await;
    look(&ruth, "rights-appeal", &mut faults).await;
    ruth.choose("outcome", "refused").await;
    ruth.fill("answer", "The pictures show you, and you said so to the officer.").await;
    ruth.press("Decide").await;
    ruth.reads("The person reads your reasons").await;

    opens(&person, &code, name).await;
    person.reads("Your copy is ready").await;
    person.reads("The pictures show you, and you said so").await;
    look(&person, "rights-answered", &mut faults).await;
    priya.go(&copy).await;
    look(&priya, "copy-ready", &mut faults).await;
    let passphrase = priya.client().find(Locator::Css("#code")).await.unwrap().text().await.unwrap();
    collected(&person, &passphrase, name, &mut faults).await;
    hidden(&person, &priya, &code, name, &mut faults).await;
    faults
}

/// The person asks that something is not used; the desk hides it while it is checked, and they read so.
async fn hidden(person: &Walk<'_>, desk: &Walk<'_>, code: &str, name: &str, faults: &mut Vec<String>) {
    opens(person, code, name).await;
    person.press("Stop using it for now").await;
    person.fill("words", "What you say I look like is my cousin.").await;
    person.press("Send").await;
    person.reads("We have your request").await;
    desk.go("/requests").await;
    desk.press(&format!("Stop using it for now: {name}")).await;
    desk.reads("Decide what is hidden meanwhile").await;
    desk.press("What is hidden").await;
    desk.choose("part", "words").await;
    desk.press("Set what is hidden").await;
    desk.reads("Please fill this in").await;
    desk.fill("reason", "We compare it with the film from the till.").await;
    desk.press("Set what is hidden").await;
    desk.reads("It holds from now on").await;
    look(desk, "rights-hidden", faults).await;
    opens(person, code, name).await;
    person.reads("We compare it with the film").await;
    look(person, "rights-hidden-told", faults).await;
}

/// Gathers the copy at the desk, looks at each photo of a report, masks words, puts it forward; its address.
async fn made(desk: &Walk<'_>, faults: &mut Vec<String>) -> String {
    desk.press("Make the copy").await;
    let copy = desk.path().await;
    look(desk, "copy-none", faults).await;
    desk.press("Gather everything").await;
    desk.reads("masked or decided").await;
    look(desk, "copy-draft", faults).await;
    let links = desk.client().find_all(Locator::Css("a[href*='/copy/pictures/']")).await.unwrap();
    let mut pictures = Vec::new();
    for link in links {
        pictures.extend(link.attr("href").await.unwrap());
    }
    for (n, picture) in pictures.iter().enumerate() {
        desk.go(picture).await;
        if !desk.text().await.contains("It came with a report") {
            continue;
        }
        if n == pictures.len() - 1 {
            look(desk, "copy-picture", faults).await;
        }
        desk.choose("what", "cut").await;
        desk.press("Keep this").await;
        desk.reads("Decided").await;
    }
    let fact = desk.link_but(&format!("{copy}/fact"), &[]).await;
    desk.go(&fact).await;
    look(desk, "copy-fact", faults).await;
    desk.choose("what", "withhold").await;
    desk.press("Keep this").await;
    desk.reads("Please fill this in").await;
    desk.go(&copy).await;
    desk.press("Put it forward").await;
    desk.reads("Somebody else approves this copy").await;
    copy
}

/// The person opens the copy with its passphrase, and reads their name in it.
async fn collected(person: &Walk<'_>, passphrase: &str, name: &str, faults: &mut Vec<String>) {
    person.press("Open your copy").await;
    look(person, "copy-locked", faults).await;
    person.fill("passphrase", "AAAA-BBBB-CCCC").await;
    person.press("Open my copy").await;
    person.reads("This does not open a copy").await;
    person.fill("passphrase", passphrase).await;
    person.press("Open my copy").await;
    person.reads("Your copy is open").await;
    look(person, "copy-open", faults).await;
    if !person.has_scripts() {
        return;
    }
    let fetch = "const done = arguments[0]; const form = document.querySelector('form[action$=\"/file\"]'); \
                 fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) }) \
                 .then((a) => a.arrayBuffer()).then((b) => done(Array.from(new Uint8Array(b))))";
    let bytes = person.client().execute_async(fetch, Vec::new()).await.unwrap();
    let text = read(&serde_json::from_value::<Vec<u8>>(bytes).unwrap());
    assert!(text.contains(name) && text.contains("What was reported") && text.contains("[somebody else]"));
}

/// Types the code and the name on the notice.
async fn opens(person: &Walk<'_>, code: &str, name: &str) {
    person.go("/n").await;
    person.fill("code", code).await;
    person.fill("surname", name.split_whitespace().next_back().unwrap()).await;
    person.press("Show my letter").await;
}

async fn look(walk: &Walk<'_>, name: &str, faults: &mut Vec<String>) {
    // axe-core is a script: where there are none, the page is only read.
    if !walk.has_scripts() {
        return;
    }
    for theme in ["light", "dark"] {
        walk.show_in(theme).await;
        let named = format!("{name}-{theme}");
        shot(walk.client(), &named).await;
        faults.extend(axe(walk.client()).await.into_iter().map(|fault| told(&named, fault)));
    }
    walk.show_in("light").await;
}

/// The code in the notice, as `pdftotext` reads it.
async fn code_of(desk: &Walk<'_>, name: &str) -> String {
    desk.go("/notices").await;
    desk.press(name).await;
    let pdf = desk.link("/letters/").await;
    let fetch = "const [path, done] = arguments; fetch(path).then((a) => a.arrayBuffer()) \
                 .then((b) => done(Array.from(new Uint8Array(b))))";
    let bytes = desk.client().execute_async(fetch, vec![json!(pdf)]).await.unwrap();
    let bytes: Vec<u8> = serde_json::from_value(bytes).unwrap();
    let text = read(&bytes);
    let mut signs = text.split_whitespace().filter(|word| {
        word.len() == 14 && word.split('-').count() == 3 && word.split('-').all(|part| part.len() == 4)
    });
    signs.next().unwrap_or_else(|| panic!("no code in {text}")).to_owned()
}

/// A PDF, as `pdftotext` reads it.
fn read(pdf: &[u8]) -> String {
    assert!(pdf.starts_with(b"%PDF"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.pdf");
    std::fs::write(&file, pdf).unwrap();
    let read = Command::new("pdftotext").args([file.as_os_str(), "-".as_ref()]).output().unwrap();
    String::from_utf8(read.stdout).unwrap()
}
