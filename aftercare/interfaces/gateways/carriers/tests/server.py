"""
A carrier server of our own that speaks EasyPost's protocol over HTTP, for tests.

It signs in by key, refuses what is not valid, sells each shipment once, and can lose its answer
after having sold: `faults` holds what happens to the next requests, by their path.
"""

import hmac
import json
from base64 import b64decode
from collections import defaultdict
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Lock, Thread
from time import sleep

KEY, SECRET = "EZTK-ours", "s3crét"  # of a server that lives for a test
PAPER = b"%PDF-1.4\nlabel\n%%EOF"
RATES = [("Road", "Ground", "180.00", 4), ("Air", "Express", "420.00", 1)]


class CarrierServer(ThreadingHTTPServer):
    """`charged` has one entry for each label that was paid."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.shipments, self.pickups, self.charged = {}, {}, []
        self.faults = defaultdict(list)
        self.numbers, self.till = count(1), Lock()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/v2"

    @property
    def settings(self):
        return {"url": self.url}

    def event(self, shipment, *details, expected="2026-10-01T10:00:00Z"):
        """Return an event about a shipment as the server would push it, and its signature."""
        known = self.shipments[shipment]
        tracker = {
            "object": "Tracker",
            "tracking_code": known["tracking_code"],
            "shipment_id": shipment,
            "est_delivery_date": expected,
            "tracking_details": [
                {
                    "status": status,
                    "status_detail": finer,
                    "datetime": moment,
                    "message": f"{status} {finer}",
                    "tracking_location": {"city": "Manila", "country": "PH"},
                }
                for status, finer, moment in details
            ],
        }
        raw = json.dumps({"object": "Event", "description": "tracker.updated", "result": tracker})
        return raw.encode(), sign(raw.encode())


def sign(raw, secret="s3cre\u0301t"):  # noqa: S107  # see above; written another way on purpose
    digest = hmac.digest(secret.encode(), raw, sha256).hex()
    return {"X-Hmac-Signature": f"hmac-sha256-hex={digest}"}


class _Handler(BaseHTTPRequestHandler):
    server: CarrierServer

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.answer("GET")

    def do_POST(self):
        self.answer("POST")

    def answer(self, method):
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length) or b"{}") if length else {}
        path = self.path.removeprefix("/v2").partition("?")[0]
        if path.startswith("/paper"):
            self.say(200, PAPER)
            return
        if not self.is_signed_in():
            self.refuse(401, "APIKEY.INVALID", "This api key is no longer active.")
            return
        action = path.rsplit("/", 1)[-1]
        fault = self.server.faults[action].pop(0) if self.server.faults[action] else None
        if fault == "limit":
            self.refuse(429, "RATE_LIMITED", "Too many requests.", {"Retry-After": "7"})
        elif fault == "down":
            self.say(503, b"<html>Sorry</html>")
        elif fault == "html":
            self.say(200, b"<html>Welcome to the hotel</html>")
        else:
            said = self.work(method, path.strip("/").split("/"), body)
            if fault == "slow":
                sleep(0.2)
            if fault == "lose":
                self.close_connection = True  # it was done, and nobody is told
                self.connection.close()
            else:
                self.say(*said)

    def is_signed_in(self):
        given = self.headers.get("Authorization", "").removeprefix("Basic ")
        return b64decode(given or "Og==") == f"{KEY}:".encode()

    def work(self, method, path, body):
        match method, path:
            case "GET", ["trackers"]:
                said = 200, {"trackers": []}
            case "POST", ["shipments"]:
                said = self.make_shipment(body["shipment"])
            case "GET", ["shipments", name]:
                said = self.known(name)
            case "POST", ["shipments", name, "buy"]:
                with self.server.till:
                    said = self.sell(name, body["rate"]["id"])
            case "POST", ["shipments", name, "refund"]:
                said = self.refund(name)
            case "POST", ["trackers"]:
                said = 200, self.tracker(body["tracker"]["tracking_code"])
            case "POST", ["pickups"]:
                said = self.make_pickup(body["pickup"])
            case "POST", ["pickups", name, "buy"]:
                said = 200, {"id": name, "confirmation": f"WTC{name[-1]}", "status": "scheduled"}
            case _:
                said = error(404, "NOT_FOUND", "The requested resource could not be found.")
        return said

    def make_shipment(self, asked):
        if not asked["to_address"].get("street1"):
            return error(
                422,
                "ADDRESS.VERIFY.FAILURE",
                "Unable to verify address.",
                [{"field": "street1", "message": "House number is missing"}],
            )
        name = f"shp_{next(self.server.numbers)}"
        rates = [
            {
                "id": f"rate_{index}",
                "carrier": carrier,
                "service": service,
                "rate": price,
                "currency": "PHP",
                "delivery_days": days,
                "delivery_date": None,
            }
            for index, (carrier, service, price, days) in enumerate(RATES)
        ]
        made = {"id": name, "object": "Shipment", "rates": rates, "postage_label": None}
        self.server.shipments[name] = made | {"tracking_code": None, "asked": asked}
        return 201, self.server.shipments[name]

    def known(self, name):
        found = self.server.shipments.get(name)
        return (200, found) if found else error(404, "NOT_FOUND", "No such shipment.")

    def sell(self, name, rate):
        found = self.server.shipments.get(name)
        chosen = next((each for each in found["rates"] if each["id"] == rate), None)
        if chosen is None:
            return error(404, "RATE.NOT_FOUND", "This rate has expired.")
        if found["postage_label"]:
            return error(422, "SHIPMENT.POSTAGE.EXISTS", "Postage already exists.")
        self.server.charged.append(name)
        number = f"EZ{len(self.server.charged):010}"
        found["postage_label"] = {"label_pdf_url": f"{self.server.url}/paper/{name}.pdf"}
        found["tracking_code"], found["selected_rate"] = number, chosen
        found["tracker"] = self.tracker(number) | {"public_url": f"https://track.example/{number}"}
        return 200, found

    def tracker(self, number):
        details = [{"status": "in_transit", "datetime": "2026-09-29T02:00:00Z", "message": "Seen"}]
        return {"object": "Tracker", "tracking_code": number, "tracking_details": details}

    def refund(self, name):
        found = self.server.shipments[name]
        if not found["postage_label"]:
            return error(422, "SHIPMENT.REFUND.UNAVAILABLE", "Nothing was bought.")
        found["refund_status"] = "submitted"
        return 200, found

    def make_pickup(self, asked):
        name = f"pickup_{next(self.server.numbers)}"
        self.server.pickups[name] = asked
        rates = [{"carrier": "Road", "service": "NextDay", "rate": "0.00", "currency": "PHP"}]
        return 201, {"id": name, "pickup_rates": rates}

    def refuse(self, status, code, message, headers=None):
        self.say(*error(status, code, message), headers)

    def say(self, status, told, headers=None):
        raw = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(raw)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)


def error(status, code, message, errors=()):
    return status, {"error": {"code": code, "message": message, "errors": list(errors)}}


@contextmanager
def carrier_server():
    server = CarrierServer()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
