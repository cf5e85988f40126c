"""Hostile HTTP over real connections: without credentials, with wrong ones, with malformed heads. Nothing of it may
bring a 2xx or a 101, and the gateway must be well afterwards.

Many wrong credentials slow an address down, so that each group of attacks comes from an address of its own."""

import base64
import os
import random
import socket
import ssl
import time

from checks import Failed, expect
from websocket import Refused, WebSocket, connect, read_head

UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"


def key():
    return base64.b64encode(os.urandom(16)).decode()


def status_of(gateway, raw, source="127.0.0.1", seconds=5, about="the request"):
    """The status of what answers to those bytes; 0 when the connection is closed without an answer. Silence is an error:
    a client must never be left waiting for the verdict on what it sent."""
    stream = connect("127.0.0.1", gateway.port, gateway.trust, source)
    stream.settimeout(seconds)
    try:
        stream.sendall(raw.encode() if isinstance(raw, str) else raw)
        head, _ = read_head(stream)
    except TimeoutError as error:
        raise Failed(f"{about} was not answered in {seconds} s") from error
    except OSError:
        return 0
    finally:
        stream.close()
    return int(head.split(b" ")[1]) if head.startswith(b"HTTP/1.1 ") else 0


def credentials(gateway):
    """No, wrong, expired, misplaced and insufficient credentials."""
    host = f"Host: 127.0.0.1:{gateway.port}\r\n"
    upgrade = "GET {path} HTTP/1.1\r\n" + host + UPGRADE.format(key=key()) + "{more}\r\n"
    wrong = gateway.key[:-4] + ("AAAA" if not gateway.key.endswith("AAAA") else "BBBB")
    realtime = "/v1/realtime?model=mira"
    cases = [
        ("no credential", realtime, "", {401}),
        ("a wrong key", realtime, f"Authorization: Bearer {wrong}\r\n", {401}),
        ("a key without its scheme", realtime, f"Authorization: {gateway.key}\r\n", {401}),
        ("an empty key", realtime, "Authorization: Bearer \r\n", {400, 401}),
        ("two keys", realtime, f"Authorization: Bearer {gateway.key}\r\nAuthorization: Bearer {gateway.key}\r\n", {400, 401}),
        ("basic credentials", realtime, "Authorization: Basic YTpi\r\n", {401}),
        ("a key in the query", f"/v1/realtime?api_key={gateway.key}", "", {400, 401}),
        ("a token in the query", f"/v1/realtime?access_token={gateway.key}", "", {400, 401}),
        ("a wrong secret as a subprotocol", realtime,
         "Sec-WebSocket-Protocol: realtime, openai-insecure-api-key.ek_nonsense\r\n", {401}),
        ("/metrics without a credential", "/metrics", "", {401}),
        ("/metrics with a key for calls", "/metrics", f"Authorization: Bearer {gateway.key}\r\n", {403}),
        ("an unknown path", "/v1/admin", f"Authorization: Bearer {gateway.key}\r\n", {404}),
        ("an encoded path", "/v1/%72ealtime", f"Authorization: Bearer {gateway.key}\r\n", {400, 404}),
        ("a path with dots", "/talk/../metrics", "", {400, 404}),
    ]
    for name, path, more, allowed in cases:
        status = status_of(gateway, upgrade.format(path=path, more=more), "127.0.1.1")
        expect(status in allowed, f"{name} was answered with {status}, not {sorted(allowed)}")
    return f"{len(cases)} cases"


def expired(gateway):
    """A client secret after its time, and a key after it was revoked."""
    secret = gateway.create_secret(seconds=10)
    made = time.monotonic()
    headers = {"Sec-WebSocket-Protocol": f"realtime, openai-insecure-api-key.{secret}"}
    open_socket(gateway, headers).abort()
    gateway_key = gateway.create_key()
    revoked(gateway, gateway_key)
    time.sleep(max(0, made + 11.5 - time.monotonic()))
    try:
        open_socket(gateway, headers).abort()
        raise AssertionError("an expired secret opened a call")
    except Refused as refused:
        expect(refused.status == 401, f"an expired secret was answered with {refused.status}")


def revoked(gateway, secret):
    import json

    headers = {"Authorization": f"Bearer {secret}"}
    open_socket(gateway, headers).abort()
    keys = json.loads(gateway.sayso("key", "list", "--tenant", "studio-mira", "--json"))
    fresh = max((key for key in keys if not key["revoked"]), key=lambda key: key["created"])
    gateway.sayso("key", "revoke", fresh["id"], "--tenant", "studio-mira")
    time.sleep(1.2)  # what a running gateway may remember of a key
    try:
        open_socket(gateway, headers).abort()
        raise AssertionError("a revoked key opened a call")
    except Refused as refused:
        expect(refused.status == 401, f"a revoked key was answered with {refused.status}")


def open_socket(gateway, headers):
    return WebSocket.connect(
        "127.0.0.1", gateway.port, "/v1/realtime?model=mira", headers, gateway.trust, "127.0.1.2")


