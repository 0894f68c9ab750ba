//! Bad input: a message on its field, nothing typed is lost, nothing is changed.

use beadle::domain::member::role::Role;

use super::*;

#[actix_web::test]
async fn every_field_says_what_is_wrong_with_it() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let long = "x".repeat(4_001);
    let stranger = town.other.premises.to_string();
    let nobody = ProfileId::from_random([7; 16]).to_string();
    for (field, value, says) in [
        ("key", "", "Please open a new one"),
        ("key", "short", "Please open a new one"),
        ("key", "<script>alert(1)</script>", "Please open a new one"),
        ("key", &long, "Please open a new one"),
        ("kind", "", "Choose what happened"),
        ("kind", "murder", "Choose what happened"),
        ("kind", "sighting", "Choose what happened"),
        ("kind", "Theft", "Choose what happened"),
        ("band", "", "Choose what it was worth"),
        ("band", "a lot", "Choose what it was worth"),
        ("premises", "", "Choose where it happened"),
        ("premises", "1; DROP TABLE incidents", "Choose where it happened"),
        ("premises", &stranger, "Choose where it happened"),
        ("occurred_date", "", "give a day that exists"),
        ("occurred_date", "2026-02-30", "give a day that exists"),
        ("occurred_date", "22/11/2026", "give a day that exists"),
        ("occurred_date", "2026-11-23", "in the future"),
        ("occurred_date", "2025-11-21", "over 12 months ago"),
        ("occurred_time", "", "give a time"),
        ("occurred_time", "25:00", "give a time"),
        ("occurred_time", "12:01", "in the future"),
        ("who", "", "Choose who it was"),
        ("who", "everybody", "Choose who it was"),
        ("who", &nobody, "Choose who it was"),
        ("note", &long, "shorten this to 4000 characters"),
        ("note", "a\u{0}b", "a character that cannot be kept"),
        ("description", &long, "shorten this to 500"),
        ("victims", &long, "shorten this to 500"),
        ("witnesses", &long, "shorten this to 500"),
        ("police_ref", &long, "shorten this to 120"),
        ("police_ref", "a\u{7}b", "a character that cannot be kept"),
        ("police", "banana", "tick this again"),
        ("staff_hurt", "1", "tick this again"),
        ("weapon", "on", "tick this again"),
        ("loss", "forty", "a sum like 45"),
        ("loss", "-5", "a sum like 45"),
        ("recovered", "1.999", "a sum like 45"),
    ] {
        let fields = sheet_with(&town.ashby, &[(field, value)]);
        let answer = send(&mut sam, "/report", &fields).await.expect(422).says(says);
        assert!(
            answer.text.contains(&format!("href=\"#{field}\"")),
            "{field}: the summary leads to its field"
        );
        assert!(
            field == "note" || answer.text.contains("Two bottles under a coat"),
            "{field}: typing is kept"
        );
        let (status, told) = send_by_script(&mut sam, &fields).await;
        assert_eq!(status, 422, "{field}");
        assert!(told["errors"][field].as_str().unwrap().contains(says), "{field}: {told}");
    }
    assert_eq!(count(&town).await, 0, "nothing is changed");
}

#[actix_web::test]
async fn all_that_is_wrong_is_told_at_once() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let fields =
        sheet_with(&town.ashby, &[("kind", ""), ("who", ""), ("loss", "x"), ("occurred_time", "late")]);
    let (_, told) = send_by_script(&mut sam, &fields).await;
    let wrong: Vec<&String> = told["errors"].as_object().unwrap().keys().collect();
    assert_eq!(wrong, ["kind", "loss", "occurred_time", "who"]);
    sam.post("/report", &[]).await.expect(422).says("things to put right");
}

#[actix_web::test]
async fn a_name_is_needed_where_one_is_said_to_be_known() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let fields = sheet_with(&town.ashby, &[("who", "named"), ("named", " \u{200b} ")]);
    // A name of characters nobody can see is no name.
    let answer = send(&mut sam, "/report", &fields).await;
    answer.expect(422).says("Write the name");
    let fields = sheet_with(&town.ashby, &[("who", "named"), ("named", &"n".repeat(121))]);
    send(&mut sam, "/report", &fields).await.expect(422).says("shorten this to 120");
    let id =
        filed(&mut sam, &town.ashby, &[("who", "named"), ("named", "Dale\u{202e} Riv\u{200b}ers")]).await;
    sam.get(&format!("/reports/{id}")).await.expect(200).says("Dale Rivers").hides("\u{202e}");
}

#[actix_web::test]
async fn markup_is_shown_as_it_was_typed() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let id = filed(&mut sam, &town.ashby, &[("note", "<img src=x onerror=alert(1)>\n\n\nÀé 你好 😀")]).await;
    let page = sam.get(&format!("/reports/{id}")).await.expect(200);
    page.hides("<img src=x").says("onerror=alert(1)").says("你好 😀");
    let fields = sheet_with(&town.ashby, &[("kind", ""), ("note", "</textarea><script>1</script>")]);
    send(&mut sam, "/report", &fields).await.expect(422).hides("<script>1");
}

#[actix_web::test]
async fn more_cannot_come_back_than_was_taken_and_a_sum_has_its_band() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let fields = sheet_with(&town.ashby, &[("loss", "10"), ("recovered", "10.01")]);
    send(&mut sam, "/report", &fields).await.expect(422).says("More cannot come back");
    let id =
        filed(&mut sam, &town.ashby, &[("loss", "£1,234.50"), ("recovered", "1000"), ("band", "")]).await;
    assert_eq!(row(&town, id).await.band.as_str(), "over_1000");
    sam.get(&format!("/reports/{id}")).await.expect(200).says("£1,234.50").says("£1,000.00");
    let id = filed(&mut sam, &town.ashby, &[("key", "another-form-of-sam-1"), ("kind", "abuse")]).await;
    assert_eq!(row(&town, id).await.band.as_str(), "none", "abuse has no price");
}
