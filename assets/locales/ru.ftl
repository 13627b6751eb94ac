# Что говорит окно, по-русски.

model = Модель
model-hint = Какая модель пишет
model-etude = étude · встроенная, простые фигуры на фоне
model-chosen = Выбранная модель
model-open = Открыть папку Kandinsky…
model-open-hint = Папка Kandinsky, от 2.0 до 3.1, в том виде, как она опубликована; приор ищется рядом
device = Писать на
device-auto = Лучшее из того, что есть
device-processor = Процессор
device-graphics = Видеокарта
device-next = Со следующей картины
folder-pictures = Папка картин…
folder-wildcards = Папка списков слов…
memory-gauge = Память: { $own } ГБ у Blue Rider, всего занято { $used } из { $all } ГБ
memory-limit = Не больше
memory-limit-hint = Сколько памяти может занять картина на процессоре, начиная со следующей
memory-limit-none = сколько свободно
device-opening = Открываю устройство…
device-cpu = { $threads ->
    [one] Процессор, { $threads } поток
    [few] Процессор, { $threads } потока
   *[other] Процессор, { $threads } потоков
}
device-fallbacks = Медленным способом, так как с этим драйвер не справился: { $parts }
fallback-convolution = свёртки
fallback-norm = нормы
fallback-attention = внимание
fallback-single-precision = всё, с одинарной точностью
device-hint = Где пишутся картины
queue-waiting = { $count ->
    [one] { $count } задание ждёт
    [few] { $count } задания ждут
   *[other] { $count } заданий ждут
}
settings = Настройки
settings-hint = Оформление, устройство, память, папки и язык
appearance = Оформление
appearance-system = Как в системе
appearance-light = Светлое
appearance-dark = Тёмное
language = Язык
language-system = Как в системе

prompt = Промпт
prompt-hint = Что на картине
tokens = Токенов: { $used } из { $room }
tokens-cut = Не читается, начиная с «{ $cut }…»
unknown-word = «{ $word }»
unknown-words = Этюд никогда не видел: { $words }; а Kandinsky видел.
unknown-words-see = К моделям
complete-hint = Вставить в промпт (Tab берёт первое)
negative = Негативный промпт
negative-hint = Чего на ней нет
sources = В этом рецепте ещё
sources-forget = Убрать это
source-picture = Поверх картины { $file }
source-gap = Часть картины { $file } пишется заново
source-margins = Картина { $file } продолжается за края
source-depth = По карте глубины { $file }
source-cuda = Сид для генератора CUDA
presets-all = Все заготовки…
presets-all-hint = Искать, сохранять, переименовывать и обменивать заготовки
presets-search = Искать заготовки
presets-own = Ваши
presets-none = Таких слов здесь нет
presets-own-none = Внизу можно сохранить слова и настройки колонки под именем, вверху — импортировать заготовки другой студии
presets-more = Ещё { $count }; их найдёт поиск
presets-etude = Сцены для этюда
presets-craft = Как писать промпт
presets-russian = Русская живопись и графика
presets-crafts = Народные промыслы России
presets-english = Они написаны по-английски: так их понимает большинство моделей. Ваши слова встанут на место { "{" }prompt{ "}" }.
presets-import = Импорт…
presets-import-hint = styles.csv из A1111, JSON из Fooocus или InvokeAI, YAML из kubin
presets-export = Экспорт…
presets-export-hint = Ваши: JSON для Fooocus или CSV для A1111
preset-use = Взять
preset-name = Имя новой заготовки
preset-name-hint = Назовите её
preset-keep = Сохранить колонку как заготовку
preset-up = Поднять «{ $name }»
preset-down = Опустить «{ $name }»
preset-edit = Изменить { $name }
preset-edit-name = Название заготовки
preset-edit-note = Что это, одной строкой
preset-edit-prompt = Промпт; ваши слова встанут на место { "{" }prompt{ "}" }
preset-edit-negative = Негативный промпт заготовки
preset-update = Взять из колонки
preset-update-hint = Настройки, размер и ячейки заготовки станут такими, как в колонке, и слова тоже, если в ней нет места для ваших
preset-save = Сохранить изменения
preset-cancel = Оставить как было
preset-keeps = Сохранить:
preset-keeps-words = слова
preset-keeps-settings = настройки
preset-keeps-size = размер
preset-keeps-wells = ячейки
preset-used = Используется
preset-remove = Убрать «{ $name }»
preset-removed = Заготовка «{ $name }» убрана.
presets-imported = { $count ->
    [0] Ничего нового: все эти заготовки у вас есть.
    [one] { $count } новая заготовка.
    [few] { $count } новые заготовки.
   *[many] { $count } новых заготовок.
}
undo = Вернуть
close = Закрыть
styles = Стили
styles-hint = Обрамляют ваши слова, когда пишется картина; щелчок убирает стиль
styles-painted = Пишется так: { $prompt }
style-remove = Убрать стиль: { $name }
set-by-style = задаёт «{ $style }»
presets = Заготовки
size = Размер
size-hint = Пропорции с тем числом пикселей, при котором модель пишет лучше всего
size-swap = Поменять ширину и высоту местами
advanced = Дополнительно
variation = Вариация
variation-hint = Насколько далеко от картины, которая видна: 0 — она же, 1 — другая. Её сид остаётся, и каждая картина меняется по-своему
variation-seed = Сид вариации
variation-seed-hint = Сид, к которому она меняется; каждый раз новый, если замок не держит оба
width = Ширина
width-hint = В пикселях
height = Высота
height-hint = В пикселях
sampler = Сэмплер
sampler-hint = Чем делаются шаги; DPM-Solver++ и UniPC обходятся меньшим их числом, чем DDPM
steps = Шаги
steps-hint = Шаги очистки от шума: чем больше, тем дольше и подробнее
guidance = Следование
guidance-hint = Насколько уходить от негативного промпта; 1 и меньше — никак. Одинаково для всех моделей: у 3.0 и 3.1 своя шкала на единицу меньше
prior-steps = Шаги приора
prior-steps-hint = Шаги от слов к замыслу картины
prior-guidance = Следование приора
prior-guidance-hint = Насколько замысел следует словам; 1 и меньше — никак
count = Картин
count-hint = Сколько картин; каждая берёт следующий сид
seed = Сид
seed-hint = Тот же сид с теми же настройками пишет ту же картину
seed-dice = Другой сид
seed-lock = Сохранить сид для следующей картины
seed-less = Предыдущий сид
seed-more = Следующий сид
paint = Писать
paint-over = Писать поверх
paint-repaint = Переписать часть
paint-extend = Дописать за край
paint-blend = Написать смесь
paint-hint = Ctrl+Enter
stop = Стоп
stop-hint = Esc

