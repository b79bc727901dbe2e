"""The specialities of doctors: how registries write them, and what people call them."""

from collections.abc import Sequence
from enum import StrEnum

from patient.table import rows


class Speciality(StrEnum):
    """Whom a patient looks for; the names of a registry are read as these too."""

    DENTIST = "dentist"
    ORTHODONTIST = "orthodontist"
    PAEDIATRICIAN = "paediatrician"
    GENERAL = "general"
    THERAPIST = "therapist"
    CARDIOLOGIST = "cardiologist"
    NEUROLOGIST = "neurologist"
    NEUROSURGEON = "neurosurgeon"
    VASCULAR = "vascular"
    SURGEON = "surgeon"
    TRAUMATOLOGIST = "traumatologist"
    OCULIST = "oculist"
    ENT = "ent"
    AUDIOLOGIST = "audiologist"
    GYNAECOLOGIST = "gynaecologist"
    UROLOGIST = "urologist"
    ENDOCRINOLOGIST = "endocrinologist"
    DERMATOLOGIST = "dermatologist"
    GASTROENTEROLOGIST = "gastroenterologist"
    PROCTOLOGIST = "proctologist"
    PULMONOLOGIST = "pulmonologist"
    PHTHISIOLOGIST = "phthisiologist"
    ALLERGIST = "allergist"
    RHEUMATOLOGIST = "rheumatologist"
    NEPHROLOGIST = "nephrologist"
    HAEMATOLOGIST = "haematologist"
    ONCOLOGIST = "oncologist"
    MAMMOLOGIST = "mammologist"
    INFECTIONIST = "infectionist"
    PSYCHIATRIST = "psychiatrist"
    PSYCHOTHERAPIST = "psychotherapist"
    PSYCHOLOGIST = "psychologist"
    NARCOLOGIST = "narcologist"
    SPEECH_THERAPIST = "speech_therapist"
    PHYSIOTHERAPIST = "physiotherapist"
    REHABILITATION = "rehabilitation"
    DIETITIAN = "dietitian"
    GERIATRICIAN = "geriatrician"
    GENETICIST = "geneticist"
    PARAMEDIC = "paramedic"


SAID = """
dentist: стоматолог~ зубн- зубник- дантист- зубодер- dentist~ stomatolog~
orthodontist: ортодонт~ orthodont~
paediatrician: педиатр~ педиатор~ неонатолог~ paediatric~ pediatric~
general: воп gp семейник-
therapist: терапевт~ терапи- терапефт~ терапист~ therapist~ internist~
cardiologist: кардиолог~ кардиохирург~ аритмолог~ сердечник- cardiolog~
neurologist: невролог~ ниврол~ невропатолог~ невропотолог~ неврапатолог~ эпилептолог~ neurolog~
neurosurgeon: нейрохирург~ neurosurg~
vascular: флеболог~ ангиолог~ ангиохирург~ сосудист- phlebolog~ vascular
surgeon: хирург~ surgeon~ surgery
traumatologist: травматолог~ ортопед~ травмпункт- травмапункт- traumatolog~ orthop~ вертебролог~
oculist: офтальмолог~ офтальмол~ окулист~ глазн- глазник- oculist~ ophthalm~ optometrist~
ent: оториноларинголог~ отоларинголог~ отолоринголог~ ларинголог~ отолоринг~ лор лора лору лором лоре лоры
    лоров лорик- ушник- ушн- ent otolaryng~ otorhino~ laryngolog~
audiologist: сурдолог~ audiolog~
gynaecologist: гинеколог~ гениколог~ гиниколог~ акушер~ gynaecol~ gynecol~ obstetric~ midwife
urologist: уролог~ андролог~ urolog~ androlog~
endocrinologist: эндокринолог~ индокринолог~ эндокрин- диабетолог~ endocrin~ diabetolog~
dermatologist: дерматолог~ дерматовенеролог~ венеролог~ кожник- трихолог~ dermatolog~
gastroenterologist: гастроэнтеролог~ гастроентеролог~ гастролог~ гепатолог~ gastroenter~
proctologist: проктолог~ колопроктолог~ proctolog~
pulmonologist: пульмонолог~ pulmonol~
phthisiologist: фтизиатр~ фтизиатор~ тубдиспансер- phthisi~
allergist: аллерголог~ алерголог~ иммунолог~ allergist~ allergolog~ immunolog~
rheumatologist: ревматолог~ rheumatol~
nephrologist: нефролог~ nephrol~
haematologist: гематолог~ haematol~ hematol~
oncologist: онколог~ онкодиспансер- oncolog~
mammologist: маммолог~ мамолог~ mammolog~
infectionist: инфекционист- инфекциолог~ infectious infectionist~
psychiatrist: психиатр~ psychiatr~
psychotherapist: психотерапевт~ психотерап~ psychotherap~
psychologist: психолог~ psycholog~
narcologist: нарколог~ наркодиспансер- narcolog~
speech_therapist: логопед~ дефектолог~
physiotherapist: физиотерап~ физиотерапевт~ physiotherap~
rehabilitation: реабилитолог~ лфк
dietitian: диетолог~ нутрициолог~ dietit~ dietic~ nutritionist~
geriatrician: гериатр~ geriatr~
geneticist: генетик~ geneticist~
paramedic: фельдшер~ paramedic~
"""
ABSORBING = (Speciality.DENTIST, Speciality.ORTHODONTIST, Speciality.NEUROSURGEON, Speciality.VASCULAR)
# What two words together call a doctor: «детский врач», «врач по глазам», "family doctor".
TOGETHER = """
paediatrician: children doctor !clinic
general: family doctor | common practice
gynaecologist: pregnant | womens doctor | womens visit
urologist: mens doctor
dermatologist: skin doctor
neurologist: nervous doctor | nerves doctor
cardiologist: heart show !pain | of_heart doctor | heart doctor !pain
ent: ear throat | ear nose | throat nose | ear doctor | throat doctor
oculist: eye doctor
dentist: tooth doctor
therapist: district
"""
# Whom one sees about what aches.
ACHING = """
dentist: pain tooth | bleed tooth | sore tooth
oculist: pain eye | bad eye
ent: pain ear | pain throat | pain nose | bad ear
dermatologist: pain skin
traumatologist: injury | broken limb
cardiologist: heart !pain !bad !racing !attack !test !not_pain
"""


def foremost(found: Sequence[Speciality]) -> tuple[Speciality, ...]:
    """Return the specialities that count of those in one name: a dental surgeon is no surgeon."""
    absorbing = tuple(each for each in found if each in ABSORBING)
    return absorbing or tuple(found)


def called(speciality: Speciality) -> str:
    """Return one word by which the speciality is read: «терапевт»."""
    said = next(said for name, said in rows(SAID) if name == speciality)
    return said.split()[0].rstrip("-~")
