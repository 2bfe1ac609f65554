"""The metrics by their names, as Prometheus reads them. The labels of each have only values that are listed here."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.metrics.state import PARTS, State
from bot.metrics.tally import COUNTED, LONGER, NO_CHANNEL, SECONDS, TROUBLES, Tally
from candour.logs import CHANNELS


class Families(Collector):
    """Collects everything at the moment it is asked for.

    Args:
        tally: what the event log says.
        state: how the gateway is.
    """

    def __init__(self, tally: Tally, state: State) -> None:
        self._tally = tally
        self._state = state

    def collect(self) -> Iterator[Metric]:
        """All metrics."""
        yield self._events()
        yield self._turns()
        yield self._troubles()
        yield self._missing()
        yield self._drafts()
        yield self._disks()
        yield from self._numbers()

    def _events(self) -> Metric:
        about = "What reporters did, at least five conversations together, in steps of five"
        family = CounterMetricFamily("candour_events", about, labels=["event", "channel"])
        told = self._tally.events.told()
        for event in COUNTED:
            for channel in (*CHANNELS, NO_CHANNEL):
                family.add_metric([event.value, channel], told.get(f"{event.value}/{channel}", 0))
        return family

    def _turns(self) -> Metric:
        about = "Time until Rasa had answered a message, counted as the events are"
        told = self._tally.events.told()
        limits = [*map(str, SECONDS), LONGER]
        counts = [told.get(f"turn/{limit}", 0) for limit in limits]
        # The exact sum would tell of single turns: each counts as the upper end of its class.
        total = sum(count * limit for count, limit in zip(counts, (*SECONDS, SECONDS[-1]), strict=True))
        family = HistogramMetricFamily("candour_turn_seconds", about)
        family.add_metric([], list(zip(limits, accumulate(counts), strict=True)), total)
        return family

    def _troubles(self) -> Metric:
        about = "Whether this happened in the quarter of an hour before"
        family = GaugeMetricFamily("candour_trouble", about, labels=["event"])
        for event in TROUBLES:
            family.add_metric([event.value], event in self._tally.troubles)
        return family

    def _missing(self) -> Metric:
        family = GaugeMetricFamily("candour_missing", "Whether a turn lacks this", labels=["part"])
        for part in PARTS:
            family.add_metric([part], part in self._state.missing)
        return family

    def _drafts(self) -> Metric:
        about = "Open drafts by the time since they were touched, in steps of five, each quarter of an hour"
        family = GaugeMetricFamily("candour_open_drafts", about, labels=["age"])
        for age, count in self._state.drafts.items():
            family.add_metric([age], count)
        return family

    def _disks(self) -> Metric:
        family = GaugeMetricFamily("candour_disk_free_bytes", "Room that is left, in steps", labels=["folder"])
        for folder, free in self._state.free().items():
            family.add_metric([folder], free)
        return family

    def _numbers(self) -> Iterator[Metric]:
        state = self._state
        ready = bool(state.checked) and not state.missing
        yield GaugeMetricFamily("candour_ready", "Whether a turn can be answered", value=ready)
        yield GaugeMetricFamily("candour_queue", "Conversations that wait, in steps of five", value=state.queue())
        yield GaugeMetricFamily("candour_memory_bytes", "Memory of the gateway, in steps", value=state.memory())
        about = "How long the last check took, rounded up to a tenth"
        yield GaugeMetricFamily("candour_check_seconds", about, value=state.check_seconds)
        about = "When all parts were last checked"
        yield GaugeMetricFamily("candour_checked_timestamp_seconds", about, value=state.checked)