well-words = Слова
well-words-of = Слова в ячейке { $letter }
well-words-hint = Что показывает эта ячейка
well-picture = Картина…
well-picture-of = Картина в ячейке { $letter }
well-picture-hint = Выберите файл или бросьте его сюда
well-take = Выбранная
well-take-of = Картина из галереи в ячейку { $letter }
well-take-hint = Картина, выбранная в галерее
well-remove = Убрать ячейку { $letter }
blend-slider = От A к B
blend-weight = Вес { $letter }
blend-frame = { $percent } % пути от A к B
blend-whole = Смесь, написанная целиком
blend-add = Добавить ячейку
blend-swap = Поменять
blend-spherical = По дуге
blend-spherical-hint = По большому кругу вместо прямой
blend-words-alone = У { $model } нет приора: смешивается то, что текстовый кодировщик делает из слов, без картин
film = Фильм…
film-hint = Путь от A к B как движущаяся картина
film-frames = Картин от A до B
film-rate = Картин в секунду
film-eased = Начинать и кончать медленно
film-there-and-back = Туда и обратно
film-paint = Написать фильм…
film-paint-hint = Пишет каждую картину целиком, в размере и с шагами из колонки, и соединяет их в APNG или WebP
film-painting = Фильм: { $done } из { $of }
film-saved = Фильм записан: { $path }
blend-live = Быстрый набросок; «Написать смесь» даст картину
blend-first = Пишется первый набросок…
blend-empty = Положите в каждую ячейку слова или картину
blend-failed = Набросок не удался; «Написать смесь» скажет почему
announce-painting = Пишется: { $percent } %
announce-painted = Написано: { $prompt }
canvas-empty = Напишите, что хотите увидеть, и нажмите «Писать»
canvas-follow = Смотреть, что пишется
continue-with = Продолжить с этой
continue-with-hint = Комната продолжит с этой картины
canvas-preview = Картина проясняется
phase-convert = Преобразую модель, только в этот раз
phase-warm-up = Готовлю видеокарту, только в этот раз
phase-load = Читаю веса
phase-encode = Читаю промпт
phase-prior = От слов к замыслу
phase-denoise = Очищаю от шума
phase-decode = Декодирую
step-of = { $done } из { $of }
gigabytes-of = { $done } из { $of } ГБ
picture-of = Картина { $index } из { $count }
left-seconds = { $count ->
    [one] осталась примерно { $count } секунда
    [few] осталось примерно { $count } секунды
   *[other] осталось примерно { $count } секунд
}
left-minutes = { $count ->
    [one] осталась примерно { $count } минута
    [few] осталось примерно { $count } минуты
   *[other] осталось примерно { $count } минут
}
recipe-none = В этой картине не записано, как она написана
use-recipe = Взять рецепт
use-recipe-hint = Вернуть слова и настройки этой картины в колонку
save-as = Сохранить как…

gallery = Галерея
gallery-count = { $count ->
    [one] { $count } картина
    [few] { $count } картины
   *[other] { $count } картин
}
gallery-empty = Здесь хранится всё написанное
gallery-picture = Картина

boards = Доски
boards-hint = Картины можно перетащить на доску; её меню переименовывает
boards-put = На доски
boards-put-hint = Доски, на которых они лежат
board-of = Доска «{ $name }»: { $count ->
    [one] { $count } картина
    [few] { $count } картины
   *[many] { $count } картин
}
board-rename = Переименовать доску
board-rename-hint = Имя другой доски объединит обе
board-new = Новая доска
thumbnails = Размер миниатюр
day-today = Сегодня
day-yesterday = Вчера
act-below = Картина ниже
act-above = Картина выше
act-mark = Выбрать картину вместе с другими или снять выбор
act-mark-next = Выбрать и следующую картину
act-mark-previous = Выбрать и предыдущую картину

paint-smaller = Написать меньше
try-again = Ещё раз
preset = Заготовка
board = Доска
job-left = всего { $left }
history = История
history-take = Взять снова: { $prompt }
history-hint = Промпты, по которым уже писали (Alt+↑)
tags-aside = Остаётся, но не пишется (веса другой студии): { $tags }
wildcards-draw = Выпадет, например: { $first }
drop-one = Отпустите: студия спросит, для чего это
drop-many = Отпустите файлы ({ $count }): студия спросит о каждом
drop-well = Отпустите, чтобы положить в эту ячейку
drop-presets = Отпустите, чтобы взять заготовки
drop-further = и ещё { $count }
add-to-gallery = Добавить в галерею
dismiss = Закрыть
details = Подробности
not-saved = Картину не удалось сохранить, и очередь ждёт. Картина останется в галерее, пока открыта студия; «Сохранить как…» сохранит её в другое место.
save-again = Попробовать снова
close-unsaved = { $count ->
    [one] { $count } картина не сохранена
    [few] { $count } картины не сохранены
   *[many] { $count } картин не сохранено
 }
close-unsaved-advice = В папку галереи не удалось записать. Если закрыть студию сейчас, несохранённое пропадёт.
close-unsaved-stay = Остаться
close-unsaved-lose = Закрыть без сохранения
notice-prompt-cut = Модель не читает конец промпта, начиная с «{ $cut }…»
notice-negative-cut = Модель не читает конец негативного промпта, начиная с «{ $cut }…»
notice-cut-advice = Поставьте самое важное в начало или сократите.
notice-precision = Половинной точности не хватило; пишу заново в полной.
notice-memory = Памяти не хватило; пишу заново бережливее.
notice-tuning = Видеокарта впервые встречает эту модель и этот размер, поэтому сначала её надо подготовить; это займёт минуту или больше, но только в этот раз.
notice-half-weights = Памяти мало: веса округлены до половинной точности, картина выйдет немного иной.
question-short = Для этой картины нужно около { $needed } ГБ памяти, а свободно { $free } ГБ.
question-short-advice = Выберите меньший размер или закройте другие программы и всё равно пишите. Компьютер может сильно замедлиться.
question-short-yes = Всё равно писать
question-cpu = У видеокарты не хватает памяти для этой картины.
question-cpu-advice = Её может написать процессор, но дольше. Дальше тоже будет писать он.
question-cpu-yes = Писать на процессоре
question-no = Не писать
notice-device = Устройство отказало; дальше пишу на «{ $device }».


