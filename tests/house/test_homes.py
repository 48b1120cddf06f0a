"""Small houses where something has a second home."""

import pytest

from tests.house import homes
from tests.house.source import house


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("messages__services", "import twilio.rest"),
        ("channels__email", "from twilio.rest import Client"),
        ("upkeep__services", "import smtplib"),
        ("replies__services", "from imap_tools import MailBox"),
        ("upkeep__services", "from apscheduler.schedulers.blocking import BlockingScheduler"),
        ("cases__services", "def f():\n    from flask import g"),
        ("cases__rules", "import phonenumbers"),
        ("cases__rules", "import holidays"),
        ("expertise__services__report", "import openpyxl"),
        ("fieldwork__services", "import typst"),
        ("people__rules", "from rapidfuzz import fuzz"),
        ("cli__main", "import uuid"),
        ("worker__tick", "import random"),
        ("people__models", "from secrets import token_hex"),
    ],
)
def test_a_library_outside_its_home_is_caught(path: str, line: str) -> None:
    assert len(list(homes.one_home_per_library(house(**{path: line})))) == 1


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("channels__twilio_sms", "import twilio"),
        ("channels__twilio_sms__door", "import twilio"),
        ("cases__views__list", "import flask"),
        ("app", "import flask"),
        ("town__carrier", "import flask"),
        ("expertise__services__exports", "import openpyxl"),
        ("clock", "import secrets"),
    ],
)
def test_a_library_at_home_passes(path: str, line: str) -> None:
    assert list(homes.one_home_per_library(house(**{path: line}))) == []


@pytest.mark.parametrize(
    "line",
    [
        "import sqlalchemy",
        "from sqlalchemy.orm import Session",
        "from pathlib import Path",
        "import urllib.request",
        "from urllib import request",
        "import time",
        "import logging",
        "open('list.txt')",
        "io.open('list.txt')",
    ],
)
@pytest.mark.parametrize("path", ["cases__rules", "cases__rules__dates", "channels__base"])
def test_rules_that_touch_the_world_are_caught(path: str, line: str) -> None:
    assert len(list(homes.rules_are_pure(house(**{path: line})))) == 1
    assert list(homes.rules_are_pure(house(cases__services=line))) == []


def test_rules_over_values_are_pure() -> None:
    source = "import csv, io, re\nfrom datetime import date\ntable = csv.reader(io.StringIO(text))"
    assert list(homes.rules_are_pure(house(intake__rules=source))) == []


@pytest.mark.parametrize(
    "line",
    [
        "from datetime import datetime\ndatetime.now()",
        "import datetime as time\ntime.datetime.utcnow()",
        "date.today()",
        "datetime.date.today()",
        "time.time()",
        "from time import time",
        "made = Column(default=func.now())",
        "def f(clock=datetime.now): ...",
        "Fernet.generate_key()",
        "email.utils.make_msgid()",
        "from email.utils import make_msgid",
    ],
)
def test_a_second_clock_is_caught(line: str) -> None:
    assert len(list(homes.one_clock(house(channels__email=line)))) == 1
    assert list(homes.one_clock(house(clock=line))) == []


def test_the_clock_that_is_handed_down_passes() -> None:
    source = "now = clock.now()\nparts.clock.now()\ndatetime.fromisoformat(text)\ntime.monotonic()"
    assert list(homes.one_clock(house(worker__tick=source))) == []


@pytest.mark.parametrize(
    "line", ["os.environ['A']", "import os\nos.getenv('A')", "from os import environ"]
)
def test_a_second_reader_of_the_environment_is_caught(line: str) -> None:
    assert len(list(homes.one_reader_of_the_environment(house(cli__main=line)))) == 1
    assert list(homes.one_reader_of_the_environment(house(settings=line))) == []


@pytest.mark.parametrize(
    "path", ["inbox__services", "cases__views", "worker__tick", "messages__rules"]
)
def test_sending_from_elsewhere_is_caught(path: str) -> None:
    assert len(list(homes.one_sender(house(**{path: "doors[medium].send(message)"})))) == 1


def test_a_second_place_that_sends_is_caught() -> None:
    call = "def call(door, message):\n    return door.send(message)\n"
    inside = house(messages__services__a=call, channels__memory=call, town__carrier=call)
    assert list(homes.one_sender(inside)) == []
    twice = house(messages__services__a=call, messages__services__b=call)
    assert len(list(homes.one_sender(twice))) == 1