def heads(gateway):
    """Malformed heads, smuggling, h2c, odd hosts, bodies too large, with a valid key in each."""
    host, bearer = f"Host: 127.0.0.1:{gateway.port}\r\n", f"Authorization: Bearer {gateway.key}\r\n"
    secrets = "POST /v1/realtime/client_secrets HTTP/1.1\r\n" + bearer
    chunked = "Transfer-Encoding: chunked\r\n"
    cases = {
        "no Host": f"GET /healthz HTTP/1.1\r\n{bearer}\r\n",
        "two Hosts": f"GET /healthz HTTP/1.1\r\n{host}{host}\r\n",
        "a Host with a path": f"GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "a Host with a user": f"GET /healthz HTTP/1.1\r\nHost: user@localhost\r\n\r\n",
        "a Host with a space": f"GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n",
        "a Host with a huge port": f"GET /healthz HTTP/1.1\r\nHost: localhost:99999\r\n\r\n",
        "an absolute target of another host": f"GET http://other/healthz HTTP/1.1\r\n{host}\r\n",
        "CONNECT": f"CONNECT 127.0.0.1:22 HTTP/1.1\r\n{host}\r\n",
        "TRACE": f"TRACE / HTTP/1.1\r\n{host}\r\n",
        "a method in lower case": f"get /healthz HTTP/1.1\r\n{host}\r\n",
        "a wrong method": f"DELETE /healthz HTTP/1.1\r\n{host}\r\n",
        "HTTP/1.0": "GET /healthz HTTP/1.0\r\n\r\n",
        "HTTP/2.0": f"GET /healthz HTTP/2.0\r\n{host}\r\n",
        "HTTP/1.10": f"GET /healthz HTTP/1.10\r\n{host}\r\n",
        "the preface of HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "a bare LF": f"GET /healthz HTTP/1.1\nHost: localhost\n\n",
        "a bare CR": f"GET /healthz HTTP/1.1\r\n{host}X-A: a\rb\r\n\r\n",
        "a zero byte": f"GET /healthz HTTP/1.1\r\n{host}X-A: a\0b\r\n\r\n",
        "a folded line": f"GET /healthz HTTP/1.1\r\n{host}X-A: a\r\n b\r\n\r\n",
        "a space before the colon": f"GET /healthz HTTP/1.1\r\n{host}X-A : a\r\n\r\n",
        "a line without a colon": f"GET /healthz HTTP/1.1\r\n{host}nonsense\r\n\r\n",
        "two spaces in the request line": f"GET  /healthz HTTP/1.1\r\n{host}\r\n",
        "a tab in the request line": f"GET\t/healthz HTTP/1.1\r\n{host}\r\n",
        "a fragment in the target": f"GET /healthz#x HTTP/1.1\r\n{host}\r\n",
        "two lengths": f"{secrets}{host}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}} ",
        "a length with a sign": f"{secrets}{host}Content-Length: +2\r\n\r\n{{}}",
        "a list of lengths": f"{secrets}{host}Content-Length: 2, 3\r\n\r\n{{}} ",
        "a length in hexadecimal": f"{secrets}{host}Content-Length: 0x2\r\n\r\n{{}}",
        "a length beyond 64 bits": f"{secrets}{host}Content-Length: 18446744073709551618\r\n\r\n{{}}",
        "length and chunks": f"{secrets}{host}Content-Length: 2\r\n{chunked}\r\n2\r\n{{}}\r\n0\r\n\r\n",
        "an unknown coding": f"{secrets}{host}Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n",
        "chunked twice": f"{secrets}{host}Transfer-Encoding: chunked, chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n",
        "a disguised coding": f"{secrets}{host}Transfer-Encoding: xchunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n",
        "a chunk size that overflows": f"{secrets}{host}{chunked}\r\nfffffffffffffffff\r\n{{}}\r\n0\r\n\r\n",
        "a chunk size with a sign": f"{secrets}{host}{chunked}\r\n-2\r\n{{}}\r\n0\r\n\r\n",
        "a body that is too large": f"{secrets}{host}Content-Length: 10000000\r\n\r\n",
        "a chunked body that is too large": f"{secrets}{host}{chunked}\r\n" + "8000\r\n" + "a" * 0x8000 + "\r\n" + "8000\r\n"
        + "a" * 0x8000 + "\r\n8000\r\n" + "a" * 0x8000 + "\r\n0\r\n\r\n",
        "a body where there is none": f"GET /healthz HTTP/1.1\r\n{host}Content-Length: 5\r\n\r\nhello",
        "a huge head": f"GET /healthz HTTP/1.1\r\n{host}X-A: {'a' * 70_000}\r\n\r\n",
        "ten thousand fields": f"GET /healthz HTTP/1.1\r\n{host}" + "X: y\r\n" * 10_000 + "\r\n",
        "a huge target": f"GET /{'a' * 70_000} HTTP/1.1\r\n{host}\r\n",
        "a body that is not JSON": f"{secrets}{host}Content-Length: 3\r\n\r\n{{{{}}",
        "an expectation of nonsense": f"{secrets}{host}Expect: nonsense\r\nContent-Length: 2\r\n\r\n{{}}",
    }
    for name, raw in cases.items():
        status = status_of(gateway, raw, about=name)
        expect(not 100 <= status < 300, f"{name} was answered with {status}")
    return f"{len(cases) + upgrades(gateway, host, bearer)} cases"