# Комнаты
room-paint = По словам
room-paint-hint = Картина того, что сказано в промпте
room-vary = Вариация
room-vary-hint = Картина поверх картины: немного или целиком
room-repaint = Правка
room-repaint-hint = Отмеченная кистью часть картины пишется заново
room-extend = За край
room-extend-hint = Картина продолжается за своими краями
room-blend = Смесь
room-blend-hint = Картина между несколькими картинами и словами
room-depth = Глубина
room-depth-hint = Картина по карте глубины; для моделей ControlNet-depth
room-compare = Сравнение
room-compare-hint = Две картины галереи рядом
room-grid = Таблица
room-grid-hint = Одна картина с разными настройками
room-experiments = Эксперименты
room-experiments-hint = Сравнить написанное по тому, как оно написано (Ctrl+E)
experiments-all = Все запуски
experiments-menu = Запуски: { $name }
experiments-menu-hint = Какие запуски показаны
experiments-guide = Написать сравнение из руководства, 2.1 – 2.2
experiments-guide-hint = Один промпт обеими моделями, как в опубликованном руководстве: судите сами
experiments-search = Поиск запусков
experiments-table = Список
experiments-table-hint = Строка на запуск; щелчок по названию сортирует
experiments-columns = Колонки
experiments-columns-hint = Картины в колонке на каждое значение настройки
experiments-scatter = Точки
experiments-scatter-hint = Точка на запуск: одно число над другим
experiments-parallel = Линии
experiments-parallel-hint = Линия на запуск через всё, чем они различаются
experiments-blind = Вслепую
experiments-blind-hint = Две картины без подписей: выбирайте и узнайте, что лучше
experiments-tracking = W&B
experiments-tracking-hint = Weights & Biases: записать запуски для доски и отправить их
experiments-empty = Каждая картина помнит, как она написана: её строка появится здесь, когда картина будет готова.
experiments-none-found = Таких запусков ещё нет. Эксперименту принадлежит то, что написано, пока он идёт.
experiments-count = { $count ->
    [one] { $count } запуск
    [few] { $count } запуска
   *[many] { $count } запусков
}
experiments-shown-columns = Столбцы
experiments-shown-columns-hint = Какие столбцы есть в таблице
experiments-sort = Сортировать: { $name }
experiments-run = Запуск: { $prompt }
experiments-choose-second = Ctrl+щелчок по другому запуску покажет, чем они различаются
experiments-differences = Различия
experiments-all-values = И то, что совпадает
experiments-group = По колонке на
experiments-more-columns = { $count ->
    [one] Ещё { $count } значение не поместилось
    [few] Ещё { $count } значения не поместились
   *[many] Ещё { $count } значений не поместилось
}
experiments-x = вдоль
experiments-y = Вверх
experiments-no-points = Ни у одного запуска нет обоих чисел.
experiments-plot = { $y } и { $x }, точка на запуск
experiments-no-axes = Эти запуски различаются слишком мало, чтобы чертить.
experiments-newest = Показаны { $count } последних
experiments-parallel-plot = Линия на запуск: { $axes }
experiment-name = Название эксперимента
experiment-begin = Начать
experiment-begin-hint = Написанное принадлежит ему, пока он не закончен
experiment-runs = • Идёт «{ $name }»
experiment-runs-hint = Написанное принадлежит этому эксперименту
experiment-end = Закончить
blind-judged = Судить
blind-left = { $count ->
    [one] осталась { $count } пара
    [few] осталось { $count } пары
   *[many] осталось { $count } пар
}
blind-left-one = Левая лучше
blind-right-one = Правая лучше
blind-neither = Ни та, ни другая
blind-skip = Другая пара
blind-skip-hint = Не судить эти две сейчас
blind-picture = Картина: { $side }
blind-none = Судить пока нечего: нужны две картины по одному промпту, которые различаются этой настройкой. Сравните модели, например, в комнате «Таблица».
blind-done = Все пары рассужены.
blind-no-votes = Выбирайте лучшую из двух. Что это было, сказано только здесь и только после выбора.
blind-even = пока поровну (ни та, ни другая: { $draws })
blind-sure = { $name } лучше, уверенность { $percent } % (ни та, ни другая: { $draws })
blind-unsure = { $name } впереди, уверенность { $percent } %: нужно больше пар (ни та, ни другая: { $draws })
export = Экспорт
export-hint = Записать показанные запуски
export-csv = Таблица (CSV)…
export-csv-hint = Строка на запуск, для электронных таблиц
export-html = Страница с картинами (HTML)…
export-html-hint = Один файл для любого браузера, с сортировкой и поиском
export-wandb = Запуск для Weights & Biases
export-wandb-hint = Папка, которую отправляет «wandb sync»
export-trackio = Запуск для Trackio
export-trackio-hint = В базу Trackio на этом компьютере
export-tensorboard = События для TensorBoard…
export-tensorboard-hint = Файл событий в выбранной папке
exported = Записано: { $path }
tracking-intro = Weights & Biases — доска в сети, где команды сравнивают запуски. Blue Rider записывает написанное в папки запусков на этом компьютере; пока вы сами не отправите запуск, ничего никуда не уходит.
tracking-enabled = Вести запись для Weights & Biases
tracking-enabled-hint = Каждая картина попадает в запуск этого сеанса вместе с промптом и всеми параметрами
tracking-project = Проект
tracking-project-hint = blue-rider
tracking-entity = Человек или команда
tracking-entity-hint = тот, кто отправляет
tracking-group = Группа
tracking-group-hint = название эксперимента
tracking-tags = Метки
tracking-tags-hint = через запятую
tracking-name = Имя запуска
tracking-name-hint = придумает доска
tracking-folder = Папка запусков
tracking-choose = Выбрать…
tracking-none = Ни одного запуска ещё нет: пишите с включённой записью или экспортируйте запуски.
tracking-written = { $count ->
    [one] { $count } картина
    [few] { $count } картины
   *[many] { $count } картин
}
tracking-command = Чтобы отправить последний запуск, в терминале:
tracking-copy = Копировать
tracking-sync = Отправить сейчас
tracking-sync-hint = Запускает установленный здесь клиент Weights & Biases
tracking-no-client = Клиент здесь не установлен: pip install wandb
tracking-client = Найти…
tracking-client-hint = Программа «wandb», если её нет в путях системы
tracking-synced = отправлено
tracking-others = TensorBoard и Trackio читают то, что пишет «Экспорт».
rate = Оценить: { $count } из 5
rate-hint = { $count } (клавиша { $count }; 0 снимает оценку)
note = Заметка
act-rate-0 = Снять оценку
act-rate-1 = Оценить: 1 из 5
act-rate-2 = Оценить: 2 из 5
act-rate-3 = Оценить: 3 из 5
act-rate-4 = Оценить: 4 из 5
act-rate-5 = Оценить: 5 из 5
outcome-painted = написана
outcome-stopped = остановлено
outcome-failed = не удалось
task-text-to-image = по словам
task-image-to-image = по картине
task-inpaint = правка
task-outpaint = расширение
task-blend = смешение
task-depth = по глубине
grid-experiment = как эксперимент
grid-experiment-hint = Картины сетки принадлежат своему эксперименту, если не идёт другой
grid-models = Модели
page-search = Поиск
page-shown = %found из %all
page-all-columns = все столбцы
page-made = Сделано в Blue Rider. Щелчок по названию столбца сортирует, по картине — показывает её целиком.
parameter-painted = Написана
parameter-experiment = Эксперимент
parameter-outcome = Исход
parameter-prompt = Промпт
parameter-typed-prompt = Промпт, как введён
parameter-negative-prompt = Негативный промпт
parameter-model = Модель
parameter-system = Система
parameter-weights = Веса (отпечаток)
parameter-task = Задача
parameter-sampler = Сэмплер
parameter-eta = η (доля свежего шума)
parameter-steps = Шаги
parameter-guidance = Следование
parameter-prior-steps = Шаги приора
parameter-prior-guidance = Следование приора
parameter-strength = Сила
parameter-variation = Вариация
parameter-variation-seed = Сид вариации
parameter-seed = Сид
parameter-generator = Генератор
parameter-width = Ширина
parameter-height = Высота
parameter-rating = Оценка
parameter-note = Заметка
parameter-seconds = Секунды
parameter-seconds-load = Секунды чтения весов
parameter-seconds-encode = Секунды чтения промпта
parameter-seconds-prior = Секунды приора
parameter-seconds-denoise = Секунды очистки от шума
parameter-seconds-decode = Секунды декодирования
parameter-peak-memory = Пик памяти
parameter-device = Устройство
parameter-backend = Бэкенд
parameter-driver = Драйвер
parameter-precision = Точность
parameter-version = Версия
parameter-file = Файл
room-models = Модели
room-models-hint = Скачать Kandinsky, выбрать модель или открыть свою папку
model-more = Другие модели…
model-more-hint = Вся семья: размеры и для чего каждая хороша
models-intro = Этюд пишет сразу. Kandinsky напишет всё, что можно сказать словами: скачайте её здесь и пишите дальше, пока она загружается. Без вашей просьбы ничего не скачивается.
models-first = Это написал этюд, встроенная маленькая модель: простые фигуры на фоне.
another-etude = Эту картину написал прежний этюд; его больше нет, а нынешний по тому же рецепту напишет другую.
another-etude-advice = Сама картина остаётся как есть.
models-first-advice = Kandinsky напишет всё, что можно сказать словами. Она скачивается один раз, а этюд тем временем пишет дальше.
models-see = Посмотреть модели
models-recent = Недавние папки
models-picked = Это { $system }, все части на месте.
models-picked-incomplete = Это { $system }, но частей не хватает.
models-use = Писать ею
models-prior = Выбрать приор…
models-prior-hint = Папка приора, опубликованного вместе с ней: он делает из слов векторы изображений
models-chosen = выбрана
models-here = на этом компьютере
models-unreleased = не публиковалась
models-size = { $size } на диске
models-memory = { $single } ГБ памяти, с половинной точностью { $half } ГБ
models-languages = языки: { $languages }
models-licence = { $licence }
models-licence-none = лицензия не указана
models-get = Скачать · { $size }
models-get-hint = С Hugging Face; загрузка идёт в фоне и продолжается после перезапуска с того же места
models-get-rest = Скачать остальное · { $size }
models-get-rest-hint = Части, которые для слов не нужны
models-verify = Проверить
models-verify-hint = Сверить файлы с хешами, с которыми они опубликованы
models-verifying = Файлы проверяются…
models-remove = Удалить
models-remove-hint = Убрать файлы в корзину, кроме тех, что нужны другой модели
models-pause = Пауза
models-resume = Продолжить
models-again = Ещё раз
models-cancel = Отменить
models-cancel-hint = Остановить и выбросить недокачанные файлы
models-waiting = Ждёт другую модель, с которой у неё общие файлы
models-asking = Запрос к Hugging Face…
models-amount = { $done } из { $of }
amount-gb = { $value } ГБ
amount-mb = { $value } МБ
models-speed = { $speed } МБ/с
models-token = Токен доступа к Hugging Face
models-token-about = Нужен только для закрытых репозиториев. Он хранится в связке ключей системы или в файле, который можете читать только вы. Пустая строка удаляет его.
models-token-keep = Сохранить
part-clip-text = текстовый кодировщик
part-clip-image = кодировщик изображений
part-prior = приор
part-multilingual-clip = многоязычный кодировщик
part-t5 = кодировщик T5
part-unet = UNet
part-inpaint-unet = UNet для правки
part-autoencoder = автокодировщик
part-tokenizer = токенизатор
part-scheduler = планировщик
part-image-processor = подготовка изображений
model-here = { $model } скачана, ею можно писать.
model-verified = Файлы { $model } в порядке: такие, какими опубликованы.
model-removed = { $model } в корзине.
token-kept = Токен учтён.
source-file = Картина…
source-file-hint = Выбрать файл или бросить его в окно
source-take = Взять выбранную
source-take-hint = Картина, выбранная в галерее
source-none = Выберите картину, с которой начать, или бросьте её сюда
source-reading = Картина читается…
source-shown = Картина, с которой всё начинается
strength = Сила
strength-hint = Какая часть картины уйдёт: при 1 — вся
mask-canvas = Картина; закрасьте то, что должно измениться
mask-paint = Кисть
mask-erase = Ластик
brush-colour = Цвет
brush-colour-hint = Пишет по самой картине: грубый набросок, который затем будет прописан; Ctrl+V кладёт картину туда
brush-colour-pick = Цвет кисти
mask-size = Размер
mask-size-hint = Также клавиши [ и ]; Shift стирает
mask-hardness = Жёсткость
mask-invert = Обратить
mask-all = Отметить всё
mask-clear = Очистить
mask-undo = Отменить мазок
mask-redo = Вернуть мазок
only-masked = Только закрашенное
only-masked-hint = Пишет только то, что вокруг маски, в размере из колонки, и вкладывает обратно: для лиц, рук и деталей больших картин
padding = Поле
padding-hint = Сколько картины вокруг маски видно, пока она пишется
result-beside = Рядом
result-curtain = Под шторкой
mask-file = Маска…
mask-file-hint = Взять маску из картины: белое пишется заново
margin-drag = Тянуть за край: { $side }
margin-left = Слева
margin-top = Сверху
margin-right = Справа
margin-bottom = Снизу
depth-none = Выберите карту глубины или бросьте её сюда: близкое светлое, далёкое тёмное
depth-map = Карта глубины
compare-curtain = Шторка
compare-beside = Рядом
compare-swap = По очереди
compare-swap-hint = Другая видна под указателем
compare-left = Выбранную влево
compare-right = Выбранную вправо
compare-take-hint = Картина, выбранная в галерее
compare-exchange = Поменять
compare-none = Выберите две картины в галерее, щёлкая с Ctrl, затем «Сравнить»
grid-columns = Столбцы
grid-rows = Строки
grid-values = Значения: { $side }
grid-values-numbers = 10, 20, 30 или 10-50 (+10)
grid-values-words = красный, синий: первое стоит в промпте
grid-values-sampler = DDPM, DDIM, Euler
grid-values-model = étude или папки моделей
grid-paint = Написать таблицу
grid-save = Сохранить лист…
grid-save-hint = Все картины таблицы с подписями одним PNG
grid-none = Выберите, что меняется от столбца к столбцу и от строки к строке
axis-nothing = Ничего
axis-words = Слова промпта

