"""The journal of a hand-over: what it tells after a crash, and who may still write in it."""

import os
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.outcomes import Outcome
from models.settings import Home, Settings
from notifications.channels import Letter
from tasks.hand_over import MOST, HandOvers
from tasks.journal import ROOM, Journal, Told, forget, forget_old, read_back, worker_name

BOOT = "b007b007"
OWNER = "may:1:0123456789ab"
SENT = Outcome("sent", "250", provider_id="250 OK queued as 1", stage="done")


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path / "home")
    made.save(Settings(mode="demo"))
    return made


def test_it_tells_what_was_answered_what_was_on_its_way_and_what_was_not_touched(home):
    journal = Journal(home, OWNER, BOOT)
    assert journal.begin(3)
    journal.going((1, 1))
    journal.said((1, 1), SENT)
    journal.going((2, 1))
    assert read_back(home, OWNER, BOOT) == Told(True, frozenset({(1, 1), (2, 1)}), {(1, 1): SENT})


def test_a_worker_that_only_slept_may_send_nothing_after_it_was_read_back(home):
    journal = Journal(home, OWNER, BOOT)
    journal.begin(2)
    assert journal.going((1, 1))
    read_back(home, OWNER, BOOT)
    assert not journal.going((2, 1))
    assert not journal.begin(2)


def test_a_second_hand_over_tells_nothing_of_the_first(home):
    journal = Journal(home, OWNER, BOOT)
    journal.begin(50)
    for n in range(50):
        journal.going((n, 1))
        journal.said((n, 1), SENT)
    journal.begin(1)
    journal.going((77, 2))
    assert read_back(home, OWNER, BOOT) == Told(True, frozenset({(77, 2)}), {})


@pytest.mark.parametrize("owner", ["may:1:ffffffffffff", "x", "may:1:../../etc/passwd"])
def test_without_a_journal_nobody_knows(home, owner):
    Journal(home, OWNER, BOOT).begin(1)
    assert read_back(home, owner, BOOT) == Told(False)


def test_a_journal_of_another_start_of_the_machine_tells_nothing(home):
    Journal(home, OWNER, BOOT).begin(1)
    assert not read_back(home, OWNER, "0ther").is_whole
    assert not read_back(home, OWNER, "").is_whole


def test_a_journal_somebody_is_writing_in_is_asked_again_later(home):
    import fcntl

    journal = Journal(home, OWNER, BOOT)
    journal.begin(1)
    fcntl.flock(journal._fd, fcntl.LOCK_EX)
    assert read_back(home, OWNER, BOOT) is None


def test_room_for_all_lines_is_taken_before_the_first_letter(home):
    Journal(home, OWNER, BOOT).begin(20)
    (file,) = home.path.glob("sending/*")
    assert file.stat().st_size >= 20 * ROOM
    assert file.stat().st_mode & 0o077 == 0


def test_what_a_killed_worker_left_is_gone_after_a_while(home):
    Journal(home, OWNER, BOOT).begin(1)
    (file,) = home.path.glob("sending/*")
    os.utime(file, (1000, 1000))
    forget_old(home, datetime(1970, 1, 1, 0, 30, tzinfo=UTC))
    assert file.exists()
    forget_old(home, datetime(1970, 1, 1, 2, 0, tzinfo=UTC))
    assert not file.exists()


def test_a_journal_removed_under_a_hand_over_lets_no_further_letter_go(home):
    journal = Journal(home, OWNER, BOOT)
    journal.begin(2)
    assert journal.going((1, 1))
    next(home.path.glob("sending/*")).unlink()
    with pytest.raises(FileNotFoundError):
        journal.going((2, 1))


def test_a_journal_removed_between_two_hand_overs_is_begun_anew(home):
    journal = Journal(home, OWNER, BOOT)
    journal.begin(1)
    next(home.path.glob("sending/*")).unlink()
    assert journal.begin(1)
    journal.going((2, 1))
    assert read_back(home, OWNER, BOOT) == Told(True, frozenset({(2, 1)}), {})


def test_a_journal_that_was_read_back_and_removed_is_not_begun_anew(home):
    journal = Journal(home, OWNER, BOOT)
    journal.begin(1)
    read_back(home, OWNER, BOOT)
    forget(home, OWNER)
    assert not journal.going((1, 1))
    assert not journal.begin(1)


