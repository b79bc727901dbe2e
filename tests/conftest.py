"""What is loaded where tests are run, and not into the process that only tells others what to run."""


def pytest_configure(config):
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        config.pluginmanager.import_plugin("tests.ending")
        config.pluginmanager.import_plugin("tests.metered")
        config.pluginmanager.import_plugin("tests.shared")
        config.pluginmanager.import_plugin("tests.began")


def pytest_terminal_summary(terminalreporter):
    """Tell what tests have measured (`record_property`)."""
    for report in terminalreporter.stats.get("passed", []):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")
