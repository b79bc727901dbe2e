"""Alerts, runbook, dashboard and docs speak of what there is, and of the same."""

import json
import re
import subprocess

from bot.monitoring import metrics
from tests.architecture.test_house import ROOT
from tests.monitor import RULES, metrics_of, rules

RUNBOOK = (ROOT / "docs" / "runbook.md").read_text()
DASHBOARD = ROOT / "deploy" / "grafana" / "doctor73.json"
OURS = re.compile(r"\bbot_[a-z_]+\b")


def told():
    """Return the names of all series."""
    return {sample.name for metric in metrics.REGISTRY.collect() for sample in metric.samples} | {"up"}


def panels():
    return [panel for panel in json.loads(DASHBOARD.read_text())["panels"] if panel["type"] != "row"]


def test_the_rules_are_what_prometheus_reads():
    """By its own tool."""
    subprocess.run(["promtool", "check", "rules", RULES], check=True, capture_output=True)


def test_every_alert_has_a_section_of_the_runbook():
    """Found under the anchor that the alert names, and telling all that it has to; none is left over."""
    sections = re.split(r"^## ", RUNBOOK, flags=re.MULTILINE)[1:]
    assert [section.split("\n")[0] for section in sections] == list(rules())
    for name, rule in rules().items():
        assert f"runbook: docs/runbook.md#{name.lower()}\n" in rule
        assert "summary:" in rule
    for section in sections:
        severity = re.search(r"severity: (\w+)", rules()[section.split("\n")[0]])[1]
        for told_of in (f"**For patients ({severity}).**", "**Look at.**", "**Do.**"):
            assert told_of in section, section


def test_rules_and_dashboard_name_only_series_that_there_are():
    """A name that was changed would never alarm anybody."""
    assert metrics_of(RULES.read_text()) <= told()
    for panel in panels():
        for target in panel["targets"]:
            assert metrics_of(target["expr"]) <= told(), target["expr"]


def test_every_alert_is_on_the_dashboard():
    """Beside the figures that it goes by, with a way to its section."""
    shown = {link["title"].removeprefix("Runbook: ") for panel in panels() for link in panel.get("links", ())}
    assert shown == set(rules())
    for panel in panels():
        for link in panel.get("links", ()):
            name = link["title"].removeprefix("Runbook: ")
            assert link["url"].endswith(f"#{name.lower()}")
            assert name in panel["description"]


def test_no_figure_is_told_for_nobody():
    """Each of ours is looked at, on the dashboard or by an alert."""
    looked_at = metrics_of(DASHBOARD.read_text()) | metrics_of(RULES.read_text())
    endings = re.compile(r"_(bucket|count|sum)$")
    ours = {endings.sub("", name) for name in told() if OURS.fullmatch(name)}
    assert ours - {endings.sub("", name) for name in looked_at} == set()


def test_the_docs_name_only_series_that_there_are():
    """What is to be watched can be."""
    for page in (ROOT / "docs").glob("*.md"):
        named = {name for name in OURS.findall(page.read_text()) if not name.endswith("_")}
        known = told() | {metric.name for metric in metrics.REGISTRY.collect()}
        assert named - known - {"bot_api"} == set(), page.name
