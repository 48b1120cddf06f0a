"""Every page says who may open it."""

import ast
from collections.abc import Iterator

from tests.house.plan import ACCESS, MACHINE_ROUTES, ROUTES
from tests.house.source import House


def guarded_routes(house: House) -> Iterator[str]:
    """Every route of a page carries the access decorator, under its routes."""
    for module in house.modules:
        if module.unit == "town":
            continue
        for node in module.nodes:
            if isinstance(node, ast.FunctionDef) and _is_open(node):
                yield f"{module.path}:{node.lineno} {node.name} does not say who may open it"
            elif isinstance(node, ast.Attribute) and node.attr == "add_url_rule":
                yield f"{module.path}:{node.lineno} adds a route unseen: use a decorator"


def _is_open(function: ast.FunctionDef) -> bool:
    """Whether it has a page's route with no access decorator beneath the last one."""
    routes = [place for place, item in enumerate(function.decorator_list) if _is_page(item)]
    below = function.decorator_list[routes[-1] + 1 :] if routes else []
    return bool(routes) and not any(_name(item) == ACCESS for item in below)


def _is_page(decorator: ast.expr) -> bool:
    if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute):
        return False
    path = decorator.args[0] if decorator.args else None
    address = path.value if isinstance(path, ast.Constant) else None
    if decorator.func.attr not in ROUTES or not isinstance(address, str | None):
        return False
    return address is None or not address.startswith(MACHINE_ROUTES)


def _name(decorator: ast.expr) -> str:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
