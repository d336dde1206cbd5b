"""Orders for tests, and a server that answers them."""

from leeward.model.items import Visibility
from leeward.model.orders import Order, Subject

SUBJECT = Subject(
    account="11",
    post="115",
    uri="https://m.example/users/alice/statuses/115",
    report="5",
    visibility=Visibility.UNLISTED,
    is_sensitive=False,
)


def order(action: str, subject: Subject = SUBJECT, key: str = "case-7") -> Order:
    """An order on the post 115 of the account 11."""
    return Order(key, action, subject)
