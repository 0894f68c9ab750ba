//! The real program in a real browser: the main line from a shop's report to the excluded person in the gallery,
//! with scripts and without, and every page looked over by axe-core, light and dark, on a phone and at a desk.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod harness;
mod main_line;
mod pages;
mod rights;
mod walk;

use futures_util::{StreamExt, stream};
use harness::{Service, Setting};

/// So many browsers look over the pages at the same time.
const BROWSERS: usize = 2;

/// One test, because one town: it takes a while to build, and ends with the test.
#[tokio::test]
async fn a_town_in_a_browser() {
    let town = Service::start();
    // A town that is used again knows the names of the last time.
    let run = char::from(b'a' + u8::try_from(std::process::id() % 26).unwrap());
    let (quentin, rosalind) = (format!("Quentin{run} Harbottle"), format!("Rosalind{run} Achterberg"));
    main_line::from_report_to_gallery(&town, Setting::PHONE, Setting::DESKTOP, &quentin).await;
    let (phone, desk) = (Setting::PHONE.without_scripts(), Setting::DESKTOP.without_scripts());
    main_line::from_report_to_gallery(&town, phone, desk, &rosalind).await;
    let mut faults = rights::from_code_to_answer(&town, Setting::PHONE, Setting::DESKTOP, &quentin).await;
    faults.extend(rights::from_code_to_answer(&town, phone, desk, &rosalind).await);
    let settings = [Setting::PHONE, Setting::DESKTOP];
    let looked = stream::iter(settings).map(|setting| pages::look_over_all(&town, setting));
    faults.extend(looked.buffer_unordered(BROWSERS).concat().await);
    assert!(faults.is_empty(), "axe-core found {}:\n{}", faults.len(), faults.join("\n"));
}
