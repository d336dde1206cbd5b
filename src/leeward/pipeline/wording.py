"""What scanners found in a post's words, in plain sentences: lists, numbers and digests, never an entry."""

from collections.abc import Iterator

from leeward.store.policies.hits import ReadPost

_DIGITS = 12  # of a digest: enough to ask `leeward words whose`
_NAMED = 10  # entries of one list
_LISTS = {"terms": "term list", "urls": "address list"}


def sentences(read: ReadPost | None) -> Iterator[str]:
    """One for each list. None: nobody read the words, of which nothing is said."""
    if read is None:
        return
    lists = sorted({(one.scanner, one.list, one.version) for one in read.hits})
    for scanner, name, version in lists:
        hits = [one for one in read.hits if (one.scanner, one.list) == (scanner, name)]
        marks = list(dict.fromkeys(one.entry[:_DIGITS] for one in hits))
        places = ", ".join(sorted({f"{one.where} ({one.how})" for one in hits}))
        number = "1 entry" if len(marks) == 1 else f"{len(marks):,} entries"
        more = " …" if len(marks) > _NAMED else ""
        what = f"{_LISTS.get(scanner, scanner)} {name} (version {version[:_DIGITS]})"
        yield f"{number} of the {what} in its {places}: {', '.join(marks[:_NAMED])}{more}."
    if not lists:
        yield f"Its words were read: nothing of any list of {' or '.join(sorted(read.by))} is in them."
