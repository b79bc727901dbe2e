"""The table of rules: which notions together ask for what; the first that fits is meant."""

from dataclasses import dataclass

from patient.table import rows
from patient.words.intent import Aim, NotYet
from patient.words.pattern import Pattern

# What is typed whole as it stands on a button, or instead of a command.
WHOLE = {
    "записи": Aim.VISITS,
    "записи на прием": Aim.VISITS,
    "прикрепления": Aim.MY_CLINIC,
    "приду": Aim.VISITS,
    "в календарь": Aim.VISITS,
    "visits": Aim.VISITS,
    "i will come": Aim.VISITS,
    "to my calendar": Aim.VISITS,
    "attachments": Aim.MY_CLINIC,
    "отмена": Aim.STOP,
    "cancel": Aim.STOP,
    "выход": Aim.STOP,
    "о себе": Aim.ADD_CARD,
    "данные детей": Aim.ADD_CARD,
    "ввести вручную": Aim.ADD_CARD,
    "about me": Aim.ADD_CARD,
    "my children": Aim.ADD_CARD,
    "type it in": Aim.ADD_CARD,
    "просмотреть": Aim.CARDS,
    "изменить": Aim.CARDS,
    "change": Aim.CARDS,
    "прочитать": Aim.CONSENTS,
    "read": Aim.CONSENTS,
    "i agree": Aim.CONSENTS,
    "i do not agree": Aim.CONSENTS,
    "о персональных данных": Aim.PRIVACY,
    "human": Aim.SUPPORT,
    "home": Aim.MENU,
    "назад": Aim.MENU,
    "back": Aim.MENU,
    "начать": Aim.MENU,
    "пропустить": Aim.MENU,
    "skip": Aim.MENU,
    "opening hours": Aim.MY_CLINIC,
    "ырӑ кун": Aim.GREETING,
    "ырӑ кун пултӑр": Aim.GREETING,
    "хәерле көн": Aim.GREETING,
    "good morning": Aim.GREETING,
    "good afternoon": Aim.GREETING,
    "good evening": Aim.GREETING,
}
# Besides the notions of words there are some of the whole sentence: ``speciality``, ``to_name`` (a name that
# stands where one goes to), ``clinic_named`` (by number or name), ``days``, ``hours`` and ``unknown`` words.
TABLE = """
consents: consents
erasure: delete all !visit !cards !messages | delete data !visit !cards | delete account
    | delete i !visit !booked | delete personal | delete chat_history
    | delete want !visit !slot !cards !messages
notices: not_send | notices !visit !book | off
language: language !doctor !speciality
cancel: cancel visit !not_want | cancel booked | cancel slot | cancel doctor | cancel speciality
    | cancel to_name | cancel days | cancel i | cancel to_me | cancel person | cancel kin
    | cancel kin_child | not_come !watch | not_can come | not_want come | not_can get_to !book
    | delete visit | delete booked | delete slot | refuse visit | refuse doctor | refuse speciality
    | refuse book | refuse come | not_need visit | not_need slot
move: move !clinic | change visit | change time | change day | change hour | not_in_time | late
    | not_can in_time | later visit | later can | later day | earlier day | earlier visit
    | later come | earlier come | other visit | other day !book | other time !book
watch: let know | watch appear | watch slot | watch doctor | watch speciality | appear slot | appear visit
account: account visit | account how
visits: my slot | when next_one visit !speciality !doctor | when next_one visit my
    | my visit !book !want !need | booked | when visit i
    | when visit to_me | when i to doctor | when to_me to doctor | visit i at !want !need
    | when visit kin !speciality | when visit kin_child !speciality | where when get_to
    | where to_me get_to !pain !sore !ill !symptom | when to_me get_to
    | show visit !speciality | list visit | remind | what visit !speciality !bring | which visit i
other_clinic: attached other | change clinic | move clinic | attached want | attached how | attached can
    | attached need | detach
support: question !book !visit | operator | somebody | broken !limb | bad work | complain
    | not_work !clinic !doctor !desk | talk person | bot not_answer | bot silent
    | not_answer !kin !kin_child !person !desk !doctor !speciality !clinic
help: bring | documents | cost | who you | you bot | help !clinic | skill
    | what can !book !speciality !doctor | not_understand | not_know !doctor !speciality
    | how work !clinic !doctor | use
not_yet.home_visit: call doctor | call speciality | call house | doctor house | speciality house | house visit
not_yet.results: result | test ready
not_yet.sick_leave: sick_leave !book
not_yet.prescription: prescription !book !symptom
not_yet.referral: referral !book
not_yet.certificate: certificate !book
not_yet.record: record
not_yet.vaccination: vaccination !speciality
not_yet.check_up: check_up !speciality !doctor
not_yet.tests: test !speciality | give blood
book: book !not_want | slot | show speciality | who get_to | to doctor | to speciality | to_name
    | get_to doctor | get_to speciality | visit speciality | visit doctor | visit to_name | visit
    | want doctor | want speciality | need doctor | need speciality | receive doctor | receive speciality
    | receive unknown | receive | speciality days | speciality hours | doctor days | doctor when
    | speciality when | speciality can | days !unknown !clinic | need check_up
unwell: bleed | heart !not_pain | ill | injury | broken limb | bitten | feel bad | bad consciousness
    | blood | sore | pain | symptom | temperature | pressure | cough | vomit | bad i | burn | swelling
add_card: add | gosuslugi | new_card
cards: change identity | change phone | identity | cards | change data | share | delete cards
my_clinic: who my doctor | who my district | who my speciality | my clinic
    | where clinic !clinic_named | which clinic !clinic_named
    | clinic address !clinic_named | clinic phone !clinic_named | clinic opening !clinic_named
    | clinic work !clinic_named | attached | clinic not_work !clinic_named | desk !clinic_named
thanks: thanks !where !which !list !show !speciality
find: speciality | clinic_named | doctor unknown !not
messages: messages
law: law
privacy: data | personal
settings: settings
clinics: clinic !unknown | medical !unknown
doctors: doctor
menu: menu
cancel: cancel
erasure: delete !visit !cards
stop: stop
support: talk
thanks: thanks
greeting: greeting | bye
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """An aim and the notions that ask for it."""

    aim: Aim
    pattern: Pattern
    not_yet: NotYet | None = None


def _rule(name: str, pattern: str) -> Rule:
    aim, _, what = name.partition(".")
    return Rule(Aim(aim), Pattern.parse(pattern), NotYet(what) if what else None)


RULES = tuple(_rule(name, pattern) for name, pattern in rows(TABLE))
