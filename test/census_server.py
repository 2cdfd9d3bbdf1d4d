#!/usr/bin/env python3
"""A server that plays the U.S. Census Data API on loopback, rightly and wrongly, for the tests of ecom.census_fetch.

    census_server.py DIRECTORY ANSWERS KEY

DIRECTORY gets a throw-away CA (ca.pem) with its certificates, `ports` (NAME=PORT, for a shell) once all is ready, and
`requests` (a line a request: scenario, target without the key, whether a key came).  ANSWERS holds acs5_state_YYYY.json;
KEY is the one that is valid.  It ends with its standard input.

The first word of a request's path is the scenario, the rest is as the API has it:

    /api/2018/acs/acs5?get=NAME,B19013_001E,B01003_001E&for=state:*&key=KEY

Raw sockets, so that every byte of an answer can be wrong.
"""
import gzip
import json
import os
import random
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

DIRECTORY, ANSWERS, KEY = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
LOOPBACK = "127.0.0.1"
DEFAULT_GET = "NAME,B19013_001E,B01003_001E"
JSON_TYPE = "Content-Type: application/json;charset=utf-8"
LONG = 120  # seconds, longer than any test waits


# What a scenario gets to see and do.

class Request:
    def __init__(self, connection, number, scheme, target, host):
        self.connection, self.number = connection, number  # of the request, among those on the connection
        self.scheme, self.target, self.host = scheme, target, host
        url = urlsplit(target)
        self.path = unquote(url.path).strip("/").split("/")
        self.query = {name: values[0] for name, values in parse_qs(url.query, keep_blank_values=True).items()}

    def send(self, data):
        self.connection.sendall(data)

    def head(self, status, *headers):
        self.send("\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode())

    def answer(self, status, body, *headers):
        """A whole answer, after which the connection can be used again."""
        body = body.encode() if isinstance(body, str) else body
        self.head(status, *headers, f"Content-Length: {len(body)}")
        self.send(body)

    def text(self, status, body):
        self.answer(status, body, "Content-Type: text/plain")

    def page(self, status, title, *headers):
        self.answer(status, f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>",
                    "Content-Type: text/html", *headers)

    def json(self, body):
        self.answer("200 OK", body, JSON_TYPE)

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Hangup

    def wait(self, seconds):
        """Sleeps, but not longer than the client waits."""
        self.connection.settimeout(seconds)
        try:
            if not self.connection.recv(1):
                raise Hangup
        except TimeoutError:
            self.connection.settimeout(None)


class Hangup(Exception):
    """The connection is to be closed."""


SCENARIOS = {}


def scenario(*names):
    def register(function):
        SCENARIOS.update({name: function for name in names})
        return function
    return register


def good(year=2021):
    return (ANSWERS / f"acs5_state_{year}.json").read_bytes()


# The API as it is.

def key_page(request, page):
    location = f"{request.scheme}://{request.host}/data/{page}"
    request.page("302 Found", "302 Found", f"Location: {location}", "X-DataWebAPI-KeyError: 1")


@scenario("data")
def pages_on_keys(request):
    request.page("200 OK", {"missing_key.html": "Missing Key"}.get(request.path[-1], "Invalid Key"))


@scenario("api")
def api(request):
    if "key" not in request.query:
        return key_page(request, "missing_key.html")
    if request.query["key"] != KEY:
        return key_page(request, "invalid_key.html")
    return figures(request)


def figures(request):
    year, dataset = request.path[1], "/".join(request.path[2:])
    variables = request.query.get("get", "").split(",")
    if "for" not in request.query:
        return request.text("400 Bad Request", "error: error: missing 'for' argument")
    if len(variables) > 50:
        return request.text("400 Bad Request", "error: error: too many variables (limit is 50)")
    if dataset != "acs/acs5" or not (ANSWERS / f"acs5_state_{year}.json").exists():
        return request.page("404 Not Found", "Error report")
    if request.query["get"] == DEFAULT_GET and request.query["for"] == "state:*":
        return request.json(good(year))
    if request.query["for"] == "tract:*":
        return tracts(request, variables)
    header, *rows = json.loads(good(year))
    places = [dict(zip(header, row)) for row in rows]
    for variable in variables:
        if variable not in (*DEFAULT_GET.split(","), "GEO_ID"):
            return request.text("400 Bad Request", f"error: error: unknown variable '{variable}'")
    wanted = request.query["for"].removeprefix("state:").split(",")
    places = [p | {"GEO_ID": "0400000US" + p["state"]} for p in places if wanted == ["*"] or p["state"] in wanted]
    if not places:
        return request.head("204 No Content")
    columns = [*variables, "state"]
    return request.json(json.dumps([columns, *([p[c] for c in columns] for p in places)]))


def tracts(request, variables):
    """Tracts of two counties, each with two rows; they need a state, and may have all of a table."""
    if request.query.get("in") != "state:06 county:001,075":
        return request.text("400 Bad Request", "error: unknown/unsupported geography hierarchy")
    columns = [c for v in variables for c in ({"group(B19013)": ["B19013_001E", "B19013_001M", "B19013_001EA", "GEO_ID", "NAME"]}.get(v, [v]))]
    rows = [[{"B19013_001E": "-666666666", "B19013_001EA": None}.get(c, "1") for c in columns] + ["06", county, "400100"] for county in ("001", "075", "075")]
    return request.json(json.dumps([columns + ["state", "county", "tract"], *rows]))


# Statuses and texts.

@scenario("status")
def status(request):
    request.text(f"{request.path[1]} Status", "a short text")


@scenario("unknown_variable_200")
def unknown_variable_200(request):
    request.text("200 OK", "error: error: unknown variable 'X'")


@scenario("running_query", "running_query_500")
def running_query(request):
    request.text("500 Error" if request.path[0].endswith("500") else "200 OK",
                 "There was an error while running your query.  We've logged the error and we'll correct it ASAP.  "
                 "Sorry for the inconvenience.")


@scenario("html_key")
def html_key(request):
    """What a client gets that follows the redirect."""
    request.page("200 OK", "Missing Key")


@scenario("html_other")
def html_other(request):
    request.page("200 OK", "Down for maintenance")


@scenario("empty")
def empty(request):
    request.json("")


@scenario("no_content")
def no_content(request):
    request.head("204 No Content")


@scenario("too_many")
def too_many(request):
    """too_many/RETRY-AFTER: seconds, or a date."""
    request.answer("429 Too Many Requests", "slow down", f"Retry-After: {request.path[1]}")


@scenario("redirect")
def redirect(request):
    request.answer("302 Found", "", "Location: http://192.0.2.1/elsewhere?" + urlsplit(request.target).query)


@scenario("redirect_loop")
def redirect_loop(request):
    request.answer("301 Moved Permanently", "", f"Location: {request.target}")


# What passes by itself: flaky/HOW/N/TOKEN/... goes wrong in the first N requests with this TOKEN.

tries = {}


@scenario("flaky")
def flaky(request):
    how, count, token = request.path[1:4]
    tries[token] = tries.get(token, 0) + 1
    if tries[token] > int(count):
        request.path = ["api", *request.path[4:]]
        figures(request)
    elif how == "reset":
        request.reset()
    else:
        request.answer(f"{how} Status", "not now", "Retry-After: 0")


# Connections and bodies that go wrong.

@scenario("close_at_once")
def close_at_once(request):
    raise Hangup


@scenario("reset_headers")
def reset_headers(request):
    request.send(b"HTTP/1.1 200 OK\r\nContent-Le")
    request.reset()


@scenario("reset_body")
def reset_body(request):
    request.head("200 OK", JSON_TYPE, f"Content-Length: {len(good())}")
    request.send(good()[:1000])
    time.sleep(0.1)  # so that the bytes are not overtaken by the reset
    request.reset()


@scenario("garbage_http")
def garbage_http(request):
    request.send(bytes(range(256)) * 10)
    raise Hangup


@scenario("endless_header")
def endless_header(request):
    request.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        request.send(b"X-Filler: " + b"x" * 990 + b"\r\n")


@scenario("content_length_long")
def content_length_long(request):
    request.head("200 OK", JSON_TYPE, f"Content-Length: {len(good()) + 1000}")
    request.send(good())
    raise Hangup


@scenario("content_length_short")
def content_length_short(request):
    request.head("200 OK", JSON_TYPE, "Content-Length: 200")
    request.send(good())
    raise Hangup


def chunks(data, seed):
    generator = random.Random(seed)
    while data:
        size = generator.randint(1, 300)
        yield data[:size]
        data = data[size:]


@scenario("chunked", "chunked_cut")
def chunked(request):
    request.head("200 OK", JSON_TYPE, "Transfer-Encoding: chunked")
    for chunk in chunks(good(), request.path[0]):
        request.send(b"%x\r\n%s\r\n" % (len(chunk), chunk))
    if request.path[0] == "chunked_cut":
        raise Hangup
    request.send(b"0\r\n\r\n")


@scenario("small_writes")
def small_writes(request):
    """Every write is a packet of its own."""
    request.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(good()), good())
    for chunk in chunks(answer, 1):
        for start in range(0, len(chunk), 7):
            request.send(chunk[start:start + 7])


