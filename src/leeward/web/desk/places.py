"""Where the menu leads: the desk's main pages, in the order in which an evening uses them."""

from dataclasses import dataclass

from leeward.review.people.rights import Right

HOME = "/desk"


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the menu. title: to be translated. right: whoever lacks it is not shown the entry."""

    path: str
    title: str
    right: Right

    def is_here(self, path: str) -> bool:
        """Whether a page belongs to this entry."""
        return path == self.path or (self.path != HOME and path.startswith(self.path + "/"))


def _(message: str) -> str:
    """Marks what the catalogues have to translate; base.html does it."""
    return message


PLACES = (
    Place(HOME, _("Home"), Right.NUMBERS),
    Place("/desk/cases", _("Cases"), Right.CASES),
    Place("/desk/held", _("Held posts"), Right.CASES),
    Place("/desk/reporters", _("People who report"), Right.COMPLAINANTS),
    Place("/desk/policy", _("Policy"), Right.POLICY),
    Place("/desk/outcomes", _("Outcomes"), Right.NUMBERS),
    Place("/desk/team", _("Team"), Right.TEAM),
    Place("/desk/audit", _("Audit"), Right.AUDIT),
    Place("/desk/grants", _("Opened cases"), Right.LEAD),
    Place("/desk/people", _("People"), Right.PEOPLE),
    Place("/desk/tokens", _("Programs"), Right.OWN),
    Place("/desk/settings", _("Settings"), Right.OWN),
)
