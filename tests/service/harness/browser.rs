//! A browser: keeps cookies, sends the Host name, says where its forms come from, follows nothing by itself.

use std::{collections::BTreeMap, pin::Pin, rc::Rc};

use actix_web::{
    App,
    body::{BoxBody, to_bytes},
    cookie::Cookie,
    dev::{Service, ServiceResponse},
    http::{StatusCode, header},
    middleware, test,
    test::TestRequest,
    web::{Bytes, Data},
};
use beadle::{actions::Shared, app::doors, faults::Plan, http::guard::guard};

type Reply = Pin<Box<dyn Future<Output = Result<ServiceResponse<BoxBody>, actix_web::Error>>>>;

/// One person's browser.
pub struct Browser {
    app: Rc<dyn Fn(TestRequest) -> Reply>,
    /// The host name it visits.
    pub host: String,
    /// The cookies it keeps, by name.
    pub cookies: BTreeMap<String, String>,
    /// The token of the last form seen.
    pub csrf: String,
    /// What a test wants to fail.
    faults: Plan,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub bytes: Bytes,
    /// The body as text.
    pub text: String,
}

impl Answer {
    /// A header's value, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.as_str())
    }

    /// Where a redirect goes.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The value of an input of the page.
    pub fn input(&self, name: &str) -> Option<String> {
        let at = self.text.find(&format!(r#"name="{name}" value=""#))?;
        let value = self.text[at..].split_once(r#"value=""#)?.1;
        Some(unescaped(value.split('"').next()?))
    }

    /// Every link of the page that begins so.
    pub fn links(&self, beginning: &str) -> Vec<String> {
        let mut found = Vec::new();
        for part in self.text.split(r#"href=""#).skip(1) {
            let link = unescaped(part.split('"').next().unwrap_or_default());
            if link.starts_with(beginning) {
                found.push(link);
            }
        }
        found
    }

    /// Asserts the status, showing the page if it is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{} {}", self.location(), self.text);
        self
    }

    /// Asserts that a deed went on to a page.
    #[track_caller]
    pub fn goes_to(self, path: &str) -> Self {
        assert_eq!((self.status, self.location()), (303, path), "{}", self.text);
        self
    }

    /// Asserts that the page says something.
    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(self.text.contains(words), "not on the page: {words}\n{}", self.text);
        self
    }

    /// Asserts that the page does not say something.
    #[track_caller]
    pub fn hides(self, words: &str) -> Self {
        assert!(!self.text.contains(words), "on the page: {words}\n{}", self.text);
        self
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&#34;", "\"").replace("&#39;", "'").replace("&#38;", "&").replace("&amp;", "&")
}

impl Browser {
    pub async fn new(service: Shared, host: &str) -> Self {
        let faults = service.faults().clone();
        let app = App::new().app_data(Data::new(service)).wrap(middleware::from_fn(guard)).configure(doors);
        let app = Rc::new(test::init_service(app).await);
        Self {
            app: Rc::new(move |request| {
                let app = app.clone();
                Box::pin(async move {
                    app.call(request.to_request()).await.map(|response| response.map_into_boxed_body())
                })
            }),
            host: host.to_owned(),
            cookies: BTreeMap::new(),
            csrf: String::new(),
            faults,
        }
    }

    /// Takes a session, as if just signed in.
    pub fn signed_in(&mut self, token: &str, csrf: &str) {
        self.cookies.insert("__Host-session".to_owned(), token.to_owned());
        self.csrf = csrf.to_owned();
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(TestRequest::get().uri(path)).await
    }

    /// Sends a form, with the token of the last form seen unless one is given.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.form(path, fields);
        self.send(request).await
    }

    /// A form ready to send: for tests that change its headers.
    pub fn form(&self, path: &str, fields: &[(&str, &str)]) -> TestRequest {
        let mut fields = fields.to_vec();
        if !fields.iter().any(|(name, _)| *name == "csrf") {
            fields.push(("csrf", &self.csrf));
        }
        let body = serde_urlencoded::to_string(&fields).unwrap();
        TestRequest::post()
            .uri(path)
            .insert_header((header::CONTENT_TYPE, "application/x-www-form-urlencoded"))
            .insert_header((header::ORIGIN, format!("https://{}", self.host)))
            .insert_header(("sec-fetch-site", "same-origin"))
            .set_payload(body)
    }

    /// Uploads a file as the part `photo`.
    pub async fn upload(&mut self, path: &str, filename: &str, bytes: &[u8]) -> Answer {
        self.upload_with(path, &[], "photo", filename, bytes).await
    }

    /// Uploads a file as a named part, after other fields.
    pub async fn upload_with(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        part: &str,
        filename: &str,
        bytes: &[u8],
    ) -> Answer {
        const EDGE: &str = "edge-of-a-part";
        let mut body = Vec::new();
        for (name, value) in [("csrf", self.csrf.as_str())].iter().chain(fields) {
            let head =
                format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(head.as_bytes());
        }
        let head = format!(
            "--{EDGE}\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"{filename}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{EDGE}--\r\n").as_bytes());
        let request = TestRequest::post()
            .uri(path)
            .insert_header((header::CONTENT_TYPE, format!("multipart/form-data; boundary={EDGE}")))
            .insert_header(("sec-fetch-site", "same-origin"))
            .set_payload(body);
        self.send(request).await
    }

    /// Sends a request with the host name and the cookies; keeps what comes back.
    pub async fn send(&mut self, request: TestRequest) -> Answer {
        let mut request = request
            .insert_header((header::HOST, self.host.clone()))
            .peer_addr("192.0.2.1:40000".parse().unwrap());
        for (name, value) in &self.cookies {
            request = request.cookie(Cookie::new(name.clone(), value.clone()));
        }
        let response = match (self.app)(request).await {
            Ok(response) => response.into_parts().1,
            Err(error) => error.error_response(),
        };
        let status = response.status();
        let broken = status == StatusCode::INTERNAL_SERVER_ERROR;
        assert!(!broken || self.faults.dead(), "a bug: {response:?}");
        for cookie in response.cookies() {
            let gone = cookie.value().is_empty();
            self.cookies.remove(cookie.name());
            if !gone {
                self.cookies.insert(cookie.name().to_owned(), cookie.value().to_owned());
            }
        }
        let headers = response.headers().iter();
        let headers = headers
            .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned()))
            .collect();
        let bytes = to_bytes(response.into_body()).await.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let answer = Answer { status: status.as_u16(), headers, bytes, text };
        if let Some(csrf) = answer.input("csrf").filter(|csrf| !csrf.is_empty()) {
            self.csrf = csrf;
        }
        answer
    }
}
