"""The plan of the house (design.md §3), as data."""

# A room imports itself and the rooms before it.
ROOMS = (
    *("record", "staff", "people", "programmes", "cases", "tasks", "agenda"),
    *("messages", "sequences", "intake", "replies", "inbox", "fieldwork", "expertise", "upkeep"),
)
FLOORS = {"rules": 0, "models": 1, "services": 2, "forms": 3, "views": 3}
GROUND = {"settings", "clock", "database", "bulk", "keys", "endpoints"}
FREE = {"channels", "documents", "web"}  # they import no room
DATA_ONLY = {"scripts"}

# What stands on top, and what of the top each may use. Nobody else imports any of it.
TOP: dict[str, set[str]] = {
    "tables": set(),
    "parts": {"tables"},
    "town": {"parts"},
    "worker": {"parts"},
    "app": {"parts"},
    "demo": {"parts", "town", "worker", "app"},
    "simulate": {"parts", "town", "worker", "app", "demo"},
    "cli": {"parts", "tables", "town", "worker", "app", "demo", "simulate"},
}
DOORLESS = {"cli", "worker", "app"}  # they get their doors from the assembler

_EMAIL = ("channels/email",)
_FLASK = ("*/views", "*/forms", "web", "app", "town")
HOMES = {
    "twilio": ("channels/twilio_sms",),
    **dict.fromkeys(("smtplib", "imaplib", "imap_tools", "mailparser_reply"), _EMAIL),
    "apscheduler": ("worker",),
    **dict.fromkeys(("flask", "flask_wtf", "flask_babel", "flask_login", "wtforms"), _FLASK),
    **dict.fromkeys(("flask_security", "flask_principal", "webauthn"), ("staff/views",)),
    **dict.fromkeys(("passlib", "qrcode", "itsdangerous"), ("staff/views",)),
    "argon2": ("staff/services",),
    "flask_bootstrap": ("web",),
    **dict.fromkeys(("aiosmtpd", "pymap"), ("town", "demo")),
    "click": ("cli",),
    "phonenumbers": ("people",),
    "holidays": ("programmes",),
    "openpyxl": ("intake", "*/services/exports"),
    "typst": ("documents",),
    "segno": ("documents",),
    **dict.fromkeys(("fontpkg_noto_sans", "fontpkg_amiri", "fontTools"), ("documents",)),
    "matplotlib": ("simulate/chart",),
    "rapidfuzz": ("replies",),
    "prometheus_client": ("upkeep",),
    "icalendar": ("fieldwork",),
    "pydantic_settings": ("settings",),
    "dotenv": ("settings",),
    "random": ("clock",),
    "secrets": ("clock",),
    "uuid": ("clock",),
}

# Rules see values only: none of these, nor anything of the ground floor.
IMPURE = {
    *("sqlalchemy", "alembic", "psycopg", "sqlite3"),
    *("flask", "werkzeug", "http", "requests", "aiohttp", "socket", "ssl", "urllib.request"),
    *("smtplib", "imaplib", "os", "sys", "pathlib", "shutil", "tempfile", "glob"),
    *("subprocess", "threading", "multiprocessing", "asyncio", "importlib"),
    *("logging", "structlog", "time", "random", "secrets", "uuid"),
}

# What reads the wall clock or draws randomness: (last part of its owner, name).
WALL_CLOCK = {
    *(("datetime", name) for name in ("now", "utcnow", "today")),
    *(("date", name) for name in ("today",)),
    *(("time", name) for name in ("time", "time_ns", "localtime", "gmtime", "ctime")),
    *(("func", name) for name in ("now", "current_timestamp", "random")),
    *(("utils", name) for name in ("make_msgid", "localtime")),
    ("Fernet", "generate_key"),
    ("os", "urandom"),
}
ENVIRONMENT = {("os", name) for name in ("environ", "environb", "getenv", "putenv", "unsetenv")}

# Pages say who may open them with this decorator; machines prove who they are by other means.
ACCESS = "open_to"
ROUTES = {"route", "get", "post", "put", "patch", "delete"}
MACHINE_ROUTES = ("/hooks/", "/healthz", "/readyz", "/metrics")

UNNAMED = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
MOST_LINES, MOST_FILES = 300, 15
AIMS = {"the median file": 90, "the median function": 8, "the ninth tenth of functions": 25}
