//! A real S3 server with object lock: moto, in a process of its own that all tests of this binary share. In front of it
//! stands what moto leaves out: signatures are checked by Amazon's own library (botocore), and so is the digest of what
//! is sent. A bucket whose name begins with a manner behaves so.

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use beadle::config::witness;
use ureq::http::Request;

/// The key that the server knows.
pub const KEY: &str = "AKIABEADLETEST";
/// Its secret.
pub const SECRET: &str = "wJalrXUtnFEMI-not-a-real-secret-EXAMPLE";

const SCRIPT: &str = r#"
import base64, hashlib, io, os, sys, threading, urllib.parse
os.environ["S3_IGNORE_SUBDOMAIN_BUCKETNAME"] = "1"
os.environ["MOTO_S3_DEFAULT_MAX_KEYS"] = "100"
try:
    from botocore.auth import S3SigV4QueryAuth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials
    from moto.moto_server.werkzeug_app import create_backend_app
    from werkzeug.serving import WSGIRequestHandler, make_server
except ImportError:
    print("missing", flush=True)
    raise SystemExit
KEY, SECRET = sys.argv[1], sys.argv[2]
moto = create_backend_app("s3")

def header(environ, name):
    plain = name.upper().replace("-", "_")
    return environ.get(plain if plain == "CONTENT_TYPE" else "HTTP_" + plain)

def refusal(environ, body):
    given = dict(urllib.parse.parse_qsl(environ["QUERY_STRING"], keep_blank_values=True))
    scope = given.get("X-Amz-Credential", "").split("/")
    if scope[0] != KEY:
        return "InvalidAccessKeyId"
    signed = given["X-Amz-SignedHeaders"].split(";")
    sent = [name[5:].lower().replace("_", "-") for name in environ if name.startswith("HTTP_X_AMZ_")]
    if not set(sent) <= set(signed):
        return "AccessDenied"
    query = "&".join(p for p in environ["QUERY_STRING"].split("&") if not p.startswith("X-Amz-Signature="))
    url = "http://" + environ["HTTP_HOST"] + environ["RAW_URI"].split("?")[0] + "?" + query
    asked = AWSRequest(method=environ["REQUEST_METHOD"], url=url, data=body,
                       headers={name: header(environ, name) for name in signed})
    asked.context["timestamp"] = given["X-Amz-Date"]
    auth = S3SigV4QueryAuth(Credentials(KEY, SECRET), "s3", scope[2], int(given["X-Amz-Expires"]))
    ours = auth.signature(auth.string_to_sign(asked, auth.canonical_request(asked)), asked)
    if ours != given.get("X-Amz-Signature"):
        return "SignatureDoesNotMatch"
    digest = header(environ, "x-amz-checksum-sha256")
    if digest and digest != base64.b64encode(hashlib.sha256(body).digest()).decode():
        return "BadDigest"

def door(environ, begin):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    bucket, _, key = environ["PATH_INFO"].lstrip("/").partition("/")
    def fault(status, code):
        words = "<Error><Code>%s</Code><Message>no</Message></Error>" % code
        begin(status, [("content-type", "application/xml")])
        return [words.encode()]
    if environ.pop("HTTP_X_HARNESS", None) is None:
        code = refusal(environ, body)
        if code:
            return fault("403 Forbidden", code)
        if environ["REQUEST_METHOD"] == "PUT":
            if bucket.startswith("lies"):
                begin("200 OK", [("etag", "x")])
                return [b""]
            if bucket.startswith("forgets"):
                for name in [name for name in environ if name.startswith("HTTP_X_AMZ_OBJECT_LOCK")]:
                    del environ[name]
            if bucket.startswith("short"):
                environ["HTTP_X_AMZ_OBJECT_LOCK_RETAIN_UNTIL_DATE"] = "2026-11-25T00:00:00Z"
            if bucket.startswith("loose"):
                environ["HTTP_X_AMZ_OBJECT_LOCK_MODE"] = "GOVERNANCE"
            if bucket.startswith("unconditional") and header(environ, "if-none-match"):
                return fault("501 Not Implemented", "NotImplemented")
    return moto(environ, begin)

