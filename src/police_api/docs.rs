//! The API's description as a page to read: made from the same document, without a script.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde_json::{Map, Value};

use super::openapi::described;
use crate::{
    actions::{Shared, agency::token::issuer_at},
    http::{Answer, Failure, assets, call::host},
};

#[derive(Template)]
#[template(path = "police_api/docs.html", config = "config/askama.toml")]
struct Docs {
    css: &'static str,
    issuer: String,
    title: String,
    version: String,
    words: String,
    calls: Vec<Call>,
    types: Vec<Type>,
}

struct Call {
    id: String,
    method: String,
    path: String,
    summary: String,
    words: String,
    fields: Vec<Field>,
    body: Option<(String, String)>,
    answers: Vec<(String, String, Option<String>)>,
}

struct Type {
    name: String,
    words: String,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    place: String,
    kind: String,
    refers: Option<String>,
    needed: bool,
    words: String,
}

/// The page.
///
/// # Errors
/// 404 if no scheme has this host name.
pub async fn page(service: web::Data<Shared>, request: HttpRequest) -> Answer {
    let issuer = issuer_at(&service, host(&request, &service)).await?;
    let page = Docs::of(&serde_json::to_value(described()).unwrap_or_default(), issuer);
    let text = page.render().map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(text))
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn members<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.get(name).and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

fn items<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// The name of the type that a schema refers to, by itself or as the items of a list.
fn referred(schema: &Value) -> Option<String> {
    let items = schema.get("items").unwrap_or(schema);
    let one = items.get("oneOf").and_then(Value::as_array).and_then(|all| all.last()).unwrap_or(items);
    let link = one.get("$ref").and_then(Value::as_str)?;
    link.rsplit('/').next().map(str::to_owned)
}

/// What kind of value a schema allows, in a word or two.
fn kind(schema: &Value) -> String {
    let word = match schema.get("type") {
        Some(Value::String(word)) => word.clone(),
        Some(Value::Array(words)) => {
            words.iter().filter_map(Value::as_str).find(|word| *word != "null").unwrap_or_default().to_owned()
        }
        _ => "object".to_owned(),
    };
    match (word.as_str(), text(schema, "format").as_str()) {
        ("array", _) => "list".to_owned(),
        (_, "") => word,
        (_, format) => format.to_owned(),
    }
}

fn field(name: &str, place: &str, schema: &Value, needed: bool, words: String) -> Field {
    let (name, place) = (name.to_owned(), place.to_owned());
    Field { name, place, kind: kind(schema), refers: referred(schema), needed, words }
}

impl Docs {
    fn of(described: &Value, issuer: String) -> Self {
        let mut calls = Vec::new();
        for (path, methods) in members(described, "paths") {
            for (method, call) in methods.as_object().into_iter().flatten() {
                calls.push(Call::of(path, method, call));
            }
        }
        let components = described.get("components").cloned().unwrap_or_default();
        let types: BTreeMap<_, _> = members(&components, "schemas").collect();
        let info = described.get("info").cloned().unwrap_or_default();
        Self {
            css: assets::css(),
            issuer,
            title: text(&info, "title"),
            version: text(&info, "version"),
            words: text(&info, "description"),
            calls,
            types: types.into_iter().map(|(name, schema)| Type::of(name, schema)).collect(),
        }
    }
}

impl Call {
    fn of(path: &str, method: &str, call: &Value) -> Self {
        let fields = items(call, "parameters").map(|given| {
            let schema = given.get("schema").cloned().unwrap_or_default();
            let needed = given.get("required").and_then(Value::as_bool).unwrap_or_default();
            field(&text(given, "name"), &text(given, "in"), &schema, needed, text(given, "description"))
        });
        let body = call.get("requestBody").map(contents).and_then(|all| all.into_iter().next());
        let answers = members(call, "responses").map(|(status, answer)| {
            let refers = contents(answer).into_iter().next().map(|(_, name)| name);
            (status.clone(), text(answer, "description"), refers.filter(|name| !name.is_empty()))
        });
        Self {
            id: text(call, "operationId"),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(call, "summary"),
            words: text(call, "description"),
            fields: fields.collect(),
            body,
            answers: answers.collect(),
        }
    }
}

/// The kinds of content that something has, each with the name of its type.
fn contents(of: &Value) -> Vec<(String, String)> {
    members(of, "content")
        .map(|(kind, content)| {
            let schema = content.get("schema").cloned().unwrap_or_default();
            (kind.clone(), referred(&schema).unwrap_or_default())
        })
        .collect()
}

impl Type {
    fn of(name: &str, schema: &Value) -> Self {
        let needed: Vec<&str> = items(schema, "required").filter_map(Value::as_str).collect();
        let fields = members(schema, "properties").map(|(name, schema)| {
            field(name, "", schema, needed.contains(&name.as_str()), text(schema, "description"))
        });
        Self { name: name.to_owned(), words: text(schema, "description"), fields: fields.collect() }
    }
}
