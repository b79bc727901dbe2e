"""aiogram's storage of states and drafts, over the dialogue that is open."""

from collections.abc import Mapping
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from storage.dialogue import standing


class DialogueStorage(BaseStorage):
    """What a dialogue holds is read once and written once an update, in its transaction."""

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:  # noqa: ARG002
        """Keep the state's name."""
        dialogue = standing()
        dialogue.state = state.state if isinstance(state, State) else state
        dialogue.is_changed = True

    async def get_state(self, key: StorageKey) -> str | None:  # noqa: ARG002
        """Return the state's name."""
        return standing().state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:  # noqa: ARG002
        """Keep the data, anything that JSON can hold."""
        dialogue = standing()
        dialogue.data = dict(data)
        dialogue.is_changed = True

    async def get_data(self, key: StorageKey) -> dict[str, Any]:  # noqa: ARG002
        """Return a copy of the data."""
        return dict(standing().data)

    async def close(self) -> None:
        """Nothing to close: the transaction is not ours."""
