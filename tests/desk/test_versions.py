"""An article followed for life: corrected, withdrawn, killed with all its editions, and given back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from syndicate.desk.rights import Scope
from syndicate.errors import BadInput, Conflict, NotFound, Outside, Refused
from syndicate.pages.read import read_source
from syndicate.rules.articles import Act
from syndicate.rules.articles.incoming import Alternate
from tests import builders

FRENCH = builders.SAMPLES / "pilotes-de-nuit.txt"
FRENCH_URL = "https://harbourcourier.example/fr/pilotes-de-nuit"
WRONG = "at a price of 340 crowns"
RIGHT = "at a price of 430 crowns"
PUBLIC = "The report could not be confirmed and is withdrawn."
PRIVATE = b"Counsel says: the guild threatens a claim for malicious falsehood."


def drafted(content, *, name="corrected.txt"):
    """A text read from a file, with nothing stated beside it."""
    return read_source(content, name=name)


def corrected(desk, article, *, old=WRONG, new=RIGHT, note="The price was wrong.", by="A. Reed"):
    """The twin's text with one passage corrected, filed as its next version."""
    content = builders.TWIN.read_text().replace(old, new).encode()
    return desk.versions.correct(
        article, drafted(content), raw=content, source="corrected.txt", note=note, by=by
    )


def reinstated(desk, article, *, new="at no price at all", by="A. Reed", **how):
    """The article given back with its corrected text."""
    content = builders.TWIN.read_text().replace(WRONG, new).encode()
    return desk.stoppages.reinstate(
        article, draft=drafted(content), raw=content, source="corrected.txt", by=by, **how
    )


def translation(desk, *, settled=True):
    """The French edition on file, not linked yet."""
    return builders.an_article(
        desk, FRENCH, url=FRENCH_URL, published=date(2026, 11, 21), settled=settled
    )


def linked(desk, article, *urls):
    """What an import does with the addresses that the page of `article` names."""
    alternates = [Alternate("fr", url) for url in urls]
    with desk.writing() as w:
        made = desk.works.link_alternates(w, article, alternates)
        w.journal("article import", article)
    return made


def granted(desk, article, name, **use):
    """A licence on `article` for a licensee of that name."""
    party = builders.a_licensee(desk, name, email=f"rights@{name.split()[0].lower()}.example")
    host = f"{name.split()[0].lower()}.example"
    return builders.a_licence(
        desk,
        licensee=party,
        article=article,
        use=builders.a_use(outlet_title=name, outlet_domain=host, **use),
    )


def state(desk, licence):
    """Where a licence stands."""
    return desk.licences.show(licence).state


def stopped_along(desk, english, french, licences, quote):
    """How the whole of a work stands: articles, grants and the open quote."""
    return (
        {desk.articles.show(a).state for a in (english, french)},
        {state(desk, one) for one in licences},
        desk.quotes.show(quote).state,
    )


NOTHING = ({"usable"}, {"active"}, "sent")
ALL = ({"killed"}, {"suspended"}, "withdrawn")


def sections(desk, *names):
    """The tasks of the morning in those sections: (section, what it is about)."""
    return [(t.section, t.ref) for t in desk.morning.tasks() if t.section in names]