@scenario("gzip")
def gzipped(request):
    request.answer("200 OK", gzip.compress(good()), JSON_TYPE, "Content-Encoding: gzip")


@scenario("gzip_bad")
def gzip_bad(request):
    request.answer("200 OK", good(), JSON_TYPE, "Content-Encoding: gzip")


@scenario("gzip_cut_head", "gzip_cut_body", "gzip_cut_sum", "gzip_bad_sum", "gzip_two", "brotli_cut", "identity")
def gzip_unusual(request):
    packed = gzip.compress(good())
    half = len(good()) // 2
    body, encoding = {"gzip_cut_head": (packed[:5], "gzip"), "gzip_cut_body": (packed[:-500], "gzip"), "gzip_cut_sum": (packed[:-8], "gzip"),
                      "gzip_bad_sum": (packed[:-8] + b"12345678", "gzip"), "gzip_two": (gzip.compress(good()[:half]) + gzip.compress(good()[half:]), "GZIP"),
                      "brotli_cut": (b"\x0b\x01\x80", "br"), "identity": (good(), "identity")}[request.path[0]]
    request.answer("200 OK", body, JSON_TYPE, f"Content-Encoding: {encoding}")


@scenario("gzip_bomb")
def gzip_bomb(request):
    request.answer("200 OK", gzip.compress(b" " * 200_000_000, 1), JSON_TYPE, "Content-Encoding: gzip")