class Quiet(WSGIRequestHandler):
    def log_request(self, *_):
        pass
    def log(self, *_):
        pass
server = make_server("127.0.0.1", 0, door, threaded=True, request_handler=Quiet)
threading.Thread(target=server.serve_forever, daemon=True).start()
print("port %d" % server.server_port, flush=True)
sys.stdin.read()
"#;

struct Server {
    port: u16,
    /// It ends when its standard input does: with this process.
    _process: Child,
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        let mut process = Command::new("python3")
            .args(["-c", SCRIPT, KEY, SECRET])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("python3 is needed for the tests of a bucket");
        let mut first = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert_ne!(
            first.trim(),
            "missing",
            "the tests of a bucket need moto: run tests/run, or pip install 'moto[s3,server]'"
        );
        let port = first.trim().strip_prefix("port ").and_then(|port| port.parse().ok());
        let Some(port) = port else {
            let mut why = String::new();
            process.stderr.take().unwrap().read_to_string(&mut why).ok();
            panic!("moto does not listen: {why}");
        };
        // Nobody reads what it warns of; nor may it wait for a reader.
        let mut warned = process.stderr.take().unwrap();
        std::thread::spawn(move || std::io::copy(&mut warned, &mut std::io::sink()));
        Server { port, _process: process }
    })
}

/// A bucket of a test's own.
pub struct Storehouse {
    name: String,
}

impl Storehouse {
    /// A bucket with object lock.
    pub fn locked(manner: &str) -> Self {
        Self::made(manner, true)
    }

    /// A bucket without.
    pub fn unlocked() -> Self {
        Self::made("plain", false)
    }

    fn made(manner: &str, lock: bool) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("{manner}-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let this = Self { name };
        let lock = lock.then_some(("x-amz-bucket-object-lock-enabled", "true"));
        assert_eq!(this.does("PUT", "", lock, b""), 200);
        this
    }

    /// What an operator writes for it; `folder` keeps the file of the secret.
    pub fn settings(&self, folder: &Path) -> witness::Bucket {
        let secret_file = folder.join("bucket-secret");
        secret(&secret_file, SECRET);
        witness::Bucket {
            bucket: self.name.clone(),
            endpoint: format!("http://127.0.0.1:{}", server().port),
            region: "eu-west-2".to_owned(),
            key_id: KEY.to_owned(),
            secret_file,
            prefix: "heads/".to_owned(),
            days: 400,
        }
    }

    /// Deletes an object as whoever may delete would; the status.
    pub fn delete(&self, key: &str, version: Option<&str>) -> u16 {
        let version = version.map(|version| format!("?versionId={version}")).unwrap_or_default();
        self.does("DELETE", &format!("heads/{key}{version}"), None, b"")
    }

    /// Writes an object as whoever may write would.
    pub fn write(&self, key: &str, bytes: &[u8]) {
        assert_eq!(self.does("PUT", &format!("heads/{key}"), None, bytes), 200);
    }

    fn does(&self, method: &str, path: &str, header: Option<(&str, &str)>, bytes: &[u8]) -> u16 {
        let url = format!("http://127.0.0.1:{}/{}/{path}", server().port, self.name);
        // Somebody who may do anything there, as far as moto knows.
        let somebody = "AWS4-HMAC-SHA256 Credential=X/20261122/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x";
        let mut request = Request::builder().method(method).uri(url);
        request = request.header("x-harness", "1").header("authorization", somebody);
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        let agent = ureq::Agent::new_with_config(
            ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build(),
        );
        agent.run(request.body(bytes).unwrap()).unwrap().status().as_u16()
    }
}

/// Writes a secret into a file that only its owner reads.
pub fn secret(file: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(file, format!("{text}\n")).unwrap();
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
}