def test_an_article_licensed_to_three_corrected_killed_and_given_back_is_right_at_each_step(
    desk, clock
):
    english = builders.an_article(desk)
    french = translation(desk)
    assert [e["ref"] for e in linked(desk, english, FRENCH_URL).editions] == [french]
    first = granted(desk, english, "Fenmouth Gazette")
    second = granted(desk, english, "Tarn Herald", territories=("IE",))
    third = granted(desk, french, "Le Quai", territories=("FR",), languages=("fr",))
    sent = builders.a_quote(
        desk, request=builders.a_request(desk, licensee="Tarn Herald", article=english)
    )
    desk.quotes.offer(sent)
    accepted = builders.an_accepted_quote(desk, licensee="Le Quai", article=french)

    # v2 corrects v1: nobody's licence changes, each carries the version it was granted for.
    clock.forward(hours=3)
    made = corrected(desk, english)
    assert (made.version, made.reason, made.note) == (2, "corrected", "The price was wrong.")
    assert [e["ref"] for e in made.editions] == [french]
    carried = {
        h["licence"]: (h["version"], h["older"], h["state"]) for h in made.holders["licences"]
    }
    assert carried == {
        first: (1, True, "active"),
        second: (1, True, "active"),
        third: (1, False, "active"),
    }
    shown = desk.licences.show(first)
    assert (shown.state, shown.items[0]["version"], shown.items[0]["newest_version"]) == (
        "active",
        1,
        2,
    )
    assert [(v["n"], v["reason"], v["note"]) for v in shown.items[0]["later_versions"]] == [
        (2, "corrected", "The price was wrong.")
    ]
    assert sections(desk, "kill", "correction") == [("correction", first), ("correction", second)]
    with pytest.raises(Refused, match="has to be priced again") as why:
        desk.quotes.accept(sent, by="Orla Finch")
    assert why.value.hint == f"syndicate quote revise {sent}"

    # The kill: every edition, grant and quote, in one transaction.
    clock.forward(hours=10)
    stopped = desk.stoppages.kill(english, public=PUBLIC, private=PRIVATE, by="N. Vane")
    assert [a["ref"] for a in stopped.articles] == [english, french]
    assert {desk.articles.show(a).state for a in (english, french)} == {"killed"}
    assert stopped.licences == (first, second, third)
    assert {state(desk, one) for one in stopped.licences} == {"suspended"}
    assert (stopped.quotes_withdrawn, stopped.quotes_blocked) == ((sent,), (accepted,))
    assert (desk.quotes.show(sent).state, desk.quotes.show(accepted).state) == (
        "withdrawn",
        "accepted",
    )
    callees = {h["licensee_name"]: h["contact"]["email"] for h in stopped.holders["licences"]}
    assert callees == {
        "Fenmouth Gazette": "rights@fenmouth.example",
        "Tarn Herald": "rights@tarn.example",
        "Le Quai": "rights@le.example",
    }
    assert sections(desk, "kill", "correction") == [("kill", english), ("kill", french)]
    for act in (
        lambda: desk.licences.grant(accepted),
        lambda: builders.a_quote(
            desk, request=builders.a_request(desk, licensee="Tarn Herald", article=english)
        ),
        lambda: desk.quotes.revise(sent),
        lambda: corrected(desk, english, new="for nothing"),
    ):
        with pytest.raises(Refused) as why:
            act()
        assert why.value.exit_code == 4

    # Given back with its corrected text: what was granted on it is active again, still as granted.
    clock.forward(days=1)
    back = reinstated(desk, english, note="The price stands corrected.")
    assert (back.state, back.version) == ("usable", 3)
    assert (back.active_again, back.resting) == ((first, second), ())
    assert [(e["ref"], e["state"]) for e in back.editions] == [(french, "killed")]
    assert [state(desk, one) for one in (first, second, third)] == ["active", "active", "suspended"]
    assert {h["version"] for h in back.holders["licences"]} == {1}
    assert sections(desk, "kill", "correction") == [
        ("kill", french),
        ("correction", first),
        ("correction", second),
    ]
    assert desk.articles.show(french).state == "killed"
    with pytest.raises(BadInput, match="comes back with its corrected text"):
        desk.stoppages.reinstate(french, by="A. Reed")
    back = desk.stoppages.reinstate(
        french, by="A. Reed", same_text=True, note="The translation never had the price."
    )
    assert (back.version, back.active_again) == (1, (third,))
    assert [state(desk, one) for one in (first, second, third)] == ["active"] * 3
    assert [(v.n, v.reason, v.by) for v in desk.versions.on_file(english)] == [
        (3, "corrected", "A. Reed"),
        (2, "corrected", "A. Reed"),
        (1, "published", "mara"),
    ]
    assert desk.licences.grant(accepted)
    assert desk.journal.verify() == []


def test_the_private_reason_of_a_kill_is_read_by_its_own_verb_and_stands_nowhere_else(desk):
    article = builders.an_article(desk)
    licence = granted(desk, article, "Fenmouth Gazette")
    desk.stoppages.kill(article, public=PUBLIC, private=PRIVATE, by="N. Vane")
    found = desk.stoppages.reason(article)
    assert found["text"].encode() == PRIVATE
    secret = "malicious falsehood"
    assert secret not in builders.every_word(desk)
    answers = [
        desk.articles.show(article),
        desk.stoppages.show(article),
        desk.licences.show(licence),
        desk.articles.on_file(),
        desk.quotes.on_file(),
        desk.journal.entries(),
        desk.morning.tasks(),
        desk.versions.holders(article),
        desk.versions.on_file(article),
        desk.mails.on_file(),
        desk.search("falsehood"),
    ]
    said = " ".join(map(str, answers))
    assert secret not in said
    assert found["sha256"] not in said
    assert PUBLIC in said
    assert [e.action for e in desk.journal.entries(article)][:2] == [
        "article reason",
        "article kill",
    ]
    with pytest.raises(NotFound, match="no private reason on file"):
        desk.stoppages.reason(translation(desk))