@scenario("huge", "huge_chunked")
def huge(request):
    row = b'["Alaska","89336","733971","02"],\n' * 30_000
    with_length = request.path[0] == "huge"
    request.head("200 OK", JSON_TYPE, f"Content-Length: {100 * len(row)}" if with_length else "Transfer-Encoding: chunked")
    for _ in range(100):
        request.send(row if with_length else b"%x\r\n%s\r\n" % (len(row), row))
    raise Hangup


# Slow ones.

@scenario("slow_first_byte")
def slow_first_byte(request):
    request.wait(LONG)


@scenario("second_stalls")
def second_stalls(request):
    """The second request on a connection is not answered."""
    if request.number > 1:
        request.wait(LONG)
    figures(request)


@scenario("slow_ok")
def slow_ok(request):
    request.wait(1)
    request.json(good())


@scenario("slow_body")
def slow_body(request):
    request.head("200 OK", JSON_TYPE, f"Content-Length: {len(good())}")
    for byte in good():
        request.send(bytes([byte]))
        request.wait(1)


@scenario("stall_body")
def stall_body(request):
    request.head("200 OK", JSON_TYPE, f"Content-Length: {len(good())}")
    request.send(good()[:1000])
    request.wait(LONG)


# Servers that repeat the key.

def with_key(name):
    return good().replace(b"Alaska", name.encode())


@scenario("echo")
def echo(request):
    """echo/HOW: the key comes back in an error, a page, a redirect, a header, or an answer that is good otherwise."""
    key = request.query.get("key", "")
    how = request.path[1]
    if how == "error":
        request.text("400 Bad Request", f"error: bad request: {request.target} {key.upper()}")
    elif how == "page":
        request.page("200 OK", f"Down. Your request was {request.target}")
    elif how == "redirect":
        request.answer("302 Found", "", f"Location: https://192.0.2.1/{key}?{request.target}")
    elif how == "cut":
        request.answer("302 Found", "", f"Location: https://192.0.2.1/{key[:-2]}")
    elif how == "percent":
        request.answer("302 Found", "", "Location: https://192.0.2.1/?" + "".join(f"%{ord(c):02x}" for c in key))
    elif how == "references":
        request.text("400 Bad Request", "error: " + "".join(f"&#{ord(c)};" if i % 2 else f"&#x{ord(c):X};" for i, c in enumerate(key)))
    elif how == "half":
        request.text("400 Bad Request", f"error: {key[5:25]}")
    elif how == "garbage":
        request.send(f"{key} {request.target}\r\n\r\n".encode())
        raise Hangup
    elif how == "header":
        request.answer("500 " + key, key, f"X-Request: {request.target}", f"Set-Cookie: key={key}")
    elif how == "answer":
        request.json(with_key(key))
    else:
        escaped = "".join(f"\\u{ord(c):04X}" for c in key)
        request.json(with_key(escaped) if how == "escapes" else good().replace(b"80287", escaped.encode()))


