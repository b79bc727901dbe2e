"""The words of a day in the calendar: the months, and the days of one."""

from patient.lexicon import Lexicon
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
ORDINALS = """
nth.1: перв- first
nth.2: втор- вторая второй второго вторую second
nth.3: трет- третья третьего третью третьей third
nth.4: четверт- fourth
nth.5: пят- пятая fifth
nth.6: шест- sixth
nth.7: седьм-
nth.8: восьм-
nth.9: девят-
nth.10: десят-
nth.11: одиннадцат-
nth.12: двенадцат-
nth.13: тринадцат-
nth.14: четырнадцат-
nth.15: пятнадцат-
nth.16: шестнадцат-
nth.17: семнадцат-
nth.18: восемнадцат-
nth.19: девятнадцат-
nth.20: двадцат-
nth.30: тридцатого тридцатое
tens.20: двадцать
tens.30: тридцать
"""
LEXICON = Lexicon([*rows(MONTHS), *rows(ORDINALS)])
