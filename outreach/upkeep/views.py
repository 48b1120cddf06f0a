"""What a monitoring system reads."""

from collections.abc import Callable, Iterable
from hmac import compare_digest

from flask import Blueprint, Response, abort, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from outreach.upkeep.services.gauges import Gauge

_PREFIX = "outreach_"


class _Numbers(Collector):
    """One reading, in the library's own shape."""

    def __init__(self, gauges: Iterable[Gauge]) -> None:
        self._gauges = tuple(gauges)

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Each gauge as a family; one that is unknown now has no sample."""
        for gauge in self._gauges:
            labels = [gauge.by] if gauge.by else []
            family = GaugeMetricFamily(_PREFIX + gauge.name, gauge.says, labels=labels)
            for label, value in gauge.values.items():
                family.add_metric([label] if gauge.by else [], value)
            yield family


def metrics_page(read: Callable[[], Iterable[Gauge]], token: str) -> Blueprint:
    """`/metrics` in Prometheus' text format, for whoever carries `token`."""
    pages = Blueprint("metrics", __name__)

    @pages.get("/metrics")
    def metrics() -> Response:
        """Counts and ages, read now: no process keeps any, so that all tell the same."""
        kind, _, given = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not compare_digest(given.strip().encode(), token.encode()):
            abort(401)
        registry = CollectorRegistry()
        registry.register(_Numbers(read()))
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)

    return pages
