"""A plea for help, where an answer was asked: «не понимаю», «что писать», «?»."""

import re

from patient.visible import visible

LONGEST = 200
AROUND = " .,;:!()«»\"'"
ASKING = r"(?:что|чего|как|где|куда|зачем|почему)"
UNABLE = r"(?:понимаю|понял[аи]?|понятно|знаю|помню|могу|получается|ясно|умею|вижу|наш[её]л|нашла)"
LOST = r"(?:непонятно|запутал(?:ся|ась)|затрудняюсь|забыл[аи]?|потерял[аи]?)"
FORMS = (
    rf"(?:я |ничего |пока |уже )*не {UNABLE}\b.*|(?:я |мне |ничего )*{LOST}\b.*",
    r"(?:мне )?(?:нужна )?помо(?:ги|гите|щь)\b.*|(?:подскажи|объясни)(?:те)?\b.*|спасите",
    rf"(?:а |и )?(?:{ASKING}|(?:{ASKING}|кто|кому|как(?:ой|ую|ое|ие)|чья|чью) .*)",
    r"(?:хорошо|ладно|понятно|угу|готов[ао]?|начн[её]м|давай(?:те)?|поехали|далее|дальше|продолжить)",
    r"(?:i )?(?:do not|don't|dont|did not|didn't|can(?:no|'|)t) \w.*|i (?:forgot|lost)\b.*|not sure\b.*",
    r"help(?: me)?(?: please)?|please (?:help|explain)\b.*|sos|(?:what|how|where|why|which|who|whose) .*",
)
PLEA = re.compile("|".join(f"(?:{each})" for each in FORMS))


def asks_for_help(text: str) -> bool:
    """Tell whether *text* asks what to do rather than answers; whatever ends with a question mark does."""
    plain = visible(text).casefold().replace("’", "'")
    if plain.rstrip(AROUND).endswith(("?", "⁇", "❓")):
        return True
    return len(plain) <= LONGEST and PLEA.fullmatch(plain.strip(AROUND)) is not None