queue = Очередь
queue-jobs = { $count ->
    [one] { $count } задание
    [few] { $count } задания
   *[many] { $count } заданий
}
queue-clear = Очистить
queue-pause = Пауза
queue-resume = Продолжить
queue-pause-hint = Придержать то, что ждёт; начатая картина будет дописана
queue-cancel = Убрать: { $prompt }
queue-up = Раньше: { $prompt }
queue-retry = Ещё раз: { $prompt }
plain-start = Студия дважды закончила работу неудачно, поэтому сейчас открыта с этюдом, без картин в комнатах, а очередь ждёт.
plain-start-advice = «Вернуть» возвращает то, что убрано. Если студия после этого закроется, причина была в этом.
overdue = Этот шаг идёт в десять раз дольше прежних.
overdue-advice = Подождите или остановите картину.
queue-was-paused = В прошлый раз студия не была закрыта, поэтому очередь ждёт.
queue-was-paused-advice = То, что тогда писалось, отмечено внизу: напишите это снова или уберите.
job-waits = ждёт
job-interrupted = прервано
job-failed = не вышло

recall-all = Взять весь рецепт
recall-words = Взять слова
recall-seed = Взять сид
recall-settings = Взять настройки
use-vary = Вариация этой картины
use-repaint = Поправить часть
use-extend = Продолжить за край
use-blend = Смешать
use-depth = Как карта глубины
use-mask = Как маска
star = Звезда
unstar = Снять звезду
to-bin = В корзину
restore = Вернуть
copy-picture = Скопировать картину
copy-prompt = Скопировать промпт
save-plain = Сохранить без рецепта…
show-in-folder = Показать в папке
more = Ещё
more-hint = Всё, что можно сделать с этой картиной
said-seed = Сид { $value }
said-size = { $value }
said-steps = { $value ->
    [one] { $value } шаг
    [few] { $value } шага
   *[many] { $value } шагов
}
said-guidance = следование { $value }
said-as-it-is = { $value }
drop-unreadable = Этот файл — не картина, которую можно прочесть.
binned = { $count ->
    [one] { $count } картина в корзине.
    [few] { $count } картины в корзине.
   *[many] { $count } картин в корзине.
}
copied = Копия записана.

