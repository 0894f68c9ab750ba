//! Officers without a system of their own: the same answers on pages, after the same questions.

use beadle::{
    domain::{
        ids::{ProfileId, UserId},
        member::role::Role,
    },
    vault::totp,
};
use chrono::TimeDelta;

use crate::{
    agency::agreements::entered,
    harness::{Browser, Town},
    profile::{
        assurance::controller,
        listed::{profile, report},
        scheduler::{beat, run_until},
    },
};

const EMAIL: &str = "hale@westshire.test";
const PASSWORD: &str = "a whistle in the fog on the quay";

/// Invites an officer under an agreement that names contact details; the account's page, and the agreement's.
async fn invited(town: &Town) -> (String, String) {
    let mut ruth = town.sign_in(Role::Controller).await;
    let place = entered(town, &mut ruth).await;
    let fields = [("name", "Iris Hale"), ("reference", "PC 5150"), ("email", EMAIL)];
    let answer = ruth.post(&format!("{place}/officers"), &fields).await.expect(303);
    (answer.location().split('?').next().unwrap().to_owned(), place)
}

/// The officer chooses a password, signs in and sets up a second factor, as everybody does who has to.
async fn signed_in(town: &Town) -> Browser {
    let link = town.link(&town.ashby, EMAIL).await;
    let mut iris = town.visit(town.ashby.host).await;
    iris.get(&link).await.expect(200);
    iris.post(&link, &[("password", PASSWORD), ("again", PASSWORD)]).await.expect(303);
    let mut iris = town.visit(town.ashby.host).await;
    iris.post("/sign-in", &[("email", EMAIL), ("password", PASSWORD)]).await.goes_to("/second-factor");
    iris.get("/officer/people").await.expect(303);
    let page = iris.get("/second-factor").await.expect(200);
    let (seed, proof) = (page.input("seed").unwrap(), page.input("proof").unwrap());
    let code = totp::code(&totp::read(&seed).unwrap(), town.clock.now()).unwrap();
    let shown = [("seed", seed.as_str()), ("proof", &proof), ("code", &code)];
    iris.post("/second-factor", &shown).await.goes_to("/officer/people");
    iris
}

async fn states(iris: &mut Browser, purpose: &str, reason: &str) {
    iris.get("/officer/purpose").await.expect(200);
    iris.post("/officer/purpose", &[("purpose", purpose), ("reason", reason)])
        .await
        .goes_to("/officer/people");
}

/// Somebody who is shown, with a report and a picture.
async fn shown(town: &Town, name: &str) -> ProfileId {
    let id = profile(town, &town.ashby, name).await;
    report(town, &town.ashby, &[id], " took a ham").await;
    id
}

