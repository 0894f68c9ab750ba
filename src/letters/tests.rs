use std::collections::BTreeMap;

use super::{letter::*, template::*, *};
use crate::domain::sanction::letter::LetterKind;

#[test]
#[ignore = "writes every letter into the folder LETTERS_TO, to be looked at"]
fn show() {
    let folder = std::path::PathBuf::from(std::env::var("LETTERS_TO").unwrap());
    let templates = Templates::built_in();
    for kind in LetterKind::ALL {
        for large_print in [false, true] {
            let letter = Letter { large_print, ..sample::letter(kind) };
            let name = format!("{}{}", kind.as_str(), if large_print { "-large" } else { "" });
            let at = std::time::Instant::now();
            let world = LetterWorld::new(&letter, &templates, Main::Frame).unwrap();
            match pdf(&world, &letter.reference).unwrap() {
                Ok(bytes) => std::fs::write(folder.join(format!("{name}.pdf")), bytes).unwrap(),
                Err(faults) => panic!("{:?} {faults:#?}", world.place(&faults)),
            }
            eprintln!("{name}: {:?}", at.elapsed());
        }
        let text = plain_text(&sample::letter(kind), &templates).unwrap();
        std::fs::write(folder.join(format!("{}.txt", kind.as_str())), text).unwrap();
    }
}