view-all = Все
view-starred = Со звездой
view-bin = Корзина
view-hint = Какие картины показаны
view-menu = Показаны: { $view }
gallery-reading = Читаются новые картины: { $done } из { $of }
gallery-search = Поиск
gallery-search-hint = Слова промпта, model:, seed:, size:>512, steps:, sampler:, board:, rating:>=4, experiment:, note:, is:star, before:2026-11-01, after:; знак - впереди значит «без»
gallery-search-trouble = «{ $term }» непонятно
gallery-none-found = Таких картин нет
marked-count = { $count ->
    [one] Выбрана { $count } картина
    [few] Выбраны { $count } картины
   *[many] Выбрано { $count } картин
}
marked-compare = Сравнить
marked-blend = Смешать
bin-empty = Очистить корзину
bin-empty-hint = Передать эти картины в корзину системы

scale = Размер слов и кнопок
notify = Уведомлять
notify-hint = Сказать, когда долгая работа кончится, пока впереди другое окно
notify-done = Картина готова
notify-failed = Картину не удалось написать
notify-asked = Картина ждёт вашего ответа
palette-hint = Несколько букв того, что нужно
palette-none = Так ничего не называется
act-palette = Найти действие
act-shortcuts = Все клавиши
act-paint = Писать
act-paint-next = Писать раньше того, что ждёт
act-stop = Остановить
act-clear-queue = Очистить очередь
act-pause-queue = Придержать очередь или продолжить
act-undo = Отменить
act-redo = Повторить
act-older = Прежний промпт
act-newer = Следующий промпт
act-focus-prompt = К промпту
act-focus-search = К поиску по галерее
act-presets = Все заготовки
act-next = Следующая картина
act-previous = Предыдущая картина
act-star = Звезда или без неё
act-bin = Выбранные картины в корзину
act-mark-all = Выбрать все картины
act-show-all = Показать все картины
act-show-starred = Показать картины со звездой
act-show-bin = Показать корзину
act-settings = Открыть настройки
act-save-as = Сохранить показанную картину как…
act-save-plain = Сохранить показанную картину без рецепта…
act-larger = Крупнее слова и кнопки
act-smaller = Мельче слова и кнопки
act-light = Светлое
act-dark = Тёмное

# Что случилось и что делать. Имена те же, что у причин в engine/src/error/cause.rs и app/src/studio/error.rs.
error-out-of-range = { $field ->
        [width] Ширина { $value } не подходит: так картину не написать.
        [height] Высота { $value } не подходит: так картину не написать.
        [steps] Число шагов { $value } не подходит: так картину не написать.
        [prior_steps] Число шагов приора { $value } не подходит: так картину не написать.
        [count] Столько картин ({ $value }) за раз не написать.
        [eta] Значение eta { $value } не подходит.
        [guidance] Следование { $value } не подходит.
        [prior_guidance] Следование приора { $value } не подходит.
        [variation_strength] Вариация { $value } не подходит: так картину не написать.
        [padding] Поле в { $value } пикселей вокруг маски не подходит.
       *[other] Значение { $value } не подходит.
    }
    .advice = { $field ->
        [eta] Выберите число от { $low } до { $high }; обычно это 0.
        [guidance] Выберите число от { $low } до { $high }; обычно это 4.
        [prior_guidance] Выберите число от { $low } до { $high }; обычно это 4.
        [variation_strength] Выберите число от { $low } (картина своего сида) до { $high } (картина другого).
        [padding] Выберите значение от { $low } до { $high }; обычно это 32.
       *[other] Выберите значение от { $low } до { $high }.
    }
error-strength-out-of-range = Сила { $value } не подходит.
    .advice = Выберите число больше 0 и не больше 1.
error-strength-takes-no-step = При силе { $strength } из { $steps } шагов не остаётся ни одного, и ничего бы не изменилось.
    .advice = Выберите силу от { $least } до 1 или больше шагов.
error-strength-too-small = При силе { $strength } не остаётся ни одного шага, и ничего бы не изменилось.
    .advice = Выберите большую силу или больше шагов.
error-steps-out-of-range = { $field ->
        [prior_steps] Для приора не годится { $steps } шагов: нужно от { $least } до { $most }.
       *[other] Шагов { $steps } — так картину не написать: этой модели нужно от { $least } до { $most }.
    }
    .advice = { $field ->
        [prior_steps] Выберите число шагов prior в этих пределах; обычно это 25.
       *[other] Выберите число шагов в этих пределах; обычно их от 25 до 100.
    }
error-steps-past-training = Шагов { $steps } слишком много: модель обучена на { $trained } отметках времени.
    .advice = Выберите меньше шагов.
error-flash-steps = Kandinsky 3.1 Flash пишет ровно за { $needed } шага, а не за { $steps }.
    .advice = Выберите четыре шага или Kandinsky 3.1.
error-wrong-sampler = { $system } не пишет сэмплером { $sampler }.
    .advice = Выберите { $usual }.
