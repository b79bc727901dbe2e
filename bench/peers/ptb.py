"""The same dialogue on python-telegram-bot: its webhook, its ConversationHandler in memory."""

import os

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)

ORDER = ("surname", "given_name", "patronymic", "sex", "birth_date", "polis", "snils", "phone")
REVIEW, CONSENT = len(ORDER), len(ORDER) + 1
CONTACT = ReplyKeyboardMarkup([[KeyboardButton("Поделиться номером", request_contact=True)]])

Context = ContextTypes.DEFAULT_TYPE


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    """One button a row."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label)] for label in labels])


async def begin(update: Update, context: Context) -> int:
    """Ask the first question."""
    sent = await update.message.reply_text("Шаг 1 из 8: фамилия", reply_markup=keyboard("Отмена"))
    context.user_data.clear()
    context.user_data.update(step=0, form=sent.message_id, gone=[update.message.message_id])
    return 0


async def take(update: Update, context: Context) -> int:
    """Keep an answer and ask the next in the message that asked, as ours does; the answer is deleted."""
    message, data = update.message, context.user_data
    name = ORDER[data["step"]]
    data[name] = message.text
    following = data["step"] = data["step"] + 1
    chat, form, is_phone = message.chat_id, data["form"], ORDER[following:] == ["phone"]
    gone = [message.message_id, *data["gone"], *([form] if is_phone else [])]
    await context.bot.delete_messages(chat, gone)
    data["gone"] = []
    buttons, text = keyboard("Назад", "Пропустить", "Отмена"), f"Шаг {following + 1} из 8"
    if is_phone:
        contact = await message.reply_text("Можно не набирать", reply_markup=CONTACT)
        sent = await message.reply_text(text, reply_markup=buttons)
        data.update(form=sent.message_id, gone=[contact.message_id])
        return following
    if following == REVIEW:
        lines = "\n".join(f"{key}: {value}" for key, value in data.items())
        buttons, text = keyboard("Добавить"), f"Проверьте карточку\n{lines}"
    await context.bot.edit_message_text(text, chat_id=chat, message_id=form, reply_markup=buttons)
    return following


async def save(update: Update, _: Context) -> int:
    """Ask for the consent."""
    query = update.callback_query
    await query.answer()
    await query.edit_message_text("Согласие", reply_markup=keyboard("Прочитать", "Даю согласие"))
    return CONSENT


async def agree(update: Update, context: Context) -> int:
    """Forget the form, as if the card were kept."""
    query = update.callback_query
    context.user_data.clear()
    await query.answer()
    await query.edit_message_text("Карточка успешно добавлена", reply_markup=keyboard("Просмотреть"))
    return ConversationHandler.END


def main() -> None:
    """Serve the webhook until killed."""
    states = {step: [MessageHandler(filters.TEXT & ~filters.COMMAND, take)] for step in range(REVIEW)}
    states[REVIEW] = [CallbackQueryHandler(save, "Добавить")]
    states[CONSENT] = [CallbackQueryHandler(agree, "Даю согласие")]
    dialogue = ConversationHandler([CommandHandler("add", begin)], states, fallbacks=[])
    api = os.environ["TELEGRAM_API_URL"]
    application = Application.builder().token(os.environ["BOT_TOKEN"]).base_url(f"{api}/bot").build()
    application.add_handler(dialogue)
    host, _, port = os.environ["LISTEN"].partition(":")
    application.run_webhook(
        host,
        int(port),
        "telegram/webhook",
        secret_token=os.environ["WEBHOOK_SECRET"],
        webhook_url=f"http://{host}:{port}/telegram/webhook",
    )


if __name__ == "__main__":
    main()
