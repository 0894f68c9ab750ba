//! Forms: what was typed is kept as typed, so that an error loses nothing.

use std::future::Future;
use std::pin::Pin;

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    web::{Bytes, Data},
};

use super::{Caller, Failure};
use crate::actions::{Call, FieldProblem, Refusal, Shared};

/// The longest form taken, in bytes. Photos do not come as forms.
const LONGEST: usize = 256 * 1024;

/// What was typed into a form, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    values: Vec<(String, String)>,
    /// What is wrong, by field.
    pub problems: Vec<FieldProblem>,
}

impl Typed {
    /// Values to begin a form with.
    pub fn of<'a>(values: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { values, problems: Vec::new() }
    }

    /// A field's value as typed; empty if it is missing.
    pub fn get(&self, field: &str) -> &str {
        self.values.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value.as_str())
    }

    /// All values of a field that may come more than once.
    pub fn all<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(name, _)| name == field).map(|(_, value)| value.as_str())
    }

    /// Whether a box was ticked or a chip chosen with this value.
    pub fn has(&self, field: &str, value: &str) -> bool {
        self.all(field).any(|chosen| chosen == value)
    }

    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.as_str())
    }

    /// The form again, with what is wrong. Any other refusal goes on to the door.
    ///
    /// # Errors
    /// The refusal, if it is not about this form.
    pub fn with(mut self, refusal: Refusal) -> Result<Self, Failure> {
        match refusal {
            Refusal::Fields(problems) => self.problems = problems,
            Refusal::Rule(message) => self.problems = vec![FieldProblem { field: "main", message }],
            other => return Err(other.into()),
        }
        Ok(self)
    }
}

/// A posted form, with its caller. Its token was checked before its fields are looked at, and is checked again when the
/// call becomes evidence.
#[derive(Debug)]
pub struct Form {
    /// Who posts.
    pub caller: Caller,
    /// What was typed.
    pub typed: Typed,
}

impl Form {
    /// The call, with the form's token.
    pub fn call(&self) -> Call {
        self.caller.call.clone()
    }
}

/// A form of a page that is for everybody: no session is needed, so no token is.
#[derive(Debug)]
pub struct OpenForm(pub Form);

type Read<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;

impl FromRequest for Form {
    type Error = Failure;
    type Future = Read<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let service = request.app_data::<Data<Shared>>().cloned();
        let form = Self::read(request, payload);
        Box::pin(async move {
            let form = form.await?;
            let service = service.ok_or(Failure::BadRequest("The request has no caller."))?;
            service.check_form(&form.caller.call)?;
            Ok(form)
        })
    }
}

impl FromRequest for OpenForm {
    type Error = Failure;
    type Future = Read<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let form = Form::read(request, payload);
        Box::pin(async move { Ok(Self(form.await?)) })
    }
}

impl Form {
    fn read(request: &HttpRequest, payload: &mut Payload) -> Read<Self> {
        let caller = Caller::from_request(request, payload);
        let kind = request.headers().get("content-type").and_then(|value| value.to_str().ok());
        let ours = kind.is_none_or(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        let body = Bytes::from_request(request, payload);
        Box::pin(async move {
            let mut caller = caller.await.map_err(|_| Failure::BadRequest("The request has no caller."))?;
            if !ours {
                return Err(Failure::BadRequest("This form was sent in a way we do not read."));
            }
            let body = body.await.map_err(|_| Failure::TooLarge)?;
            if body.len() > LONGEST {
                return Err(Failure::TooLarge);
            }
            let values =
                pairs(&body).ok_or(Failure::BadRequest("This form holds characters we cannot read."))?;
            let typed = Typed { values, problems: Vec::new() };
            caller.call.csrf = Some(typed.get("csrf").to_owned());
            Ok(Self { caller, typed })
        })
    }
}

/// The pairs of a form; nothing if it is not UTF-8 (a browser sends UTF-8 only).
fn pairs(body: &[u8]) -> Option<Vec<(String, String)>> {
    let decoded: Vec<(String, String)> = serde_urlencoded::from_bytes(body).ok()?;
    // The decoder puts U+FFFD for bytes that are no UTF-8: nobody types that.
    decoded
        .iter()
        .all(|(name, value)| !name.contains('\u{fffd}') && !value.contains('\u{fffd}'))
        .then_some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_comes_through_and_nonsense_does_not() {
        let typed = pairs(b"name=Se%C3%A1n+O%27Brien&tick=a&tick=b").unwrap();
        let typed = Typed { values: typed, problems: Vec::new() };
        assert_eq!(typed.get("name"), "Seán O'Brien");
        assert_eq!(typed.all("tick").collect::<Vec<_>>(), ["a", "b"]);
        assert!(typed.has("tick", "b") && !typed.has("tick", "c"));
        assert!(pairs(b"name=%FF%FE").is_none());
    }
}
