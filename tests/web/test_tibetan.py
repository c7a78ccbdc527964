"""Tibetan is taken, shown in its own letters and marked as Tibetan, found, and masked like everything else."""

from __future__ import annotations

import pytest

from portal.domain.vocabulary import Action
from tests.web.people import FINAL, Stage
from tests.web.reading import Page

GREETING = "བཀྲ་ཤིས་བདེ་ལེགས།"
SENTENCE = "དྲ་ཚིགས་འདིའི་ཁ་བྱང་ནོར་འདུག"
PHONE = "13912345678"
MONGOLIAN = "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ ᠠᠯᠳᠠᠭ᠎ᠠ"
UYGHUR = "تور بېتىدە خاتالىق بار"


def tibetan(page: Page) -> list[str]:
    """What the page says is Tibetan."""
    return ["".join(element.itertext()) for element in page.all("span") if element.get("lang") == "bo"]


def test_the_citizen_reads_their_own_tibetan_words_as_tibetan(stage: Stage) -> None:
    citizen = stage.citizen()
    _, code = citizen.reported(description=f"首页写着{GREETING}{SENTENCE}", wrong_text=GREETING, suggested_text="改")
    page = Page(citizen.track(code))
    assert tibetan(page).count(GREETING + SENTENCE) == 1
    assert tibetan(page).count(GREETING) == 1


@pytest.mark.parametrize("words", [MONGOLIAN, UYGHUR, SENTENCE])
def test_no_language_is_refused(stage: Stage, words: str) -> None:
    citizen = stage.citizen()
    _, code = citizen.reported(description=words)
    assert words in citizen.track(code).text


def test_two_thousand_tibetan_syllables_are_a_description_and_three_thousand_are_not(stage: Stage) -> None:
    citizen = stage.citizen()
    assert citizen.report(description="བཀྲ་" * 2000).status_code == 303
    refused = citizen.report(description="བཀྲ་" * 3000)
    assert refused.status_code == 422
    assert "现在有 3000 字" in refused.text
    assert "བཀྲ་" * 3000 in refused.text


def test_a_tibetan_case_is_found_by_a_word_and_marked_as_found_and_as_tibetan(stage: Stage) -> None:
    number = stage.desk.climbed()
    copy = {"public_title": f"首页：{GREETING}", "public_description": f"写着{GREETING} {SENTENCE}，请改正"}
    assert stage.act("province", number, "approve", **{**FINAL, **copy}).status_code == 303
    stage.follow_up()
    case = stage.citizen().page(f"/board/{number}")
    assert f"{GREETING} {SENTENCE}" in tibetan(case)
    assert f"首页：{GREETING} - " in "".join(next(case.all("title")).itertext())
    found = stage.citizen().page("/board?q=ཁ་བྱང་")
    assert number in found.text
    assert '<mark><span lang="bo">ཁ་བྱང་</span></mark>' in found.text
    assert "".join(tibetan(found)).count(SENTENCE) == 1
    assert number not in stage.citizen().page("/board?q=ཁ་ཤིས").text


def test_marking_a_found_letter_does_not_tear_off_what_hangs_below_it(stage: Stage) -> None:
    stage.desk.finished(reply=f"已改为{GREETING}")
    number = stage.desk.climbed()
    copy = {**FINAL, "public_description": f"写着{GREETING}"}
    stage.act("province", number, "approve", **copy)
    stage.follow_up()
    assert '<mark><span lang="bo">བཀྲ</span></mark>' in stage.citizen().page("/board?q=བཀ").text


def test_a_telephone_number_in_a_tibetan_text_is_masked_and_the_words_around_it_stay(stage: Stage) -> None:
    number = stage.desk.submitted(description=f"{SENTENCE} {PHONE} {GREETING}")
    desk = stage.desk
    desk.act("province", number, Action.DISPATCH)
    desk.act("chengdong", number, Action.TRANSFER)
    desk.act("chengdong-gov", number, Action.ANSWER)
    for reviewer in ("chengdong", "xining"):
        desk.act(reviewer, number, Action.APPROVE)
    offered = stage.officer("province").page(f"/desk/reports/{number}").form(f"/desk/reports/{number}/approve")
    proposed = offered["public_description"]
    assert PHONE not in proposed
    assert proposed.startswith(f"{SENTENCE} ")
    assert proposed.endswith(f" {GREETING}")


def test_officers_read_it_as_tibetan_too(stage: Stage) -> None:
    number = stage.desk.transferred(description=f"写着{GREETING}{SENTENCE}")
    stage.act("chengdong-gov", number, "answer", reply=f"{GREETING} 已改正，谢谢。")
    officer = stage.officer("chengdong")
    page = officer.page(f"/desk/reports/{number}")
    assert {GREETING + SENTENCE, GREETING} <= set(tibetan(page))
    assert tibetan(officer.page("/desk/review"))