def upgrades(gateway, host, bearer):
    """Upgrades that RFC 6455 forbids, and h2c, which must be ignored or refused but never switched to."""
    start = f"GET /v1/realtime?model=mira HTTP/1.1\r\n{host}{bearer}"
    right = UPGRADE.format(key=key())
    cases = {
        "another version": start + right.replace("Version: 13", "Version: 8"),
        "a short key": start + UPGRADE.format(key="c2hvcnQ="),
        "no key": start + right.replace("Sec-WebSocket-Key", "X-Key"),
        "two keys": start + right + f"Sec-WebSocket-Key: {key()}\r\n",
        "no Connection": start + right.replace("Connection: Upgrade\r\n", ""),
        "by POST": start.replace("GET", "POST") + right,
        "h2c": f"GET /healthz HTTP/1.1\r\n{host}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
        "without an upgrade": start,
        "an unknown agent is not the default": start.replace("mira", "nobody%00") + right,
    }
    for name, raw in cases.items():
        status = status_of(gateway, raw + "\r\n")
        allowed = status == 200 if name == "h2c" else not 100 <= status < 300
        expect(allowed or (name == "h2c" and 400 <= status), f"the upgrade {name} was answered with {status}")
    return len(cases)


def mutated_requests(gateway, count=2_000, seed=None):
    """Mutations of valid requests: no 101, no crash. Each byte sequence on a plain guess of what may break a parser."""
    seed = seed if seed is not None else int(os.environ.get("SAYSO_SEED", random.randrange(1 << 30)))
    generator = random.Random(seed)
    host = f"Host: 127.0.0.1:{gateway.port}\r\n"
    base = [
        f"GET /healthz HTTP/1.1\r\n{host}\r\n",
        f"POST /v1/realtime/client_secrets HTTP/1.1\r\n{host}Content-Length: 2\r\n\r\n{{}}",
        f"POST /v1/realtime/client_secrets HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n",
        f"GET /v1/realtime HTTP/1.1\r\n{host}{UPGRADE.format(key=key())}\r\n",
    ]
    session = connect("127.0.0.1", gateway.port, gateway.trust, "127.0.1.3")
    for number in range(count):
        raw = mutated(generator.choice(base).encode(), generator)
        try:
            session.settimeout(0.05)
            session.sendall(raw)
            answer = session.recv(1 << 16)
            expect(not answer.startswith(b"HTTP/1.1 101"), f"mutation {number} of seed {seed} was upgraded")
            if answer:
                continue
        except (TimeoutError, ssl.SSLError, OSError):
            pass
        session.close()
        session = connect("127.0.0.1", gateway.port, gateway.trust, f"127.0.{1 + number % 200}.4")
    session.close()
    well(gateway)
    return f"{count} requests, seed {seed}"


def mutated(raw, generator):
    """The bytes with a few of them changed, removed, doubled or inserted."""
    raw = bytearray(raw)
    for _ in range(generator.randint(1, 4)):
        place = generator.randrange(len(raw)) if raw else 0
        kind = generator.randrange(5)
        if kind == 0 and raw:
            raw[place] = generator.randrange(256)
        elif kind == 1:
            del raw[place:place + generator.randint(1, 8)]
        elif kind == 2:
            raw[place:place] = raw[place:place + generator.randint(1, 40)]
        elif kind == 3:
            raw[place:place] = generator.choice([b"\r\n", b"\0", b" ", b":", b"\r", b"\n", b"\xff", b"\t", b"0", b","])
        else:
            raw[place:place] = bytes(generator.randrange(256) for _ in range(generator.randint(1, 8)))
    return bytes(raw) or b"\r\n"


def plain_text(gateway):
    """HTTP without TLS on the TLS port, and old versions of TLS."""
    if gateway.is_plain:
        return None
    with socket.create_connection(("127.0.0.1", gateway.port), 5) as stream:
        stream.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        stream.settimeout(5)
        try:
            answer = stream.recv(100)
        except OSError:
            answer = b""
        expect(not answer.startswith(b"HTTP"), "plain HTTP was answered on the TLS port")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    try:
        connect("127.0.0.1", gateway.port, context).close()
    except (OSError, ssl.SSLError):
        return None
    raise AssertionError("TLS 1.1 was accepted")


def well(gateway):
    """The gateway answers, and its program is the one that was started."""
    expect(gateway.program.process.poll() is None, f"sayso ended: {gateway.program.log.read_text()[-600:]}")
    status, body = gateway.get("/healthz")
    expect(status == 200, f"/healthz answers {status}")
