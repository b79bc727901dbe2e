"""A bot of a few lines, to try the chat page with: it polls, and answers in every way that the page shows."""

import aiohttp

from tests.sandbox.telegram.conftest import TOKEN

MENU = {
    "inline_keyboard": [
        [{"text": "Изменить", "callback_data": "edit"}, {"text": "Удалить", "callback_data": "delete"}],
        [{"text": "Тост", "callback_data": "toast"}, {"text": "Важно", "callback_data": "alert"}],
        [{"text": "Снова", "url": "https://t.me/doctor73_demo_bot?start=again"}],
    ]
}
ASKING = {"keyboard": [[{"text": "Поделиться номером", "request_contact": True}]], "resize_keyboard": True}
HELLO = "<b>Здравствуйте!</b> Напишите /phone <i>или</i> <tg-spoiler>секрет</tg-spoiler>"


class TinyBot:
    """Answers /start with a menu, /phone with a request, a contact with its number, and echoes the rest."""

    def __init__(self, base):
        self.base = base

    async def run(self):
        offset = 0
        async with aiohttp.ClientSession() as self.http:
            await self.call("setMyDescription", description="Крошечный бот для проверки страницы.")
            await self.call("setMyCommands", commands=[{"command": "start", "description": "Начать сначала"}])
            while True:
                for update in await self.call("getUpdates", offset=offset, timeout=20):
                    offset = update["update_id"] + 1
                    await self.take(update)

    async def call(self, method, **parameters):
        async with self.http.post(f"{self.base}/bot{TOKEN}/{method}", json=parameters) as response:
            return (await response.json())["result"]

    async def take(self, update):
        if "callback_query" in update:
            await self.take_tap(update["callback_query"])
        else:
            await self.take_message(update["message"])

    async def take_message(self, message):
        chat, text = message["chat"]["id"], message.get("text", "")
        if text.startswith("/start"):
            note = f" ({text[7:]})" if text[7:] else ""
            await self.say(chat, HELLO + note, reply_markup=MENU, protect_content=True)
        elif text == "/phone":
            await self.say(chat, "Какой у вас номер?", reply_markup=ASKING)
        elif "contact" in message:
            number = message["contact"]["phone_number"]
            await self.say(chat, f"Номер {number}", reply_markup={"remove_keyboard": True})
        elif "photo" in message or "document" in message:
            await self.say(chat, "Фото получено" if "photo" in message else "Файл получен")
        elif text == "/think":
            await self.call("sendChatAction", chat_id=chat, action="typing")
        else:
            await self.call("sendMessage", chat_id=chat, text=f"Вы сказали: {text}")

    async def say(self, chat, text, **more):
        await self.call("sendMessage", chat_id=chat, text=text, parse_mode="HTML", **more)

    async def take_tap(self, query):
        message, done = query["message"], {"callback_query_id": query["id"]}
        where = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        match query["data"]:
            case "edit":
                await self.call("editMessageText", **where, text="Стало иначе", reply_markup=MENU)
            case "delete":
                await self.call("deleteMessage", **where)
            case "toast":
                done |= {"text": "Маленькая весть"}
            case "alert":
                done |= {"text": "Большая весть", "show_alert": True}
        await self.call("answerCallbackQuery", **done)
