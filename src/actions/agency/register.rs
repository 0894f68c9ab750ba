//! The controller enters an information sharing agreement.

use chrono::NaiveDate;

use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{
        agency::agreement::{Agreement, Class, Days, Disorder, Terms},
        deed::Deed,
        ids::AgreementId,
        member::evidence::{Acting, Controller},
        text::{self, TextProblem},
    },
    store,
};

/// What was entered.
#[derive(Debug, Clone, Default)]
pub struct Entered {
    /// The force or agency.
    pub agency: String,
    /// Who signed for whom.
    pub parties: String,
    /// The legal basis of sharing.
    pub basis: String,
    /// Whom to write to.
    pub contact: String,
    /// Their e-mail address.
    pub email: String,
    /// Their telephone.
    pub phone: String,
    /// What it covers beyond what every agreement covers.
    pub covers: Vec<String>,
    /// The first day.
    pub starts: Option<NaiveDate>,
    /// By when it is to be looked at again.
    pub review: Option<NaiveDate>,
    /// The last day.
    pub ends: Option<NaiveDate>,
}

/// Enters an agreement.
///
/// # Errors
/// Messages on its fields.
pub async fn register(service: &Shared, call: Call, entered: Entered) -> Result<AgreementId, Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            let (terms, covers, days) = read(entered, act.viewer.today())?;
            let viewer = act.viewer;
            let known = store::agreement::list(act.tx, &viewer)?;
            if known.iter().any(|one| one.terms == terms && one.days == days && one.covers == covers) {
                return Err(Refusal::field("agency", "This agreement is entered already."));
            }
            let id = act.new_id();
            let agreement = Agreement {
                id,
                terms,
                signed: false,
                covers,
                days,
                registered_by: viewer.user(),
                registered_at: viewer.at(),
            };
            store::agreement::insert(act.tx, &viewer, agreement)?;
            act.record(Deed::RegisterAgreement, &[id.uuid()]);
            Ok(id)
        })
        .await
}

fn read(entered: Entered, today: NaiveDate) -> Result<(Terms, Vec<Class>, Days), Refusal> {
    let mut problems = Problems::default();
    let agency = problems.take("agency", text::line(&entered.agency, 2, 120));
    let parties = problems.take("parties", text::paragraphs(&entered.parties, 10, 2_000));
    let basis = problems.take("basis", text::paragraphs(&entered.basis, 10, 2_000));
    let contact = problems.take("contact", text::line(&entered.contact, 2, 120));
    let email = problems.take("email", text::email(&entered.email));
    let phone = match entered.phone.trim() {
        "" => Some(String::new()),
        phone => problems.take("phone", text::phone(phone)),
    };
    let covers: Option<Vec<Class>> = entered.covers.iter().map(|word| Class::parse(word)).collect();
    if covers.is_none() {
        problems.add("covers", "Please choose from the list.");
    }
    let starts = problems.take("starts", entered.starts.ok_or(TextProblem::Empty));
    let review = problems.take("review", entered.review.ok_or(TextProblem::Empty));
    let ends = problems.take("ends", entered.ends.ok_or(TextProblem::Empty));
    let days = match (starts, review, ends) {
        (Some(starts), Some(review), Some(ends)) => {
            let days = Days { starts, review, ends, ended: None };
            out_of_order(&mut problems, days.check(today));
            Some(days)
        }
        _ => None,
    };
    problems.end()?;
    let (Some(agency), Some(parties), Some(basis), Some(contact), Some(email), Some(phone)) =
        (agency, parties, basis, contact, email, phone)
    else {
        return Err(Refusal::NotFound);
    };
    let terms = Terms { agency, parties, basis, contact, email, phone };
    covers.zip(days).map(|(covers, days)| (terms, covers, days)).ok_or(Refusal::NotFound)
}

/// Says on its field what is out of order about some days.
pub(super) fn out_of_order(problems: &mut Problems, checked: Result<(), Disorder>) {
    let Err(disorder) = checked else { return };
    let (field, message) = match disorder {
        Disorder::EndsBeforeStart => ("ends", "The last day is before the first."),
        Disorder::IsOver => ("ends", "This day is over: nobody could read under the agreement."),
        Disorder::ReviewOutside => {
            ("review", "Please choose a day from today on, within the agreement’s own.")
        }
    };
    problems.add(field, message);
}
