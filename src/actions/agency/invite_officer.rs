//! The controller invites an officer of a force or agency that has no system of its own: the account is bound to the
//! agreement, and needs a second factor.

use crate::{
    actions::{
        Call, Refusal, Shared,
        member::{
            account::taken,
            link::{Purpose, mail_link},
        },
        refusal::Problems,
    },
    domain::{
        agency::{agreement::Standing, officer::Officer, purpose::LONGEST_OFFICER},
        deed::Deed,
        ids::{AgreementId, UserId},
        member::{
            evidence::{Acting, Controller},
            role::Role,
            state::State,
        },
        text,
    },
    store,
};

/// What was entered.
#[derive(Debug, Clone, Default)]
pub struct Entered {
    /// The officer's name.
    pub name: String,
    /// As the force knows them.
    pub reference: String,
    /// Where the invitation goes; also the sign-in name.
    pub email: String,
}

/// Invites an officer.
///
/// # Errors
/// Messages on its fields; [`Refusal::NotFound`] if there is no such agreement, or it is over.
pub async fn invite(
    service: &Shared,
    call: Call,
    agreement: AgreementId,
    entered: Entered,
) -> Result<UserId, Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            let (viewer, scheme, at) = (act.viewer, act.scheme.id, act.now());
            let days = store::agreement::load(act.tx, &viewer, agreement)?.days;
            if matches!(days.standing(viewer.today()), Standing::Over | Standing::Ended) {
                return Err(Refusal::NotFound);
            }
            let Entered { name, reference, email } = &entered;
            let mut problems = Problems::default();
            let name = problems.take("name", text::line(name, 1, 100));
            let reference = problems.take("reference", text::line(reference, 2, LONGEST_OFFICER));
            let email = problems.take("email", text::email(email));
            let there = store::officer::of_agreement(act.tx, &viewer, agreement)?;
            let known = |there: &str| reference.as_ref().is_some_and(|new| new.eq_ignore_ascii_case(there));
            if there.iter().any(|(officer, _)| known(&officer.reference)) {
                problems.add("reference", "Another officer under this agreement has this reference.");
            }
            problems.end()?;
            let (Some(name), Some(reference), Some(email)) = (name, reference, email) else {
                return Err(Refusal::OutOfDate);
            };
            let invited_by = viewer.user().ok_or(Refusal::SignIn)?;
            let user: UserId = act.new_id();
            store::joining::invite(act.tx, scheme, user, None, (&name, &email), at).map_err(taken)?;
            store::joining::give_role(act.tx, scheme, (user, Role::Officer), invited_by, true, at)?;
            let officer =
                Officer { user, agreement, reference, invited_by: Some(invited_by), invited_at: at };
            store::officer::insert(act.tx, scheme, &officer)?;
            act.record(Deed::InviteOfficer, &[user.uuid(), agreement.uuid()]);
            mail_link(act, user, &name, &email, Purpose::Invitation)?;
            Ok(user)
        })
        .await
}

/// Mails an invitation again; the link before ends.
///
/// # Errors
/// 404 for somebody who is no officer, or has chosen a password.
pub async fn again(service: &Shared, call: Call, id: UserId) -> Result<(), Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            let agreement = store::officer::load(act.tx, &act.viewer, id)?.agreement;
            let user = store::user::load(act.tx, &act.viewer, id)?;
            if user.state != State::Invited {
                return Err(Refusal::NotFound);
            }
            mail_link(act, id, &user.details.name, &user.details.email, Purpose::Invitation)?;
            act.record(Deed::InviteOfficer, &[id.uuid(), agreement.uuid()]);
            Ok(())
        })
        .await
}