@pytest.fixture
def work(desk):
    """A work of two editions, each licensed, with an open quote on one: what a kill stops."""
    english, french = builders.an_article(desk), translation(desk)
    linked(desk, english, FRENCH_URL)
    licences = [
        granted(desk, english, "Fenmouth Gazette"),
        granted(desk, french, "Le Quai", territories=("FR",), languages=("fr",)),
    ]
    quote = builders.a_quote(
        desk, request=builders.a_request(desk, licensee="Le Quai", article=english)
    )
    desk.quotes.offer(quote)
    return english, french, licences, quote


def test_a_kill_that_fails_at_any_statement_leaves_nothing_stopped(desk, work):
    english = work[0]
    before = desk.journal.head()
    countdown = [0]

    def fail(connection, cursor, statement, *rest):
        countdown[0] -= 1
        if countdown[0] == 0:
            raise OSError(28, "No space left on device")

    failed = 0
    event.listen(Engine, "before_cursor_execute", fail)
    try:
        while True:
            countdown[0] = failed + 1
            try:
                desk.stoppages.kill(english, public=PUBLIC, private=PRIVATE, by="N. Vane")
            except OSError:
                countdown[0] = 0
            except Outside:
                countdown[0] = 0
            else:
                break
            if desk.journal.head() != before:  # it failed after the commit, at the answer
                break
            failed += 1
            assert stopped_along(desk, *work) == NOTHING
    finally:
        event.remove(Engine, "before_cursor_execute", fail)
    assert failed > 20
    assert stopped_along(desk, *work) == ALL
    assert desk.journal.verify() == []


ROOT = Path(__file__).resolve().parents[2]


def killing(home, url, article):
    """`article kill` in a process of its own."""
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "syndicate", "--home", str(home), "--database", url),
            *("--no-input", "article", "kill", article, "--public", PUBLIC),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "SYNDICATE_NOW": builders.MORNING.isoformat(),
            "SYNDICATE_USER": "mara",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def test_a_kill_that_is_itself_killed_stops_all_or_nothing_and_is_said_again(
    database_kind, ready_url, home, clock, press
):
    moments = {"sqlite": 6, "postgresql": 4}[database_kind]
    works = []
    with builders.opened(home, clock, url=ready_url, press=press) as desk:
        names = [builders.a_licensee(desk, n) for n in ("Fenmouth Gazette", "Le Quai")]
        for n in range(moments + 1):
            english = builders.an_article(desk, url=f"{builders.TWIN_URL}-{n}")
            french = builders.an_article(desk, FRENCH, url=f"{FRENCH_URL}-{n}")
            desk.works.link(english, french)
            licences = [
                builders.a_licence(desk, licensee=name, article=a)
                for name, a in zip(names, (english, french), strict=True)
            ]
            quote = builders.a_quote(
                desk, request=builders.a_request(desk, licensee=names[0], article=french)
            )
            desk.quotes.offer(quote)
            works.append((english, french, licences, quote))

    began = time.monotonic()
    first = killing(home, ready_url, works[0][0])
    assert first.wait(timeout=120) == 0, first.stderr.read()
    first.stderr.close()
    usual = time.monotonic() - began
    died = 0
    for n, work in enumerate(works[1:]):
        process = killing(home, ready_url, work[0])
        # The later half of a run is where the books are open.
        time.sleep(usual * (0.4 + 0.6 * n / moments))
        process.kill()
        died += process.wait(timeout=120) == -signal.SIGKILL
        process.stderr.close()
    assert died >= moments // 2
    with builders.opened(home, clock, url=ready_url, press=press) as desk:
        for work in works[1:]:
            assert stopped_along(desk, *work) in (NOTHING, ALL)
            desk.stoppages.kill(work[1], public=PUBLIC)
            assert stopped_along(desk, *work) == ALL
        assert desk.journal.verify() == []


# -- works -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["the one that names the other", "the one that is named"])
def test_a_page_links_its_translation_whichever_comes_in_first(desk, first):
    if first == "the one that is named":
        french = translation(desk)
    english = builders.an_article(desk)
    made = linked(
        desk, english, FRENCH_URL + "?utm_source=feed", "not an address", builders.TWIN_URL
    )
    if first == "the one that names the other":
        assert made.editions == ()
        french = translation(desk)
        made = linked(desk, french)
    assert made.left == ()
    assert [e["ref"] for e in desk.articles.show(english).editions] == [french]
    assert [e["ref"] for e in desk.articles.show(french).editions] == [english]
    assert desk.articles.show(french).translation_of is None
    links = [e for e in desk.journal.entries() if e.action == "article link"]
    assert [e.payload["how"] for e in links] == ["hreflang"]
    linked(desk, english, FRENCH_URL)
    assert len([e for e in desk.journal.entries() if e.action == "article link"]) == 1


