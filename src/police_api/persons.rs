//! Who is circulated.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    call::{Parameters, Statement, asked, json},
    problem::{Problem, Refused},
};
use crate::{
    actions::{
        Refusal, Shared,
        agency::{
            call::{Answered, Asked, refuse},
            cursor::Page,
            denied::Denied,
            person,
            persons::{self, Listing, Search},
        },
    },
    domain::disclosure::{
        police::{ListedPerson, Person},
        words::statuses,
    },
};

/// A page of people.
#[derive(Serialize, ToSchema)]
pub struct Persons {
    /// Its people.
    items: Vec<ListedPerson>,
    /// The cursor of the next page; left out after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl From<Page<ListedPerson>> for Persons {
    fn from(Page { items, next }: Page<ListedPerson>) -> Self {
        Self { items, next }
    }
}

/// Which page of the list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it describes the parameters; they are read below")]
struct ListParameters {
    /// `next` of the last page; left out for the first. Nobody who is circulated throughout is missed or told twice,
    /// whoever else comes and goes meanwhile.
    cursor: Option<String>,
    /// How many at once; 50 unless told.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// With this status only.
    #[param(schema_with = statuses)]
    status: Option<String>,
    /// Subject of an incident in this part of town, as a location's `area` names it.
    #[param(max_length = 120)]
    area: Option<String>,
}

/// List who is circulated
#[utoipa::path(
    get, path = "/police/v1/persons", tag = "persons", operation_id = "listPersons",
    params(Statement, ListParameters), security(("token" = [], "proof" = [])),
    responses((status = 200, description = "A page of them, in the order of ids.", body = Persons),
        (status = 304, description = "You hold it: its tag is in your `If-None-Match`."), Refused)
)]
pub async fn list(service: web::Data<Shared>, request: HttpRequest) -> HttpResponse {
    let asked = asked(&request, &service);
    let answered = match listing(&request) {
        Ok(listing) => persons::list(&service, asked, listing).await,
        Err(denied) => refuse(&service, asked, denied).await,
    };
    json(&request, answered, Persons::from)
}

fn listing(request: &HttpRequest) -> Result<Listing, Denied> {
    let given = Parameters::of(request, &["cursor", "limit", "status", "area"])?;
    let text = |name| given.text(name);
    Ok(Listing { cursor: text("cursor"), limit: given.limit()?, status: text("status"), area: text("area") })
}

/// Whom to look for. In the body, not in the address: what is looked for is logged nowhere.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PersonSearch {
    /// A name, whole or begun, however spelt.
    #[schema(max_length = 120, example = "Jon Smyth")]
    name: Option<String>,
    /// Born on this day, or on one like it.
    #[schema(example = "1990-04-01")]
    date_of_birth: Option<NaiveDate>,
    /// At least so old today, in years.
    #[schema(maximum = 120)]
    age_from: Option<u32>,
    /// At most so old today, in years.
    #[schema(maximum = 120)]
    age_to: Option<u32>,
    /// With this status only.
    #[schema(schema_with = statuses)]
    status: Option<String>,
    /// Subject of an incident in this part of town.
    #[schema(max_length = 120)]
    area: Option<String>,
    /// `next` of the last page of a search by age alone.
    cursor: Option<String>,
    /// How many at once; 50 unless told.
    #[schema(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

impl From<PersonSearch> for Search {
    fn from(search: PersonSearch) -> Self {
        let PersonSearch { name, date_of_birth, age_from, age_to, status, area, cursor, limit } = search;
        Self { name, born: date_of_birth, age_from, age_to, status, area, cursor, limit }
    }
}

/// Search among who is circulated
#[utoipa::path(
    post, path = "/police/v1/persons/search", tag = "persons", operation_id = "searchPersons",
    params(Statement), request_body = PersonSearch, security(("token" = [], "proof" = [])),
    responses((status = 200, description = "Those found: by name or date of birth the likeliest, at most `limit`; by age alone all, page by page, in the order of ids.", body = Persons),
        (status = 413, description = "More than anybody would type.", body = Problem, content_type = "application/problem+json"),
        Refused)
)]
pub async fn search(service: web::Data<Shared>, request: HttpRequest, body: web::Bytes) -> HttpResponse {
    let asked = asked(&request, &service);
    let answered = match serde_json::from_slice::<PersonSearch>(&body) {
        Ok(search) => persons::search(&service, asked, search.into()).await,
        Err(_) => {
            let advice = "Send a JSON object with the members described, each once, and dates as 1990-04-01.";
            refuse(&service, asked, Denied::parameter("body", advice)).await
        }
    };
    json(&request, answered, Persons::from)
}

/// An id in a path; what is no id is the id of nothing.
pub async fn by_id<I, T, F>(
    service: &Shared,
    asked: Asked,
    id: &str,
    with: impl FnOnce(Asked, I) -> F,
) -> Answered<T>
where
    I: std::str::FromStr,
    T: Send + 'static,
    F: Future<Output = Answered<T>>,
{
    match id.parse() {
        Ok(id) => with(asked, id).await,
        Err(_) => refuse(service, asked, Refusal::NotFound.into()).await,
    }
}

/// Read one person
#[utoipa::path(
    get, path = "/police/v1/persons/{id}", tag = "persons", operation_id = "readPerson",
    params(Statement, ("id" = uuid::Uuid, Path, description = "The person's id.")), security(("token" = [], "proof" = [])),
    responses((status = 200, description = "What is known, and from whom.", body = Person),
        (status = 304, description = "You hold it: its tag is in your `If-None-Match`."), Refused)
)]
pub async fn one(service: web::Data<Shared>, request: HttpRequest, id: web::Path<String>) -> HttpResponse {
    let asked = asked(&request, &service);
    let answered =
        by_id(&service, asked, &id, async |asked, id| person::one(&service, asked, id).await).await;
    json(&request, answered, |person| person)
}
