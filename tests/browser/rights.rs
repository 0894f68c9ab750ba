//! The person on a notice, by hand: the code is read from the PDF, what is theirs by right is asked for, the desk and the
//! controller answer, and the answer is read behind the same code.

use std::process::Command;

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
    priya.choose("outcome", "granted").await;
    priya.fill("answer", "We gave you the copy at our office today, with all pictures.").await;
    look(&priya, "rights-request", &mut faults).await;
    priya.press("Answer").await;
    priya.reads("Answered and closed").await;

    let ruth = Walk::signed_in(town, desk, "controller").await;
    ruth.go("/decisions/appeals").await;
    ruth.press(&format!("An appeal: {name}")).await;
    ruth.reads("That was my cousin.").await;
    look(&ruth, "rights-appeal", &mut faults).await;
    ruth.choose("outcome", "refused").await;
    ruth.fill("answer", "The pictures show you, and you said so to the officer.").await;
    ruth.press("Decide").await;
    ruth.reads("The person reads your reasons").await;

    opens(&person, &code, name).await;
    person.reads("We gave you the copy at our office today").await;
    person.reads("The pictures show you, and you said so").await;
    look(&person, "rights-answered", &mut faults).await;
    faults
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
    assert!(bytes.starts_with(b"%PDF"), "{pdf}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notice.pdf");
    std::fs::write(&file, bytes).unwrap();
    let read = Command::new("pdftotext").args([file.as_os_str(), "-".as_ref()]).output().unwrap();
    let text = String::from_utf8(read.stdout).unwrap();
    let mut signs = text.split_whitespace().filter(|word| {
        word.len() == 14 && word.split('-').count() == 3 && word.split('-').all(|part| part.len() == 4)
    });
    signs.next().unwrap_or_else(|| panic!("no code in {text}")).to_owned()
}