# JSON that is wrong, or unusual and right: json/NAME changes the good answer.

def change(old, new):
    return lambda: good().replace(old, new)


def table(edit):
    def changed():
        rows = json.loads(good())
        return json.dumps(edit(rows)).encode()
    return changed


def income_of(state):
    """How the row of a state begins, up to the end of its income."""
    row = next(row for row in json.loads(good()) if row[0] == state)
    return f'["{state}","{row[1]}"'.encode()


def income(value, state="California"):
    return lambda: good().replace(income_of(state), f'["{state}",{value}'.encode(), 1)


def sentinels():
    data = good()
    for state, value in {"California": '"-666666666"', "Texas": '"-999999999"', "Florida": '"-888888888"', "New York": '"-222222222"',
                         "Ohio": '"-333333333"', "Utah": '"-555555555"', "Maine": "null", "Idaho": '"250001"'}.items():
        data = data.replace(income_of(state), f'["{state}",{value}'.encode(), 1)
    return data


def reordered(rows):
    header, *rest = [[row[3], row[2], row[0], row[1]] for row in rows]
    random.Random(1).shuffle(rest)
    return [header, *rest]


VARIANTS = {
    "sentinels": sentinels,
    "reordered": table(reordered),
    "number": income("84097"),
    "numbers": table(lambda rows: [rows[0], *([r[0], int(r[1]) if r[1] else -666666666.0, float(r[2]), int(r[3])] for r in rows[1:])]),
    "object": income('{"value": "84097"}'),
    "letters": income('"12a45"'),
    "negative": income('"-5"'),
    "decimal": income('"78672.5"'),
    "empty_value": income('""'),
    "overflow": income('"99999999999999999999"'),
    "duplicate_state": table(lambda rows: [*rows, rows[5]]),
    "unknown_state": table(lambda rows: [*rows, ["Guam", "1", "2", "66"]]),
    "short_row": table(lambda rows: [*rows[:9], rows[9][:3], *rows[10:]]),
    "missing_column": table(lambda rows: [[r[0], r[1], r[3]] for r in rows]),
    "duplicate_column": table(lambda rows: [[*r, r[0]] for r in rows]),
    "not_table": lambda: b'{"error": "unknown variable"}',
    "empty_array": lambda: b"[]",
    "header_only": table(lambda rows: rows[:1]),
    "truncated": lambda: good()[:1000],
    "trailing_junk": lambda: good() + b"xyz",
    "nested": lambda: b"[" * 10_000,
    "nested_closed": lambda: b"[" * 10_000 + b"]" * 10_000,
    "nul": change(b"Alaska", b"Ala\\u0000ska"),
    "latin1": change(b"Alaska", b"A\xf1aska"),
    "unicode": change(b"Alaska", "Añaska".encode()),
    "byte_order_mark": lambda: b"\xef\xbb\xbf" + good(),
    "garbage": lambda: random.Random(1).randbytes(3_000_000),
}


@scenario("json")
def wrong_json(request):
    request.json(VARIANTS[request.path[1]]())


# The server.

log = open(DIRECTORY / "requests", "a", buffering=1, encoding="utf-8")


def read_head(connection):
    """The head of a request, None at the end of the connection or if what comes is TLS."""
    head = b""
    while b"\r\n\r\n" not in head:
        block = connection.recv(65536)
        if not block:
            return None
        head += block
        if not head[:1].isalpha():
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return None
    return head.decode("latin-1").split("\r\n")


def note(request):
    key = request.query.get("key")
    target = request.target.split("&key=")[0]
    log.write(f"{request.path[0]} {target} {'no key' if key is None else 'valid key' if key == KEY else 'other key'}\n")


def serve(connection, scheme):
    number = 0
    while (head := read_head(connection)) is not None:
        target = head[0].split(" ")[1]
        host = next((line.split(" ")[1] for line in head if line.lower().startswith("host:")), "")
        number += 1
        request = Request(connection, number, scheme, target, host)
        note(request)
        function = SCENARIOS.get(request.path[0])
        if function is None:
            request.page("404 Not Found", "No such scenario")
        else:
            function(request)


