//! Suggests a name for somebody whose name is sought: for an administrator to confirm, shown to nobody.

use chrono::TimeDelta;

use crate::{
    actions::{Call, Refusal, Shared},
    domain::{
        deed::Deed,
        disclosure::member,
        ids::ProfileId,
        member::evidence::{Acting, Member},
        profile::suggestion::{State, Suggestion},
        right::restricting::Hidden,
        text,
    },
    store,
};

/// Whoever suggests another name for the same person sooner has pressed the button twice.
const PAUSE: TimeDelta = TimeDelta::minutes(1);

/// Suggests a name.
///
/// # Errors
/// [`Refusal::Fields`] for a missing or overlong name; [`Refusal::NotFound`] if nobody is sought under this id today.
pub async fn suggest_name(service: &Shared, call: Call, id: ProfileId, typed: String) -> Result<(), Refusal> {
    service
        .act::<Member, _>(call, move |act| {
            let today = act.viewer.today();
            let profile = store::profile::shown(act.tx, &act.viewer, id, today)?;
            let person = member::person(profile, &[], &[], &Hidden::default(), today);
            let sought = person.is_some_and(|person| person.card.name.is_none());
            if !sought {
                return Err(Refusal::NotFound);
            }
            let name =
                text::line(&typed, 2, 200).map_err(|problem| Refusal::field("name", problem.to_string()))?;
            let last = store::suggestion::last_by(act.tx, act.scheme.id, id, act.viewer.user())?;
            if last.is_some_and(|at| act.now() - at < PAUSE) {
                let why = "You have just suggested a name, and an administrator has it. To suggest another, wait a minute.";
                return Err(Refusal::field("name", why));
            }
            let suggestion = Suggestion {
                id: act.new_id(),
                profile: id,
                user: act.viewer.user(),
                name,
                state: State::Waiting,
                made_at: act.now(),
            };
            store::suggestion::insert(act.tx, act.scheme.id, &suggestion)?;
            act.record(Deed::SuggestName, &[id.uuid()]);
            Ok(())
        })
        .await
}
