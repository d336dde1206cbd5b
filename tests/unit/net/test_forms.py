"""Forms come out as they went in, whatever is in them."""

from email import message_from_bytes
from urllib.parse import parse_qsl, unquote, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from leeward.net.forms import form, form_with_file, host_of, path_part, with_query

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PAIRS = st.lists(st.tuples(TEXT.filter(bool), TEXT), max_size=5)


@given(pairs=PAIRS)
def test_a_form_is_read_back_as_it_was_written(pairs: list[tuple[str, str]]) -> None:
    headers, body = form(pairs)
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qsl(body.decode(), keep_blank_values=True) == pairs


@given(pairs=PAIRS)
def test_parameters_come_behind_those_that_are_there(pairs: list[tuple[str, str]]) -> None:
    url = with_query("https://a.example/x?y=1", pairs)
    assert parse_qsl(urlsplit(url).query, keep_blank_values=True) == [("y", "1"), *pairs]


def test_no_parameters_leave_an_address_alone() -> None:
    assert with_query("https://a.example/x", []) == "https://a.example/x"


@given(text=TEXT.filter(bool))
def test_an_id_is_one_part_of_a_path_and_stays_there(text: str) -> None:
    part = path_part(text)
    assert not set(part) & set("/?#")
    assert part not in {".", ".."}
    assert unquote(part) == text


def test_a_file_is_in_its_form_byte_for_byte() -> None:
    content = bytes(range(256)) * 3
    headers, body = form_with_file([("description", "a bridge")], content, "image/jpeg")
    head = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode()
    field, file = [part for part in message_from_bytes(head + body).walk() if not part.is_multipart()]
    assert field.get_payload() == "a bridge"
    assert file.get_param("filename", header="content-disposition") == "file.jpeg"
    assert content in body


def test_a_host_keeps_its_port_and_loses_a_name() -> None:
    assert host_of("https://me@A.example:8443/x") == "a.example:8443"
    assert host_of("no address") == ""
    assert host_of("http://[x") == ""
