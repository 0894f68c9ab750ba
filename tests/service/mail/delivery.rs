//! Mail leaves once, to a real SMTP peer (aiosmtpd), and losing that peer loses nothing.

use beadle::{
    actions::mail::deliver,
    config::{Mail, MailSecurity, Settings},
    domain::{
        ids::MailId,
        mail::{Message, Standing},
    },
    mail::Transport,
    store::{self, outbox::Item},
};
use chrono::TimeDelta;

use crate::harness::{Peer, Town};

pub(super) fn by(port: u16) -> impl FnOnce(&mut Settings) {
    move |settings| {
        settings.mail = Some(Mail {
            host: "127.0.0.1".to_owned(),
            port,
            security: MailSecurity::None,
            user: None,
            password_file: None,
            from: "beadle@ashby.test".to_owned(),
        });
    }
}

pub(super) async fn queue(town: &Town, to: &str) {
    let (scheme, owner, id) = (town.ashby.scheme, town.ashby.member, town.clock.random());
    let message = Message {
        to: to.to_owned(),
        subject: "A test".into(),
        text: "Line one\n.\nSiân".into(),
        letter: None,
    };
    town.write(move |tx| {
        let (at, gone) = (tx.clock.now(), tx.clock.today() + TimeDelta::days(14));
        store::outbox::insert(tx, scheme, MailId::from_random(id), owner.uuid(), &message, at, gone)
    })
    .await;
}

pub(super) async fn items(town: &Town) -> Vec<Item> {
    let viewer = beadle::domain::member::evidence::scheduler(town.ashby.scheme, town.clock.now());
    town.read(move |tx| store::outbox::list(tx, &viewer, false, 10)).await
}

pub(super) async fn deliver(town: &Town) -> usize {
    let transport = Transport::new(town.service.settings().mail.as_ref()).unwrap();
    deliver::due(&town.service, &transport, || true).await.unwrap()
}

#[actix_web::test]
async fn mail_is_delivered_once_and_wiped() {
    let peer = Peer::start();
    let town = Town::with(by(peer.port)).await;
    queue(&town, "sam@shop.example").await;
    assert_eq!(deliver(&town).await, 1);
    let received = peer.received(1);
    assert!(received[0].contains("rcpt: sam@shop.example"), "{}", received[0]);
    assert!(received[0].contains("Subject: A test"), "{}", received[0]);
    let item = &items(&town).await[0];
    assert_eq!((item.standing, item.message.as_ref()), (Standing::Sent, None), "wiped at delivery (R-30)");
    assert_eq!(deliver(&town).await, 0, "once");
    assert_eq!(town.trail(&town.ashby).await.last().map(String::as_str), Some("deliver_mail"));
}

#[actix_web::test]
async fn losing_the_mail_server_loses_nothing() {
    let port = Peer::start().port; // gone again
    let town = Town::with(by(port)).await;
    queue(&town, "sam@shop.example").await;
    assert_eq!(deliver(&town).await, 0);
    assert_eq!(deliver(&town).await, 0, "not tried again at once");
    let item = &items(&town).await[0];
    assert_eq!((item.standing, item.tries, item.problem.as_str()), (Standing::Queued, 1, "no connection"));
    let peer = Peer::start_on(port);
    town.later(TimeDelta::minutes(1));
    assert_eq!(deliver(&town).await, 1, "the minute after");
    peer.received(1);
}

#[actix_web::test]
async fn mail_refused_for_good_is_given_up_and_told_as_a_code_only() {
    let peer = Peer::start();
    let town = Town::with(by(peer.port)).await;
    queue(&town, "refuse@shop.example").await;
    assert_eq!(deliver(&town).await, 0);
    let item = &items(&town).await[0];
    assert_eq!((item.standing, item.problem.as_str()), (Standing::Dead, "550"), "not the server's words");
    assert!(item.message.is_some(), "it can be sent again within its period");
}

#[actix_web::test]
async fn undelivered_mail_is_wiped_when_its_period_ends() {
    let town = Town::with(by(1)).await;
    queue(&town, "sam@shop.example").await;
    town.later(TimeDelta::days(14) - TimeDelta::hours(13));
    deliver(&town).await;
    assert!(items(&town).await[0].message.is_some(), "the last day");
    town.later(TimeDelta::hours(2));
    deliver(&town).await;
    let item = &items(&town).await[0];
    assert_eq!((item.standing, item.message.as_ref()), (Standing::Dead, None), "R-30: then an inbox task");
}
