"""The same care in English, Arabic, Turkish and Portuguese; French words are always read too."""

import pytest

from outreach.messages.rules.tone import WordList, chosen, invitations, valid
from tests.messages.rules.words import LEXICONS, found

BLOCKED = {
    "en": [
        "your rent",
        "the rents",
        "a debt",
        "DEBTS",
        "arrears",
        "unpaid",
        "please pay",
        "payment",
        "you paid nothing",
        "you owe us",
        "eviction",
        "you will be evicted",
        "the bailiff",
        "a court",
        "the judge",
        "final notice",
        "last reminder",
        "before the 15th",
        "by Friday",
        "within 8 days",
        "within eight days",
        "400 euros",
        "£300",
        "300.00",
        "your guarantor",
        "social services",
        "a social worker",
        "the police",
        "housing benefit",
        "your landlord",
        "money",
        "we can help you",
        "your difficulties",
    ],
    "tr": [
        "kiranız",
        "KİRA",
        "kirayı",
        "borcunuz",
        "BORÇ",
        "borçlusunuz",
        "ödeme",
        "ödeyiniz",
        "ÖDEYİN",
        "ödenmemiş",
        "icra",
        "İCRA takibi",
        "tahliye",
        "mahkeme",
        "mahkemeye",
        "son ihtar",
        "son uyarı",
        "8 gün içinde",
        "ayın 15'ine kadar",
        "kefiliniz",
        "polis",
        "sosyal hizmetler",
        "sosyal yardım",
        "ev sahibiniz",
        "para",
        "yardım edebiliriz",
        "sorununuz",
        "durumunuz",
        "400 TL",
        "400 avro",
    ],
    "pt": [
        "a sua renda",
        "as rendas",
        "a dívida",
        "DÍVIDAS",
        "pagar",
        "pague já",
        "o pagamento",
        "não pagou",
        "em atraso",
        "despejo",
        "será despejada",
        "o tribunal",
        "o juiz",
        "a juíza",
        "penhora",
        "último aviso",
        "última notificação",
        "até ao dia 15",
        "no prazo de 8 dias",
        "dentro de 8 dias",
        "antes do dia 15",
        "o fiador",
        "a caução",
        "assistente social",
        "a polícia",
        "o senhorio",
        "o dinheiro",
        "ajuda",
        "a sua situação",
        "as dificuldades",
    ],
    "ar": [
        "الإيجار",
        "إيجار البيت",
        "وإيجارك",
        "بالإيجار",
        "للإيجار",
        "الدَّيْن: ديونك",
        "ديون",
        "الكراء",
        "يجب عليك الدفع",
        "الدَّفْع",
        "ادفعوا",
        "تسديد المبلغ",
        "ســداد",
        "طرد",
        "الإخلاء",
        "المحكمة",
        "محكمة",
        "القاضي",
        "إنذار أخير",
        "الإنذار",
        "آخر تذكير",
        "قبل يوم 15",
        "خلال 8 أيام",
        "خلال ٨ أيام",
        "الكفيل",
        "الشرطة",
        "الخدمات الاجتماعية",
        "صاحب السكن",
        "المالك",
        "مساعدة",
        "نقود",
        "وضعك",
    ],
}

PASSES = {
    "en": [
        "May I call you about your home?",
        "I meet new tenants",
        "Bonjour Grant, hello Sue",
        "It is not important",
        "Hello Will, this is May",
        "Léa will answer no later than Tuesday 14 at 12:00",
        "Tuesday 14 at 10:00",
        "No problem",
        "02 38 00 00 00",
        "the parent of a current pupil",
        "Emergency: 112",
    ],
    "tr": [
        "Eviniz hakkında sizi arayabilir miyim?",
        "Merhaba Hakim",
        "Merhaba Faiz",
        "14 Salı, saat 10:00",
        "Léa size cevap verecek, en geç: 14 Salı 12:00",
        "Hiç önemli değil",
        "Acil durumda: 112",
        "Sorun değil",
        "İyi günler",
        "Orléans AHU derneği",
        "Bir rakam yeter",
    ],
    "pt": [
        "Posso ligar-lhe a propósito da sua casa?",
        "Falo com novos inquilinos",
        "Até amanhã",
        "Até segunda!",
        "terça-feira 14 às 10:00",
        "Léa responde o mais tardar terça-feira 14 às 12:00",
        "não é importante",
        "dez minutos de atraso",
        "na página do parque",
        "Bom dia, boa tarde",
        "02 38 00 00 00",
    ],
    "ar": [
        "هل يمكنني الاتصال بك بخصوص سكنك؟",
        "ألتقي بالمستأجرين الجدد",
        "مرحبا نور الدين",
        "مرحبا إلهام",
        "مرحبا مالك",
        "مرحبا كمال",
        "الثلاثاء 14 الساعة 10:00",
        "سيصلك الرد من Léa في موعد أقصاه الثلاثاء 14 الساعة 12:00",
        "للطوارئ: 112",
        "يكفي رقم واحد",
        "يوم سعيد",
    ],
}


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language in BLOCKED for text in BLOCKED[language]]
)
def test_red_and_amber_words_are_found(language: str, text: str) -> None:
    assert found(text, language)


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language in PASSES for text in PASSES[language]]
)
def test_harmless_words_pass(language: str, text: str) -> None:
    assert found(text, language) == ()


@pytest.mark.parametrize("language", sorted(LEXICONS))
def test_french_words_are_read_in_every_language(language: str) -> None:
    assert [one.term for one in found("Hello, votre loyer", language)] == ["loyer"]


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("en", "your landlord", WordList.AMBER),
        ("tr", "ev sahibiniz", WordList.AMBER),
        ("pt", "o seu senhorio", WordList.AMBER),
        ("ar", "صاحب السكن", WordList.AMBER),
    ],
)
def test_the_landlord_may_be_named_to_who_asks(language: str, text: str, kind: WordList) -> None:
    assert {one.list for one in found(text, language)} == {kind}
    assert found(text, language, prompted=True) == ()


def test_a_text_is_never_left_unread_for_want_of_a_list() -> None:
    with pytest.raises(KeyError):
        chosen(LEXICONS, "ro")


@pytest.mark.parametrize("language", sorted(LEXICONS))
def test_every_shipped_pattern_can_be_read(language: str) -> None:
    lexicon = LEXICONS[language]
    lists = (lexicon.threat, lexicon.reveals, lexicon.amber, lexicon.allowed, lexicon.invites)
    assert [pattern for patterns in lists for pattern in patterns if not valid(pattern)] == []


@pytest.mark.parametrize("pattern", ["(", "loyer)", "(a|b", "", "*", "(a)?"])
def test_a_pattern_that_reads_nothing_or_badly_is_refused(pattern: str) -> None:
    assert not valid(pattern)


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("fr", "OUI ou NON ?", ("OUI", "NON")),
        ("fr", "1 = un appel", ("1 =",)),
        ("fr", "Répondez STOP", ("Répondez", "STOP")),
        ("fr", "Pour ne plus recevoir de SMS : 02 38 00 00 00", ()),
        ("tr", "HAYIR yazın", ("HAYIR", "yazın")),
        ("pt", "responda SIM", ("responda", "SIM")),
        ("ar", "نعم أو معلومات", ("نعم", "معلومات")),
        ("en", "reply YES", ("reply", "YES")),
    ],
)
def test_words_that_ask_for_a_reply_are_told(
    language: str, text: str, words: tuple[str, ...]
) -> None:
    assert invitations(text, LEXICONS[language]) == words
