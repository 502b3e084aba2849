"""`aftercare serve` on its own: what dies comes back, and what stops leaves nothing."""

import subprocess
import time
from pathlib import Path

import httpx
import psutil
import pytest

from tests.faults.serving import Serving, free_port, running_serve


@pytest.fixture(scope="module")
def serving():
    with running_serve() as serving:
        yield serving


def test_a_new_system_shows_its_first_steps(serving):
    link = next(line.strip() for line in serving.said.splitlines() if "/first-steps/" in line)

    answer = httpx.get(link, timeout=30)

    assert answer.status_code == 200
    assert "Make the account" in answer.text


def test_a_second_one_on_the_same_home_is_refused(serving):
    ports = {"PORT": str(free_port()), "SMTP_PORT": str(free_port())}

    second = subprocess.run(
        serving.command,
        env=serving.environment | ports,
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 1
    assert f"as process {serving.process.pid}" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_busy_port_is_refused_with_a_way_out(serving):
    other = serving.environment | {"AFTERCARE_HOME": f"{serving.home}/other"}

    second = subprocess.run(serving.command, env=other, capture_output=True, text=True, check=False)

    assert second.returncode == 1
    assert f"Port {serving.port} on 127.0.0.1 is not free." in second.stderr
    assert not Path(other["AFTERCARE_HOME"]).exists()


@pytest.mark.parametrize("name", ["web", "worker", "mail-receiver"])
def test_what_is_killed_comes_back(serving, name):
    before = serving.await_child(name)
    before.kill()

    deadline = time.monotonic() + 30
    while serving.children().get(name, before) == before and time.monotonic() < deadline:
        time.sleep(0.1)

    assert serving.await_child(name) != before
    assert "ended with -9 and is started again" in serving.said
    serving.await_answer()


def test_a_lost_database_comes_back_under_the_running_web(serving):
    web = serving.await_child("web")
    serving.kill_database()

    assert serving.await_answer("/first-steps").status_code == 200
    serving.await_answer()
    assert serving.await_child("web") == web


def test_asked_to_stop_it_leaves_nothing_running(serving):
    everybody = psutil.Process(serving.process.pid).children(recursive=True)
    said_before = len(serving.said)
    serving.process.terminate()

    assert serving.process.wait(40) == 0
    assert not (serving.home / "postgres" / "data" / "postmaster.pid").exists()
    assert psutil.wait_procs(everybody, timeout=5)[1] == []
    assert "Traceback" not in serving.said[said_before:]


def test_killed_itself_it_takes_all_with_it(serving):
    again = Serving(serving.home)
    again.await_answer()
    everybody = psutil.Process(again.process.pid).children(recursive=True)

    again.process.kill()
    again.process.wait()

    alive = psutil.wait_procs(everybody, timeout=30)[1]
    assert [each for each in alive if each.status() != psutil.STATUS_ZOMBIE] == []