def test_which_one_is_the_original_is_kept_where_somebody_knows(desk):
    english, french = builders.an_article(desk), translation(desk)
    desk.works.link(french, english, original=english)
    assert desk.articles.show(french).translation_of == english
    (edition,) = desk.articles.show(french).editions
    assert (edition["ref"], edition["original"], edition["translation_of"]) == (english, True, None)
    desk.works.link(english, french, original=french)
    assert desk.articles.show(french).translation_of is None
    assert desk.articles.show(english).translation_of == french
    with pytest.raises(BadInput, match="is neither"):
        desk.works.link(english, french, original=builders.an_article(desk, url=f"{FRENCH_URL}-2"))


def test_a_page_cannot_make_two_articles_of_one_edition_and_language_one_work(desk):
    """Every page may name the home page as its other language; were it an article, a kill would stop all."""
    home = translation(desk)
    one = builders.an_article(desk)
    other = builders.an_article(desk, url=f"{builders.TWIN_URL}-2")
    assert linked(desk, one, FRENCH_URL).left == ()
    made = linked(desk, other, FRENCH_URL)
    assert made.editions == ()
    assert made.left == (f"{home}: {one} and {other} are both of the edition en, in en",)
    assert [e["ref"] for e in desk.works.link(other, home).editions] == [home, one]


def test_what_a_person_took_out_of_a_work_no_page_puts_back(desk):
    english, french = builders.an_article(desk), translation(desk)
    linked(desk, english, FRENCH_URL)
    assert desk.works.unlink(french).editions == ()
    assert desk.articles.show(french).edited == ("work",)
    made = linked(desk, english, FRENCH_URL)
    assert made.left == (f"{french}: a person took {french} out of a work",)
    desk.stoppages.kill(english, public=PUBLIC)
    assert desk.articles.show(french).state == "usable"
    linked_again = desk.works.link(english, french)
    assert linked_again.stopped == (french,)
    assert desk.articles.show(french).edited == ()


def test_three_editions_stay_together_when_the_first_of_them_is_taken_out(desk):
    refs = [builders.an_article(desk, url=f"https://harbourcourier.example/{n}") for n in range(4)]
    for ref in refs[1:3]:
        desk.works.link(refs[0], ref)
    desk.works.unlink(refs[0])
    assert [e["ref"] for e in desk.articles.show(refs[1]).editions] == [refs[2]]
    desk.works.link(refs[0], refs[3])
    assert [e["ref"] for e in desk.articles.show(refs[0]).editions] == [refs[3]]
    desk.works.link(refs[3], refs[2])
    assert {e["ref"] for e in desk.articles.show(refs[0]).editions} == set(refs[1:])


def test_a_translation_that_comes_in_after_the_kill_is_stopped_as_it_is_linked(desk):
    english = builders.an_article(desk)
    desk.stoppages.kill(english, public=PUBLIC, private=PRIVATE, by="N. Vane")
    french = translation(desk)
    licence = granted(desk, french, "Le Quai", territories=("FR",), languages=("fr",))
    assert linked(desk, french, builders.TWIN_URL).stopped == (french,)
    assert (desk.articles.show(french).state, state(desk, licence)) == ("killed", "suspended")
    assert desk.articles.show(french).stopped["public"] == PUBLIC
    assert desk.stoppages.reason(french)["text"].encode() == PRIVATE


def test_a_work_whose_original_is_back_stops_no_new_edition(desk):
    english, french = builders.an_article(desk), translation(desk)
    linked(desk, english, FRENCH_URL)
    desk.stoppages.kill(english, public=PUBLIC)
    reinstated(desk, english)
    third = builders.an_article(desk, url="https://harbourcourier.example/us/night-pilots")
    assert desk.works.link(english, third).stopped == ()
    assert desk.articles.show(third).state == "usable"
    assert desk.articles.show(french).state == "killed"


# -- what rests, and what does not -------------------------------------------------------------------


def test_of_a_licence_for_two_articles_the_killed_one_rests_and_the_other_goes_on(desk):
    one = builders.an_article(desk)
    other = builders.an_article(desk, url=f"{builders.TWIN_URL}-2")
    request = desk.requests.log(
        builders.a_licensee(desk), articles=[one, other], use=builders.a_use()
    ).ref
    licence = builders.a_licence(
        desk, quote=builders.an_accepted_quote(desk, quote=builders.a_quote(desk, request=request))
    )

    def states():
        shown = desk.licences.show(licence)
        return shown.state, [item["state"] for item in shown.items]

    desk.stoppages.kill(one, public=PUBLIC)
    assert states() == ("active", ["suspended", "active"])
    desk.stoppages.kill(other, public=PUBLIC)
    assert states() == ("suspended", ["suspended", "suspended"])
    how = {"by": "A. Reed", "same_text": True, "note": "killed by mistake"}
    assert desk.stoppages.reinstate(one, **how).active_again == (licence,)
    assert states() == ("active", ["active", "suspended"])
    desk.stoppages.kill(one, public=PUBLIC)
    assert states() == ("suspended", ["suspended", "suspended"])
    for article in (other, one):
        desk.stoppages.reinstate(article, **how)
    assert states() == ("active", ["active", "active"])
    assert desk.journal.verify() == []