def proxy(connection, _):
    """Tunnels to loopback, whatever is asked for: localhost in the place of any host."""
    head = read_head(connection)
    method, target, _ = head[0].split(" ")
    log.write(f"proxy {method} {target}\n")
    if method != "CONNECT":
        connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        return
    upstream = socket.create_connection((LOOPBACK, int(target.rsplit(":", 1)[1])))
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")

    def pump(source, sink):
        while block := source.recv(65536):
            sink.sendall(block)
        sink.shutdown(socket.SHUT_WR)
    threading.Thread(target=quietly, args=(pump, upstream, connection), daemon=True).start()
    pump(connection, upstream)


def stall(connection, _):
    """Takes what comes and never says a word."""
    while connection.recv(65536):
        pass


def quietly(function, *arguments):
    """The client may go away at any time."""
    try:
        function(*arguments)
    except (Hangup, OSError):
        pass


def handle(connection, scheme, context, function):
    try:
        with connection:
            if context is not None:
                connection = context.wrap_socket(connection, server_side=True)
            function(connection, scheme)
    except (Hangup, OSError):
        pass
    finally:
        connection.close()


def listen(scheme, context, function):
    """Serves on a port of its own, which is returned."""
    server = socket.create_server((LOOPBACK, 0), backlog=50)

    def accept():
        while True:
            connection, _ = server.accept()
            threading.Thread(target=handle, args=(connection, scheme, context, function), daemon=True).start()
    threading.Thread(target=accept, daemon=True).start()
    return server.getsockname()[1]


# Certificates.

def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=DIRECTORY)


def make_ca():
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3650",
            "-subj", "/CN=throw-away test CA", "-keyout", "ca.key", "-out", "ca.pem")
    (DIRECTORY / "index.txt").touch()
    (DIRECTORY / "ca.conf").write_text("[ca]\ndefault_ca = ca\n[ca]\ndatabase = index.txt\nnew_certs_dir = .\nrand_serial = yes\n"
                                       "unique_subject = no\npolicy = any\ndefault_md = sha256\ncopy_extensions = copy\n"
                                       "[any]\ncommonName = supplied\n")


def context_of(name, names, *validity):
    """A TLS server's context with a certificate by the CA."""
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={name}",
            "-addext", f"subjectAltName={names}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
    openssl("ca", "-batch", "-config", "ca.conf", "-cert", "ca.pem", "-keyfile", "ca.key", *validity,
            "-in", f"{name}.csr", "-out", f"{name}.pem", "-notext")
    return load(name)


def self_signed(name, names):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3650",
            "-subj", f"/CN={name}", "-addext", f"subjectAltName={names}", "-keyout", f"{name}.key", "-out", f"{name}.pem")
    return load(name)


def load(name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DIRECTORY / f"{name}.pem", DIRECTORY / f"{name}.key")
    return context


full = []  # the connections that fill the queue of a port


def full_port():
    """A port where connecting takes for ever: nobody accepts, and the queue is full."""
    server = socket.create_server((LOOPBACK, 0), backlog=0)
    full.append(server)
    for _ in range(4):
        waiting = socket.socket()
        waiting.setblocking(False)
        waiting.connect_ex(server.getsockname())
        full.append(waiting)
    return server.getsockname()[1]


def closed_port():
    with socket.create_server((LOOPBACK, 0)) as server:
        return server.getsockname()[1]


def main():
    names, valid = "DNS:localhost,IP:127.0.0.1", ("-days", "3650")
    make_ca()
    ports = {
        "HTTP": listen("http", None, serve),
        "HTTPS": listen("https", context_of("good", names, *valid), serve),
        "HTTPS_WRONG_HOST": listen("https", context_of("wrong_host", "DNS:example.com", *valid), serve),
        "HTTPS_EXPIRED": listen("https", context_of("expired", names, "-startdate", "20200101000000Z", "-enddate", "20200102000000Z"),
                                serve),
        "HTTPS_SELF_SIGNED": listen("https", self_signed("self_signed", names), serve),
        "TLS_STALL": listen("https", None, stall),
        "PROXY": listen("http", None, proxy),
        "TCP_STALL": full_port(),
        "CLOSED": closed_port(),
    }
    ready = DIRECTORY / "ports.new"
    ready.write_text("".join(f"{name}={port}\n" for name, port in ports.items()))
    (DIRECTORY / "ca.pem").chmod(0o644)
    ready.rename(DIRECTORY / "ports")
    sys.stdin.read()
    os._exit(0)


main()
