//! A browser over a socket: HTTP/1.1, a connection a request.

use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// Somebody signed in, or a visitor with an empty session.
#[derive(Debug, Clone)]
pub struct Wire {
    pub address: SocketAddr,
    pub host: String,
    pub session: String,
    pub csrf: String,
    /// Whom the proxy in front saw.
    pub from: String,
}

/// What came back.
#[derive(Debug)]
pub struct Heard {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Heard {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Where a redirect goes, or nothing.
    pub fn location(&self) -> &str {
        let line = self.head.lines().find_map(|line| line.strip_prefix("location: "));
        line.unwrap_or_default().trim()
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}\n{}", self.head, self.text());
        self
    }
}

impl Wire {
    pub fn get(&self, path: &str) -> io::Result<Heard> {
        self.send("GET", path, "", &[])
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> io::Result<Heard> {
        self.post_with(path, "", fields)
    }

    /// As the page's script sends it: the answer is JSON.
    pub fn post_by_script(&self, path: &str, fields: &[(&str, &str)]) -> io::Result<Heard> {
        self.post_with(path, "Accept: application/json\r\n", fields)
    }

    fn post_with(&self, path: &str, headers: &str, fields: &[(&str, &str)]) -> io::Result<Heard> {
        let mut fields = fields.to_vec();
        fields.push(("csrf", &self.csrf));
        let body = serde_urlencoded::to_string(&fields).unwrap();
        let headers = format!("{headers}Content-Type: application/x-www-form-urlencoded\r\n");
        self.send("POST", path, &headers, body.as_bytes())
    }

    /// Uploads a file as the part `photo`.
    pub fn upload(&self, path: &str, name: &str, bytes: &[u8]) -> io::Result<Heard> {
        let mut body = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n--edge\r\n\
             Content-Disposition: form-data; name=\"photo\"; filename=\"{name}\"\r\n\
             Content-Type: image/jpeg\r\n\r\n",
            self.csrf
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        self.send("POST", path, "Content-Type: multipart/form-data; boundary=edge\r\n", &body)
    }

    fn send(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> io::Result<Heard> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let cookie = if self.session.is_empty() {
            String::new()
        } else {
            format!("Cookie: session={}\r\n", self.session)
        };
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n\
             X-Forwarded-For: {}\r\n{cookie}{headers}Content-Length: {}\r\n\r\n",
            self.host,
            self.from,
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n");
        let end = end.ok_or_else(|| io::Error::new(io::ErrorKind::UnexpectedEof, "no head"))?;
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "no status"))?;
        let body = answer.split_off(end + 4);
        // An answer that was cut short is no answer.
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        if length
            .and_then(|length| length.trim().parse().ok())
            .is_some_and(|length: usize| body.len() < length)
        {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "cut short"));
        }
        Ok(Heard { status, head, body })
    }
}
