"""Telegram's HTML is parsed for real: entities where tags fit, Telegram's sentence where they don't."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.telegram.entities import KINDS, parse_html
from sandbox.telegram.errors import ApiError
from sandbox.telegram.spans import inside, trim, utf16, with_found
from sandbox.telegram.view import as_html

REFUSALS = [
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b><i>x</i>", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ("б</b>", "Unexpected end tag at byte offset 2"),
    ("<br>", 'Unsupported start tag "br" at byte offset 0'),
    ("<b/>x</b>", 'Unsupported start tag "b/" at byte offset 0'),
    ("a <b", "Unclosed start tag at byte offset 2"),
    ("a < b > c", 'Unsupported start tag "" at byte offset 2'),
    ("<b", "Unclosed start tag at byte offset 0"),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ("<a href='https://example.org>x</a>", "Unclosed start tag at byte offset 0"),
    ("<a href=https://x.org/>x</a>", "Unexpected end of name token at byte offset 8"),
    ("<i =x>y</i>", 'Empty attribute name in the tag "i" at byte offset 0'),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("<tg-time unix='soon'>x</tg-time>", "Invalid date-time entity"),
    ("<tg-time unix='1' format='rw'>x</tg-time>", "Invalid date-time entity"),
    ("<!-- x -->", 'Unsupported start tag "!--" at byte offset 0'),
]


@pytest.mark.parametrize(("source", "sentence"), REFUSALS)
def test_tags_that_do_not_fit_are_refused_with_their_place(source, sentence):
    """The offset counts bytes of UTF-8, as Telegram's does."""
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {sentence}"


def entity(kind, offset, length, **more):
    return {"type": kind, "offset": offset, "length": length, **more}


READINGS = [
    ("<b>жир</b>", "жир", [entity("bold", 0, 3)]),
    ("😀<i>x</i>", "😀x", [entity("italic", 2, 1)]),
    ("<B>a<i>b</i></B>", "ab", [entity("bold", 0, 2), entity("italic", 1, 1)]),
    ("<b></b>x", "x", []),
    ("&lt;b&gt; &amp; &quot;&#1103;&#x44F;&nbsp;", '<b> & "яя&nbsp;', []),
    ("AT&T & Co", "AT&T & Co", []),
    ("<tg-spoiler>x</tg-spoiler>", "x", [entity("spoiler", 0, 1)]),
    ('<span class="tg-spoiler">x</span>', "x", [entity("spoiler", 0, 1)]),
    (
        "<a href='https://x.org/?a=1&amp;b=2'>x</a>",
        "x",
        [entity("text_link", 0, 1, url="https://x.org/?a=1&b=2")],
    ),
    ("<a>https://x.org</a>", "https://x.org", [entity("text_link", 0, 13, url="https://x.org")]),
    ("<a href='javascript:alert(1)'>x</a>", "x", []),
    ("<pre><code class='language-sql'>x</code></pre>", "x", [entity("pre", 0, 1, language="sql")]),
    ("<pre>x</pre>", "x", [entity("pre", 0, 1)]),
    ('<tg-time unix="1795800000">x</tg-time>', "x", [entity("date_time", 0, 1, unix_time=1795800000)]),
    (
        "<tg-time unix='1' format='wDT'>x</tg-time>",
        "x",
        [entity("date_time", 0, 1, unix_time=1, date_time_format="wDT")],
    ),
    ("<blockquote expandable>x</blockquote>", "x", [entity("expandable_blockquote", 0, 1)]),
]


@pytest.mark.parametrize(("source", "text", "entities"), READINGS)
def test_tags_become_entities(source, text, entities):
    """Offsets count UTF-16 units; empty entities and links to nowhere are dropped."""
    assert parse_html(source) == (text, entities)


PLAIN = st.text(alphabet="абв <>&\"'x1😀\n", max_size=8)


def dressed(inner):
    tag = st.sampled_from(sorted(set(KINDS) - {"a", "span", "pre", "code", "tg-time"}))
    link = st.builds("<a href='https://x.org'>{}</a>".format, inner)
    moment = st.builds("<tg-time unix='{}'>{}</tg-time>".format, st.integers(0, 2**40), inner)
    return st.lists(st.builds("<{0}>{1}</{0}>".format, tag, inner) | link | moment, max_size=3).map("".join)


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@given(st.recursive(PLAIN.map(escaped), dressed, max_leaves=6))
def test_what_is_written_back_reads_the_same(source):
    """Reading, writing and reading again changes nothing, so the entities say all that the tags said."""
    once = parse_html(source)
    again = parse_html(as_html(*once))
    assert again[0] == once[0]
    assert covered(*again) == covered(*once)


def covered(text, entities):
    """Tell for every unit what it is, since tags on the same letters may come in any order."""
    return [
        {item["type"] for item in entities if item["offset"] <= at < item["offset"] + item["length"]}
        for at in range(utf16(text))
    ]


@given(st.text(alphabet="<>b/ia&;lt#x1g\"'=- привет😀", max_size=60) | st.text(max_size=60))
def test_any_text_is_read_or_refused(source):
    """Nothing breaks the reader; what it takes lies within the text and covers something."""
    try:
        text, entities = parse_html(source)
    except ApiError:
        return
    assert all(0 < item["length"] <= utf16(text) - item["offset"] for item in entities)


@given(PLAIN, PLAIN)
def test_trimming_moves_the_entities_along(before, marked):
    """White space at both ends goes; the entity still covers the same words."""
    text = f" \n{before}{marked} "
    given_entity = entity("bold", utf16(f" \n{before}"), utf16(marked))
    kept, entities = trim(text, [given_entity] if marked else [])
    assert kept == text.strip()
    assert [inside(kept, item).strip() for item in entities] == [marked.strip()] * bool(marked.strip())


def test_links_commands_and_addresses_are_found_outside_code():
    """As in Telegram, /help is a command, https://… a link; in code and in links nothing is looked for."""
    text = "/help или https://x.org/a, a@x.org; 1/2 и /tmp/x"
    found = [(item["type"], inside(text, item)) for item in with_found(text, [])]
    assert found == [("bot_command", "/help"), ("url", "https://x.org/a"), ("email", "a@x.org")]
    assert with_found("/help", [entity("code", 0, 5)]) == [entity("code", 0, 5)]