def test_an_expired_licence_is_left_as_it_ended_and_one_to_come_rests(desk, clock):
    article = builders.an_article(desk)
    ended = granted(desk, article, "Fenmouth Gazette")
    clock.forward(days=400)
    ahead = granted(desk, article, "Tarn Herald", territories=("IE",), first_use=date(2028, 6, 1))
    stopped = desk.stoppages.kill(article, public=PUBLIC)
    assert stopped.licences == (ahead,)
    assert (state(desk, ended), state(desk, ahead)) == ("expired", "suspended")
    assert {h["licence"]: h["state"] for h in stopped.holders["licences"]} == {
        ended: "expired",
        ahead: "suspended",
    }
    clock.forward(days=1)
    reinstated(desk, article)
    assert (state(desk, ended), state(desk, ahead)) == ("expired", "scheduled")


def told_to_look(desk):
    """What the morning list says of licences that rest although their article is back."""
    return [(t.ref, t.command) for t in desk.morning.tasks() if "rests although" in t.what]


def test_grants_rest_on_until_the_corrected_text_is_settled(desk):
    article = builders.an_article(desk)
    licence = granted(desk, article, "Fenmouth Gazette")
    desk.stoppages.kill(article, public=PUBLIC)
    back = reinstated(
        desk, article, new="at a price that shipowners told the Reuters news agency is too high"
    )
    assert (back.state, back.active_again) == ("usable", ())
    ((rests, why),) = [(one["licence"], one["why"]) for one in back.resting]
    assert rests == licence
    assert "passage 7 is not settled" in why
    assert state(desk, licence) == "suspended"
    again = desk.stoppages.reinstate(article, by="A. Reed")
    assert (again.active_again, [one["licence"] for one in again.resting]) == ((), [licence])
    assert told_to_look(desk) == [(licence, f"syndicate article show {article}")]
    open_ = [b["n"] for b in desk.articles.show(article).blockers if b["n"]]
    assert desk.stoppages.to_wake() == []
    desk.articles.clear(article, numbers=open_, act=Act.OWN_WORDS, by="A. Reed")
    assert desk.stoppages.to_wake() == [article]
    assert told_to_look(desk) == [(licence, f"syndicate article reinstate {article} --by NAME")]
    assert desk.stoppages.reinstate(article, by="A. Reed").active_again == (licence,)
    assert (state(desk, licence), told_to_look(desk)) == ("active", [])
    with pytest.raises(Refused, match="there is nothing to lift"):
        desk.stoppages.reinstate(article, by="A. Reed")


def test_a_resting_exclusive_grant_still_keeps_others_out(desk):
    article = builders.an_article(desk)
    granted(desk, article, "Fenmouth Gazette", exclusivity=builders.Exclusivity.SOLE)
    desk.stoppages.kill(article, public=PUBLIC)
    # Given back with a text that is not settled: the article may be quoted, the grant still rests.
    reinstated(desk, article, new="at a price that shipowners told the Reuters news agency is high")
    party = builders.a_licensee(desk, "Tarn Herald", email="rights@tarn.example")
    quote = builders.a_quote(
        desk, request=builders.a_request(desk, licensee=party, article=article)
    )
    with pytest.raises(Refused, match="Fenmouth Gazette"):
        desk.quotes.offer(quote)


def test_an_old_licence_that_comes_in_late_rests_at_once_when_its_article_is_killed(desk):
    article = builders.an_article(desk)
    desk.stoppages.kill(article, public=PUBLIC)
    sheet = (
        "Licence no.,Licensee,Article URL,Start,End\n"
        f"OLD-7,Quay Weekly,{builders.TWIN_URL},2026-01-01,2027-12-31\n"
        "OLD-8,Quay Weekly,https://harbourcourier.example/other,2026-01-01,2027-12-31\n"
    ).encode()
    read = desk.imports.read(sheet, name="old.csv")
    desk.imports.file(read, raw=sheet)
    assert (state(desk, "OLD-7"), state(desk, "OLD-8")) == ("suspended", "active")
    stub = desk.licences.show("OLD-8").items[0]["article"]
    killed = desk.stoppages.kill(stub, public=PUBLIC)
    assert (killed.state, killed.licences) == ("killed", ("OLD-8",))
    back = desk.stoppages.reinstate(stub, by="A. Reed", same_text=True, note="the wrong article")
    assert (back.state, back.active_again) == ("stub", ("OLD-8",))
    assert desk.journal.verify() == []


