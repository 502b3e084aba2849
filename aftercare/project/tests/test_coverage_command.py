import json
import subprocess
import sys

import pytest

FACTS = {
    "today": "2026-03-10",
    "country": "PH",
    "buyer": "consumer",
    "item_class": "monitor",
    "contracts": [],
    "sold_on": "2026-01-15",
    "fault": {"kind": "performance", "cause": "defect"},
    "repairs": [],
    "price": {"amount": "9000", "currency": "PHP"},
}


def decide(text, *, home):
    command = [sys.executable, "-m", "aftercare", "coverage", "decide", "-"]
    done = subprocess.run(
        command,
        input=text,
        capture_output=True,
        text=True,
        check=False,
        env={"AFTERCARE_HOME": str(home)},
    )
    return done.returncode, json.loads(done.stdout)


def test_decides_without_a_database(tmp_path):
    code, decision = decide(json.dumps(FACTS), home=tmp_path / "home")

    assert code == 0
    assert [each["kind"] for each in decision["remedies"]] == [
        "refund",
        "repair",
        "price_reduction",
    ]
    fired = {each["rule"]: each for each in decision["reasons"] if each["outcome"] == "fired"}
    assert fired["correct-in-30-days"]["customer"]["zh-hans"] == "我们须在 30 天内免费修复。"
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", {"refused": "not_understood"}),
        (
            json.dumps(FACTS | {"price": 3}),
            {"refused": "not_understood", "faults": ["price: an object is expected"]},
        ),
        (
            json.dumps(FACTS | {"sold_on": None}),
            {"refused": "missing_facts", "missing": ["sold_on"]},
        ),
    ],
)
def test_says_what_is_wrong_or_missing(text, said, tmp_path):
    code, answer = decide(text, home=tmp_path)

    assert code == 1
    assert answer.items() >= said.items()
