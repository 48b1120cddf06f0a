"""What somebody sees on their phone: texts and e-mails, both ways, oldest first."""

from dataclasses import dataclass
from datetime import datetime

from outreach.town.people.characters import Way
from outreach.town.street import INBOUND, Street, Tenant

# What a visitor may answer with one press, in the person's own language.
REPLIES = {
    "fr": ("OUI", "NON", "INFOS", "STOP", "c'est qui ?", "vous pouvez m'appeler demain ?"),
    "ar": ("نعم", "لا", "معلومات", "توقف", "من أنتم؟", "هل يمكنكم الاتصال بي غدا؟"),
    "tr": ("EVET", "HAYIR", "BİLGİ", "DUR", "Kimsiniz?", "Yarın arayabilir misiniz?"),
    "pt": ("SIM", "NÃO", "INFO", "PARAR", "Quem é?", "Podem ligar-me amanhã?"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One message; `mine`: the person wrote it."""

    at: datetime
    way: Way
    text: str
    mine: bool
    subject: str = ""

    @property
    def paragraphs(self) -> list[str]:
        """Its words by paragraph: a French twin reads the other way round."""
        return [one.strip() for one in self.text.split("\n\n") if one.strip()]


@dataclass(frozen=True, slots=True)
class Screen:
    """One phone."""

    tenant: Tenant
    number: str
    items: tuple[Item, ...]

    @property
    def last(self) -> Item | None:
        """The newest message."""
        return self.items[-1] if self.items else None

    @property
    def unanswered(self) -> bool:
        """Whether the last word is the association's."""
        return self.last is not None and not self.last.mine

    def of(self, way: str) -> list[Item]:
        """Those of one way."""
        return [item for item in self.items if item.way == way]


def screen_of(street: Street, tenant: Tenant) -> Screen:
    """The phone of one person."""
    texts = [
        Item(entry.created, Way.SMS, entry.body, entry.direction == INBOUND)
        for entry in street.sms_of(tenant)
    ]
    mails = [
        Item(mail.at, Way.EMAIL, mail.text, mail.theirs, mail.subject)
        for mail in street.mails_of(tenant)
    ]
    items = sorted(texts + mails, key=lambda item: item.at)
    return Screen(tenant, street.number_of(tenant), tuple(items))


def screens_of(street: Street) -> list[Screen]:
    """Every phone of the town that the association may write to; the visitor's first."""
    found = [screen_of(street, tenant) for tenant in street.tenants if _listed(tenant)]
    found.sort(key=lambda screen: screen.tenant.household.name)
    found.sort(key=_latest, reverse=True)
    found.sort(key=lambda screen: not screen.tenant.household.who.yours)
    return found


def _listed(tenant: Tenant) -> bool:
    who = tenant.household.who
    return who.guarantor == "non" and not who.faults


def _latest(screen: Screen) -> float:
    return screen.last.at.timestamp() if screen.last else 0.0
