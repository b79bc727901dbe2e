"""The oracle of the Bot API: aiogram's own models, generated from Telegram's page, judge every exchange."""

from typing import Any

from aiogram import methods
from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.methods import __all__ as names
from aiogram.methods.base import Response
from aiogram.types import Update
from pydantic import BaseModel

METHODS = {
    getattr(methods, name).__api_method__: getattr(methods, name)
    for name in names
    if isinstance(getattr(methods, name), type)
    and issubclass(getattr(methods, name), TelegramMethod)
    and hasattr(getattr(methods, name), "__api_method__")
}


def check_exchange(method: str, given: dict[str, Any], answer: dict[str, Any]) -> None:
    """Raise AssertionError unless call and answer are what Telegram's page says."""
    model = METHODS[method]
    unknown = set(given) - set(model.model_fields)
    assert not unknown, f"{method}: unknown parameters {unknown}"
    call = model.model_validate(given)
    _assert_no_extra(call, method)
    if not answer["ok"]:
        assert isinstance(answer["error_code"], int)
        assert answer["description"]
        return
    response = Response[model.__returning__].model_validate(answer)
    _assert_no_extra(response, method)


def check_update(update: dict[str, Any]) -> None:
    """Raise AssertionError unless the update has no field that Telegram's page does not know."""
    _assert_no_extra(Update.model_validate(update), "update")


def _assert_no_extra(value: Any, where: str) -> None:
    if isinstance(value, list):
        for item in value:
            _assert_no_extra(item, where)
    if not isinstance(value, BaseModel):
        return
    assert not value.model_extra, f"{where}: unknown fields {set(value.model_extra or ())}"
    for name in type(value).model_fields:
        inner = getattr(value, name)
        if not isinstance(inner, Default):
            _assert_no_extra(inner, f"{where}.{name}")
