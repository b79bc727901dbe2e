"""A monitor: scrapes what runs, and has Prometheus' own engine say which of our alerts would fire.

An hour is played from three scrapes of a run that lasts a second: all is as it was when all was well; then
what breaks it has happened, and what moved between the last two scrapes goes on to move so in each minute.
"""

import json
import re
import subprocess
import time
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

RULES = Path(__file__).parents[1] / "deploy" / "prometheus" / "alerts.yml"
NAMED = re.compile(r"\b(?:bot|process)_[a-z_]+\b|\bup\b")
COUNTS = ("_total", "_count", "_bucket", "_sum")
WELL, BROKEN = 20, 40  # minutes
PLACE = 'job="doctor73",instance="here"'
ALERT = re.compile(r'alertname="(\w+)"')
FIRED = 'count by (alertname) (count_over_time(ALERTS{alertstate="firing"}[2h]))'


def rules() -> dict[str, str]:
    """Return the text of each alert."""
    _, *parts = re.split(r"- alert: (\w+)", RULES.read_text())
    return dict(zip(parts[::2], parts[1::2], strict=True))


def metrics_of(text: str) -> set[str]:
    """Return the metrics that are named in rules or in a dashboard's expressions."""
    return set(NAMED.findall(text))


@dataclass(frozen=True)
class Scrape:
    """What one scrape told: the values by series, and when; only that nobody is up where nobody answered."""

    values: dict[str, float]
    at: float = field(default_factory=time.time)


async def scraped(base: str) -> Scrape:
    """Scrape the private door at *base*."""
    try:
        async with aiohttp.ClientSession(base) as session, session.get("/metrics") as response:
            text = await response.text()
    except aiohttp.ClientError:
        return Scrape({f"up{{{PLACE}}}": 0.0})
    told = {
        f"{sample.name}{{{','.join([*_labels(sample.labels), PLACE])}}}": sample.value
        for metric in text_string_to_metric_families(text)
        for sample in metric.samples
        if isfinite(sample.value)
    }
    return Scrape(told | {f"up{{{PLACE}}}": 1.0})


def beside(one: Scrape, other: Scrape) -> Scrape:
    """Return what two scrapes of the same moment told, the second of another process."""
    there = {name.replace('instance="here"', 'instance="there"'): told for name, told in other.values.items()}
    return Scrape(one.values | there, one.at)


def _labels(labels: dict[str, str]) -> list[str]:
    return [f"{name}={json.dumps(value)}" for name, value in labels.items()]


def fired(
    well: Scrape, first: Scrape, second: Scrape, folder: Path, *, still: tuple[str, ...] = ()
) -> set[str]:
    """Return the alerts that fire within the hour; *still* is what series begin with whose moment stands.

    None may fire as long as all is well.
    """
    wanted = metrics_of(RULES.read_text())
    series = [
        {"series": name, "values": _values(name, well, first, second, still)}
        for name in {*well.values, *second.values}
        if name.partition("{")[0] in wanted and not _is_idle(name, well, second)
    ]
    early, late = (
        {"expr": FIRED, "eval_time": f"{minutes}m", "exp_samples": [{"labels": mark, "value": 0}]}
        for minutes, mark in ((WELL - 1, "early"), (WELL + BROKEN, "late"))
    )
    script = {
        "rule_files": [str(RULES)],
        "evaluation_interval": "1m",
        "tests": [{"interval": "1m", "input_series": series, "promql_expr_test": [early, late]}],
    }
    told = _told(script, folder / "played.yml")
    at_first, _, in_the_end = told.partition('{__name__="late"}')
    assert not ALERT.search(at_first), told
    return set(ALERT.findall(in_the_end))


def _told(script: dict[str, Any], file: Path) -> str:
    """Return what Prometheus' engine says; it awaits what nothing is called, so it tells what it finds."""
    file.write_text(json.dumps(script))  # which is YAML
    ended = subprocess.run(["promtool", "test", "rules", file], capture_output=True, text=True, check=False)
    told = ended.stdout + ended.stderr
    assert told.count("got:") == 2, told
    return told


def _is_idle(name: str, well: Scrape, second: Scrape) -> bool:
    """Tell whether nothing was ever counted in a series, or in any of its histogram."""
    if not name.partition("{")[0].endswith(COUNTS):
        return False
    whole = re.sub(r'le="[^"]*"', 'le="+Inf"', name)
    return not well.values.get(whole) and not second.values.get(whole)


def _values(name: str, well: Scrape, first: Scrape, second: Scrape, still: tuple[str, ...]) -> str:
    """Return a series in promtool's words: minutes that are well, then minutes that are not."""
    before = well.values.get(name)
    after, later = first.values.get(name), second.values.get(name)
    if name.partition("{")[0].endswith("_timestamp_seconds"):
        passing = 0 if name.startswith(still) else 60
        return f"{_run(before, WELL, 60, well.at)} {_run(later, BROKEN, passing, second.at - 60 * WELL)}"
    grown = later - after if later is not None and after is not None else 0
    pace = grown if name.partition("{")[0].endswith(COUNTS) else 60 * (grown > 0 and _is_age(name))
    return f"{_run(before, WELL)} {_run(later, BROKEN, pace)}"


def _is_age(name: str) -> bool:
    """Tell whether what grows is a time that something waits."""
    return name.partition("{")[0].endswith("_seconds")


def _run(value: float | None, minutes: int, pace: float = 0, begin: float = 0) -> str:
    """Return so many values, one a minute; the moment *begin* is that of the first."""
    if value is None:
        return f"_x{minutes}"
    return f"{value - begin:.6f}{pace:+.6f}x{minutes - 1}"
