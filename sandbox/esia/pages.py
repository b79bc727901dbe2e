"""The stand-in's pages: sign-in, permission, refusal; plain HTML that a phone shows well."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from sandbox.esia.accounts import ACCOUNTS, PASSWORD, Account
from sandbox.words import Words

SCOPE_WORDS = (
    ("fullname", Words("фамилия, имя, отчество", "surname, given name, patronymic")),
    ("birthdate", Words("дата рождения", "birth date")),
    ("gender", Words("пол", "sex")),
    ("snils", Words("СНИЛС", "SNILS")),
    ("mobile", Words("номер мобильного телефона", "mobile phone number")),
    ("medical_doc", Words("полис ОМС", "the medical insurance polis")),
    ("kid_fullname", Words("данные детей и их документов", "the children and their documents")),
)
ACCESS = Words("Доступ к сервисам электронного правительства", "Access to the services of e-government")
SANDBOX = Words(
    "Это песочница: настоящие Госуслуги не участвуют, все люди выдуманы.",
    "This is a sandbox: the real Gosuslugi takes no part, all people are invented.",
)
SIGN_IN = Words("Вход", "Sign-in")
LOGIN = Words("Мобильный телефон или почта", "Mobile phone or e-mail")
PASSWORD_FIELD = Words("Пароль", "Password")
FOREIGN = Words("Чужой компьютер", "Somebody else’s computer")
ENTER = Words("Войти", "Sign in")
RECOVER = Words("Восстановить пароль", "Recover the password")
ONE_PASSWORD = Words("В песочнице у всех один пароль:", "In the sandbox everybody has the same password:")
WHOM = Words("Кого попробовать: вход одним нажатием", "Whom to try: one press signs in")
ASKS = Words("«{system}» запрашивает ваши данные", "«{system}» asks for your data")
PERMISSION = Words("Предоставление прав доступа", "Granting access")
ALLOW, DENY = Words("Разрешить", "Allow"), Words("Отказать", "Refuse")
FAILED, ERROR = Words("Вход не удался", "The sign-in failed"), Words("Ошибка", "Error")
AFRESH = Words(
    "Вернитесь в приложение и начните вход заново.", "Go back to the application and begin the sign-in again."
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


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages in one language."""

    language: str

    def login(self, key: str, system: str, problem: Words | None = None) -> str:
        """Return the sign-in page of the attempt *key*, with the accounts that can be tried."""
        say = self._say
        error = f'<p class="error" role="alert">{say(problem)}</p>' if problem else ""
        form = f"""<form method="post" action="{key}">{error}
<label for="login">{say(LOGIN)}</label>
<input type="text" id="login" name="login" autocomplete="username" inputmode="tel" required>
<label for="password">{say(PASSWORD_FIELD)}</label>
<input type="password" id="password" name="password" autocomplete="current-password" required>
<label class="check"><input type="checkbox" name="foreign"> {say(FOREIGN)}</label>
<button class="main">{say(ENTER)}</button></form>
<details><summary>{say(RECOVER)}</summary>{say(ONE_PASSWORD)} <b>{PASSWORD}</b></details>"""
        accounts = "".join(self._account_button(key, account) for account in ACCOUNTS)
        title = f"<h1>{say(SIGN_IN)}<br>«{escape(system)}»</h1>"
        body = f"{title}{form}<h2>{say(WHOM)}</h2>{accounts}"
        return self._page(f"{say(SIGN_IN)} — {system}", body)

    def permission(self, key: str, system: str, account: Account, scopes: Iterable[str]) -> str:
        """Return the page that asks once whether *system* may have the data."""
        wanted = set(scopes)
        items = "".join(f"<li>{self._say(words)}</li>" for scope, words in SCOPE_WORDS if scope in wanted)
        person = escape(f"{account.person.given_name} {account.person.surname}")
        asks = self._say(ASKS).format(system=escape(system))
        yes = _form(key, account, _answer("yes", "main", self._say(ALLOW)))
        no = _form(key, account, _answer("no", "", self._say(DENY)))
        return self._page(self._say(PERMISSION), f"<h1>{person}, {asks}</h1><ul>{items}</ul>{yes}{no}")

    def refusal(self, why: str) -> str:
        """Return what a browser sees that cannot be sent back to the system."""
        error = f'<p class="error" role="alert">{escape(why)}</p>'
        return self._page(self._say(ERROR), f"<h1>{self._say(FAILED)}</h1>{error}<p>{self._say(AFRESH)}</p>")

    def _say(self, words: Words) -> str:
        return escape(words.of(self.language))

    def _account_button(self, key: str, account: Account) -> str:
        name = escape(f"{account.person.surname} {account.person.given_name}")
        told = f"<small>{self._say(account.tale)}</small><small>{account.login}</small>"
        return _form(key, account, f'<button class="account"><b>{name}</b>{told}</button>')

    def _page(self, title: str, body: str) -> str:
        return f"""<!doctype html><html lang="{self.language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(title)}</title>
<link rel="icon" href="data:,"><style>{STYLE}</style></head>
<body><main><p class="brand" lang="ru">госуслуги<small lang="{self.language}">{self._say(ACCESS)}</small></p>
{body}<p class="note">{self._say(SANDBOX)}</p></main></body></html>"""


def _form(key: str, account: Account, inner: str) -> str:
    return f"""<form method="post" action="{key}">
<input type="hidden" name="login" value="{account.login}">
<input type="hidden" name="password" value="{PASSWORD}">{inner}</form>"""


def _answer(answer: str, kind: str, words: str) -> str:
    return f'<input type="hidden" name="agree" value="{answer}"><button class="{kind}">{words}</button>'
