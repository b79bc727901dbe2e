"""A headless Chromium for the pages, and pictures of them for whoever wants to look."""

import os
from contextlib import asynccontextmanager
from pathlib import Path

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
async def browsing(width: int, height: int = 800):
    """Open a page of this size in a Chromium of its own; nothing on it may fail."""
    async with launched() as browser:
        page = await browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(PATIENCE * 1000)
        errors = errors_of(page)
        yield page
        assert errors == []


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