error-blend-count = Смесь из { $count } частей не составить.
    .advice = Нужно от двух до шести картин или текстов.
error-blend-weight = Один из весов не число.
    .advice = Дайте каждой части число.
error-blend-weights-cancel = Веса в сумме дают ноль.
    .advice = Дайте вес хотя бы одной части.
error-circle-of-many = По дуге смешиваются только две части, а их { $count }.
    .advice = Смешайте две или смешайте по прямой.
error-circle-without-prior = Эта модель смешивает слова по прямой, а не по дуге.
    .advice = Смешайте по прямой или выберите Kandinsky 2.1 или 2.2.
error-pictures-without-prior = { $system } понимает слова, но не картины, поэтому картин не смешивает.
    .advice = Смешайте только слова или выберите Kandinsky 2.1 или 2.2.
error-decoder-fills-no-gaps = Этот декодер не заполняет пустот в картинах.
    .advice = Выберите декодер inpaint, опубликованный рядом с ним.
error-decoder-needs-gap = Этот декодер заполняет пустоты в картинах, а картины с пустотой нет.
    .advice = Дайте картину и маску или выберите другой декодер.
error-decoder-needs-depth = Этот декодер пишет по карте глубины, а её нет.
    .advice = Дайте карту глубины или выберите другой декодер.
error-decoder-reads-no-depth = Этот декодер не читает карт глубины.
    .advice = Выберите kandinsky-2-2-controlnet-depth или уберите карту глубины.
error-mask-size = Маска { $mask_width }×{ $mask_height } точек, а картина { $width }×{ $height }: они не ложатся друг на друга.
    .advice = Дайте маску того же размера, что и картина.
error-mask-empty = Маска вся чёрная, и ничего бы не изменилось.
    .advice = Закрасьте белым то, что должно измениться.
error-depth-in-colour = { $path } — цветная картина, а не карта глубины.
    .advice = Нужна серая картина, на которой близкое светлое, а далёкое тёмное.
error-no-picture = { $path } не читается как картина.
    .advice = Нужен PNG, JPEG или WebP.
error-path-not-utf8 = В имени { $path } есть знаки, которых не записать, и картина не могла бы хранить свой рецепт.
    .advice = Переименуйте файл или папку и выберите снова.
error-tokenizer-broken = Токенизатор в { $folder } неполон, поэтому промпта не прочесть.
    .advice = Скачайте папку токенизатора ещё раз.
error-prior-scheduler = В scheduler_config.json у приора настройки, каких нет ни у одного Kandinsky.
    .advice = Скачайте папку scheduler у приора ещё раз.
error-unknown-network = { $network ->
        [prior] Такого приора, как здесь, нет ни у одного Kandinsky, поэтому он не годится.
        [u-net] UNet здесь не от Kandinsky 2.0, 2.1 или 2.2, поэтому он не годится.
        [u-net3] UNet здесь не от Kandinsky 3, поэтому он не годится.
        [autoencoder] Такого автоэнкодера, как здесь, нет ни у одного Kandinsky, поэтому он не годится.
        [image-encoder] Такого кодировщика изображений, как здесь, нет ни у одного Kandinsky, поэтому он не годится.
       *[text-encoder] Такого текстового энкодера, как здесь, нет ни у одного Kandinsky, поэтому он не годится.
    }
    .advice = { $network ->
        [prior] Выберите папку приора от Kandinsky 2.1 или 2.2.
        [u-net] Выберите папку декодера Kandinsky, например kandinsky-2-2-decoder.
        [u-net3] Выберите папку опубликованного Kandinsky 3.0 или 3.1.
        [autoencoder] Выберите папку Kandinsky, например kandinsky-2-2-decoder.
        [image-encoder] Скачайте кодировщик изображений, опубликованный вместе с приором.
       *[text-encoder] Скачайте текстовый энкодер, опубликованный вместе с моделью.
    }
error-networks-do-not-fit = Части этой модели не подходят друг к другу, поэтому писать она не может.
    .advice = Дайте декодер и приор, опубликованный вместе с ним.
error-no-folder = Папки { $path } нет.
    .advice = Проверьте, верно ли написано её имя: это папка с опубликованным репозиторием.
error-incomplete = { $system } здесь не весь: не хватает { $files }{ $more ->
        [0] .
        [one] { " " }и ещё { $more } файла.
       *[other] { " " }и ещё { $more } файлов.
    }
    .advice = { $with_prior ->
        [true] Скачайте модель в комнате «Модели» или дайте папку декодера (--model) и папку приора (--prior) в том виде, как они опубликованы.
       *[false] Скачайте модель в комнате «Модели» или дайте её папку (--model) в том виде, как она опубликована.
    }
error-no-checkpoint = В { $path } нет никакой Kandinsky.
    .advice = Выберите папку опубликованного репозитория: с папками unet и movq или с файлами авторов .pt и .ckpt. Или скачайте модель в комнате «Модели».
error-prior-alone = В { $path } лежит приор: он делает векторы изображений, а сам ничего не пишет.
    .advice = Выберите папку декодера; приор выбирается рядом с ней.
error-hub-offline = { $endpoint } недоступен, поэтому ничего не скачано.
    .advice = Проверьте, есть ли сеть, и продолжите; скачанное сохранится.
error-hub-stalled = { $endpoint } раз за разом перестаёт отвечать, поэтому модель ещё не вся.
    .advice = Продолжите позже: загрузка пойдёт с того же места.
error-hub-refused = { $endpoint } отказывается отвечать ({ $status }), поэтому модель ещё не вся.
    .advice = Подождите немного и продолжите: загрузка пойдёт с того же места.
error-hub-answer = { $endpoint } отвечает не так, как Hugging Face, поэтому ничего не скачано.
    .advice = Проверьте адрес в HF_ENDPOINT и прокси.
error-hub-forbidden = Репозиторий { $repository } открыт не всем, поэтому из него ничего не скачано.
    .advice = { $token ->
        [true] Ваш токен его не открывает: примите условия на странице репозитория или дайте другой токен.
       *[false] Примите условия на странице репозитория и дайте токен доступа: в комнате «Модели» или в HF_TOKEN.
    }
error-hub-not-found = { $file } на Hugging Face нет, поэтому модель не вся.
    .advice = Возможно, файл переместили или переименовали; свою папку с моделью можно открыть и так.
error-hub-page = Вместо { $file } пришла веб-страница, поэтому она не сохранена.
    .advice = Так отвечают сети, где нужен вход, и прокси: откройте Hugging Face в браузере, потом продолжите.
error-hub-pointer = Вместо { $file } пришёл указатель Git LFS, поэтому он не сохранён.
    .advice = На зеркале из HF_ENDPOINT нет больших файлов; возьмите другое или сам Hugging Face.
error-hub-changed = { $file } изменился на сервере во время загрузки, поэтому модель ещё не вся.
    .advice = Продолжите: скачается новый файл.
