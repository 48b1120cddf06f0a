"""What the numbers were measured on, and of which commit."""

import os
import platform
import sqlite3
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def machine() -> dict[str, str]:
    """The processor, its cores, the memory and the versions that matter; no name of the machine."""
    return {
        "processor": _first("/proc/cpuinfo", "model name") or platform.machine(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": _first("/proc/meminfo", "MemTotal"),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def commit() -> str:
    """The last commit that changed the product, with a ``+`` when it was changed since."""
    product = ("--", "outreach", "db")
    changed = _git("status", "--porcelain", *product)
    return _git("log", "-1", "--abbrev=10", "--format=%h", *product) + ("+" if changed else "")


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _first(path: str, label: str) -> str:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    found = (line.partition(":")[2].strip() for line in lines if line.startswith(label))
    return next(found, "")
