"""Plans: every one keeps the promise that nothing within the radius is missed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.matcher.near import plan

SIZES = st.integers(1, 200_000_000)


def _follows(bands: tuple[plan.Band, ...]) -> list[tuple[plan.Band, plan.Band]]:
    return list(zip(bands, bands[1:] + bands[:1], strict=True))


@settings(max_examples=15, deadline=None)
@given(SIZES)
def test_shares_cover_the_greatest_radius_at_every_size(rows: int) -> None:
    assert sum(band.share for band in plan.choose(rows)) >= plan.MAX_RADIUS + 1


@settings(max_examples=15, deadline=None)
@given(SIZES, st.data())
def test_a_plan_with_any_one_band_changed_is_not_believed(rows: int, data: st.DataObject) -> None:
    bands = list(plan.choose(rows))
    assert plan.misses_nothing(bands)
    index = data.draw(st.integers(0, len(bands) - 1))
    name = data.draw(st.sampled_from(["start", "width", "share"]))
    by = data.draw(st.sampled_from([-1, 1]))
    bands[index] = replace(bands[index], **{name: getattr(bands[index], name) + by})
    assert not plan.misses_nothing(bands)


def test_no_bands_are_no_plan() -> None:
    assert not plan.misses_nothing([])


@settings(max_examples=15, deadline=None)
@given(SIZES)
def test_bands_cut_all_bits_without_overlap(rows: int) -> None:
    bands = plan.choose(rows)
    assert bands[0].start == 0
    assert all(
        band.start + band.width == after.start % plan.BITS or after.start == 0
        for band, after in _follows(bands)
    )
    assert sum(band.width for band in bands) == plan.BITS


@settings(max_examples=15, deadline=None)
@given(SIZES)
def test_a_signature_holds_the_rest_of_its_band_and_reaches_no_further_than_the_next(rows: int) -> None:
    for band, after in _follows(plan.choose(rows)):
        assert 0 <= band.width - band.coarse <= plan.SIGNATURE
        assert plan.SIGNATURE - (band.width - band.coarse) <= after.width


@settings(max_examples=15, deadline=None)
@given(SIZES, st.integers(0, plan.MAX_RADIUS))
def test_a_smaller_radius_gets_exactly_the_shares_it_needs(rows: int, radius: int) -> None:
    bands = plan.for_radius(plan.choose(rows), radius, rows)
    assert sum(band.share for band in bands) == radius + 1


def test_a_smaller_radius_is_cheaper() -> None:
    bands = plan.choose(10_000_000)
    costs = [plan.cost_ns(plan.for_radius(bands, radius, 10_000_000), 10_000_000) for radius in range(32)]
    assert costs == sorted(costs)


def test_ten_million_rows_fit_in_nine_tenths_of_a_gigabyte() -> None:
    assert 10_000_000 * (32 + plan.row_bytes(plan.choose(10_000_000), 10_000_000)) < 0.9e9


@pytest.mark.parametrize(("rows", "width"), [(1, 3), (1 << 24, 3), ((1 << 24) + 1, 4)])
def test_row_numbers_take_three_bytes_until_they_no_longer_fit(rows: int, width: int) -> None:
    assert plan.number_width(rows) == width


@given(st.integers(1, 12), st.integers(0, 4))
def test_flips_are_every_mask_of_fewer_bits_than_the_share_once(coarse: int, share: int) -> None:
    flips = plan.flips(plan.Band(0, coarse, coarse, share))
    masks = [flip & (1 << 28) - 1 for flip in flips]
    assert sorted(masks) == [mask for mask in range(1 << coarse) if mask.bit_count() < share]
    assert all(flip >> 28 == mask.bit_count() for flip, mask in zip(flips, masks, strict=True))
    assert len(flips) == plan.probes(coarse, share)
