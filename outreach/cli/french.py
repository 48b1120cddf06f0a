"""Click in French: help pages, usage errors, and commands that are read only when called."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click
from click.exceptions import (
    BadOptionUsage,
    NoArgsIsHelpError,
    NoSuchCommand,
    NoSuchOption,
)

_BEFORE, _AFTER = re.compile(r" (?=[;:?!»])"), re.compile(r"(?<=«) ")


@dataclass(frozen=True, slots=True)
class Entry:
    """One command of the root: the `command` of a module under ``outreach.cli``."""

    name: str
    summary: str
    module: str = ""  # "setup.init"; by default, the name


class _French:
    """How our commands print their help."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        for name in ("help", "epilog"):
            if kwargs.get(name):
                kwargs[name] = _held(kwargs[name])
        super().__init__(*args, **kwargs)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, pieces, prefix="Utilisation : ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        params: list[click.Parameter] = self.get_params(ctx)  # type: ignore[attr-defined]
        options = [param for param in params if isinstance(param, click.Option)]
        records = [option.get_help_record(ctx) for option in options]
        with formatter.section("Options "):  # click adds the colon
            formatter.write_dl([(names, _in_french(text)) for names, text in filter(None, records)])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Affiche cette aide."
        return option


def _in_french(text: str) -> str:
    return _held(
        text.replace("[required]", "[obligatoire]").replace("[default: ", "[par défaut : ")
    )


def _held(text: str) -> str:
    """The same words; no line of a help page begins with a sign or ends with an opening one."""
    return _AFTER.sub("\u00a0", _BEFORE.sub("\u00a0", text))


class Command(_French, click.Command):
    """A command whose help is French."""


class Group(_French, click.Group):
    """A group of commands whose help is French."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("subcommand_metavar", "COMMANDE [ARGUMENTS]...")
        super().__init__(*args, **kwargs)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options, then the commands with their summaries."""
        super().format_options(ctx, formatter)
        with formatter.section("Commandes "):
            formatter.write_dl(self.summaries())

    def summaries(self) -> list[tuple[str, str]]:
        """Name and first sentence of each command, in the order of their list."""
        said = {name: each.get_short_help_str(80) for name, each in self.commands.items()}
        return [(name, _held(summary)) for name, summary in said.items()]


class LazyGroup(Group):
    """A group that imports the module of a command only when that command is called."""

    def __init__(self, *args: Any, entries: Sequence[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._entries = {entry.name: entry for entry in entries}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the list."""
        return list(self._entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Read the module of that command, if there is one."""
        entry = self._entries.get(cmd_name)
        if entry is None:
            return None
        module = import_module(f"outreach.cli.{entry.module or entry.name}")
        command: click.Command = module.command
        return command

    def summaries(self) -> list[tuple[str, str]]:
        """Name and summary, without reading the modules."""
        return [(entry.name, _held(entry.summary)) for entry in self._entries.values()]


def explain(error: click.ClickException) -> tuple[int, str]:
    """Exit code 2 and one French line (the help page when a group is called without command)."""
    if isinstance(error, NoArgsIsHelpError):
        return 2, error.message
    where = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else ""
    hint = f" Voir : {where} --help" if where else ""
    return 2, f"{_sentence(error)}{hint}"


def _sentence(error: click.ClickException) -> str:
    match error:
        case NoSuchOption():
            return f"Option inconnue : {error.option_name}.{_near(error.possibilities)}"
        case NoSuchCommand():
            return f"Commande inconnue : {error.command_name}.{_near(_commands_like(error))}"
        case BadOptionUsage():
            return f"L'option {error.option_name} {_value_rule(error)}."
        case click.MissingParameter():
            return f"Il manque {_name(error)}."
        case click.BadParameter():
            return f"{_name(error)} : {error.message}"
        case click.UsageError():
            return "Il y a des arguments en trop."
        case _:
            return error.message


def _value_rule(error: BadOptionUsage) -> str:
    # Click tells the two cases apart by its sentence only.
    return "ne prend pas de valeur" if "not take" in error.message else "attend une valeur"


def _commands_like(error: NoSuchCommand) -> list[str]:
    if error.ctx is None or not isinstance(error.ctx.command, click.Group):
        return []
    return get_close_matches(error.command_name, error.ctx.command.list_commands(error.ctx))


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "Valeur")
    if isinstance(error.param, click.Option):
        return max(error.param.opts, key=len)
    return error.param.human_readable_name


def _near(possibilities: list[str] | None) -> str:
    return f" Peut-être : {', '.join(possibilities)} ?" if possibilities else ""
