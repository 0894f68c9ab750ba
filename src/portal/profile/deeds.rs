//! What is done on a person's file: each form is shown again with what is wrong in it.

use actix_web::web::{Data, Path};

use super::file::{id, show};
use crate::{
    actions::{
        Refusal, Shared, incident,
        profile::{
            associate as linking, best_interests as interests,
            confirm_name::confirm_name,
            correct::{self as correcting, Correction},
            record_contact::record_contact,
            record_special::{Recorded, record_special},
        },
    },
    domain::ids::{IncidentId, ProfileId},
    http::{Answer, Form, Typed, answer::again, redirect},
};

/// Goes back to the file, or shows the form again.
async fn end(
    service: &Shared,
    form: Form,
    person: ProfileId,
    sent: &'static str,
    done: Result<&str, Refusal>,
) -> Answer {
    match done {
        Ok(word) => Ok(redirect(&format!("/people/{person}?done={word}"))),
        Err(refusal) => {
            let typed = form.typed.with(refusal)?;
            again(&show(service, &form.caller, person, typed, sent).await?)
        }
    }
}

fn chosen(typed: &Typed) -> Result<IncidentId, Refusal> {
    typed.get("incident").parse().map_err(|_| Refusal::field("incident", "Please choose an incident."))
}

/// Corrects what the person is recognised by.
///
/// # Errors
/// The form again; 404 if there is no such person for this viewer.
pub async fn correct(service: Data<Shared>, path: Path<String>, form: Form) -> Answer {
    let person = id(&path)?;
    let text = |field: &str| form.typed.get(field).to_owned();
    let typed = Correction {
        name: text("name"),
        aliases: text("aliases"),
        born: text("born"),
        looks_under_18: form.typed.has("looks_under_18", "yes"),
        description: text("description"),
        modus_operandi: text("modus_operandi"),
        source: text("source"),
        wrong: form.typed.has("wrong", "yes"),
    };
    let done = correcting::correct(&service, form.call(), person, typed).await;
    end(&service, form, person, "correct", done.map(|()| "correct")).await
}

/// Records how to write to the person.
///
/// # Errors
/// As [`correct`].
pub async fn contact(service: Data<Shared>, path: Path<String>, form: Form) -> Answer {
    let person = id(&path)?;
    let (address, mail) = (form.typed.get("address").to_owned(), form.typed.get("email").to_owned());
    let done = record_contact(&service, form.call(), person, address, mail).await;
    end(&service, form, person, "contact", done.map(|()| "contact")).await
}

/// Strikes an incident.
///
/// # Errors
/// As [`correct`].
pub async fn strike(service: Data<Shared>, path: Path<String>, form: Form) -> Answer {
    let person = id(&path)?;
    let (why, words) = (form.typed.get("why").to_owned(), form.typed.get("words").to_owned());
    let done = match chosen(&form.typed) {
        Ok(incident) => incident::strike::strike(&service, form.call(), person, incident, why, words).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(false) => Ok(redirect("/people?done=withdrawn")),
        other => end(&service, form, person, "strike", other.map(|_| "strike")).await,
    }
}

/// Finds an incident proven.
///
/// # Errors
/// As [`correct`].
pub async fn proven(service: Data<Shared>, path: Path<String>, form: Form) -> Answer {
    let person = id(&path)?;
    let (proof, reasons) = (form.typed.get("proof").to_owned(), form.typed.get("reasons").to_owned());
    let done = match chosen(&form.typed) {
        Ok(incident) => {
            incident::find_proven::find_proven(&service, form.call(), person, incident, proof, reasons).await
        }
        Err(refusal) => Err(refusal),
    };
    end(&service, form, person, "proven", done.map(|()| "proven")).await
}

/// Links or unlinks an associate.
///
/// # Errors
/// As [`correct`].
pub async fn associate(service: Data<Shared>, path: Path<String>, form: Form) -> Answer {
    let person = id(&path)?;
    let linked = !form.typed.has("deed", "unlink");
    let done = match form.typed.get("other").parse() {
        Ok(other) => linking::associate(&service, form.call(), person, other, linked).await,
        Err(_) => Err(Refusal::field("look", "Please find the other person and choose them.")),
    };
    end(&service, form, person, "associate", done.map(|()| "associate")).await
}

/// Records a special-category fact.
///
/// # Errors
/// As [`correct`].
pub async fn special(service: Data<Shared>, path: Path<String>, form: Form) -> Answer {
    let person = id(&path)?;
    let text = |field: &str| form.typed.get(field).to_owned();
    let typed = Recorded {
        kind: text("special_kind"),
        fact: text("fact"),
        reason: text("special_reason"),
        source: text("special_source"),
        audience: form.typed.all("audience").map(str::to_owned).collect(),
    };
    let done = record_special(&service, form.call(), person, typed).await;
    end(&service, form, person, "special", done.map(|()| "special")).await
}

/// Proposes a best-interests decision.
///
/// # Errors
/// As [`correct`].
pub async fn best_interests(service: Data<Shared>, path: Path<String>, form: Form) -> Answer {
    let person = id(&path)?;
    let (circulate, photo) = (form.typed.has("circulate", "yes"), form.typed.has("photo", "yes"));
    let reason = form.typed.get("interests").to_owned();
    let done = interests::propose(&service, form.call(), person, circulate, photo, reason).await;
    end(&service, form, person, "best-interests", done.map(|()| "best-interests")).await
}

/// Confirms a best-interests decision.
///
/// # Errors
/// As [`correct`].
pub async fn confirm_interests(service: Data<Shared>, path: Path<String>, form: Form) -> Answer {
    let person = id(&path)?;
    let decision = form.typed.get("decision").parse().map_err(|_| Refusal::NotFound)?;
    match interests::confirm(&service, form.call(), person, decision).await {
        Ok(true) => Ok(redirect(&format!("/assurance/people/{person}"))),
        other => end(&service, form, person, "best-interests", other.map(|_| "confirmed")).await,
    }
}

/// Confirms a suggested name, or sets it aside.
///
/// # Errors
/// As [`correct`].
pub async fn name(service: Data<Shared>, path: Path<String>, form: Form) -> Answer {
    let person = id(&path)?;
    let suggestion = form.typed.get("suggestion").parse().map_err(|_| Refusal::NotFound)?;
    let name = (!form.typed.has("deed", "aside")).then(|| form.typed.get("suggested").to_owned());
    let done = confirm_name(&service, form.call(), person, suggestion, name).await;
    end(&service, form, person, "name", done.map(|()| "name")).await
}
