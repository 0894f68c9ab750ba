"""An example client of the police read API, for Python 3.11 with the package `cryptography`.

It registers a key, gets tokens, searches and reads persons, and keeps copies by the change feed. `main` takes orders
from standard input, one JSON object a line, and answers each by one line on standard output.
"""

import base64
import hashlib
import json
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit, urlunsplit
from urllib.request import Request, urlopen

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

Json = dict[str, Any]
Key = Ed25519PrivateKey | ec.EllipticCurvePrivateKey

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS = 60
RENEW_BEFORE_SECONDS = 30


def base64url(data: bytes) -> str:
    """Base64url without padding, as JOSE writes it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Refused(Exception):
    """A call was refused: a problem (RFC 9457), or an error of the token endpoint (RFC 6749, 5.2)."""

    def __init__(self, error: HTTPError) -> None:
        self.status = error.code
        try:
            body = json.load(error)
        except ValueError:
            body = {}
        title, detail = body.get("title", body.get("error")), body.get("detail", body.get("error_description"))
        wrong = "".join(f" {wrong['name']}: {wrong['detail']}" for wrong in body.get("errors", []))
        super().__init__(f"{error.code} {title or error.reason}: {detail or 'no detail'}{wrong}")


class NoToken(Exception):
    """The token endpoint gave no token."""


def send(method: str, url: str, headers: dict[str, str], body: bytes | None = None) -> Json:
    """Sends one request; answers the JSON of a success, raises `Refused` otherwise."""
    try:
        with urlopen(Request(url, body, headers, method=method), timeout=30) as answer:
            return json.load(answer)
    except HTTPError as error:
        with error:
            raise Refused(error) from None


def public_jwk(key: Key) -> Json:
    """The public half of a key."""
    if isinstance(key, Ed25519PrivateKey):
        return {"kty": "OKP", "crv": "Ed25519", "x": base64url(key.public_key().public_bytes_raw())}
    point = key.public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": base64url(point.x.to_bytes(32)), "y": base64url(point.y.to_bytes(32))}


def signed(key: Key, header: Json, claims: Json) -> str:
    """A JWT. An ES256 signature is the two numbers side by side, not in DER."""
    algorithm = "EdDSA" if isinstance(key, Ed25519PrivateKey) else "ES256"
    unsigned = ".".join(base64url(json.dumps(part).encode()) for part in ({"alg": algorithm, **header}, claims))
    if isinstance(key, Ed25519PrivateKey):
        signature = key.sign(unsigned.encode())
    else:
        r, s = decode_dss_signature(key.sign(unsigned.encode(), ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(32) + s.to_bytes(32)
    return f"{unsigned}.{base64url(signature)}"


class Tokens:
    """Gets tokens for a registered client and proves, with each call, to hold the key they are bound to."""

    def __init__(self, key: Key, issuer: str, client_id: str, clock: Callable[[], float]) -> None:
        self._key, self._issuer, self._client_id, self._clock = key, issuer, client_id, clock
        self._bound = ec.generate_private_key(ec.SECP256R1())
        self.token: str | None = None
        self._expires = 0.0
        address = urlsplit(issuer)
        path = "/.well-known/oauth-authorization-server" + address.path.rstrip("/")
        metadata = send("GET", urlunsplit((address.scheme, address.netloc, path, "", "")), {})
        if metadata["issuer"] != issuer:
            raise ValueError(f"{issuer} says that it is {metadata['issuer']}")
        self._endpoint: str = metadata["token_endpoint"]

    def proof(self, method: str, url: str, token: str | None = None) -> str:
        """A DPoP proof (RFC 9449) for one request."""
        claims: Json = {"jti": str(uuid.uuid4()), "htm": method, "iat": int(self._clock())}
        claims["htu"] = urlunsplit(urlsplit(url)._replace(query="", fragment=""))
        if token is not None:
            claims["ath"] = base64url(hashlib.sha256(token.encode()).digest())
        return signed(self._bound, {"typ": "dpop+jwt", "jwk": public_jwk(self._bound)}, claims)

    def headers(self, method: str, url: str) -> dict[str, str]:
        """The token, a new one if need be, and the proof for one call."""
        if self.token is None or self._clock() >= self._expires - RENEW_BEFORE_SECONDS:
            self.token = self._get()
        return {"Authorization": f"DPoP {self.token}", "DPoP": self.proof(method, url, self.token)}

    def _get(self) -> str:
        now = int(self._clock())
        claims = {"iss": self._client_id, "sub": self._client_id, "aud": self._issuer, "jti": str(uuid.uuid4())}
        claims |= {"iat": now, "exp": now + ASSERTION_SECONDS}
        form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE}
        form["client_assertion"] = signed(self._key, {"typ": "JWT"}, claims)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "DPoP": self.proof("POST", self._endpoint)}
        try:
            answer = send("POST", self._endpoint, headers, urlencode(form).encode())
        except Refused as refused:
            raise NoToken(str(refused)) from None
        self._expires = now + answer["expires_in"]
        return answer["access_token"]


class Client:
    """Searches and reads persons, and keeps copies as the change feed tells."""

    def __init__(self, officer: str, purpose: str, reason: str) -> None:
        self.errand = {"Police-Officer": officer, "Police-Purpose": purpose, "Police-Reason": reason}
        self.key: Key = Ed25519PrivateKey.generate()
        self.fixed: float | None = None
        self.cursor: str | None = None
        self.copies: dict[str, tuple[int, Json]] = {}
        self._issuer = ""
        self._tokens: Tokens | None = None

    def now(self) -> float:
        return time.time() if self.fixed is None else self.fixed

    def registered(self, issuer: str, client_id: str) -> None:
        """Takes what the data controller hands back once the key is registered."""
        self._tokens = Tokens(self.key, issuer, client_id, self.now)
        self._issuer = issuer.rstrip("/")

    def search(self, name: str) -> list[Json]:
        return self._call("POST", "/police/v1/persons/search", self.errand, {"name": name})["items"]

    def read(self, person: str) -> Json:
        return self._call("GET", f"/police/v1/persons/{quote(person, safe='')}", self.errand)

    def follow(self) -> list[Json]:
        """Follows the change feed to its end. The cursor moves once all that a page tells is done: where a call
        was refused, as by the limit of calls a minute, follow again, and what is held already is not read again."""
        changes: list[Json] = []
        more = True
        while more:
            query = "" if self.cursor is None else "?" + urlencode({"cursor": self.cursor})
            try:
                page = self._call("GET", "/police/v1/changes" + query)
            except Refused as refused:
                if refused.status != 410 or self.cursor is None:
                    raise
                self.copies.clear()
                self.cursor = None
                continue
            for change in page["items"]:
                self._keep(change)
            changes += page["items"]
            self.cursor, more = page["next"], page["more"]
        return changes

    def _keep(self, change: Json) -> None:
        person, version = change["id"], change["version"]
        if change["state"] in ("new", "changed"):
            if person in self.copies and self.copies[person][0] == version:
                return
            try:
                self.copies[person] = (version, self.read(person))
                return
            except Refused as refused:
                if refused.status != 404:
                    raise
        self.copies.pop(person, None)

    def _call(self, method: str, path: str, errand: dict[str, str] | None = None, body: Json | None = None) -> Json:
        """One call, once again with a new token if it is answered 401."""
        if self._tokens is None:
            raise ValueError("The client is not registered")
        url = self._issuer + path
        content = {} if body is None else {"Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        renewed = False
        while True:
            try:
                headers = self._tokens.headers(method, url) | (errand or {}) | content
                return send(method, url, headers, data)
            except Refused as refused:
                if refused.status != 401 or renewed:
                    raise
                renewed, self._tokens.token = True, None


def obey(client: Client, order: Json) -> Json:
    """Does what one order says."""
    match order["do"]:
        case "now":
            client.fixed = order["at"]
            return {"ok": True}
        case "key":
            return {"jwk": public_jwk(client.key)}
        case "registered":
            client.registered(order["issuer"], order["client_id"])
            return {"ok": True}
        case "search":
            return {"ids": [person["id"] for person in client.search(order["name"])]}
        case "read":
            try:
                return {"status": 200, "person": client.read(order["id"])}
            except Refused as refused:
                return {"status": refused.status, "person": None}
        case "follow":
            changes = [{"id": change["id"], "state": change["state"]} for change in client.follow()]
            return {"changes": changes, "copies": sorted(client.copies)}
        case other:
            raise ValueError(f"Unknown order: {other}")


def main() -> None:
    client = Client("PC 4021", "detection", "WS/1234/26")
    for line in sys.stdin:
        try:
            answer = obey(client, json.loads(line))
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
