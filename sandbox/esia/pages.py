"""The stand-in's pages: sign-in, permission, refusal; plain HTML that a phone shows well."""

from collections.abc import Iterable
from html import escape

from sandbox.esia.accounts import ACCOUNTS, PASSWORD, Account

SCOPE_WORDS = (
    ("fullname", "фамилия, имя, отчество"),
    ("birthdate", "дата рождения"),
    ("gender", "пол"),
    ("snils", "СНИЛС"),
    ("mobile", "номер мобильного телефона"),
    ("medical_doc", "полис ОМС"),
    ("kid_fullname", "данные детей и их документов"),
)
STYLE = """
:root{color-scheme:light dark;--line:#c5cfe0;--blue:#0d4cd3;--soft:#edf2fb;--text:#0b1f33;--page:#fff}
@media(prefers-color-scheme:dark){:root{--line:#41506a;--blue:#8fb4ff;--soft:#1d2939;--text:#eef3fb;--page:#111a26}}
*{box-sizing:border-box}
body{margin:0;background:var(--soft);color:var(--text);font:17px/1.45 system-ui,sans-serif}
main{max-width:28rem;margin:0 auto;padding:1.25rem;background:var(--page);min-height:100vh}
.brand{font-size:1.7rem;font-weight:700;color:var(--blue);margin:0}
.brand small{display:block;font-size:.85rem;font-weight:400;color:var(--text)}
h1{font-size:1.35rem;margin:1.25rem 0 .75rem}h2{font-size:1.05rem;margin:1.75rem 0 .5rem}
label{display:block;margin:.75rem 0 .25rem}
input[type=text],input[type=password]{width:100%;min-height:48px;padding:.5rem .75rem;font:inherit;
color:inherit;background:var(--page);border:1px solid var(--line);border-radius:.5rem}
.check{display:flex;gap:.6rem;align-items:center;min-height:44px}.check input{width:22px;height:22px}
button{width:100%;min-height:48px;padding:.6rem .9rem;font:inherit;border-radius:.6rem;cursor:pointer;
border:1px solid var(--blue);background:var(--page);color:var(--blue)}
button.main{background:#0d4cd3;border-color:#0d4cd3;color:#fff;font-weight:600}
:focus-visible{outline:3px solid #f0a202;outline-offset:2px}
form{margin:0 0 .6rem}.account{text-align:left}.account small{display:block;color:var(--text)}
.error{padding:.75rem;border-left:4px solid #d4002a;background:var(--soft)}
.note{font-size:.9rem;background:var(--soft);padding:.75rem;border-radius:.5rem}
details{margin:.75rem 0}summary{min-height:44px;color:var(--blue);cursor:pointer;padding:.6rem 0}
"""
BRAND = """<p class="brand">госуслуги<small>Доступ к сервисам электронного правительства</small></p>"""
NOTE = """<p class="note">Это песочница: настоящие Госуслуги не участвуют, все люди выдуманы.</p>"""


def login_page(key: str, system: str, problem: str | None = None) -> str:
    """Return the sign-in page of the attempt *key*, with the accounts that can be tried."""
    error = f'<p class="error" role="alert">{escape(problem)}</p>' if problem else ""
    form = f"""<form method="post" action="{key}">{error}
<label for="login">Мобильный телефон или почта</label>
<input type="text" id="login" name="login" autocomplete="username" inputmode="tel" required>
<label for="password">Пароль</label>
<input type="password" id="password" name="password" autocomplete="current-password" required>
<label class="check"><input type="checkbox" name="foreign"> Чужой компьютер</label>
<button class="main">Войти</button></form>
<details><summary>Восстановить пароль</summary>В песочнице у всех один пароль: <b>{PASSWORD}</b></details>"""
    accounts = "".join(_account_button(key, account) for account in ACCOUNTS)
    body = f"""{BRAND}<h1>Вход<br>«{escape(system)}»</h1>{form}
<h2>Кого попробовать: вход одним нажатием</h2>{accounts}{NOTE}"""
    return _page(f"Вход — {system}", body)


def permission_page(key: str, system: str, account: Account, scopes: Iterable[str]) -> str:
    """Return the page that asks once whether *system* may have the data."""
    wanted = set(scopes)
    items = "".join(f"<li>{words}</li>" for scope, words in SCOPE_WORDS if scope in wanted)
    person = escape(f"{account.person.given_name} {account.person.surname}")
    body = f"""{BRAND}<h1>{person}, «{escape(system)}» запрашивает ваши данные</h1><ul>{items}</ul>
{_decision(key, account, "yes", "Разрешить", "main")}{_decision(key, account, "no", "Отказать", "")}{NOTE}"""
    return _page("Предоставление прав доступа", body)


def refusal_page(code: str) -> str:
    """Return what a browser sees that cannot be sent back to the system."""
    body = f"""{BRAND}<h1>Вход не удался</h1><p class="error" role="alert">{escape(code)}</p>
<p>Вернитесь в приложение и начните вход заново.</p>{NOTE}"""
    return _page("Ошибка", body)


def _account_button(key: str, account: Account) -> str:
    name = escape(f"{account.person.surname} {account.person.given_name}")
    return f"""<form method="post" action="{key}"><input type="hidden" name="login" value="{account.login}">
<input type="hidden" name="password" value="{PASSWORD}">
<button class="account"><b>{name}</b><small>{escape(account.tale)}</small>
<small>{account.login}</small></button></form>"""


def _decision(key: str, account: Account, answer: str, words: str, kind: str) -> str:
    return f"""<form method="post" action="{key}"><input type="hidden" name="login" value="{account.login}">
<input type="hidden" name="password" value="{PASSWORD}"><input type="hidden" name="agree" value="{answer}">
<button class="{kind}">{words}</button></form>"""


def _page(title: str, body: str) -> str:
    return f"""<!doctype html><html lang="ru"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(title)}</title>
<style>{STYLE}</style></head><body><main>{body}</main></body></html>"""
