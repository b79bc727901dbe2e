// The same dialogue on grammY: its webhook on node's own server, its session in memory, the same calls.
import http from "node:http";
import { Bot, InlineKeyboard, Keyboard, session, webhookCallback } from "grammy";

const ORDER = ["surname", "given_name", "patronymic", "sex", "birth_date", "polis", "snils", "phone"];
const CONTACT = new Keyboard().requestContact("Поделиться номером");
const { BOT_TOKEN, LISTEN, TELEGRAM_API_URL, WEBHOOK_SECRET } = process.env;

const keyboard = (...labels) => InlineKeyboard.from(labels.map((label) => [InlineKeyboard.text(label, label)]));
const bot = new Bot(BOT_TOKEN, { client: { apiRoot: TELEGRAM_API_URL } });

bot.use(session({ initial: () => ({ step: null, form: 0, gone: [], answers: {} }) }));

bot.command("add", async (ctx) => {
  const sent = await ctx.reply("Шаг 1 из 8: фамилия", { reply_markup: keyboard("Отмена") });
  ctx.session = { step: 0, form: sent.message_id, gone: [ctx.msg.message_id], answers: {} };
});

bot.on("message:text", async (ctx) => {
  const form = ctx.session;
  if (form.step === null || form.step >= ORDER.length) return;
  const name = ORDER[form.step];
  form.answers[name] = ctx.msg.text;
  form.step += 1;
  const isPhone = ORDER[form.step] === "phone";
  await ctx.deleteMessages([ctx.msg.message_id, ...form.gone, ...(isPhone ? [form.form] : [])]);
  form.gone = [];
  let buttons = keyboard("Назад", "Пропустить", "Отмена");
  let text = `Шаг ${form.step + 1} из 8`;
  if (isPhone) {
    const contact = await ctx.reply("Можно не набирать", { reply_markup: CONTACT });
    const sent = await ctx.reply(text, { reply_markup: buttons });
    form.form = sent.message_id;
    form.gone = [contact.message_id];
    return;
  }
  if (form.step === ORDER.length) {
    const lines = Object.entries(form.answers).map(([key, value]) => `${key}: ${value}`).join("\n");
    buttons = keyboard("Добавить");
    text = `Проверьте карточку\n${lines}`;
  }
  await ctx.api.editMessageText(ctx.chat.id, form.form, text, { reply_markup: buttons });
});

bot.callbackQuery("Добавить", async (ctx) => {
  await ctx.answerCallbackQuery();
  await ctx.editMessageText("Согласие", { reply_markup: keyboard("Прочитать", "Даю согласие") });
});

bot.callbackQuery("Даю согласие", async (ctx) => {
  ctx.session = { step: null, form: 0, gone: [], answers: {} };
  await ctx.answerCallbackQuery();
  await ctx.editMessageText("Карточка успешно добавлена", { reply_markup: keyboard("Просмотреть") });
});

const [host, port] = LISTEN.split(":");
await bot.init();
http.createServer(webhookCallback(bot, "http", { secretToken: WEBHOOK_SECRET })).listen(Number(port), host);
