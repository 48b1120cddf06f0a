"""Twilio's hooks: proof first, then our words."""

import base64
import hashlib
import hmac
from dataclasses import replace

import pytest

from outreach.channels.base import Act, ChannelError, Hook, Medium, Progress
from outreach.town.callbacks import signature
from tests.channels.twilio_sms.test_door import door_to

TOKEN = "jeton-fictif"
URL = "https://ahu.example.org/hooks/twilio/messages?a=1"
FORM = (("MessageSid", "SM1"), ("From", "+33639980001"), ("To", "+33938000001"), ("Body", " Oui  "))
DOOR = door_to("http://127.0.0.1:9")


def hook(**changes: object) -> Hook:
    """A hook as Twilio would sign it."""
    signed = Hook(URL, {"X-Twilio-Signature": signature(TOKEN, URL, FORM)}, FORM)
    return replace(signed, **changes)  # type: ignore[arg-type]


class TestSignature:
    def test_twilio_s_own_example_is_accepted(self) -> None:
        # The worked example of https://www.twilio.com/docs/usage/webhooks/webhooks-security.
        form = (
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+14158675309"),
            ("Digits", "1234"),
            ("From", "+14158675309"),
            ("To", "+18005551212"),
        )
        url = "https://mycompany.com/myapp.php?foo=1&bar=2"
        told = Hook(url, {"x-twilio-signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="}, form)
        assert door_to("http://127.0.0.1:9", token="12345").verify(told)

    def test_a_signed_hook_is_accepted_whatever_the_case_of_its_headers(self) -> None:
        proof = signature(TOKEN, URL, FORM)
        for name in ("X-Twilio-Signature", "x-twilio-signature", "X-TWILIO-SIGNATURE"):
            assert DOOR.verify(hook(headers={name: proof}))

    @pytest.mark.parametrize(
        "changes",
        [
            {"headers": {}},
            {"headers": {"X-Twilio-Signature": ""}},
            {"headers": {"X-Twilio-Signature": "é"}},
            {"headers": {"X-Twilio-Signature": signature("autre", URL, FORM)}},
            {"url": URL.replace("https", "http")},
            {"url": URL.replace("a=1", "a=2")},
            {"url": URL.replace("messages", "status/cle")},
            {"url": URL.replace("ahu.example.org", "127.0.0.1:8000")},
            {"url": "https://ahu.example.org:porte/"},
            {"form": FORM[:-1]},
            {"form": (*FORM, ("Extra", "1"))},
            {"form": (*FORM[:-1], ("Body", "Oui"))},
            {"form": (*FORM, ("Body", "STOP"))},
        ],
    )
    def test_anything_changed_is_refused(self, changes: dict[str, object]) -> None:
        assert DOOR.verify(hook(**changes)) is False

    def test_repeated_names_are_all_signed(self) -> None:
        form = (*FORM, ("MediaUrl", "b"), ("MediaUrl", "a"))
        proof = {"X-Twilio-Signature": signature(TOKEN, URL, form)}
        assert DOOR.verify(Hook(URL, proof, form))
        assert DOOR.verify(Hook(URL, proof, form[:-1])) is False

    def test_the_public_address_may_spell_its_port(self) -> None:
        spelt = URL.replace("example.org", "example.org:443")
        assert DOOR.verify(hook(headers={"X-Twilio-Signature": signature(TOKEN, spelt, FORM)}))

    def test_the_newer_algorithm_is_read_from_its_header(self) -> None:
        text = URL + "".join(name + value for name, value in sorted(FORM))
        proof = base64.b64encode(
            hmac.new(TOKEN.encode(), text.encode(), hashlib.sha256).digest()
        ).decode()
        settings = "X-Twilio-Webhooks-Signature-Settings"
        newer = {"X-Twilio-Signature": proof, settings: "key=k1,algorithm=HMAC_SHA256"}
        assert DOOR.verify(hook(headers=newer))
        assert DOOR.verify(hook(headers={"X-Twilio-Signature": proof})) is False
        assert DOOR.verify(hook(headers={**newer, settings: "algorithm=NONE"})) is False


class TestInbound:
    def test_the_words_are_kept_as_they_came(self) -> None:
        told = DOOR.read_inbound(hook())
        assert (told.provider_id, told.medium, told.sender, told.to, told.text, told.at) == (
            "SM1",
            Medium.SMS,
            "+33639980001",
            "+33938000001",
            " Oui  ",
            None,
        )

    def test_a_picture_without_words_is_still_a_message(self) -> None:
        told = DOOR.read_inbound(hook(form=(*FORM[:-1], ("NumMedia", "2"))))
        assert (told.text, told.media) == ("", 2)

    def test_what_twilio_recognised_itself_is_passed_on(self) -> None:
        assert DOOR.read_inbound(hook(form=(*FORM, ("OptOutType", "stop")))).opt_out_type == "STOP"


class TestStatus:
    @pytest.mark.parametrize(
        ("word", "code", "progress", "act"),
        [
            ("queued", "", Progress.ACCEPTED, Act.NONE),
            ("sent", "", Progress.SENT, Act.NONE),
            ("delivered", "", Progress.DELIVERED, Act.NONE),
            ("delivered", "0", Progress.DELIVERED, Act.NONE),
            ("undelivered", "30003", Progress.UNDELIVERED, Act.RETRY_LATER),
            ("undelivered", "30005", Progress.UNDELIVERED, Act.BAD_NUMBER),
            ("undelivered", "30007", Progress.UNDELIVERED, Act.SENDER_DOWN),
            ("undelivered", "30022", Progress.UNDELIVERED, Act.SLOW_DOWN),
            ("failed", "30036", Progress.FAILED, Act.REPLAN),
            ("failed", "21610", Progress.FAILED, Act.OPT_OUT),
            ("failed", "31999", Progress.FAILED, Act.HOLD),
            ("undelivered", "", Progress.UNDELIVERED, Act.HOLD),
            ("canceled", "", Progress.CANCELLED, Act.NONE),
            ("teleported", "", Progress.UNKNOWN, Act.NONE),
        ],
    )
    def test_each_word_is_translated(
        self, word: str, code: str, progress: Progress, act: Act
    ) -> None:
        form = (("MessageSid", "SM9"), ("MessageStatus", word), ("ErrorCode", code))
        told = DOOR.read_status(hook(form=form), "cle")
        assert (told.key, told.provider_id, told.word) == ("cle", "SM9", word)
        assert (told.progress, told.act) == (progress, act)

    @pytest.mark.parametrize("form", [(), (("MessageSid", "SM9"),), (("MessageStatus", "sent"),)])
    def test_half_a_receipt_is_an_error(self, form: tuple[tuple[str, str], ...]) -> None:
        with pytest.raises(ChannelError):
            DOOR.read_status(hook(form=form), "cle")
