"""Hooks of schemathesis: every generated call brings a token that holds and a proof of its own, and more than half of
them say what they must and name things that are there. What it is told comes by the environment: ISSUER, CLIENT, SEED, NOW, PERSONS, INCIDENTS, CALLS."""

import atexit
import json
import os
import random
from pathlib import Path

import schemathesis
from client import Tokens
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(os.environ["SEED"]))
TOKENS = Tokens(KEY, os.environ["ISSUER"], os.environ["CLIENT"], lambda: float(os.environ["NOW"]))
KNOWN = {"persons": os.environ["PERSONS"].split(), "incidents": os.environ["INCIDENTS"].split()}
CALLS = {"sent": 0, "answered": 0}
STATED = {"Police-Officer": "PC 4021", "Police-Purpose": "detection", "Police-Reason": "WS/1234/26"}


@schemathesis.hook
def before_call(context, case, kwargs):
    """Signs a call as it is about to be sent."""
    headers = dict(case.headers or {})
    if random.random() < 0.6:
        kind = next((kind for kind in KNOWN if f"/{kind}/{{id}}" in case.path), None)
        if kind:
            case.path_parameters = {"id": random.choice(KNOWN[kind])}
        headers |= STATED
        for invented in ("cursor", "person"):
            if isinstance(case.query, dict):
                case.query.pop(invented, None)
    url = os.environ["ISSUER"] + case.formatted_path
    if case.path == "/police/token":
        headers.setdefault("DPoP", TOKENS.proof(case.method.upper(), url))
    elif case.path.startswith("/police/v1/"):
        headers |= TOKENS.headers(case.method.upper(), url)
    case.headers = headers
    CALLS["sent"] += 1


@schemathesis.hook
def after_call(context, case, response):
    """Counts what was told."""
    CALLS["answered"] += response.status_code == 200


@atexit.register
def count():
    """Says how many calls were sent, and how many were told what they asked for."""
    Path(os.environ["CALLS"]).write_text(json.dumps(CALLS), encoding="utf-8")
