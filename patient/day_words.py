"""The words of a day in the calendar: the months, and the days of one."""

from patient.lexicon import Lexicon
from patient.numerals import UP_TO_TWENTIETH
from patient.table import rows

MONTHS = """
month.1: январ- янв january jan
month.2: феврал- фев february feb
month.3: март- марта march mar
month.4: апрел- апр april apr
month.5: май мая мае
month.6: июнь июня июне june
month.7: июль июля июле july
month.8: август- авг august aug
month.9: сентябр- сент september sep sept
month.10: октябр- окт october oct
month.11: ноябр- нояб november nov
month.12: декабр- дек december dec
"""
ORDINALS = f"""{UP_TO_TWENTIETH}
nth.1: first
nth.2: вторая второй второго вторую second
nth.3: третья третью третьей third
nth.4: fourth
nth.5: пятая fifth
nth.6: sixth
nth.30: тридцатого тридцатое
tens.20: двадцать
tens.30: тридцать
"""
MONTH_LEXICON = Lexicon(rows(MONTHS))
