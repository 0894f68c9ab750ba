//! A bucket with object lock (S3), as the installation whose heads it holds reaches it. What it says is believed only as
//! far as it was read back.

use std::{fmt, fs, io, os::unix::fs::PermissionsExt, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, SecondsFormat, Utc};
use instant_xml::FromXml;
use rusty_s3::{Credentials, S3Action, UrlStyle};
use sha2::{Digest, Sha256};
use ureq::{Agent, Body, http::Response};
use zeroize::Zeroizing;

use super::agent;
use crate::{clock::Clock, config};

/// For so long a signed address is good: the request that it is for, and clocks that differ a little.
const SIGNED_FOR: Duration = Duration::from_secs(300);
/// No object of ours is longer, and no error, in bytes.
const LONGEST: u64 = 64 * 1024;
/// No page of a list is longer, in bytes.
const LONGEST_PAGE: u64 = 8 * 1024 * 1024;
/// The names in S3's answers stand in this.
const S3: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// A bucket, and the key to it.
pub struct Bucket {
    at: rusty_s3::Bucket,
    key: Credentials,
    prefix: String,
    clock: Clock,
    agent: Agent,
}

/// What an object holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Until when nobody at all can change or delete it; nothing if somebody can.
    pub locked_until: Option<DateTime<Utc>>,
}

/// A version of an object, as a list names it. One that was deleted since, or written over, is listed too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name, without the prefix of all.
    pub key: String,
    /// Which version.
    pub version: String,
}

/// Why a bucket does not hold what it should, or does not say.
#[derive(Debug, thiserror::Error)]
pub enum Unheld {
    /// The file of its secret.
    #[error("the bucket's `secret_file` cannot be read: {0}")]
    Secret(io::Error),
    /// Others can read that file.
    #[error("others can read the bucket's `secret_file`; run: chmod 600 on it")]
    Public,
    /// The settings name no place.
    #[error("`endpoint` and `bucket` of [witness] name no bucket")]
    Nowhere,
    /// There is no answer.
    #[error("the bucket does not answer: {0}")]
    Silent(String),
    /// It does not lock.
    #[error(
        "the bucket does not lock what it holds: make one with object lock, which most providers switch on only when a bucket is made"
    )]
    Unlocked,
    /// It has not what it took.
    #[error("the bucket said that it took a head, and has it not")]
    Lost,
    /// It has something else under that name.
    #[error("the bucket has something else where the head should be")]
    Other,
    /// It lets go of it too early.
    #[error("the bucket lets the head be deleted from {0} on: that is too early")]
    TooShort(DateTime<Utc>),
    /// It does not do what it is asked.
    #[error("{}: the bucket answered {status} {code}", meaning(code))]
    Refused {
        /// The status of HTTP.
        status: u16,
        /// S3's word for it, or nothing.
        code: String,
    },
    /// Its list has no form, or goes in a circle.
    #[error("the bucket's list cannot be read")]
    Unreadable,
}

/// What an operator can do about S3's word.
fn meaning(code: &str) -> &'static str {
    match code {
        "SignatureDoesNotMatch" => "the secret is not that of the key",
        "InvalidAccessKeyId" => "the key is not known there",
        "AccessDenied" => "the key may not do this",
        "NoSuchBucket" => "there is no bucket of that name",
        "RequestTimeTooSkewed" => "the clocks differ",
        "AuthorizationHeaderMalformed" | "AuthorizationQueryParametersError" | "PermanentRedirect" => {
            "the region or the endpoint is another"
        }
        _ => "it was not done",
    }
}

#[derive(FromXml)]
#[xml(rename = "Error")]
struct Fault {
    #[xml(rename = "Code")]
    code: Option<String>,
    #[xml(rename = "Message")]
    message: Option<String>,
}

#[derive(FromXml)]
#[xml(rename = "ListVersionsResult", ns(S3))]
struct Page {
    versions: Vec<Version>,
    #[xml(rename = "IsTruncated")]
    truncated: Option<bool>,
    #[xml(rename = "NextKeyMarker")]
    next_key: Option<String>,
    #[xml(rename = "NextVersionIdMarker")]
    next_version: Option<String>,
}

