"""A headless Chromium for the pages, started once, and pictures of them for whoever wants to look.

Its tests and what they use share one event loop: ``pytestmark = ONE_LOOP``.
"""

import os
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from tests.journeys.house import PATIENCE

EXECUTABLE = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ONE_LOOP = pytest.mark.asyncio(loop_scope="session")
PICTURES = os.environ.get("PICTURES")  # a folder, to look at what a person sees


@asynccontextmanager
async def launched():
    """Start a Chromium, and end it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def browsing(browser, width: int, height: int = 800, *, fails: bool = False, **more):
    """Open a page of this size that knows nothing of any other; unless it *fails* on purpose, nothing may."""
    context = await browser.new_context(viewport={"width": width, "height": height}, **more)
    context.set_default_timeout(PATIENCE * 1000)  # of the tabs too that a page opens
    try:
        page = await context.new_page()
        errors = errors_of(page)
        yield page
        assert fails or errors == []
    finally:
        await context.close()


def errors_of(page):
    """Return a list that fills with the script errors and refused resources of *page*."""
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    return errors


async def picture(page, name):
    """Keep a picture of *page* if pictures are wanted."""
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / name)
