//! Accepted incidents.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    call::{Parameters, Statement, asked, json},
    persons::by_id,
    problem::Refused,
};
use crate::{
    actions::{
        Shared,
        agency::{
            call::refuse,
            cursor::Page,
            denied::Denied,
            incidents::{self, Listing},
        },
    },
    domain::disclosure::{police_event::Event, words::incident_types},
};

/// A page of incidents.
#[derive(Serialize, ToSchema)]
pub struct Incidents {
    /// Its incidents.
    items: Vec<Event>,
    /// The cursor of the next page; left out after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Which page of the list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it describes the parameters; they are read below")]
struct IncidentParameters {
    /// `next` of the last page; left out for the first.
    cursor: Option<String>,
    /// How many at once; 50 unless told.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// Accepted at this instant or later.
    #[param(example = "2026-11-01T00:00:00Z")]
    since: Option<DateTime<Utc>>,
    /// Of this kind only, as `incidentType` names it.
    #[param(rename = "type", schema_with = incident_types)]
    kind: Option<String>,
    /// In this part of town, as a location's `area` names it.
    #[param(max_length = 120)]
    area: Option<String>,
    /// That stand for this person.
    person: Option<uuid::Uuid>,
}

/// List accepted incidents
#[utoipa::path(
    get, path = "/police/v1/incidents", tag = "incidents", operation_id = "listIncidents",
    params(Statement, IncidentParameters), security(("token" = [], "proof" = [])),
    responses((status = 200, description = "A page of them, in the order of ids.", body = Incidents),
        (status = 304, description = "You hold it: its tag is in your `If-None-Match`."), Refused)
)]
pub async fn list(service: web::Data<Shared>, request: HttpRequest) -> HttpResponse {
    let asked = asked(&request, &service);
    let answered = match listing(&request) {
        Ok(listing) => incidents::list(&service, asked, listing).await,
        Err(denied) => refuse(&service, asked, denied).await,
    };
    json(&request, answered, |Page { items, next }| Incidents { items, next })
}

fn listing(request: &HttpRequest) -> Result<Listing, Denied> {
    let given = Parameters::of(request, &["cursor", "limit", "since", "type", "area", "person"])?;
    Ok(Listing {
        cursor: given.text("cursor"),
        limit: given.limit()?,
        since: given.read("since", "Give an instant as 2026-11-01T00:00:00Z.")?,
        kind: given.text("type"),
        area: given.text("area"),
        person: given.read("person", "Give a person's id.")?,
    })
}

/// Read one incident
#[utoipa::path(
    get, path = "/police/v1/incidents/{id}", tag = "incidents", operation_id = "readIncident",
    params(Statement, ("id" = uuid::Uuid, Path, description = "The incident's id.")), security(("token" = [], "proof" = [])),
    responses((status = 200, description = "What happened, without who reported it.", body = Event),
        (status = 304, description = "You hold it: its tag is in your `If-None-Match`."), Refused)
)]
pub async fn one(service: web::Data<Shared>, request: HttpRequest, id: web::Path<String>) -> HttpResponse {
    let asked = asked(&request, &service);
    let answered =
        by_id(&service, asked, &id, async |asked, id| incidents::one(&service, asked, id).await).await;
    json(&request, answered, |event| event)
}