error-hub-hash = { $file } дважды пришёл не таким, каким он опубликован, и выброшен.
    .advice = Что-то по пути меняет файлы; попробуйте другую сеть.
error-fetched-elsewhere = { $file } уже скачивает другое окно или команда.
    .advice = Дождитесь её: скачанное пригодится и здесь.
error-disk-full = На диске с { $folder } свободно { $free } ГБ, а нужно { $needed } ГБ, поэтому ничего не скачано.
    .advice = Освободите место и продолжите или укажите в HF_HOME папку на большем диске.
error-settings-unreadable = Настройки этой модели не те, какими должны быть, поэтому она не годится.
    .advice = Скачайте её config.json ещё раз или уберите его, если модель опубликована без него.
error-file-missing = Файл модели { $path } не открывается, поэтому писать ею нельзя.
    .advice = Проверьте папку: в ней должна лежать модель в том виде, как она опубликована.
error-file-unreadable = Файл модели { $path } не такой, каким должен быть.
    .advice = Скачайте этот файл ещё раз.
error-index-points-elsewhere = { $path } называет файлы, которых рядом нет, поэтому ничего не прочитано.
    .advice = Скачайте этот файл ещё раз.
error-weights-pointer = В { $path } лежит только указатель Git LFS, а не сами веса, поэтому ничего не прочитано.
    .advice = Скажите в этой папке `git lfs pull` или скачайте модель в комнате «Модели».
error-weights-damaged = Веса в { $path } повреждены или неполны, поэтому ничего не прочитано.
    .advice = Скачайте этот файл ещё раз: загрузка могла оборваться.
error-weights-unread = Веса в { $path } не читаются, поэтому ничего не загружено.
    .advice = Скачайте этот файл ещё раз оттуда, где модель опубликована.
error-weights-do-not-fit = Веса в { $path } не подходят к config.json рядом с ними, поэтому ничего не загружено.
    .advice = Скачайте настройки и веса ещё раз из одного места.
error-weights-of-other-model = Это веса другой модели, поэтому ничего не загружено.
    .advice = Выберите папку опубликованной модели.
error-conversion-unwritten = Преобразованные веса не записать в { $folder }, поэтому ничего не загружено.
    .advice = Освободите там место: нужно { $gigabytes } ГБ.
error-unknown-token = В токенизаторе есть слова, которых не знает текстовый энкодер, поэтому промпта не прочесть.
    .advice = Скачайте оба ещё раз из одного места.
error-image-processor = image_processor этой модели не подходит к её image_encoder, поэтому картин не прочесть.
    .advice = Скачайте обе папки ещё раз из одного места.
error-no-such-adapter = Видеоадаптера с номером { $number } нет; всего их здесь { $count }.
    .advice = Возьмите --device auto или --device cpu; адаптеры перечислит `bluerider doctor`.
error-no-graphics = На этом компьютере нет видеоадаптера, которым Blue Rider мог бы писать.
    .advice = Возьмите --device auto или --device cpu; адаптеры перечислит `bluerider doctor`.
error-adapter-refused = Видеоадаптер { $name } не запустился.
    .advice = Обновите его драйвер или пишите процессором.
error-adapter-failed-test = Видеоадаптер { $name } не прошёл проверку, поэтому картины пишет процессор.
    .advice = Обновите драйвер: новый будет проверен снова.
error-adapter-computes-wrongly = Видеоадаптер { $name } считает неверно.
    .advice = Обновите драйвер. До тех пор картины пишет процессор.
error-device-lost = Устройство отказало посреди картины, поэтому она не сохранена.
    .advice = Попробуйте ещё раз, меньший размер или процессор.
error-device-lost-encoding = Устройство отказало, пока читало промпт, поэтому ничего не написано.
    .advice = Попробуйте ещё раз или пишите процессором.
error-io = { $doing ->
        [discard] Не удалось выбросить { $path }.
        [find] Не удалось найти { $path }.
        [make] Не удалось создать { $path }.
        [move] Не удалось переместить { $path }.
        [open] Не удалось открыть { $path }.
        [read-picture] Не удалось прочесть картину { $path }.
        [write] Не удалось записать { $path }.
       *[read] Не удалось прочесть { $path }.
    }
    .advice = { $reason ->
        [not-found] Проверьте, на месте ли файл и верно ли написано его имя.
        [denied] Выберите папку, в которую можно писать, или измените права на неё.
        [full] Освободите место на диске и попробуйте ещё раз.
       *[other] Проверьте диск и папку и попробуйте ещё раз.
    }
error-out-of-memory = Для этой картины не хватило памяти, поэтому она не сохранена.
    .advice = Выберите меньший размер или закройте другие программы.
error-not-a-picture = Получилось не изображение ({ $stage }), поэтому ничего не сохранено.
    .advice = Попробуйте меньшее следование, другой сид или процессор.
error-cancelled = Остановлено.
    .advice = Можно писать дальше.
error-internal = Движок ошибся и оставил эту картину; студия работает дальше.
    .advice = Попробуйте ещё раз. Если повторится, сообщите подробности.
error-init-missing = Нет картины, с которой начать.
    .advice = Перетащите её на холст или выберите файл.
error-mask-missing = На картине не отмечено, что переписать.
    .advice = Закрасьте то, что должно измениться, и нажмите «Писать».
error-margins-missing = У картины пока нет полей.
    .advice = Потяните край картины наружу или впишите поле числом.
error-depth-missing = Нет карты глубины, по которой писать.
    .advice = Перетащите её на холст или выберите файл.
error-grid-value = «{ $value }» не подходит для этой стороны таблицы.
    .advice = Впишите значения через запятую или ряд вида 10-50 (+10).
error-grid-needs-picture = Нет картины, поверх которой писать.
    .advice = Сначала откройте комнату вариаций, выберите картину и вернитесь.
error-grid-words-missing = В промпте нет слов «{ $words }», и заменить нечего.
    .advice = Первое значение — то, что стоит в промпте; остальные встают на его место.
error-grid-too-large = Таблица из { $count } картин слишком велика.
    .advice = Впишите меньше значений: можно не больше { $most } картин.
error-grid-side-empty = У одной стороны таблицы нет значений.
    .advice = Впишите значения через запятую или ряд вида 10-50 (+10).
error-wildcards-endless = Подстановки без конца ведут друг в друга, поэтому ничего не написано.
    .advice = { wildcards-are }
error-wildcards-too-long = Подстановки дают слишком длинный промпт, поэтому ничего не написано.
    .advice = { wildcards-are }
error-word-list-missing = Списка слов «{ $name }» нет, поэтому ничего не написано.
    .advice = { wildcards-are }
error-word-list-empty = Список слов «{ $name }» пуст, поэтому ничего не написано.
    .advice = { wildcards-are }
wildcards-are = Подстановки — это {"{"}одно|другое{"}"} и __имя__, строка из имя.txt в папке списков слов.
error-presets-unread = Из этого файла не прочесть ни одного пресета; ваши остались как были.
    .advice = Пресеты бывают в styles.csv от A1111, в JSON от Fooocus и InvokeAI и в YAML от kubin.
