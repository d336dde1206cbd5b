"""`leeward appeal`: the author's words are sealed, and somebody else judges."""

from tests.scenes import ALL, Scene, card
from tests.unit.cli.conftest import House


async def _removed(stage: Scene) -> int:
    await stage.add_server(card((*ALL, "remove_post")))
    case = await stage.add_case()
    await stage.act_until_quiet(case)
    await stage.desk.confirm(case, "grace")
    return case


def test_an_appeal_opens_another_case_that_somebody_else_judges(house: House) -> None:
    case = house.play(_removed)
    words = house.folder / "said.txt"
    words.write_text("It is a drawing of a harbour.", "utf-8")
    told = house.tells("appeal", str(case), "--said", str(words), "--as", "ada")
    assert told == {"case": case + 1, "of": case}

    async def kept(stage: Scene) -> bytes:
        await stage.act(case + 1)
        ((said,),) = await stage.ask("SELECT said FROM appeals")
        return bytes(said)  # type: ignore[call-overload, no-any-return]

    assert b"harbour" not in house.play(kept)
    assert "you had a part in" in house.refuses("release", str(case + 1), "--as", "Grace")
    lines = house.says("release", str(case + 1), "--as", "bob").splitlines()
    assert lines[0] == f"Case {case + 1} is released by bob."


def test_what_cannot_be_appealed_or_read_is_refused(house: House) -> None:
    case = house.play(_removed)
    broken = house.folder / "broken.txt"
    broken.write_bytes(b"\xff\xfe\xff")
    assert "is no text" in house.refuses("appeal", str(case), "--said", str(broken))
    long = house.folder / "long.txt"
    long.write_text("x" * 10_001)
    assert "10001 characters" in house.refuses("appeal", str(case), "--said", str(long), "--as", "ada")
    assert "there is no case 99" in house.refuses("appeal", "99", "--as", "ada")
    assert house.says("appeal", str(case), "--as", "ada").endswith("Somebody else judges it.\n")
    assert "was appealed against" in house.refuses("appeal", str(case), "--as", "ada")
