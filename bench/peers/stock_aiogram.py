"""The same dialogue on stock aiogram: its webhook handler, its FSM in memory, the same calls sent at once."""

import os

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web


class Form(StatesGroup):
    """The questions, in order."""

    surname = State()
    given_name = State()
    patronymic = State()
    sex = State()
    birth_date = State()
    polis = State()
    snils = State()
    phone = State()
    review = State()
    consent = State()


ORDER = [Form.surname, Form.given_name, Form.patronymic, Form.sex, Form.birth_date, Form.polis, Form.snils,
         Form.phone, Form.review]  # fmt: skip
CONTACT = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Поделиться номером", request_contact=True)]])


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    """One button a row."""
    rows = [[InlineKeyboardButton(text=label, callback_data=label)] for label in labels]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def begin(message: Message, state: FSMContext) -> None:
    """Ask the first question."""
    await state.set_state(Form.surname)
    sent = await message.answer("Шаг 1 из 8: фамилия", reply_markup=keyboard("Отмена"))
    await state.set_data({"form": sent.message_id, "gone": [message.message_id]})


async def take(message: Message, state: FSMContext) -> None:
    """Keep an answer and ask the next in the message that asked, as ours does; the answer is deleted."""
    name = await state.get_state()
    index = [step.state for step in ORDER].index(name)
    data = await state.update_data({name: message.text})
    following = ORDER[index + 1]
    await state.set_state(following)
    chat, form = message.chat.id, data["form"]
    moved = [form] if following is Form.phone else []
    await message.bot.delete_messages(chat, [message.message_id, *data["gone"], *moved])
    buttons, text = keyboard("Назад", "Пропустить", "Отмена"), f"Шаг {index + 2} из 8"
    if following is Form.phone:
        contact = await message.answer("Можно не набирать", reply_markup=CONTACT)
        sent = await message.answer(text, reply_markup=buttons)
        await state.update_data(form=sent.message_id, gone=[contact.message_id])
        return
    if following is Form.review:
        lines = "\n".join(f"{key}: {value}" for key, value in data.items())
        buttons, text = keyboard("Добавить"), f"Проверьте карточку\n{lines}"
    await message.bot.edit_message_text(text, chat_id=chat, message_id=form, reply_markup=buttons)
    await state.update_data(gone=[])


async def save(query: CallbackQuery, state: FSMContext) -> None:
    """Ask for the consent."""
    await state.set_state(Form.consent)
    await query.answer()
    await query.message.edit_text("Согласие", reply_markup=keyboard("Прочитать", "Даю согласие"))


async def agree(query: CallbackQuery, state: FSMContext) -> None:
    """Forget the form, as if the card were kept."""
    await state.clear()
    await query.answer()
    await query.message.edit_text("Карточка успешно добавлена", reply_markup=keyboard("Просмотреть"))


def main() -> None:
    """Serve the webhook until killed."""
    router = Router()
    router.message.register(begin, Command("add"))
    for step in ORDER[:-1]:
        router.message.register(take, step)
    router.callback_query.register(save, F.data == "Добавить")
    router.callback_query.register(agree, F.data == "Даю согласие")
    server = TelegramAPIServer.from_base(os.environ["TELEGRAM_API_URL"])
    bot = Bot(os.environ["BOT_TOKEN"], session=AiohttpSession(api=server))
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.include_router(router)
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=os.environ["WEBHOOK_SECRET"]).register(
        app, "/telegram/webhook"
    )
    setup_application(app, dispatcher, bot=bot)
    host, _, port = os.environ["LISTEN"].partition(":")
    web.run_app(app, host=host, port=int(port), access_log=None, print=None)


if __name__ == "__main__":
    main()
