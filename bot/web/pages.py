"""The pages of the sign-in: a title, what happened, one way on; of data only the account's name."""

from html import escape
from http import HTTPStatus

from aiohttp import web

from locales.texts import Texts
from patient.account import Account

STYLE_PATH = "/esia/page.css"
LAYOUT = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{style}">
</head>
<body><main><h1>{title}</h1>
{body}
</main></body>
</html>
"""


def page(t: Texts, key: str, body: str = "", status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """Return the page *key* (``page.<key>.title`` and ``page.<key>.text``) over *body*, which is HTML."""
    return _respond(t, t(f"page.{key}.title"), f"<p>{t(f'page.{key}.text')}</p>\n{body}", status)


def ask_page(t: Texts, account: Account, *, is_trust: bool = False) -> web.Response:
    """Ask whether the person pressed the button himself, naming the Telegram account.

    With *is_trust* it is the account that asks to keep the card of whoever signs in.

    Name and username stand apart: the name is what anybody calls himself, and could end like a username.
    """
    asked = ".trust" if is_trust else ""
    name = escape(account.name) if account.name else t("page.start.nameless")
    username = f"@{escape(account.username)}" if account.username else t("page.start.no_username")
    body = (
        f"<p>{t('page.start.text')}</p>\n"
        f"<dl><dt>{t('page.start.name')}</dt><dd><bdi>{name}</bdi></dd>"
        f"<dt>{t('page.start.username')}</dt><dd><bdi>{username}</bdi></dd></dl>\n"
        f"<p>{t(f'page.start.question{asked}')}</p>\n"
        '<form method="post">'
        f'<button name="answer" value="yes">{t(f"page.start.yes{asked}")}</button>'
        f'<button class="no" name="answer" value="no">{t("page.start.no")}</button></form>'
    )
    return _respond(t, t("page.start.title"), body, HTTPStatus.OK)


def under_way(t: Texts) -> web.Response:
    """Say that the data are on their way; the page looks again by itself."""
    response = page(t, "under_way")
    response.headers["Refresh"] = "2"
    return response


def link(label: str, url: str) -> str:
    """Return a link that looks like a button."""
    return f'<a class="action" href="{escape(url)}" rel="noreferrer">{label}</a>'


def _respond(t: Texts, title: str, body: str, status: HTTPStatus) -> web.Response:
    text = LAYOUT.format(language=t.language, title=title, style=STYLE_PATH, body=body)
    return web.Response(text=text, content_type="text/html", charset="utf-8", status=status)