#[derive(FromXml)]
#[xml(rename = "Version", ns(S3))]
struct Version {
    #[xml(rename = "Key")]
    key: String,
    #[xml(rename = "VersionId")]
    id: Option<String>,
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({}{})", self.at.base_url(), self.prefix)
    }
}

fn silent(error: &ureq::Error) -> Unheld {
    // An address bears a signature: it is left out of what is logged.
    Unheld::Silent(match error {
        ureq::Error::BadUri(_) => "its address has no form".to_owned(),
        error => error.to_string(),
    })
}

/// Why it did not do it, from its answer.
fn refused(mut answer: Response<Body>) -> Unheld {
    let status = answer.status().as_u16();
    let text = answer.body_mut().with_config().limit(LONGEST).read_to_string().unwrap_or_default();
    let fault = instant_xml::from_str(&text).unwrap_or(Fault { code: None, message: None });
    let code: String = fault.code.unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect();
    let of_lock = fault.message.is_some_and(|words| words.to_lowercase().contains("lock"));
    if status == 400 && code == "InvalidRequest" && of_lock {
        return Unheld::Unlocked;
    }
    Unheld::Refused { status, code }
}

fn read(mut answer: Response<Body>, limit: u64) -> Result<Vec<u8>, Unheld> {
    answer.body_mut().with_config().limit(limit).read_to_vec().map_err(|error| silent(&error))
}

impl Bucket {
    /// The bucket that settings name; reads the secret of its key. Nothing is asked yet.
    ///
    /// # Errors
    /// If the secret cannot be read, or others can read it too.
    pub fn open(settings: &config::witness::Bucket, clock: Clock) -> Result<Self, Unheld> {
        let file = &settings.secret_file;
        if fs::metadata(file).map_err(Unheld::Secret)?.permissions().mode() & 0o077 != 0 {
            return Err(Unheld::Public);
        }
        let secret = Zeroizing::new(fs::read_to_string(file).map_err(Unheld::Secret)?);
        let endpoint = settings.endpoint.parse().map_err(|_| Unheld::Nowhere)?;
        let (name, region) = (settings.bucket.clone(), settings.region.clone());
        let at =
            rusty_s3::Bucket::new(endpoint, UrlStyle::Path, name, region).map_err(|_| Unheld::Nowhere)?;
        let key = Credentials::new(settings.key_id.clone(), secret.trim());
        Ok(Self { at, key, prefix: settings.prefix.clone(), clock, agent: agent() })
    }