error-set-aside = { $path } понять не удалось, и студия начинает с чистого листа.
    .advice = Прежний файл сохранён как { $aside }.
error-part-set-aside = { $count ->
    [one] { $count } запись в { $path } понять не удалось, она пропущена.
    [few] { $count } записи в { $path } понять не удалось, они пропущены.
   *[many] { $count } записей в { $path } понять не удалось, они пропущены.
 }
    .advice = Всё остальное на месте. Прежний файл сохранён как { $aside }; возможно, его прочтёт более новый Blue Rider.
error-gallery-index-anew = Указатель галереи не удалось использовать, и он построен заново по вашим картинам.
    .advice = Картины остались как были, со звёздами и досками, насколько их удалось прочитать. Прежний указатель сохранён как { $aside }.
error-gallery-index = Указатель галереи не читается или не пишется, и галерея может показать не всё.
    .advice = Ваши картины остались как были. Проверьте, не полон ли диск с папкой галереи и можно ли в неё писать.
error-model-missing = Модели { $model } на этом компьютере ещё нет.
    .advice = Скачайте её в комнате «Модели» или командой «bluerider models get { $name }» ({ $gigabytes } ГБ), положите в { $folder }/{ $name } или укажите её папку.
error-model-unreleased = { $model } никогда не публиковалась, поэтому скачать её нельзя.
    .advice = Другие модели семейства скачать можно: их перечисляет «bluerider models list».
error-unknown-model = Модели { $name } нет.
    .advice = Есть такие: { $names }.
error-model-not-here = На этом компьютере ничего от { $model } нет.
    .advice = Что есть, говорит «bluerider models list».
error-no-inpainting-part = У { $model } нет отдельной UNet для правки.
    .advice = Уберите --inpainting; если такая UNet издана отдельно, у неё своё имя в «bluerider models list».
error-files-damaged = { $count ->
        [one] { $count } файл не такой, каким опубликован: { $path }.
        [few] { $count } файла не такие, какими опубликованы; один из них — { $path }.
       *[other] { $count } файлов не такие, какими опубликованы; один из них — { $path }.
    }
    .advice = Испорченное убрано в корзину. Скачайте модель ещё раз: загрузится только оно.
error-compare-no-folder = { $path } называется как файл, а картин несколько.
    .advice = Назовите папку или уберите --out.
error-trackio-schema = { $path } — база Trackio другой версии, поэтому в неё ничего не записано.
    .advice = Экспортируйте в другой проект или откройте её один раз в Trackio не старше 0.24: он её обновит.
error-wandb-client = Клиент Weights & Biases не смог отправить запуск; сам запуск цел.
    .advice = Его последние слова — в подробностях. «pip install wandb» и «wandb login» его настраивают; потом отправьте снова.
error-no-runs = В { $path } нет картин, которые помнят, как написаны.
    .advice = Напишите одну или назовите другую папку: --pictures.
error-no-experiment = Эксперимента { $name } нет.
    .advice = «bluerider experiments list» скажет, какие есть.
error-nothing-to-import = { $path } — не модель и не часть известной модели, поэтому ничего не взято.
    .advice = Укажите папку модели, кеш Hugging Face или файл весов, каким он опубликован.
error-film-name = Фильм — это APNG (.png) или анимированный WebP (.webp), а { $path } — ни то ни другое.
    .advice = Дайте имя, которое кончается на .png или .webp.
error-film-sizes = У картин разные размеры, и фильма из них не получится.
    .advice = Напишите их в одном размере и соберите фильм из них.
error-film-of-many = Фильм идёт от одной ячейки к другой, а их { $count }.
    .advice = Уберите лишние, чтобы остались две.
error-import-there = { $model } уже есть: { $path }, поэтому ничего не взято.
    .advice = Сначала удалите её или укажите папку через --model.
error-out-no-png = Картины — файлы PNG, и { $path } не открылся бы.
    .advice = Дайте имя, которое кончается на .png, или папку.
error-prior-beside-name = У модели, названной по имени, приор лежит там же, где она.
    .advice = Уберите --prior или дайте папку модели.
error-no-window = Окно не открылось.
    .advice = Без экрана пишите командой `bluerider paint "красный круг на белом фоне"`.
error-graphics-lost = Графический драйвер отказал, и окно открыто заново; начатая картина пишется сначала, остальные сохранены.
    .advice = Продолжайте. Если это случается часто, обновите драйвер или выберите в настройках процессор.
error-graphics-gone = Графический драйвер отказал несколько раз, поэтому окно закрыто; картины и очередь сохранены.
    .advice = Обновите драйвер или перезагрузите компьютер, потом откройте Blue Rider снова.
error-part-failed = Часть студии ошиблась; то, что она делала, не сделано, а студия работает дальше.
    .advice = Повторите. Если случится снова, сообщите подробности.
error-engine-ended = Движок прервался, запущен новый; начатая картина не написана.
    .advice = Напишите её снова из очереди. Если случится снова, сообщите подробности.
error-engine-again = Движок прервался, запущен новый; он начинает картину заново.
    .advice = Делать ничего не нужно. Если случается часто, обновите драйвер видеокарты и сообщите подробности.
error-engine-on-cpu = Движок прервался дважды, поэтому до следующего открытия студии картины пишет процессор.
    .advice = Напишите картину снова из очереди и обновите драйвер видеокарты, если есть новый.
error-engine-gone = Движок прервался несколько раз, поэтому больше ничего не пишется; очередь сохранена.
    .advice = Закройте студию и откройте снова или выберите в настройках другое устройство.
error-weight-count = Частей { $count }, а весов { $weights }, поэтому смеси не составить.
    .advice = Дайте по одному весу каждой картине и каждому тексту.
error-frames-of-many = Путь ведёт от одного к другому, а частей { $count }.
    .advice = Дайте две картины или два текста или уберите --frames.
error-blend-picture-missing = Картины { $name } нет.
    .advice = Проверьте имя; словам окончание вроде .png не нужно.
error-no-prior-settings = У { $system } нет приора, а значит, и его настроек.
    .advice = Уберите --prior-steps и --prior-guidance.
error-no-guidance-settings = { $system } пишет за четыре шага и без следования, поэтому выбрать их нельзя.
    .advice = Уберите --steps, --guidance и --negative или выберите kandinsky-3.1.
error-bench-target = По очереди измеряется одна часть.
    .advice = Назовите одну часть, которая есть у модели.
error-memory-refused = Этой картине нужно около { $needed } ГБ памяти, а свободно { $free } ГБ. Ничего не написано.
    .advice = Выберите меньший размер, закройте другие программы или добавьте --anyway.
error-cpu-refused = Видеоадаптеру не хватает памяти для этой картины. Ничего не написано.
    .advice = Выберите меньший размер, закройте другие программы или добавьте --anyway.
