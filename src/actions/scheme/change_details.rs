//! Changes how the scheme is called and reached: pages, letters and mail say it from the next one on.

use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{
        deed::Deed,
        member::evidence::{Acting, Steward},
        scheme::{Contact, Scheme},
        text::{self, TextProblem},
    },
    store,
};

/// What may be changed.
#[derive(Debug, Clone, Default)]
pub struct Details {
    /// The scheme's name.
    pub name: String,
    /// The area it covers, in words.
    pub area: String,
    /// How it is reached.
    pub contact: Contact,
}

/// Changes them. The trail holds what they were and what they are, sealed under the key of who changed them.
///
/// # Errors
/// [`Refusal::Fields`] for what cannot be kept; [`Refusal::Rule`] if nothing differs; 404 for everybody but
/// administrator and controller.
pub async fn change(service: &Shared, call: Call, typed: Details) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let (scheme, by) = (act.scheme.clone(), act.viewer.user().ok_or(Refusal::SignIn)?);
            let details = checked(&typed)?;
            let words = differences(&scheme, &details);
            if words.is_empty() {
                return Err(Refusal::Rule("Nothing was changed: it stands like this already.".to_owned()));
            }
            store::scheme::set_details(act.tx, scheme.id, &details.name, &details.area, &details.contact)?;
            act.record_words(Deed::ChangeSettings, &[scheme.id.uuid()], by, &words.join("\n"))?;
            Ok(())
        })
        .await
}

fn checked(typed: &Details) -> Result<Details, Refusal> {
    let Details { name, area, contact } = typed;
    let mut problems = Problems::default();
    let name = problems.take("name", text::line(name, 3, 80));
    let area = problems.take("area", text::line(area, 3, 200));
    let email = problems.take("email", text::email(&contact.email));
    let phone = problems.take("phone", phone(&contact.phone));
    let address = problems.take("address", text::paragraphs(&contact.address, 10, 500));
    let website = problems.take("website", text::line(&contact.website, 0, 200));
    if website.as_ref().is_some_and(|website| !is_website(website)) {
        problems.add("website", "Please give a web address like www.example.co.uk.");
    }
    problems.end()?;
    let (Some(name), Some(area), Some(email), Some(phone), Some(address), Some(website)) =
        (name, area, email, phone, address, website)
    else {
        return Err(Refusal::OutOfDate);
    };
    Ok(Details { name, area, contact: Contact { email, phone, address, website } })
}

/// A number that can be dialled, in the groups it was typed in: that is how people read it.
fn phone(typed: &str) -> Result<String, TextProblem> {
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    text::phone(typed)?;
    text::line(typed, 1, 40)
}

fn is_website(address: &str) -> bool {
    let name =
        address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or(address);
    let host = name.split('/').next().unwrap_or_default();
    address.is_empty()
        || host.contains('.')
            && !host.starts_with('.')
            && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c))
            && !name.contains([' ', '"', '<', '>'])
}

/// What differs, a line each.
fn differences(scheme: &Scheme, to: &Details) -> Vec<String> {
    let from = &scheme.contact;
    [
        ("Name", &scheme.name, &to.name),
        ("Area", &scheme.area, &to.area),
        ("E-mail", &from.email, &to.contact.email),
        ("Phone", &from.phone, &to.contact.phone),
        ("Address", &from.address, &to.contact.address),
        ("Website", &from.website, &to.contact.website),
    ]
    .into_iter()
    .filter(|(_, from, to)| from != to)
    .map(|(what, from, to)| format!("{what}: {from} → {to}").replace('\n', ", "))
    .collect()
}
