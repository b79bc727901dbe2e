// The words of the page in both languages: a phone speaks its person's, the panel that of the first phone.

const RUSSIAN = {
  language: "ru", otherLanguage: "English", otherMark: "EN", otherUser: "emma",
  page: "Доктор73 — песочница", heading: "Доктор73: песочница Telegram", chats: "Чаты",
  tips: "Что попробовать", closeTips: "Закрыть подсказки", people: "Кто в чате", and: " и ", beside: " рядом",
  hint: "Это песочница: Telegram здесь ненастоящий, все люди выдуманы. Нажмите значение, и оно встанет в поле ввода.",
  savePicture: "Сохранить картинку", messages: "Сообщения", message: "Сообщение", connecting: "Соединение…",
  start: "Начать", menu: "Меню", commands: "Команды", keyboard: "Клавиатура бота", botButtons: "Кнопки бота",
  attach: "Прикрепить фото или файл", send: "Отправить", botsMessage: "Сообщение бота", ok: "Хорошо",
  desk: "Поддержка", deskTitle: "Группа поддержки", deskStatus: "здесь отвечает оператор",
  deskHint: "Сюда приходят вопросы. Напишите вопрос из чата пациента («Помощь» → «Написать в поддержку») и ответьте на него здесь: ответ придёт в «Сообщения». Рупор внизу отправляет объявление всем.",
  reply: "Ответить", replyTo: "Ответ на:", notReply: "Не отвечать на сообщение",
  announcement: "Объявление", announceHint: "Объявление получат все, кто пользуется ботом: его отправит команда оператора announce.",
  toAll: "Отправить всем", announcing: "Передаю объявление боту…",
  sendFile: "Отправить файл", asPhoto: "Как фото", asFile: "Как файл", cancel: "Отмена", notSent: "Файл не отправлен",
  copied: "Скопировано", typing: "печатает…", starting: "запускается…", who: (name) => `бот · вы: ${name}`,
  startingTitle: "Бот запускается…", startingText: "Это займёт несколько секунд. Кнопка «Начать» появится сама.",
  whatCan: "Что умеет этот бот?", nothingYet: "Здесь пока ничего нет.",
  bot: "Бот: ", you: "Вы: ", forwarded: "Переслано", photo: "Фотография", edited: "изменено ",
  protected: "Защищено от пересылки", hidden: "Скрытый текст", bytes: "Б", kilobytes: "КБ",
};

const ENGLISH = {
  language: "en", otherLanguage: "По-русски", otherMark: "RU", otherUser: "anna",
  page: "Doctor73: sandbox", heading: "Doctor73: a sandbox of Telegram", chats: "Chats",
  tips: "What to try", closeTips: "Close the tips", people: "Who is in the chat", and: " and ", beside: " side by side",
  hint: "This is a sandbox: the Telegram here is a stand-in, all people are invented. Press a value and it goes into the input.",
  savePicture: "Save the picture", messages: "Messages", message: "Message", connecting: "Connecting…",
  start: "Start", menu: "Menu", commands: "Commands", keyboard: "The bot's keyboard", botButtons: "The bot's buttons",
  attach: "Attach a photo or a file", send: "Send", botsMessage: "A message of the bot", ok: "OK",
  desk: "Support", deskTitle: "Support’s group", deskStatus: "here the operator answers",
  deskHint: "Questions come here. Write one in a patient’s chat (Help → Write to support) and answer it here: the answer comes into Messages. The megaphone below sends an announcement to everybody.",
  reply: "Reply", replyTo: "Reply to:", notReply: "Do not reply to the message",
  announcement: "Announcement", announceHint: "Everybody who uses the bot gets the announcement: the operator’s command announce sends it.",
  toAll: "Send to all", announcing: "Passing the announcement to the bot…",
  sendFile: "Send a file", asPhoto: "As a photo", asFile: "As a file", cancel: "Cancel", notSent: "The file was not sent",
  copied: "Copied", typing: "typing…", starting: "starting…", who: (name) => `bot · you: ${name}`,
  startingTitle: "The bot is starting…", startingText: "This takes some seconds. The Start button comes by itself.",
  whatCan: "What can this bot do?", nothingYet: "There is nothing here yet.",
  bot: "Bot: ", you: "You: ", forwarded: "Forwarded", photo: "Photograph", edited: "edited ",
  protected: "Protected from forwarding", hidden: "Hidden text", bytes: "B", kilobytes: "KB",
};

export function wordsIn(language) { return language === "en" ? ENGLISH : RUSSIAN; }

// Elements name their words: data-word is their text, data-label what a screen reader says.
export function dress(root, words) {
  for (const element of root.querySelectorAll("[data-word]")) element.textContent = words[element.dataset.word];
  for (const element of root.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", words[element.dataset.label]);
  }
}

export function hourOf(message, words) {
  return new Intl.DateTimeFormat(words.language, { hour: "2-digit", minute: "2-digit", hour12: false })
    .format(new Date(message.date * 1000));
}

export function dayOf(message, words) {
  return new Intl.DateTimeFormat(words.language, { day: "numeric", month: "long" }).format(new Date(message.date * 1000));
}