def test_an_old_licence_that_names_no_article_may_hold_the_killed_one(desk):
    article = builders.an_article(desk)
    sheet = b"Licence no.,Licensee,Start,End\nOLD-9,Quay Weekly,2026-01-01,2027-12-31\n"
    desk.imports.file(desk.imports.read(sheet, name="old.csv"), raw=sheet)
    held = desk.stoppages.kill(article, public=PUBLIC).holders
    assert (held["licences"], [h["licence"] for h in held["may_hold"]]) == ([], ["OLD-9"])


def test_a_licence_of_the_old_books_is_said_to_carry_an_unknown_version_once_the_article_is_corrected(
    desk,
):
    article = builders.an_article(desk)
    sheet = (
        "Licence no.,Licensee,Article URL,Start,End\n"
        f"OLD-7,Quay Weekly,{builders.TWIN_URL},2026-01-01,2027-12-31\n"
    ).encode()
    desk.imports.file(desk.imports.read(sheet, name="old.csv"), raw=sheet)
    assert desk.versions.behind() == []
    corrected(desk, article)
    ((one,), (task,)) = (
        desk.versions.behind(),
        [t for t in desk.morning.tasks() if t.section == "correction"],
    )
    assert (one.licence, one.version, one.corrected) == ("OLD-7", None, True)
    assert "an unknown version" in task.what


def test_what_was_granted_but_not_yet_printed_is_printed_after_the_kill_and_mailed_to_nobody(desk):
    article = builders.an_article(desk)
    licence = granted(desk, article, "Fenmouth Gazette")
    sent = builders.a_quote(
        desk, request=builders.a_request(desk, licensee="Fenmouth Gazette", article=article)
    )
    desk.quotes.send(sent)
    assert [(m.about, m.state) for m in desk.mails.on_file()] == [(sent, "draft")]
    desk.stoppages.kill(article, public=PUBLIC)
    desk.doctor.repair()
    assert desk.licences.show(licence).path is not None
    assert {m.about: m.state for m in desk.mails.on_file()} == {
        sent: "set-aside",
        licence: "set-aside",
    }
    for about in (sent, licence):
        with pytest.raises(Refused, match="is set aside"):
            desk.mails.sent(about)
    reinstated(desk, article)
    assert {m.about: m.state for m in desk.mails.on_file()} == {
        sent: "set-aside",
        licence: "draft",
    }


def test_a_withheld_article_is_not_quoted_offered_accepted_or_licensed_and_its_licences_stand(desk):
    article = builders.an_article(desk)
    licence = granted(desk, article, "Fenmouth Gazette")
    quotes = [
        builders.a_quote(
            desk, request=builders.a_request(desk, licensee="Fenmouth Gazette", article=article)
        )
        for _ in range(3)
    ]
    for quote in quotes[1:]:
        desk.quotes.offer(quote)
    desk.quotes.accept(quotes[2], by="Orla Finch")
    stopped = desk.stoppages.withdraw(article, reason="A source asks us to wait.", by="N. Vane")
    assert (stopped.kind, stopped.licences, stopped.quotes_withdrawn) == ("withdrawal", (), ())
    for act in (
        lambda: builders.a_quote(
            desk, request=builders.a_request(desk, licensee="Fenmouth Gazette", article=article)
        ),
        lambda: desk.quotes.offer(quotes[0]),
        lambda: desk.quotes.accept(quotes[1], by="Orla Finch"),
        lambda: desk.licences.grant(quotes[2]),
    ):
        with pytest.raises(Refused, match=f"{article} is withheld and cannot be") as why:
            act()
        assert why.value.hint == f"syndicate article show {article}"
    assert state(desk, licence) == "active"
    with pytest.raises(Refused, match="is withheld already"):
        desk.stoppages.withdraw(article, reason="again")
    corrected(desk, article)
    assert desk.articles.show(article).state == "withheld"
    desk.stoppages.kill(article, public=PUBLIC)
    assert reinstated(desk, article).active_again == (licence,)
    assert desk.articles.show(article).stopped is None


# -- versions ----------------------------------------------------------------------------------------


