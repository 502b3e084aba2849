import os
from io import StringIO

import pytest

from aftercare.project import web


@pytest.fixture
def served(monkeypatch):
    """Return the ports on which browsers were answered; the web process was begun beforehand."""
    ports = []

    class Server:
        def __init__(self, _application, *, port, **_told):
            self.port = port

        def serve(self):
            ports.append(self.port)

    monkeypatch.setattr(web, "Server", Server)
    monkeypatch.setattr(web, "LARGE", ())
    monkeypatch.setattr("sys.argv", ["web", web.TO_BE_TOLD])
    monkeypatch.setattr(os, "environ", {})
    return ports


def test_who_was_begun_beforehand_serves_as_it_is_told(served, monkeypatch):
    told = StringIO('{"PORT": "8123", "AFTERCARE_INSECURE": "1"}\n')
    monkeypatch.setattr("sys.stdin", told)

    web.main()

    assert served == [8123]


def test_who_is_told_nothing_ends(served, monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO(""))

    web.main()

    assert served == []