#[actix_web::test]
async fn an_officer_is_invited_says_what_for_and_finds_whom_they_look_for() {
    let town = Town::new().await;
    let ada = shown(&town, "Ada Lovell").await;
    shown(&town, "Bob Marsh").await;
    let mut photo = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_luma8(320, 400).write_to(&mut photo, image::ImageFormat::Png).unwrap();
    town.picture(ada, Some(photo.into_inner())).await;
    let (account, agreement) = invited(&town).await;
    let mut ruth = town.sign_in(Role::Controller).await;
    ruth.get(&account).await.expect(200).says("Invited").says("PC 5150").says("Send the invitation again");
    let mut iris = signed_in(&town).await;

    // Nothing before it is said what for, and why.
    for path in ["/officer/people", "/officer/incidents", &format!("/officer/people/{ada}")] {
        assert_eq!(iris.get(path).await.expect(303).location(), "/officer/purpose", "{path} (R-60)");
    }
    iris.get("/account").await.expect(200);
    iris.post("/officer/people", &[("name", "Ada")]).await.goes_to("/officer/purpose");
    let page = iris.get("/officer/purpose").await.expect(200).says("PC 5150").says("Westshire Police");
    assert!(!page.text.contains("Ada"));
    let wrong = iris.post("/officer/purpose", &[("purpose", "curiosity"), ("reason", "-")]).await.expect(422);
    wrong.says("Say what for").says("crime reference, in 3 to 300");
    states(&mut iris, "detection", "WS/1234/26").await;

    // The list, a forgiving search, and what is wrong with one.
    iris.get("/officer/people").await.expect(200).says("Ada Lovell").says("Bob Marsh").says("WS/1234/26");
    let found = iris.post("/officer/people", &[("name", "Ayda Lovel")]).await.expect(200);
    found.says("Ada Lovell").hides("Bob Marsh").says("value=\"Ayda Lovel\"");
    iris.post("/officer/people", &[("name", "zebedee")]).await.expect(200).says("Nobody found");
    let wrong = iris.post("/officer/people", &[("ageFrom", "old"), ("dateOfBirth", "31 June")]).await;
    wrong.expect(422).says("from 0 to 120").says("1990-04-01").says("value=\"old\"").hides("Ada Lovell");

    // One person: pictures good once, the force and the reason in their pixels, what happened without who reported.
    let page = iris.get(&format!("/officer/people/{ada}")).await.expect(200);
    let page = page.says("Ada Lovell").says("took a ham").says("Shown to members until");
    let link = page.text.split('"').find(|part| part.starts_with("/officer/images/")).expect("a picture");
    let link = link.replace("&#38;", "&").replace("&amp;", "&");
    let image = iris.get(&link).await.expect(200);
    assert_eq!((image.header("content-type"), image.header("cache-control")), ("image/jpeg", "no-store"));
    iris.get(&link).await.expect(404);
    iris.get("/officer/incidents").await.expect(200).says("took a ham");
    iris.post("/officer/incidents", &[("since", "2026-02-31")]).await.expect(422).says("2026-04-01");
    iris.post("/officer/incidents", &[("since", "2027-01-01")]).await.expect(200).says("None found");

    // What an officer may not do does not exist.
    for path in
        ["/report", "/reports", "/gallery", "/people", "/inbox", "/decisions", "/assurance", "/agreement"]
    {
        iris.get(path).await.expect(404);
    }
    iris.get("/account").await.expect(200).says("PC 5150").hides("Read the agreement");

    // All of it stands in the register, by the reference; the trail says what was done.
    let all = ruth.get("/assurance/disclosures").await.expect(200);
    let all =
        all.says("PC 5150").says("Detection of crime").says("WS/1234/26").says("Showed police a person");
    assert!(!all.text.contains("zebedee") && !all.text.contains("Lovel"), "no search word, no name");
    ruth.get(&agreement).await.expect(200).says("Iris Hale, PC 5150").says("May read");
    let trail = town.trail(&town.ashby).await;
    for deed in ["invite_officer", "state_purpose", "tell_police_search", "tell_police_image", "view_officer"]
    {
        assert!(trail.iter().any(|known| known == deed), "{deed}");
    }

    // It holds for an hour, of which the session needs to know nothing.
    town.later(TimeDelta::minutes(40));
    iris.get("/officer/people").await.expect(200);
    town.later(TimeDelta::minutes(20));
    iris.get("/officer/people").await.goes_to("/officer/purpose");
    iris.get("/officer/purpose").await.expect(200).hides("WS/1234/26");
}

#[actix_web::test]
async fn an_account_goes_with_its_agreement_and_leaves_the_register() {
    let town = Town::new().await;
    let ada = shown(&town, "Ada Lovell").await;
    let (account, agreement) = invited(&town).await;
    let mut iris = signed_in(&town).await;
    states(&mut iris, "safeguarding", "Missing person").await;
    iris.get(&format!("/officer/people/{ada}")).await.expect(200);
    let user: UserId = account.rsplit('/').next().unwrap().parse().unwrap();

    let mut ruth = town.sign_in(Role::Controller).await;
    let why = [("reason", "The force has left the scheme."), ("word", "END")];
    ruth.post(&format!("{agreement}/end"), &why).await.expect(303);
    // At once nothing is told; within the hour nothing is left.
    iris.get(&format!("/officer/people/{ada}")).await.goes_to("/officer/purpose");
    iris.get("/officer/purpose").await.expect(200).says("The agreement was ended on").hides("Go on");
    town.later(TimeDelta::hours(1));
    beat(&town).await;
    let scheme = town.ashby.scheme;
    let left = town.read(move |tx| beadle::store::leaving::census(tx, scheme, user)).await;
    assert_eq!(left, [], "R-30");
    assert!(iris.get("/officer/people").await.expect(303).location().starts_with("/sign-in"));
    let mail = town.mail(&town.ashby).await;
    let told =
        mail.iter().find(|message| message.to == EMAIL && message.subject.contains("is deleted")).unwrap();
    assert!(told.text.contains("agreement it depended on has ended"), "{}", told.text);
    let mut ruth = town.sign_in(Role::Controller).await;
    ruth.get(&account).await.expect(404);
    ruth.get(&agreement).await.expect(200).says("No officer has been invited").hides("Iris Hale");
    ruth.get("/assurance/disclosures").await.expect(200).says("PC 5150").says("Missing person");
    ruth.get("/assurance/certificates").await.expect(200);
    run_until(&town, "2026-11-22T16:10:00Z").await;
    let mut ruth = controller(&town).await;
    let certificates = ruth.get("/assurance/certificates").await.expect(200);
    assert_eq!(certificates.links("/assurance/certificates/").len(), 1, "each deletion has one (R-25)");
}

