"""The unit tree: who is above whom, through mergers and empty offices."""

from __future__ import annotations

import pytest

from portal.domain.units import Unit, UnitTree
from portal.domain.vocabulary import UnitKind
from tests.province import cast_on_paper, tree_on_paper

CAST = cast_on_paper()
TREE = tree_on_paper()
PROVINCE, XINING, CHENGDONG, GOV = (CAST.unit(code) for code in ("province", "xining", "chengdong", "chengdong-gov"))


def chain(*parents: int | None, merged: dict[int, int] | None = None) -> UnitTree:
    """Organizing units 1, 2, 3 … with these parents."""
    return UnitTree(
        Unit(number, f"u{number}", f"单位{number}", UnitKind.ORGANIZING, parent, frozenset({number + 100}),
             (merged or {}).get(number))
        for number, parent in enumerate(parents, start=1)
    )  # fmt: skip


def test_the_units_above_are_named_nearest_first() -> None:
    assert TREE.above(GOV) == (CHENGDONG, XINING, PROVINCE)
    assert TREE.above(PROVINCE) == ()


def test_no_unit_is_above_itself_but_every_unit_is_within_itself() -> None:
    assert not TREE.is_above(XINING, XINING)
    assert TREE.within(XINING, XINING)
    assert TREE.is_above(XINING, GOV)
    assert not TREE.is_above(GOV, XINING)
    assert not TREE.within(GOV, CAST.unit("haidong"))


def test_nobody_and_nowhere_are_never_above_or_within() -> None:
    assert not TREE.is_above(None, GOV)
    assert not TREE.is_above(XINING, None)
    assert not TREE.within(None, XINING)
    assert not TREE.within(XINING, None)


def test_a_subtree_holds_the_unit_and_all_below() -> None:
    expected = {CAST.unit(code) for code in ("xining", "chengdong", "chengdong-gov", "xining-edu")}
    assert TREE.subtree(XINING) == expected


def test_a_subtree_holds_what_merged_into_it() -> None:
    merged = tree_on_paper(fgw_web="xining-edu")
    assert CAST.unit("fgw-web") in merged.subtree(XINING)


def test_a_chain_of_mergers_leads_to_the_last_successor() -> None:
    merged = tree_on_paper(chengdong="xining-edu", xining_edu="haidong")
    assert merged.resolve(CHENGDONG) == CAST.unit("haidong")


def test_below_a_merged_unit_review_climbs_through_its_successor() -> None:
    merged = tree_on_paper(chengdong="haidong")
    assert merged.above(GOV) == (CAST.unit("haidong"), PROVINCE)


def test_a_unit_that_took_over_its_own_parent_reports_to_the_one_above() -> None:
    # 1 is the root; 3 lay below 2, and 2 was merged into 3.
    assert chain(None, 1, 2, merged={2: 3}).above(3) == (1,)


def test_a_unit_below_such_a_pair_climbs_through_the_successor_once() -> None:
    assert chain(None, 1, 2, 3, merged={2: 3}).above(4) == (3, 1)


def test_a_parent_that_merged_into_a_unit_of_another_branch_below_us_ends_at_the_root() -> None:
    # 3 lay below 2, 4 below 3, and 2 was merged into 4.
    assert chain(None, 1, 2, 3, merged={2: 4}).above(3) == (4, 1)


def test_a_level_without_organizing_power_is_no_level_of_review() -> None:
    unit, skipped = TREE.first_staffed((GOV, XINING))
    assert unit == XINING
    assert skipped == (GOV,)


def test_where_nobody_is_at_work_the_root_is_the_last_resort() -> None:
    tree = tree_on_paper(without_accounts=("xining", "chengdong"))
    assert tree.first_staffed((CHENGDONG, XINING)) == (PROVINCE, (CHENGDONG, XINING))


def test_somebody_else_than_the_author_must_be_at_work() -> None:
    author = CAST.account("chengdong-gov")
    alone = tree_on_paper(only={"chengdong-gov": ("chengdong-gov",)})
    assert TREE.staffed(GOV, without=author)
    assert alone.staffed(GOV)
    assert not alone.staffed(GOV, without=author)


def test_units_are_found_by_their_code() -> None:
    found = TREE.find("xining")
    assert found is not None
    assert found.id == XINING
    assert TREE.find("nowhere") is None


def test_a_path_names_everything_from_the_root_down() -> None:
    assert TREE.path_name(CHENGDONG) == "省政府办公厅 / 西宁市政府办公室 / 城东区政府办公室"


@pytest.mark.parametrize("parents", [(), (None, None), (2, 1)])
def test_a_tree_has_exactly_one_root(parents: tuple[int | None, ...]) -> None:
    with pytest.raises(ValueError, match="one root"):
        chain(*parents)
