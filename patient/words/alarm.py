"""What sounds like an emergency, to be answered with 103 and 112 before anything else.

It would rather be answered once too often; but what is over («после инфаркта»), a check («сердце проверить»)
and haste («скорее бы к врачу») are none.
"""

from collections.abc import Sequence

from patient.table import rows
from patient.words.pattern import Pattern
from patient.words.sentence import Sentence, Word

HIGH_PRESSURE, LONGEST_PRESSURE = 170, 3
HIGH_FEVER = 40
SIGNS = """
heart: pain heart | pain chest !feeding | squeeze chest | squeeze heart | burning chest | bad heart
    | attack of_heart | attack heart | racing heart | halt heart | not_beat heart
    | heart_attack !after !had
breath: blue kin_child | blue kin | blue person | blue somebody | blue face
    | not_can breathe | not_breathe | hard breathe | halt breathe | no breathe | no pulse | lack air
    | not_lack air | no air | choke | attack asthma
consciousness: lose consciousness | without consciousness | not_come_to consciousness | faint !after !had
    | not_respond | fall not_rise
brain: convulsion !after !had | attack epilepsy | paralysed | gone limb | numb limb | numb face
    | numb half | lose speech | gone speech | lose speech
blood: bleed !after !had !tooth | cut blood | cut veins | blood pour | blood not_halt | blood flow strong
    | blood vomit | blood cough
harm: poison !after !had | swallow harmful | swallow kin_child | scald | burn strong | burn kin_child
    | accident !after !had | current | snake bite | snake bitten | acute pain !tooth | anaphylaxis
    | swelling throat | swelling face | swelling tongue
birth: birth !after !when | waters gone_off
life: jump roof | die !had | die_wish want | not_want live | suicide
person: fall somebody | bad somebody | hit head | bad person !work !does | bad kin !work !does
    | bad kin_child !work !does | bad to_me !work !eye !ear !does
call: rescue | fire | ambulance !visit !limb | ambulance call | ambulance broken | ambulance pain
    | ambulance bad | ambulance_of help !clinic | ambulance_of number | ambulance_of phone
    | ambulance_of call | ambulance_of need
"""
PATTERNS = tuple(Pattern.parse(text) for _, text in rows(SIGNS))
CALLS = frozenset({"03", "103", "112", "911"})


def sounds_alarming(sentence: Sentence) -> bool:
    """Tell whether help is wanted at once."""
    notions = sentence.notions
    return (
        any(pattern.fits(notions) for pattern in PATTERNS)
        or _is_number_of_help(sentence.words)
        or _measured(sentence, "pressure") >= HIGH_PRESSURE
        or HIGH_FEVER <= _measured(sentence, "temperature") < HIGH_FEVER + 5
    )


def _is_number_of_help(words: Sequence[Word]) -> bool:
    figures = {word.text for word in words if word.is_figure}
    others = {word.notion for word in words if not word.is_figure}
    are_calls = bool(figures) and figures <= CALLS  # 112-233-445 95 is another number
    return are_calls and others <= {"call", "phone", "number", "ordinary", "please", "to", "on"}


def _measured(sentence: Sentence, what: str) -> int:
    """Return the first figure in a sentence about *what*: «давление 200 на 110», «температура 40»."""
    if what not in sentence.notions:
        return 0
    firsts = (word.text.replace("/", ".").partition(".")[0] for word in sentence.words if word.is_figure)
    return next((int(first) for first in firsts if len(first) <= LONGEST_PRESSURE), 0)
