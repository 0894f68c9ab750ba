//! A letter's pieces as plain text.

use typst::{
    foundations::{Array, Dict, Label, Value},
    introspection::{Introspector, MetadataElem},
    utils::PicoStr,
};
use typst_layout::PagedDocument;

use super::{fonts::one_line, letter::Letter};
use crate::domain::date::spoken;

/// The whole letter, or nothing if the template's pieces are not of the shape `parts.typ` gives them.
pub fn write(letter: &Letter, document: &PagedDocument) -> Option<String> {
    let label = Label::new(PicoStr::intern("letter"))?;
    let found = document.introspector().query_label(label).ok()?.clone();
    let Value::Dict(words) = found.to_packed::<MetadataElem>()?.value.clone() else { return None };
    let mut text = Text::default();
    head(&mut text, letter);
    text.heading(&flat(words.get("subject").ok()?));
    for piece in array(&words, "pieces")? {
        let Value::Dict(piece) = piece else { return None };
        write_piece(&mut text, &piece)?;
    }
    Some(text.0)
}

/// Paragraphs with an empty line between them, headings with two above.
#[derive(Default)]
struct Text(String);

impl Text {
    fn paragraph(&mut self, words: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.line(words);
    }

    fn heading(&mut self, words: &str) {
        self.0.push('\n');
        self.paragraph(words);
    }

    fn line(&mut self, words: &str) {
        self.0.push_str(words.trim());
        self.0.push('\n');
    }
}

fn head(text: &mut Text, letter: &Letter) {
    let sender = &letter.sender;
    text.line(&one_line(&sender.name));
    for line in sender.address.iter().chain(&sender.phone).chain(&sender.email) {
        text.line(&one_line(line));
    }
    text.paragraph(&one_line(&letter.recipient.name));
    letter.recipient.address.iter().for_each(|line| text.line(&one_line(line)));
    if letter.recipient.address.is_empty() {
        text.line("By hand");
    }
    text.paragraph(&format!("Date: {}", spoken(letter.date)));
    text.line(&format!("Our reference: {}", one_line(&letter.reference)));
}

fn write_piece(text: &mut Text, piece: &Dict) -> Option<()> {
    let field = |name: &str| piece.get(name).ok().map(flat);
    match field("kind")?.as_str() {
        "h" => text.heading(&field("body")?),
        "p" | "key" => text.paragraph(&field("body")?),
        "points" => list(text, array(piece, "items")?.iter().map(|item| format!("- {}", flat(item)))),
        "items" => {
            for item in array(piece, "items")? {
                let Value::Array(pair) = item else { return None };
                let mut pair = pair.into_iter();
                text.paragraph(&flat(&pair.next()?));
                let Value::Array(words) = pair.next()? else { return None };
                words.iter().for_each(|paragraph| text.line(&flat(paragraph)));
            }
        }
        "rows" => {
            text.paragraph(&field("lead")?);
            let row = |row: &Value| match row {
                Value::Array(cells) => cells.iter().map(flat).collect::<Vec<_>>().join(", "),
                other => flat(other),
            };
            list(text, array(piece, "rows")?.iter().map(|cells| format!("- {}", row(cells))));
        }
        "access" => {
            text.paragraph(&field("lead")?);
            text.paragraph(&format!("Go to: {}", field("page")?));
            text.line(&format!("Type in your code: {}", field("code")?));
            text.line(&field("after")?);
        }
        "sign" => {
            text.paragraph(&field("body")?);
            text.paragraph(&field("name")?);
        }
        _ => return None,
    }
    Some(())
}

fn list(text: &mut Text, lines: impl Iterator<Item = String>) {
    text.0.push('\n');
    lines.for_each(|line| text.line(&line));
}

fn array(from: &Dict, name: &str) -> Option<Array> {
    match from.get(name).ok()? {
        Value::Array(items) => Some(items.clone()),
        _ => None,
    }
}

/// Words without their look.
fn flat(value: &Value) -> String {
    match value {
        Value::Content(content) => content.plain_text().replace("\u{a0}", " ").into(),
        Value::Str(text) => text.as_str().replace('\u{a0}', " "),
        Value::Int(number) => number.to_string(),
        _ => String::new(),
    }
}