    /// The address of a request, signed.
    fn signed<'a>(&self, action: &impl S3Action<'a>) -> Result<String, Unheld> {
        let now = self.clock.now().to_rfc3339_opts(SecondsFormat::Secs, true);
        let now = now.parse().map_err(|_| Unheld::Nowhere)?;
        Ok(action.sign_with_time(SIGNED_FOR, &now).into())
    }

    /// Writes an object that nobody can change or delete until then. One of that name that is there stays as it is.
    ///
    /// # Errors
    /// If it does not take it. That it takes it says nothing: read it back.
    pub fn put(&self, key: &str, bytes: &[u8], until: DateTime<Utc>) -> Result<(), Unheld> {
        let answer = match self.put_if(key, bytes, until, true)? {
            // Some have no conditions: their versions are kept all the same.
            answer if answer.status() == 501 => self.put_if(key, bytes, until, false)?,
            answer => answer,
        };
        match answer.status().as_u16() {
            200 | 412 => Ok(()),
            _ => Err(refused(answer)),
        }
    }

    fn put_if(
        &self,
        key: &str,
        bytes: &[u8],
        until: DateTime<Utc>,
        absent: bool,
    ) -> Result<Response<Body>, Unheld> {
        let name = format!("{}{key}", self.prefix);
        let mut action = self.at.put_object(Some(&self.key), &name);
        let headers = [
            ("x-amz-checksum-sha256", BASE64_STANDARD.encode(Sha256::digest(bytes))),
            ("x-amz-object-lock-mode", "COMPLIANCE".to_owned()),
            ("x-amz-object-lock-retain-until-date", until.to_rfc3339_opts(SecondsFormat::Secs, true)),
            ("x-amz-sdk-checksum-algorithm", "SHA256".to_owned()),
        ];
        for (header, value) in &headers {
            action.headers_mut().insert(*header, value.clone());
        }
        let mut request = self.agent.put(self.signed(&action)?).header("content-type", "text/plain");
        for (header, value) in &headers {
            request = request.header(*header, value);
        }
        if absent {
            request = request.header("if-none-match", "*");
        }
        request.send(bytes).map_err(|error| silent(&error))
    }

    /// Reads an object: this version of it, or the newest. Nothing if there is none.
    ///
    /// # Errors
    /// If it does not say.
    pub fn get(&self, key: &str, version: Option<&str>) -> Result<Option<Object>, Unheld> {
        let name = format!("{}{key}", self.prefix);
        let mut action = self.at.get_object(Some(&self.key), &name);
        if let Some(version) = version {
            action.query_mut().insert("versionId", version);
        }
        let answer = self.agent.get(self.signed(&action)?).call().map_err(|error| silent(&error))?;
        match answer.status().as_u16() {
            200 => {
                let said = |header: &str| answer.headers().get(header)?.to_str().ok();
                let compliance = said("x-amz-object-lock-mode") == Some("COMPLIANCE");
                let until = said("x-amz-object-lock-retain-until-date").filter(|_| compliance);
                let until = until.and_then(|until| DateTime::parse_from_rfc3339(until).ok());
                let locked_until = until.map(|until| until.with_timezone(&Utc));
                Ok(Some(Object { bytes: read(answer, LONGEST)?, locked_until }))
            }
            404 => match refused(answer) {
                Unheld::Refused { code, .. } if code != "NoSuchBucket" => Ok(None),
                error => Err(error),
            },
            _ => Err(refused(answer)),
        }
    }

    /// Every version of every object whose name begins so and comes after that of an object there, in the order of their
    /// names. What was hidden by a deletion, or written over, is among them.
    ///
    /// # Errors
    /// If it does not say.
    pub fn list(&self, beginning: &str, after: Option<&str>) -> Result<Vec<Listed>, Unheld> {
        let (mut all, under) = (Vec::new(), format!("{}{beginning}", self.prefix));
        let after = after.map(|key| format!("{}{key}", self.prefix));
        let mut after = (after.unwrap_or_default(), String::new());
        loop {
            let page = self.page(&under, &after)?;
            all.extend(page.versions.into_iter().filter_map(|one| {
                let key = one.key.strip_prefix(&self.prefix)?.to_owned();
                Some(Listed { key, version: one.id.unwrap_or_default() })
            }));
            if page.truncated != Some(true) {
                return Ok(all);
            }
            let next = (page.next_key.ok_or(Unheld::Unreadable)?, page.next_version.unwrap_or_default());
            // A list goes on, or it would never end.
            if next.0 < after.0 || next == after {
                return Err(Unheld::Unreadable);
            }
            after = next;
        }
    }

    fn page(&self, under: &str, (key, version): &(String, String)) -> Result<Page, Unheld> {
        // Of no object: of the bucket itself.
        let mut action = self.at.get_object(Some(&self.key), "");
        let query = action.query_mut();
        query.insert("versions", "");
        query.insert("prefix", under);
        if !key.is_empty() {
            query.insert("key-marker", key.as_str());
        }
        if !version.is_empty() {
            query.insert("version-id-marker", version.as_str());
        }
        let answer = self.agent.get(self.signed(&action)?).call().map_err(|error| silent(&error))?;
        if answer.status() != 200 {
            return Err(refused(answer));
        }
        let text = String::from_utf8(read(answer, LONGEST_PAGE)?).map_err(|_| Unheld::Unreadable)?;
        instant_xml::from_str(&text).map_err(|_| Unheld::Unreadable)
    }
}