def test_no_two_workers_write_in_one_journal(home):
    Journal(home, OWNER, BOOT).begin(1)
    with pytest.raises(FileExistsError):
        Journal(home, OWNER, BOOT)


def test_two_workers_of_one_process_number_have_journals_of_their_own(home):
    """A child that is forked in mid-drain, or a new process that was given an old number."""
    owners = {worker_name() for _ in range(100)}
    assert len(owners) == 100
    assert len({Journal(home, owner, BOOT)._file for owner in owners}) == 100


@pytest.mark.parametrize("words", ["no\x00such", "half \ud83d", "\udcff"])
def test_what_a_stranger_says_can_always_be_written_down(home, words):
    journal = Journal(home, OWNER, BOOT)
    journal.begin(1)
    journal.going((1, 1))
    outcome = Outcome("permanent", words, words, words)
    journal.said((1, 1), outcome)
    assert read_back(home, OWNER, BOOT).said == {(1, 1): outcome}
    assert "\0" not in outcome.detail
    assert outcome.detail.encode()


@given(cut=st.integers(0, 400), details=st.lists(st.text(max_size=50), min_size=3, max_size=3))
def test_wherever_the_writing_breaks_off_nothing_is_told_that_was_not_so(tmp_path_factory, cut, details):
    home = Home(tmp_path_factory.mktemp("journal"))
    home.save(Settings(mode="demo"))
    journal, said = Journal(home, OWNER, BOOT), {}
    journal.begin(3)
    for n, detail in enumerate(details):
        journal.going((n, 1))
        said[n, 1] = Outcome("retry", "451", detail)
        journal.said((n, 1), said[n, 1])
    (file,) = home.path.glob("sending/*")
    whole = file.read_bytes()
    file.write_bytes(whole[: 20 + cut].ljust(len(whole), b"\0"))
    told = read_back(home, OWNER, BOOT)
    assert told.is_whole
    assert told.said.items() <= said.items()
    assert set(told.said) <= told.going


class Office:
    """Counts what is handed over; each letter takes so long on a clock of its own."""

    at_once = 1

    def __init__(self, seconds=0.0):
        self.seconds, self.now, self.taken = seconds, 0.0, []

    def clock(self):
        return self.now

    def deliver(self, letter):
        self.now += self.seconds
        self.taken.append(letter.key)
        return SENT


def letters(count):
    return {n: Letter("email", f"x{n}@demo.example", "s", "t", f"<{n}@x>") for n in range(count)}


def hand_overs(home, office, count):
    """The sizes of the hand-overs of so many letters."""
    sizes, left = [], letters(count)
    with HandOvers(home, OWNER, office, clock=office.clock) as overs:
        while left:
            part = dict(list(left.items())[: overs.size])
            overs.begin(len(part))
            came = overs.deliver(part, dict.fromkeys(part, 1))
            overs.is_settled()
            sizes.append(len(came.said))
            left = {id: letter for id, letter in left.items() if id not in came.said}
    assert not list(home.path.glob("sending/*"))
    return sizes


def test_hand_overs_grow_while_the_server_is_quick(home):
    assert hand_overs(home, Office(0.0001), 1000) == [1, 2, 4, 8, 16, 32, 64, 128, 256, 256, 233]
    assert MOST == 256


def test_a_slow_server_gets_one_letter_at_a_time(home):
    assert hand_overs(home, Office(2.0), 6) == [1] * 6


def test_no_hand_over_begins_letters_for_longer_than_a_tenth_of_a_second(home):
    office = Office(0.01)
    sizes = hand_overs(home, office, 200)
    assert max(sizes) <= 12
    assert office.taken == [f"<{n}@x>" for n in range(200)], "in their order, each once"


def test_a_channel_that_fails_for_all_is_not_asked_for_the_others(home):
    class Down(Office):
        def deliver(self, letter):
            self.taken.append(letter.key)
            return Outcome("defer", "ConnectionRefusedError", stage="connect")

    office = Down()
    with HandOvers(home, OWNER, office, clock=office.clock) as overs:
        overs.size = 8
        overs.begin(8)
        came = overs.deliver(letters(8), dict.fromkeys(range(8), 1))
        overs.is_settled()
    assert len(office.taken) == len(came.said) == 1