def test_a_licence_is_for_the_version_that_was_priced_or_it_is_priced_again(desk):
    article = builders.an_article(desk)
    quote = builders.an_accepted_quote(desk, article=article)
    corrected(desk, article)
    with pytest.raises(Refused, match=f"{article} changed since {quote} was priced") as why:
        desk.licences.grant(quote)
    assert (why.value.exit_code, why.value.hint) == (4, f"syndicate quote revise {quote}")
    desk.quotes.revise(quote)
    licence = builders.a_licence(desk, quote=builders.an_accepted_quote(desk, quote=quote))
    item = desk.licences.show(licence).items[0]
    assert (item["version"], item["newest_version"], item["later_versions"]) == (2, 2, [])
    assert desk.versions.behind() == []


def test_a_licensee_is_behind_until_every_known_copy_carries_the_newest_version(desk):
    article = builders.an_article(desk)
    licence = granted(desk, article, "Fenmouth Gazette")
    corrected(desk, article)

    def looked_at(place, price):
        text = "".join(
            f"<p>{p['text'].replace(RIGHT, price)}</p>"
            for p in desk.articles.show(article).passages
            if p["licensable"]
        )
        page = f"<html lang=en><body><article><h1>Night pilots</h1>{text}</article></body></html>"
        url = f"https://fenmouth.example/{place}"
        return desk.audits.page(page.encode(), source="copy.html", url=url)

    assert [b.licence for b in desk.versions.behind()] == [licence]
    looked_at("a", WRONG)
    looked_at("b", RIGHT)
    held = desk.versions.holders(article)
    assert [(c["version"], c["older"], c["licence"]) for c in held["copies"]] == [
        (1, True, licence),
        (2, False, licence),
    ]
    assert held["licences"][0]["copies"] == [c["ref"] for c in held["copies"]]
    assert [b.licence for b in desk.versions.behind()] == [licence]
    looked_at("a", RIGHT)
    assert desk.versions.behind() == []
    desk.stoppages.kill(article, public=PUBLIC)
    (task,) = [t for t in desk.morning.tasks() if t.section == "kill"]
    assert task.what.endswith("is killed: 1 licence rests, 2 copies are known")


def test_a_copy_that_stays_up_after_the_kill_is_a_breach_and_none_once_the_article_is_back(
    desk, clock
):
    article = builders.an_article(desk)
    granted(desk, article, "Fenmouth Gazette")
    text = "".join(
        f"<p>{p['text']}</p>" for p in desk.articles.show(article).passages if p["licensable"]
    )
    page = f"<html lang=en><body><article><h1>Night pilots</h1>{text}</article></body></html>"

    def told():
        found = desk.audits.page(
            page.encode(), source="copy.html", url="https://fenmouth.example/a"
        )
        return [(f["result"], f["evidence"]) for f in found.findings if f["rule"] == "version"]

    assert told() == [("pass", "the page carries version 1")]
    desk.stoppages.kill(article, public=PUBLIC)
    still_up = "the page carries version 1; the article was killed on 2026-11-23"
    assert told() == [("unknown", still_up)]
    clock.forward(days=2)
    assert told() == [("fail", still_up)]
    reinstated(desk, article)
    assert told() == [
        ("unknown", "the page carries version 1; version 2 is newer: was the licensee told?")
    ]


def test_what_staff_set_by_hand_no_later_text_changes_until_it_is_released(desk):
    article = builders.an_article(desk)
    desk.versions.edit(
        article, changes={"headline": "Stornby doubles its pilots", "section": "Coast"}
    )
    later = builders.TWIN.read_text().replace(WRONG, RIGHT).encode()
    builders.an_article(desk, raw=later, update=True, settled=False)
    shown = desk.articles.show(article)
    assert (shown.version, shown.headline, shown.section) == (
        3,
        "Stornby doubles its pilots",
        "Coast",
    )
    assert RIGHT in shown.passages[6]["text"]
    desk.versions.edit(article, changes={}, release=["headline"])
    builders.an_article(desk, raw=later.replace(b"430", b"440"), update=True, settled=False)
    assert desk.articles.show(article).headline.startswith("Stornby doubles its night pilots")
    assert [v.reason for v in desk.versions.on_file(article)] == ["updated"] * 3 + ["published"]


def test_a_changed_byline_is_unknown_again_and_blocks_until_somebody_says(desk):
    article = builders.an_article(desk)
    desk.versions.edit(article, changes={"byline": "Tove Marsh"})
    shown = desk.articles.show(article)
    assert (shown.byline, shown.byline_basis) == ("Tove Marsh", "unknown")
    assert ["Tove Marsh" in b["message"] for b in shown.blockers] == [True]


