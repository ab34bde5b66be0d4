"""An article followed for life: corrected, withdrawn, killed with all its editions, and given back."""

from __future__ import annotations

from datetime import date

import pytest

from syndicate.errors import BadInput, NotFound, Refused
from syndicate.pages.read import read_source
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
