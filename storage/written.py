"""How values are written into rows and read from them: by their fields' names, but for those named here.

A key that a row lacks takes its field's default, and one that nobody knows is passed over: so the rows of the
release before open in this one, and this one's in the release before. What needs more than a default is a
step of a migration (`storage.migration_steps`) that seals the rows anew.
"""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from patient.booking import Booking
from patient.card import CLAIMED, CardDraft, PersonalData
from patient.clinic import OpenHours
from patient.fields import FIELDS, NUMBERS, AnyField, CardField, named
from patient.held_time import HeldTime
from patient.visit import Slot, Visit
from patient.watch import Target, Watch

T = TypeVar("T")

LISTS = (OpenHours, Slot, Target)  # as a list of their fields; a new field comes last
KEYS = {  # by which a row knows a field that has another name by now
    Booking: {"for_watch": "watch", "from_watch": "answers"},
    Watch: {"notified": "told"},
}
PLAIN = (str, int, bool)  # and not what is made of them, as the kinds of things are


def written(value: Any, *, but: Collection[str] = ()) -> Any:
    """Return *value* as JSON can hold it; *but* are fields that stand beside it in its row."""
    content = _converter.unstructure(value)
    return {name: content[name] for name in content if name not in but} if but else content


def read(kind: type[T], content: Any, /, **beside: Any) -> T:
    """Return the value that was `written`; *beside* are fields that stood beside it in its row.

    Raises:
        Exception: a key without a default is missing, or the content is odd.
    """
    return _converter.structure({**content, **beside} if beside else content, kind)


def _make() -> Converter:
    converter = Converter(detailed_validation=False, unstruct_collection_overrides={AbstractSet: sorted})
    converter.register_structure_hook_func(PLAIN.__contains__, _exactly)
    for moment in (datetime, date, time):
        converter.register_unstructure_hook(moment, moment.isoformat)
        converter.register_structure_hook(moment, _moment)
    converter.register_unstructure_hook_func(_is_json, lambda content: content)
    for asked in FIELDS:
        _read_as_word(converter, asked.kind)
    converter.register_unstructure_hook_func(_is_field, lambda asked: asked.name)
    converter.register_structure_hook_func(_is_field, lambda name, _: named(name))
    for kind in LISTS:
        _write_as_list(converter, kind)
    for renamed, keys in KEYS.items():
        _keep_keys(converter, renamed, keys)
    without_key = make_dict_unstructure_fn(Visit, converter, key=override(omit=True))
    converter.register_unstructure_hook(Visit, without_key)  # the registry tells it anew each time
    converter.register_unstructure_hook(CardDraft, CardDraft.to_json)
    converter.register_structure_hook(CardDraft, lambda content, _: _read_draft(content))
    converter.register_unstructure_hook(PersonalData, lambda person: person.draft.to_json())
    converter.register_structure_hook(PersonalData, lambda content, _: _read_person(content))
    _write_as_list(converter, HeldTime)  # in which all of the above may stand
    return converter


def _is_json(kind: Any) -> bool:
    """Tell what a row keeps as it is: the parameters of a call are JSON from the beginning."""
    return bool(kind == dict[str, Any])


def _is_field(kind: Any) -> bool:
    return kind in (AnyField, CardField)


def _exactly(content: Any, kind: type[T]) -> T:
    if type(content) is not kind:
        raise TypeError(f"no {kind.__name__}")
    return content


def _moment(content: Any, kind: Any) -> Any:
    """Read a moment: as a column has it, in Unix seconds, or as a text, which names its zone."""
    if kind is datetime and isinstance(content, float | int):
        return datetime.fromtimestamp(content, UTC)
    moment = content if isinstance(content, kind) else kind.fromisoformat(content)
    if kind is datetime and moment.tzinfo is None:
        raise ValueError("a moment without its zone")
    return moment


def _read_as_word(converter: Converter, kind: type[Any]) -> None:
    """Read an answer that has one field from what stands in it; `CardDraft.to_json` writes it so."""
    only, *others = fields(kind) if is_dataclass(kind) else (None, None)
    if only is None or others:
        return
    restore = make_dict_structure_fn(kind, converter)
    converter.register_structure_hook(kind, lambda content, _: restore({only.name: content}, kind))


def _write_as_list(converter: Converter, kind: type[Any]) -> None:
    names = [each.name for each in fields(kind)]
    write, restore = make_dict_unstructure_fn(kind, converter), make_dict_structure_fn(kind, converter)
    converter.register_unstructure_hook(kind, lambda value: list(write(value).values()))
    converter.register_structure_hook(
        kind, lambda content, _: restore(dict(zip(names, content, strict=False)), kind)
    )


def _keep_keys(converter: Converter, kind: type[Any], keys: Mapping[str, str]) -> None:
    """Write and read the fields by the keys that they have always had: both ways between releases."""
    renamed: dict[str, Any] = {field: override(rename=key) for field, key in keys.items()}
    converter.register_unstructure_hook(kind, make_dict_unstructure_fn(kind, converter, **renamed))
    converter.register_structure_hook(kind, make_dict_structure_fn(kind, converter, **renamed))


def _read_draft(content: Mapping[str, Any]) -> CardDraft:
    """Read the answers; what is not there was not asked yet."""
    answers = {asked: content[asked.name] for asked in FIELDS if asked.name in content}
    read_answers = {asked: _read_answer(asked, value) for asked, value in answers.items()}
    return CardDraft(read_answers, is_claimed=CLAIMED in content)


def _read_answer(asked: AnyField, content: Any) -> Any:
    return None if content is None else _converter.structure(content, asked.kind)


def _read_person(content: Mapping[str, Any]) -> PersonalData:
    """Read a card's data; what may be empty and is not there is empty."""
    empty = dict.fromkeys(asked for asked in FIELDS if asked.may_be_empty or asked in NUMBERS)
    return CardDraft({**empty, **_read_draft(content).answers}).complete()


_converter = _make()
