"""Files that name what they should not."""

import pytest

from tests.house.texts import no_foreign_addresses


@pytest.mark.parametrize(
    "halves",
    [
        ("https://pypi", ".org/simple"),
        ("files.python", "hosted.org"),
        ("registry.npm", "js.org"),
        ("deb.deb", "ian.org"),
        ("--index", "-url x"),
        ("--extra-index", "-url=x"),
        ("--find", "-links x"),
        ("/wo", "rk/main/outreach"),
        ("/wo", "rk/shared/care.md"),
        ("/op", "t/wheels"),
    ],
)
def test_an_address_that_is_not_ours_is_caught(halves: tuple[str, str]) -> None:
    text = f"fine\nsee {''.join(halves)}\n"
    findings = list(no_foreign_addresses({"README.md": text}))
    assert len(findings) == 1
    assert findings[0].startswith("README.md:2 holds ")


def test_ordinary_addresses_pass() -> None:
    text = "https://contact.example.org/work/ --no-emit-index-url the index of the house"
    assert list(no_foreign_addresses({"README.md": text})) == []
