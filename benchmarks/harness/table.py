"""Results as a table of text."""

from collections.abc import Iterator, Sequence

from benchmarks.harness.rounds import Reading, Result

_HEAD = ("measure", "read", "must", "aim", "")
_SIGN = {"aim": "reaches the aim", "must": "reaches the must", "below": "BELOW THE MUST", "": ""}


def number(value: float | None) -> str:
    """Three figures that matter, whatever the size."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(results: Sequence[Result]) -> str:
    """Each measure with its contestants' medians, then its ratios beside their bars."""
    lines: list[tuple[str, ...]] = [_HEAD]
    for result in results:
        lines.append((f"{result.title} ({result.unit})",))
        lines += ((f"    {name}", number(value)) for name, value in result.medians.items())
        lines += _readings(result.readings)
    return "\n".join(_aligned(lines))


def _readings(readings: Sequence[Reading]) -> Iterator[tuple[str, ...]]:
    for one in readings:
        sign = "≤ " if one.ceiling else "≥ "
        bars = [sign + number(bar) if bar is not None else "" for bar in (one.must, one.aim)]
        yield (f"  → {one.label}", number(one.value), *bars, _SIGN[one.verdict])


def _aligned(lines: Sequence[tuple[str, ...]]) -> Iterator[str]:
    rows = [line for line in lines if len(line) > 1]
    widths = [max((len(row[at]) for row in rows if len(row) > at), default=0) for at in range(5)]
    for line in lines:
        if len(line) == 1:
            yield line[0]
            continue
        first, *rest = line
        cells = (cell.rjust(widths[at]) for at, cell in enumerate(rest[:3], start=1))
        yield "  ".join((first.ljust(widths[0]), *cells, *rest[3:])).rstrip()
