"""The notions of the rules, and the words that stand for them, in Russian and English.

``word`` is that word alone, ``word-`` a noun or an adjective in any case, ``word~`` whatever begins so
(`patient.lexicon`). Е stands for Ё. A word belongs to one notion only.
"""

# Words of which the rules speak.
NOTIONS = """
injury: ушиб- ушибл~ перелом- вывих- растяжен~ подвернул~ fracture
bitten: укус~ клещ- собака tick
ill: одышк- задышк- тахикард~ аритми- сердцебиен~ гипертон~ депресс~
pregnant: беремен~ роды pregnant pregnancy
hit: удари~ стукнул~ ушиблен~
cut: порез~ резал~ изрезал~
veins: вены вену
jump: прыгну спрыгну прыгнуть
roof: крыши окна моста
feel: чувствую чувствует feel
feeding: кормлен~ кормлю вскармлив~
give: сдать сдаю сдавать сдам
somebody: человек- человеком
numb: онемел~ немеет numb
fire: пожар- горим полици- fire police
rescue: спасите sos
sore: больн-
question: вопрос- вопросик question
bring: взять brings bring
documents: документ- документов documents
cost: стоит стоимост- цена цены оплат- cost price
identity: полис- снилс омс фамили- паспорт- polis snils passport
you: ты
bot: бот- ботик
send: присыла~ присылат~ шлите беспокоит~ беспоко~
swallow: проглот~ выпил~ съел~ swallowed
harmful: уксус- батарейк~ отбеливател~ кислот- щелоч- магнит- bleach battery
racing: колотит~ выпрыгивает pounding
not: не ни not dont doesnt didnt
no: нет нету no
without: без without
not_can: немогу нимагу немагу нельзя невозможно никак cant cannot couldnt wont
to: к ко to with see
at: у
from: с со from
on: на в во on at in for
by: по до by till until
after: после after past
through: через within
who: кто кого кому who whom
what: что чего чем чо what
which: какой какая какое какие какую какого какому каком которой которому который which
where: где куда откуда where
when: когда when
how: как каким how
how_much: сколько much many
to_me: мне нам
i: я меня мной мы нас i me us we im id ill
my: мой моя мое мои мою моей моего моему моем моих моими свой своя свое свои свою своей своих наша нашей
    наш наши my our mine
person: ему ей им нему ней человеку женщине мужчине пациенту him her them somebody someone
all: все всю весь всех полностью целиком совсем all everything whole
other: друг- ино- another other different else
this: это эту этот эта этой этом этого эти этих that
next_one: следующ- будущ- ближайш- next following nearest
number: номер- номером number
list: список списк- перечень перечн- list
show: проверить покаж~ показат~ посмотр~ посмотреть гляну глянуть открой~ откры~ проверь~ узнат~ show
    check view open
want: хочу хочется хотел~ хотим хочет хотят желаю want wanna like
need: нуж~ надо необходим~ требуется need needs needed must
can: мочь могу можем можно может можете могли сможете смогу сможем сможет смогут могут можешь can could may
    possible
let: дай дайте дать let
know: знать знаю знаем помню знает понятно know remember
understand: понимаю понял поняла понимаем разобраться разобрат~ understand
book: записат~ записац~ записыв~ запиш~ запиши~ записали записала запишус~ зопис~ book reserve schedule
    make arrange booking reservation
booked: записалс~ записался записалась записан~ booked
visit: запись записи записью записей записям записями зопись прием- приемов визит- визитов посещени-
    посещений консультаци- консультация appointment~ visit visits bookings
slot: талон- талонч~ талонов талончик- номерок номерк- номерков окошк~ окошек места местечк~ местечко
    свободн~ slot slots available availability ticket
receive: принимает принимают принимаете ведет приемные receives
get_to: идти попасть попаду попадет попал попала показаться показать сходит~ пойти обратит~ посетит~
    проконсультиров~ обследов~
move: перенесит~ перенест~ перенести перенесу перенесем перенос- перезапи~ передвин~ сдвин~ переназнач~
    пренест~ перенис~ reschedul~ move moving postpone shift
change: поменя~ измени~ менят~ сменит~ смени смена сменю заменит~ переключ~ change switch
later: попозже позже позднее later
earlier: пораньше раньше earlier sooner
in_time: успеваю успею успеваем успеет успеем
late: опаздываю опоздаю опаздываем late
come: приду придем придет прийти придти притти явлюсь явиться приеду приехать подойти подойду поеду пойду
    буду come attend
cancel: отмени~ отменя~ отмена отмену отмены отменой атмен~ аннулир~ анулир~ снимит~ сними снять cancel~
refuse: отказ~ передумал~ refuse
delete: удали~ удале~ удаля~ стереть сотри сотрите забудь забудьте очист~ уничтож~ delete erase remove
    forget wipe clear
watch: сообщит~ сообщи уведомит~ уведоми дождат~ ждат~ подожд~ следи~ следит~ отслеж~ watch notify
appear: появит~ появят~ появля~ появис~ освобод~ откроется appears
add: добав~ дабав~ завест~ заведи~ внест~ внеси~ зарегистр~ регистрация регистрации создат~ создай~ add
    create register
call: вызов~ вызва~ вызыв~ вызвать вызови~ приехал~ call
talk: поговорит~ пообщат~ говорит~ связат~ свяжи~ соедин~ позов~ позва~ позови~ написат~ напиш~ задат~
    обратна~ talk speak contact write
attached: прикрепл~ прикрепит~ прикреп~ attached attach
work: работает работают работать работаете открывается получается получилось грузится works work
broken: сломал~ завис~ глюч~ ошибк- ошибок баг тормоз~ broken error
ready: готов готова готовы готово ready
remind: напомн~ remind
use: пользоват~ use
detach: откреп~
new_card: зарегистрируй~
doctor: врач- врачей врача доктор- докторов докторш- докторша специалист- специалистов врачиха doctor
    doctors dr physician specialist
clinic: поликл поликлиник- паликлиник- поликлиничк- больниц- больница клиник- клиника амбулатор~
    диспансер- учрежден~ учреждений медучрежд~ стационар- фап clinic clinics hospital hospitals polyclinic
desk: регистратур~ регестратур~ ригистратур~ reception
medical: лечебн- медицинск- medical
address: доехат~ проезд- адрес- находится находитс~ расположен~ проехат~ добрат~ улиц- address located
    location
phone: телефон- телефонов позвонить позвоните звонить звоните дозвон~ phone telephone
opening: часы режим- график- расписан~ расписание hours timetable
time: время времени времечко time
day: день дня дни дню дату дата датой число числа day date
cards: картотек~ картатек~ карточк~ карточек карта карту карты cards card
messages: сообщени- сообщений переписк- письма messages inbox
notices: уведомлен~ увидомлен~ оповещен~ напоминан~ notifications notification notices reminders
law: закон- законодат~ приказ- приказов права правa law laws legislation rights
help: хелп помощ- помощь помоги помогите помочь помош- памагите подсказк~ инструкц~ help faq
skill: умеешь умеете возможност~ функци~ команд~ команды commands
menu: меню начал- начало главн- главная старт menu start
settings: настройк- настроек настроить settings options preferences
language: язык- english английск~ англиск~ русский русском татарск~ language russian
operator: операт~ аператор~ поддерж~ подержк~ людьми сотрудник~ админ~ живой живым живого консультант-
    консультантом техподдерж~ operator support human agent staff
complain: жалоб~ пожаловат~ жалуюсь претензи~ complain complaint
data: данные данных данными информац~ сведени~ data information
personal: персональн~ личн- personal privacy
account: аккаунт- акаунт- аккаунта профил~ учетн~ страниц- account profile
chat_history: историю история чат- history
consents: согласи~ соглас- consent consents
gosuslugi: войти вход залогин~ госуслуг~ gosuslugi esia есиа
share: подели~ поделит~ share
off: отписат~ отпиши~ отключ~ выключ~ вырубит~ убер~ убрать mute off
house: дом домой дому house home
result: результат- результатов result results
test: узист- кардиограмм~ анализ- анализов анализы узи мрт кт экг флюорограф~ флюрограф~ рентген~
    маммограф~ ренген~ фгдс колоноскоп~ гастроскоп~ снимок снимки test tests xray mri ultrasound
blood: кровь крови кровью blood
prescription: рецепт- рецептов выписат~ лекарств~ таблет~ препарат- prescription medicine pills
check_up: диспансериз~ диспанциз~ диспонсериз~ профосмотр- медосмотр- осмотр- чекап checkup
referral: направлени- направлений referral
sick_leave: больничн- больничный бюллетен~ нетрудоспособност~ sick
vaccination: прививк~ прививок привит~ вакцин~ vaccin~ shot
certificate: справк~ справок certificate
record: медкарт~ эмк выписк~ выписок
kin_child: сынишк~ сынок сынка сынку сыночк~ доченьк~
    ребен- ребенк- ребенок ребеночк- дети детей детям детьми детках деток сын- сына сыну дочь дочк~
    дочер~ доча малыш- малышка малышку малютк~ младен~ внук- внучк- внучек child- kid- son- daughter- baby
    kids
kin: мамин мамина мамину маминой папин папина папину папиной мамочк~ папочк~
    мам- маме мамы маму папа папы папе папу отец отца отцу мать матери муж- мужа мужу жена жены жене жену
    бабушк~ бабул~ дедушк~ дед- деду деда родител~ родствен~ сестр- сестра брат- брату тещ~ свекров~
    сосед~ mother- father- husband- wife- mom- mum- dad- parent grandmother grandfather
children: детск~ children~ childrens
womens: женск~ womens
mens: мужск~ мужской mens
family: семейн~ family
common: общ- general
practice: практик~ practice practitioner
district: участков~ участковый
city: город- городск- областн- районн- центральн- взросл- городская city central
of_heart: сердечн~
heart: сердц~ сердеч~ сердешк~ серце серца heart
chest: груди грудь грудью груд- грудин~ грудной грудная chest
tooth: зуб- зубы зубик- десны десна tooth teeth toothache
eye: глаз- глазам глазах глазик- зрени~ eye eyes
ear: ухо уха уху уши ушей ушам ear ears
throat: горл- throat
burning: жжение жжет печет burning
tongue: языка tongue
nose: нос- насморк- nose
belly: живот- желуд- желудок желудк- belly stomach abdomen
head: голов- head headache
skin: кожн~ кожа кожи коже сыпь сыпи skin
nervous: нервн~
nerves: нервы нервам nerves
face: лицо лица face
limb: рука руки руку руке нога ноги ногу ноге arm leg
back: спин- поясниц- шея шею сустав~ колен- back knee neck
air: воздух- кислород- air
consciousness: сознани- сазнани- сознание сознанье чувств чувства себя consciousness
temperature: температур~ temperature fever
pressure: давлени- pressure
pulse: пульс- pulse
vomit: рвота рвоту рвотой рвет вырвало vomiting
cough: кашель кашл- кашляет cough
symptom: тошн~ понос- знобит озноб- простуд~ простыл~ грипп- орви ангин~ заболел~ заболева~ болею болеем
    болеет слабост~ кружится кружит~ аллерги~ недомог~ flu sore dizzy
pain: болит болят боль боли болью болями ноет ноют жмет колет щемит сжимает прихватил~ схватил~ защемил~
    больно балит hurts hurt pain ache aches
squeeze: давит сдавил~ давящ~
strong: сильн- сильно ужасн~ жутк~ очень strong terrible
acute: остр- резк- резко нестерпим~ невыносим~ acute severe sharp unbearable
breathe: дыш~ дыха~ вздохнут~ вдохнут~ вздох- вдох- breathe breathing
hard: трудно тяжело нечем тяжко сложно hard difficult trouble
lack: хватает хватать
asthma: астм- asthma
choke: задых~ удуш~ задох~ задыхаец~ подавил~ захлебн~ захлебы~ choking choke suffocating suffocate
lose: теряет теряю потерял- потеряли лишил~ losing lost lose
blue: синеет синеют посинел~ посинени~
faint: обморо~ абморо~ fainted unconscious faint
silent: молчит молчишь молчат silent
answer: отвечает отвечаете отвечают отвечаешь answer answers answering
respond: реагирует просыпается шевелится двигается responding
ambulance: ambulanc~ ambulans~ скорая скорую скораю неотложк~ неотложн~ реанимац~ emergency paramedics
ambulance_of: скорой
heart_attack: микроинсульт- микроинфаркт- инфаркт~ инсульт~ stroke
attack: приступ- приступы attack seizure
epilepsy: эпилепс~ эпилепт~
convulsion: судорог~ судорож~ конвульс~ convulsion~ seizures
paralysed: парализов~ отнял~ перекосил~ paralysed paralyzed
speech: речь речи speech
beat: бьется
gone: пропал~ отказал~ нарушен~
bleed: bleeding кровотеч~ истека~ кровоточ~
flow: идет течет
pour: хлещет льется фонтаном
halt: останавлива~ остановить остановилось stopped
come_to: приходит
fall: упал упала свалил~ fell
rise: встает встать
poison: отрав~ наглотал~ передоз~ угорел~ poison~ overdose
burn: ожог- ожоги обжег~ обожгл~
scald: обварил~ ошпар~ scald~
accident: авари- дтп сбил сбила сбило сбили утонул~ тонет accident
current: током электротоком electrocuted
birth: рожаю рожает схватк~ labour labor
waters: воды
gone_off: отошли
die: умираю умирает помираю помирает погибаю погибает dying
live: жить жизнь жизни
suicide: суицид~ самоуб~ покончит~ повеситься suicide suicidal
die_wish: умереть сдохнуть die
anaphylaxis: анафил~ квинке anaphyla~
swelling: отек отекл~ отекает опух опухло опухла опухает swollen
snake: змея змеи гадюка
bite: ужалила bitten bite
bad: нехорошо плохо хуже худо дурно bad worse
does: видно вижу видеть слыш~ видит ходит спит ест кушает учится слушается
had: перенес перенесл- перенесен~ был была было были реабилитац~ боюсь прошл~ назад
thanks: рәхмәт рэхмэт тавтапуҫ тавтапус спасиб~ спс пасиб~ благодар~ сенкс thanks thank thx
greeting: сәлам исәнме исәнмесез исанмесез исенмесез
    дела здравств~ здрасьт~ здрасте здраст~ привет- приветств~ добрый доброе доброго дорбый hello hi
    hey greetings
bye: свидания свиданья пока bye goodbye
stop: стоп отстань отстаньте stop
please: пожалуйст~ пожалуст~ пожалост~ пжлст пж плиз please kindly
tell: подскаж~ скаж~ расскаж~ объясн~ ответ~ tell explain
"""
# What says nothing here; only that it is no name and no misspelled word.
ORDINARY = """
ordinary: тому том те выздор~ поправит~ а и но или да ну так вот бы ли же то тоже там тут здесь еще уже
    только чтоб чтобы если потому за из от для о об обо про под над при он она они оно вы вам вас тебе
    тебя его ее их ваш ваша ваше ваши вашу вашей есть будет срочно быстро быстрее скоро скорее скорей
    скором скорости скорость побыстрее поскорее очередь очереди часто сейчас теперь потом снова опять
    всегда никогда ничего никто нибудь желательно лучше хорошо ладно ок окей ага угу итак значит вообще
    просто кажется наверное много мало раз давайте давай попробуй хотя проверка срок новый новая
    новое новую отлично супер здорово класс умница ура скажи извините простите ребята буква сам сама
    самому одну один одного первичный повторный повторно платно бесплатно бесплатный хороший хорошего
    хорошему чей чья делать сделать делаю имею имеет быть стать стал стала телеграм программа
    приложение сайт сайте портал получить взял получил нашел найти найди найдите ищу искать поиск ищем
    смотреть выбрать выбор начать начните продолжить дальше вперед вернуться вернись закрыть the a an of
    is are be been do does did it its and or so too any some there here would just really have has get go
    going got find looking look ok okay yes sure very now soon about will shall should
"""
# Days and hours; months and numbers stand in `patient.day_words`.
SPANS = """
today: сегодня севодня сегодняшн~ сигодня today
tomorrow: завтра завтро зафтра завтрашн~ tomorrow tommorow tomorow
day_after_tomorrow: послезавтра послезавтро послезавтрашн~
yesterday: вчера позавчера yesterday
week: недел- недельк- недель week weeks
month: месяц- месяцев month months
several_days: дней days
weekend: выходн~ weekend
weekdays: будни будний будням weekdays weekday
half: пол половин-
begin_of: начале
end_of: конце
middle_of: середине
morning: утро утра утру утром утречком утренн- morning
noon: обед- обеда обедом обеденн~ полдень полудня lunch noon midday
daytime: днем дневн- afternoon
evening: вечер- вечерком вечеров вечерний evening tonight night
of_work: работы
hour: час часа часов часам часу oclock am pm
weekday.0: понедельник- панидельник- пн monday mon
weekday.1: вторник- вторнек вт tuesday tue
weekday.2: среда среду среды среде ср wednesday wed
weekday.3: четверг- четверк чт thursday thu
weekday.4: пятниц- птница пятн пт friday fri
weekday.5: суббот- субот- субботний сб saturday sat
weekday.6: воскресен- воскресный вскр вс sunday sun
"""