def test_an_edit_that_changes_nothing_makes_no_version_but_is_kept(desk):
    article = builders.an_article(desk)
    headline = desk.articles.show(article).headline
    desk.versions.edit(article, changes={"headline": headline})
    assert (desk.articles.show(article).versions, desk.articles.show(article).edited) == (
        1,
        ("headline",),
    )


def test_a_correction_of_a_killed_article_or_with_the_text_on_file_is_refused(desk):
    article = builders.an_article(desk)
    with pytest.raises(Conflict, match="this very text"):
        corrected(desk, article, new=WRONG)
    with pytest.raises(Conflict, match="this very text"):
        desk.versions.check(article, drafted(builders.TWIN.read_bytes()), source="x", note="none")
    desk.stoppages.kill(article, public=PUBLIC)
    with pytest.raises(Refused) as why:
        corrected(desk, article)
    assert why.value.hint == f"syndicate article reinstate {article} FILE --by NAME"
    assert len(desk.versions.on_file(article)) == 1


def test_a_correction_states_another_headline_or_day_only_where_the_file_does(desk):
    article = builders.an_article(desk)
    text = builders.TWIN.read_text().replace(WRONG, RIGHT).encode()
    draft = replace(drafted(text), headline="", published_on=None)
    desk.versions.correct(article, draft, raw=text, source="x.txt", note="The price.", by="A. Reed")
    shown = desk.articles.show(article)
    assert shown.headline.startswith("Stornby doubles its night pilots")
    assert shown.published_on == "2026-11-20"


@pytest.mark.parametrize("kind", ["embargo", "hold", "window"])
def test_a_grant_under_a_restriction_does_not_come_back_with_its_article(desk, clock, kind):
    article = builders.an_article(desk)
    british = granted(desk, article, "Fenmouth Gazette")
    french = granted(desk, article, "Le Quai", territories=("FR",), languages=("fr",))
    desk.stoppages.kill(article, public=PUBLIC, by="N. Vane")
    last = desk.today + timedelta(days=30)
    restriction = desk.rights.restrict(
        kind,
        article=article,
        scope=Scope(territories=("GB",)),
        ends_on=last if kind == "embargo" else None,
        reason="Counsel looks at it",
        by="N. Vane",
    )
    back = reinstated(desk, article)
    desk.articles.clear(article, numbers=[11, 12], act=Act.OWN_WORDS, by="A. Reed")
    back = desk.stoppages.reinstate(article, by="A. Reed")
    assert [state(desk, one) for one in (british, french)] == ["suspended", "active"]
    ((resting),) = back.resting
    assert resting["licence"] == british
    assert restriction.ref in resting["why"]
    assert "GB" in resting["why"] or "United Kingdom" in resting["why"]
    again = desk.stoppages.reinstate(article, by="A. Reed")
    assert (again.active_again, state(desk, british)) == ((french,), "suspended")

    if kind == "embargo":
        clock.forward(days=31)
    else:
        desk.rights.release(restriction.ref, note="Counsel is content", by="N. Vane")
    done = desk.stoppages.reinstate(article, by="A. Reed")
    assert (state(desk, british), done.resting) == ("active", ())
    assert desk.journal.verify() == []


def test_a_window_kept_for_a_licensee_lets_their_own_grant_come_back(desk):
    article = builders.an_article(desk)
    theirs = granted(desk, article, "Fenmouth Gazette")
    others = granted(desk, article, "Le Quai")
    desk.stoppages.kill(article, public=PUBLIC, by="N. Vane")
    holder = desk.licences.show(theirs).licensee
    desk.rights.restrict(
        "window", article=article, kept_for=holder, reason="first serial", by="N. Vane"
    )
    desk.stoppages.reinstate(article, by="A. Reed", same_text=True, note="killed by mistake")
    assert [state(desk, one) for one in (theirs, others)] == ["active", "suspended"]


def test_an_old_licence_that_does_not_state_its_countries_rests_on_under_a_hold_anywhere(desk):
    article = builders.an_article(desk)
    sheet = f"Licence,Licensee,URL,Start\nOLD-1,Marl Bulletin plc,{builders.TWIN_URL},2026-01-01\n"
    desk.imports.file(desk.imports.read(sheet.encode(), name="old.csv"), raw=sheet.encode())
    desk.stoppages.kill(article, public=PUBLIC, by="N. Vane")
    assert state(desk, "OLD-1") == "suspended"
    held = desk.rights.restrict(
        "hold", article=article, scope=Scope(territories=("FR",)), reason="asked", by="N. Vane"
    )
    back = desk.stoppages.reinstate(article, by="A. Reed", same_text=True, note="by mistake")
    assert held.ref in back.resting[0]["why"]
    assert state(desk, "OLD-1") == "suspended"
