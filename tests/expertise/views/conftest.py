"""The same office, from the side of its cases."""

from tests.fieldwork.views.conftest import Office, office

__all__ = ["Office", "office"]
