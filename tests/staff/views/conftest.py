"""A desk for the pages of the team."""

from tests.web.conftest import desk

__all__ = ["desk"]
