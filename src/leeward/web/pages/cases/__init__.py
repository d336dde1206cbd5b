"""Cases: the page of one, what is said of it, appeals, held posts, and the child-safety path."""

from leeward.web.pages.cases import appealing, case, child_safety, held, saying

HANDLERS = (*case.HANDLERS, *saying.HANDLERS, *appealing.HANDLERS, *child_safety.HANDLERS, *held.HANDLERS)
