"""Jobs: what the queue carries from one step to the next."""

from enum import StrEnum


class JobKind(StrEnum):
    """What a worker can be asked to do. The row that a job names is the truth; the job says: look there."""

    LOOK = "look"  # {"media": [ids]}
    DECIDE = "decide"  # {"items": [ids]}: something new is known of posts that nobody has to look at
    ACT = "act"  # {"case": id}: carry its orders out
    PROBE = "probe"  # {"case": id, "round": n}
    DELIVER = "deliver"  # {"inbox": address, "activity": object}: an answer of the relay, to a server
    KEEP = "keep"  # {"items": [ids]}: seal the media of cases about them, before they are gone
    VERDICT = "verdict"  # {"verdict": id}: it can no longer be taken back
    NOTIFY = "notify"  # {"call": id}: tell another program
    ERRAND = "errand"  # {"errand": id}: what a person asked for and takes longer than a page
