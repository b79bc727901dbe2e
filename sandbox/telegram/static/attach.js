// A photo or a file into the chat: photos shrink as Telegram's clients shrink them, files go as they are.

import { post } from "./dom.js";

const PHOTO_PIXELS = 1280;
const JPEG_QUALITY = 0.87;

export async function sendFile(phone) {
  const { file: input, sheet } = phone.part;
  const [file] = input.files;
  input.value = "";
  if (!file) return;
  const kind = file.type.startsWith("image/") ? await ask(sheet, file) : "document";
  if (!kind) return;
  const form = new FormData();
  form.append("user", phone.user);
  form.append("file", kind === "photo" ? await shrink(file) : file, kind === "photo" ? "photo.jpg" : file.name);
  phone.log.stick();
  if (!await post(kind, form)) phone.showToast(phone.words.notSent);
}

function ask(sheet, file) {
  sheet.querySelector(".file-name").textContent = file.name;
  sheet.returnValue = "";
  sheet.showModal();
  return new Promise((resolve) => {
    sheet.addEventListener("close", () => resolve(sheet.returnValue), { once: true });
  });
}

async function shrink(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, PHOTO_PIXELS / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", JPEG_QUALITY); });
}
