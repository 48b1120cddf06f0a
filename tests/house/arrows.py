"""Who may import whom: rooms in order, floors downwards, no circle."""

from collections.abc import Iterator, Mapping

from tests.house.plan import DATA_ONLY, DOORLESS, FLOORS, FREE, GROUND, ROOMS, TOP
from tests.house.source import House, Module


def arrows_down(house: House) -> Iterator[str]:
    """Imports go to the same or an earlier room, the same or a lower floor, never to the top."""
    for importer, imported in house.arrows:
        reason = _refusal(importer, imported)
        if reason:
            yield f"{importer.path} imports {imported.name}: {reason}"


def _refusal(importer: Module, imported: Module) -> str:
    """Why this import is refused; "" when it is fine."""
    here, there = importer.unit, imported.unit
    if here == there or not there:
        return _upwards(importer, imported) if here in ROOMS else ""
    if there in TOP:
        return "" if there in TOP.get(here, ()) else f"{there} stands on top"
    if here in TOP:
        opened = there == "channels" and imported.parts[1:2] != ("base",)
        return f"{here} gets its doors from parts" if opened and here in DOORLESS else ""
    if there in ROOMS:
        return _between_rooms(importer, imported) if here in ROOMS else f"{here} knows no room"
    if there in FREE:
        return _towards_free(importer, imported)
    if importer.floor == "rules":
        return "rules see values only"
    return "a door is built from values" if (here, there) == ("channels", "settings") else ""


def _upwards(importer: Module, imported: Module) -> str:
    lower, upper = FLOORS.get(imported.floor, 0), FLOORS.get(importer.floor, 0)
    return "arrows go down the floors" if lower > upper else ""


def _between_rooms(importer: Module, imported: Module) -> str:
    if ROOMS.index(imported.unit) > ROOMS.index(importer.unit):
        return f"{imported.unit} comes after {importer.unit}"
    return _upwards(importer, imported)


def _towards_free(importer: Module, imported: Module) -> str:
    if importer.unit in GROUND:
        return f"{imported.unit} is above the ground floor"
    if importer.unit in FREE or imported.parts == ("channels", "base"):
        return ""
    if imported.unit == "channels":
        return "a room knows channels.base only"
    lowest = FLOORS["services"] if imported.unit == "documents" else FLOORS["views"]
    return "" if FLOORS.get(importer.floor, 0) >= lowest else "arrows go down the floors"


def known_places(house: House) -> Iterator[str]:
    """Every file stands in a place that the plan names; a room holds floors only."""
    for module in house.modules:
        if module.unit in ROOMS:
            if not module.is_face and module.floor not in FLOORS:
                yield f"{module.path} is on no floor ({', '.join(FLOORS)})"
        elif module.unit in DATA_ONLY:
            yield f"{module.path} is Python in a folder of data"
        elif module.unit and module.unit not in GROUND | FREE | set(TOP):
            yield f"{module.path} is in no place of the plan"


def no_circles(house: House) -> Iterator[str]:
    """No file, folder or room imports itself through others."""
    for depth, kind in ((9, "files"), (2, "folders"), (1, "rooms")):
        graph: dict[str, set[str]] = {}
        for importer, imported in house.arrows:
            start, end = ("/".join(module.parts[:depth]) for module in (importer, imported))
            if start != end:
                graph.setdefault(start, set()).add(end)
        for circle in _circles(graph):
            yield f"{circle[0]}: circle of {kind}: {' -> '.join((*circle, circle[0]))}"


def _circles(graph: Mapping[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """One circle for each group of nodes that reach one another."""
    done: set[str] = set()
    for start in sorted(graph):
        path = None if start in done else _way_back(graph, start)
        if path:
            done.update(path)
            yield path


def _way_back(graph: Mapping[str, set[str]], start: str) -> tuple[str, ...] | None:
    paths, seen = [(start,)], {start}
    for path in paths:  # grows while it is read: a search in breadth
        for following in sorted(graph.get(path[-1], ())):
            if following == start:
                return path
            if following not in seen:
                seen.add(following)
                paths.append((*path, following))
    return None