#[actix_web::test]
async fn the_controller_removes_an_officer_and_the_address_may_be_used_again() {
    let town = Town::new().await;
    let (account, agreement) = invited(&town).await;
    let mut ruth = town.sign_in(Role::Controller).await;
    town.later(TimeDelta::minutes(1));
    ruth.post(&format!("{account}/again"), &[]).await.expect(303);
    let mut iris = signed_in(&town).await;
    ruth.post(&format!("{account}/again"), &[]).await.expect(404);

    // One address, one account; and no other part in the scheme.
    let again = [("name", "Iris Hale"), ("reference", "PC 5150"), ("email", EMAIL)];
    ruth.get(&format!("{agreement}/officers")).await.expect(200);
    ruth.post(&format!("{agreement}/officers"), &again).await.expect(422).says("has this reference");
    let other = [("name", "Iris Hale"), ("reference", "PC 5151"), ("email", EMAIL)];
    ruth.post(&format!("{agreement}/officers"), &other).await.expect(422).says("cannot be used");
    // Nor another name or address of the officer's own choice: links to the account go there.
    iris.get("/account").await.expect(200);
    let moved = [("name", "Iris Hale"), ("email", "iris@home.test"), ("password", PASSWORD)];
    iris.post("/account", &moved).await.expect(422).says("data controller for another name");
    let board = [("name", "Iris Hale"), ("email", EMAIL), ("role", "board")];
    ruth.post("/members/roles", &board).await.expect(422).says("takes no other role");
    let wrong = [("name", ""), ("reference", "x"), ("email", "nobody")];
    let wrong = ruth.post(&format!("{agreement}/officers"), &wrong).await.expect(422);
    wrong.says("Please fill this in.").says("nobody");

    let why = [("reason", "Has moved to another force."), ("word", "remove")];
    ruth.post(&format!("{account}/remove"), &why).await.expect(422).says("REMOVE").says("moved to another");
    let why = [("reason", "Has moved to another force."), ("word", "REMOVE")];
    ruth.post(&format!("{account}/remove"), &why).await.expect(303);
    assert!(iris.get("/officer/people").await.expect(303).location().starts_with("/sign-in"));
    ruth.post(&format!("{agreement}/officers"), &again).await.expect(303);
    for role in [Role::Member, Role::Manager, Role::Administrator, Role::Board] {
        let mut other = town.sign_in(role).await;
        for path in
            [account.as_str(), &format!("{agreement}/officers"), "/officer/people", "/officer/purpose"]
        {
            other.get(path).await.expect(404);
        }
    }
}

#[actix_web::test]
async fn a_statement_is_of_one_sign_in_and_lies_sealed() {
    let town = Town::new().await;
    shown(&town, "Ada Lovell").await;
    let (account, _) = invited(&town).await;
    let mut iris = signed_in(&town).await;
    states(&mut iris, "prosecution", "Regina and Marlow").await;
    let user: UserId = account.rsplit('/').next().unwrap().parse().unwrap();
    let mut elsewhere = town.sign_in_as(&town.ashby, user, Role::Officer).await;
    elsewhere.get("/officer/people").await.goes_to("/officer/purpose");
    iris.get("/officer/people").await.expect(200).says("Prosecution").says("Regina and Marlow");
    for (table, rows) in crate::profile::raw::Raw::open(&town.store).rows() {
        for words in ["Marlow", "PC 5150", "Iris Hale", EMAIL] {
            assert!(!rows.iter().any(|row| row.contains(words)), "{words} in {table}");
        }
    }
}
