"""A watched mailbox, against a real IMAP server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.indexer.watching.mail_server import Mailbox, delivering
from tests.indexer.watching.watched import Watched

TOML = """
[[source]]
name = "post"
kind = "imap"
host = "127.0.0.1"
port = {port}
encryption = "none"
user = "presse"
password_variable = "POST_GEHEIM"
folder = "Presseübersicht"
senders = ["@stk.example"]
interval = "0.1 s"
"""
OFFICE = "Presse <presse@stk.example>"


@pytest.fixture
def mailbox(watched: Watched) -> Iterator[Mailbox]:
    with delivering() as running:
        watched.environment["POST_GEHEIM"] = running.password
        watched.watches(TOML.format(port=running.port))
        running.deliver(1, OFFICE, "Deich geschlossen")
        yield running


def fetched(mailbox: Mailbox) -> list[str]:
    """The UIDs of the mails that were fetched whole since the last look."""
    found = [line.split()[2] for line in mailbox.lines if "(BODY.PEEK[])" in line]
    mailbox.lines.clear()
    return found


def test_only_mails_that_came_since_are_read(watched: Watched, mailbox: Mailbox) -> None:
    watched.round()
    assert (watched.found(""), fetched(mailbox)) == (["Deich geschlossen"], ["1"])
    watched.round()
    assert fetched(mailbox) == []
    mailbox.deliver(7, OFFICE, "Schleuse offen")
    watched.round()
    assert (watched.found(""), fetched(mailbox)) == (["Deich geschlossen", "Schleuse offen"], ["7"])


def test_nothing_in_the_mailbox_is_changed(watched: Watched, mailbox: Mailbox) -> None:
    watched.round()
    verbs = {" ".join(line.split()[:2]) if line.startswith("UID") else line.split()[0] for line in mailbox.lines}
    assert verbs == {"CAPABILITY", "AUTHENTICATE", "EXAMINE", "UID SEARCH", "UID FETCH", "LOGOUT"}
    assert all("PEEK" in line for line in mailbox.lines if line.startswith("UID FETCH"))


def test_when_the_numbers_are_given_anew_all_is_read_and_nothing_doubled(watched: Watched, mailbox: Mailbox) -> None:
    mailbox.deliver(5, OFFICE, "Schleuse offen")
    watched.round()
    fetched(mailbox)
    mailbox.validity = 2
    mailbox.mails = {1: mailbox.mails[5], 2: mailbox.mails[1]}
    watched.round()
    assert fetched(mailbox) == ["1", "2"]
    assert (watched.run_of("post").read, watched.run_of("post").new) == (2, 0)
    assert watched.found("") == ["Deich geschlossen", "Schleuse offen"]


def test_mails_of_strangers_are_not_even_fetched(watched: Watched, mailbox: Mailbox) -> None:
    mailbox.deliver(2, "fremd@anders.example", "Gewinnen Sie")
    mailbox.deliver(3, "presse@stk.example.anders.example", "Gewinnen Sie")
    mailbox.deliver(4, "presse@stk.example, fremd@anders.example", "Gewinnen Sie")
    said = watched.round()
    assert (watched.found(""), fetched(mailbox)) == (["Deich geschlossen"], ["1"])
    assert '"strangers": 3' in said


def test_the_password_stands_in_no_line(watched: Watched, mailbox: Mailbox) -> None:
    watched.environment["POST_GEHEIM"] = "ganz falsch"
    said = watched.round()
    assert "AUTHENTICATIONFAILED" in watched.run_of("post").problem
    assert "ganz falsch" not in said + watched.run_of("post").problem
    (watched.folder / "kennwort").write_text(mailbox.password + "\n", encoding="utf-8")
    from_file = TOML.format(port=mailbox.port).replace('variable = "POST_GEHEIM"', 'file = "kennwort"')
    watched.watches(from_file.replace('"post"', '"neu"'))
    watched.round()
    assert watched.run_of("neu").new == 1


def test_mails_that_are_too_large_are_reported(watched: Watched, mailbox: Mailbox) -> None:
    watched.watches(TOML.format(port=mailbox.port) + "size = 1_000\n")
    mailbox.mails[2] = mailbox.mails[1] + b"x" * 2_000
    watched.round()
    assert (watched.run_of("post").new, watched.run_of("post").rejected) == (1, 1)
    assert fetched(mailbox) == ["1"]


def test_a_server_that_announces_gigabytes_is_not_waited_for(watched: Watched, mailbox: Mailbox) -> None:
    mailbox.announced = 5_000_000_000
    watched.round()
    assert "more than was asked for" in watched.run_of("post").problem


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("Presseübersicht", "Anders"), "cannot open the folder (no such folder)"),
        (('encryption = "none"', 'silence = "0.3 s"'), "cannot be read"),
        (('encryption = "none"', 'encryption = "starttls"'), "cannot be read"),
        (("POST_GEHEIM", "NICHT_GESETZT"), "password of post is empty"),
    ],
    ids=["folder", "tls", "starttls", "password"],
)
def test_what_is_wrong_is_said(watched: Watched, mailbox: Mailbox, change: tuple[str, str], said: str) -> None:
    watched.watches(TOML.format(port=mailbox.port).replace(*change))
    watched.round()
    assert said in watched.run_of("post").problem


def test_more_mails_than_a_run_takes_come_in_the_next(watched: Watched, mailbox: Mailbox) -> None:
    watched.watches(TOML.format(port=mailbox.port) + "most_mails = 2\n")
    for uid in range(2, 6):
        mailbox.deliver(uid, OFFICE, f"Brücke {uid} gesperrt")
    watched.round()
    watched.round()
    watched.round()
    assert fetched(mailbox) == ["1", "2", "3", "4", "5"]
