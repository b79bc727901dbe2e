"""Methods that send files and give them back."""

from sandbox.telegram.arguments import Json
from sandbox.telegram.errors import bad_request
from sandbox.telegram.files import DOWNLOAD_BYTES
from sandbox.telegram.methods.content import caption_content
from sandbox.telegram.methods.messages import send
from sandbox.telegram.methods.places import chat_of
from sandbox.telegram.server import Telegram


async def send_document(telegram: Telegram, given: Json) -> Json:
    """Send a file, uploaded or known by its id."""
    chat = chat_of(telegram, given)
    document = telegram.files.of_call(given, "document", "documents").as_document()
    return send(telegram, chat, given, {"document": document, **caption_content(given)})


async def send_photo(telegram: Telegram, given: Json) -> Json:
    """Send a picture, uploaded or known by its id."""
    chat = chat_of(telegram, given)
    photo = telegram.files.of_call(given, "photo", "photos").as_photo()
    return send(telegram, chat, given, {"photo": photo, **caption_content(given)})


async def get_file(telegram: Telegram, given: Json) -> Json:
    """Tell the path from which a file of up to 20 MB can be fetched."""
    kept = telegram.files.by_id(str(given.get("file_id") or ""))
    if len(kept.upload.content) > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {**kept.as_json(), "file_path": kept.path}
