"""
How much memory everything takes on the demo company after browsing: `python -m bench.memory`.

Runs `aftercare demo` in a place of its own, opens every kind of page as several people, and
prints for each process what is resident (RSS) and its fair share of what is shared (PSS). The
sum of the shares is what the machine really gives.
"""

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psutil

MOST_OF_WEB, MOST_OF_ALL = 220, 1200
"""Megabytes we have promised."""
PASSWORD = "northwell-demo"  # noqa: S105  # everybody knows it
PEOPLE = ("liza", "ana", "wen", "mei", "jun", "admin")
PAGES = ("/inbox", "/promises", "/load", "/customers", "/search?q=display", "/audit", "/settings")
LINK = re.compile(r'href="(/(?:cases|customers|inbox)/[^"#]+)"')
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def free_port() -> str:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@contextmanager
def running_demo(home: str, cases: int) -> Iterator[tuple[psutil.Process, str]]:
    """Run the demo until it is not needed any more; give its process and its address."""
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "AFTERCARE_HOME": home,
        "PORT": port,
        "SMTP_PORT": free_port(),
    }
    command = [sys.executable, "-m", "aftercare", "demo", "--cases", str(cases)]
    with (
        Path(home, "log").open("w") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log) as demo,  # noqa: S603  # ourselves
    ):
        address = f"http://127.0.0.1:{port}"
        while demo.poll() is None:
            try:
                if httpx.get(f"{address}/readyz", timeout=5).is_success:
                    break
            except httpx.TransportError:
                time.sleep(0.2)
        else:
            raise SystemExit(Path(log.name).read_text())
        yield psutil.Process(demo.pid), address
        demo.send_signal(signal.SIGTERM)


def browse(address: str, name: str, rounds: int) -> int:
    """Sign in as somebody and look at everything; return how many pages that were."""
    with httpx.Client(base_url=address, follow_redirects=True, timeout=60) as client:
        form = CSRF.search(client.get("/account/login/").text)
        token = form[1] if form else ""
        login = {"login": f"{name}@northwell.example", "password": PASSWORD}
        client.post("/account/login/", data={**login, "csrfmiddlewaretoken": token})
        seen = 0
        for _ in range(rounds):
            for page in PAGES:
                answer = client.get(page)
                links = dict.fromkeys(LINK.findall(answer.text))
                seen += answer.is_success
                for link in list(links)[:15]:
                    seen += client.get(link).is_success
    return seen


def figures(process: psutil.Process) -> dict[str, int]:
    """Return the memory of a process in megabytes."""
    text = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
    found = dict(re.findall(r"^(Rss|Pss|Pss_Anon):\s+(\d+)", text, re.MULTILINE))
    return {name: int(value) // 1024 for name, value in found.items()}


def name_of(process: psutil.Process) -> str:
    """Return what a process is for."""
    words = " ".join(process.cmdline())
    names = {
        "postgres.py": "guard of the database",
        "project.web": "web",
        "procrastinate worker": "worker",
        "mail-receiver": "mail receiver",
        "aiosmtpd": "mailbox of customers",
        "aftercare demo": "supervisor",
        "bin/postgres": "PostgreSQL",
        "postgres:": "PostgreSQL",
    }
    return next((name for part, name in names.items() if part in words), words[:40])


def everybody(demo: psutil.Process, home: str) -> list[psutil.Process]:
    """Return all processes of the demo, the database among them."""
    ours = [demo, *demo.children(recursive=True)]
    data = str(Path(home, "postgres", "data").resolve())
    servers = [each for each in psutil.process_iter(["cwd"]) if each.info["cwd"] == data]
    return ours + servers


def main() -> None:
    """Measure and print; exit with 1 if it is more than was promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cases", type=int, default=0, help="0 for the usual company.")
    parser.add_argument("--home", help="Keep the company here, to measure again sooner.")
    given = parser.parse_args()
    with ExitStack() as stack:
        temporary = TemporaryDirectory(prefix="aftercare-bench-")
        home = given.home or stack.enter_context(temporary)
        Path(home).mkdir(exist_ok=True)
        demo, address = stack.enter_context(running_demo(home, given.cases))
        with ThreadPoolExecutor(len(PEOPLE)) as pool:
            seen = sum(pool.map(lambda name: browse(address, name, given.rounds), PEOPLE))
        time.sleep(2)
        found = [(name_of(each), figures(each)) for each in everybody(demo, home)]
    print(f"{seen} pages seen by {len(PEOPLE)} people; megabytes:")  # noqa: T201
    print(f"{'':24}{'RSS':>6}{'PSS':>6}")  # noqa: T201
    for name, memory in sorted(found, key=lambda each: -each[1]["Pss"]):
        print(f"{name:24}{memory['Rss']:6}{memory['Pss']:6}")  # noqa: T201
    web = max(memory["Rss"] for name, memory in found if name == "web")
    total = sum(memory["Pss"] for _name, memory in found)
    print(f"{'largest web':24}{web:6}       (promised: {MOST_OF_WEB})")  # noqa: T201
    print(f"{'all':24}{'':6}{total:6} (promised: {MOST_OF_ALL})")  # noqa: T201
    sys.exit(web > MOST_OF_WEB or total > MOST_OF_ALL)


if __name__ == "__main__":
    main()
