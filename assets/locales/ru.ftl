# Что говорит окно, по-русски.

model = Модель
model-hint = Какая модель пишет
model-etude = étude · встроенная, простые фигуры на фоне
model-chosen = Выбранная модель
model-open = Открыть папку Kandinsky…
model-open-hint = Папка Kandinsky, от 2.0 до 3.1, в том виде, как она опубликована; prior ищется рядом
device-opening = Открываю устройство…
device-cpu = { $threads ->
    [one] Процессор, { $threads } поток
    [few] Процессор, { $threads } потока
   *[other] Процессор, { $threads } потоков
}
device-hint = Где пишутся картины
queue-waiting = { $count ->
    [one] { $count } задание ждёт
    [few] { $count } задания ждут
   *[other] { $count } заданий ждут
}
settings = Настройки
settings-hint = Оформление и язык
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
preset-rename = Переименовать «{ $name }»
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
presets = Заготовки
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
prior-steps = Шаги prior
prior-steps-hint = Шаги от слов к замыслу картины
prior-guidance = Следование prior
prior-guidance-hint = Насколько замысел следует словам; 1 и меньше — никак
count = Картин
count-hint = Сколько картин; каждая берёт следующий сид
seed = Сид
seed-hint = Тот же сид с теми же настройками пишет ту же картину
seed-dice = Другой сид
seed-lock = Сохранить сид для следующей картины
paint = Писать
paint-hint = Ctrl+Enter
stop = Стоп
stop-hint = Esc

well-words = Слова
well-words-of = Слова в ячейке { $letter }
well-words-hint = Что показывает эта ячейка
well-picture = Картина…
well-picture-of = Картина в ячейке { $letter }
well-picture-hint = Выберите файл или бросьте его сюда
well-take = Эта
well-take-of = Картина из галереи в ячейку { $letter }
well-take-hint = Картина, выбранная в галерее
well-remove = Убрать ячейку { $letter }
blend-slider = От A к B
blend-weight = Вес { $letter }
blend-frame = { $percent } % пути от A к B
blend-render = Написать целиком
blend-render-hint = Написать целую картину с этим весом и настройками колонки
blend-add = Добавить ячейку
blend-swap = Поменять
blend-spherical = По дуге
blend-spherical-hint = По большому кругу вместо прямой
blend-words-alone = У { $model } нет prior: смешивается то, что текстовый кодировщик делает из слов, без картин
blend-live = Быстрый набросок; «Написать целиком» даст картину
blend-first = Пишется первый набросок…
blend-empty = Положите в каждую ячейку слова или картину
blend-failed = Набросок не удался; «Написать целиком» скажет почему
canvas-empty = Напишите, что хотите увидеть, и нажмите «Писать»
canvas-preview = Картина проясняется
phase-convert = Преобразую модель, только в этот раз
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

dismiss = Закрыть
details = Подробности
not-saved = Картину не удалось сохранить. Она останется в галерее, пока открыта студия; сохраните её в другое место через «Сохранить как…».
notice-prompt-cut = Модель не читает конец промпта, начиная с «{ $cut }…»
notice-negative-cut = Модель не читает конец негативного промпта, начиная с «{ $cut }…»
notice-cut-advice = Поставьте самое важное в начало или сократите.
notice-precision = Половинной точности не хватило; пишу заново в полной.
notice-memory = Памяти не хватило; пишу заново бережливее.
notice-tuning = Видеокарта впервые встречает эту модель и этот размер: первые шаги будут дольше, но только в этот раз.
notice-half-weights = Памяти мало: веса округлены до половинной точности, картина выйдет немного иной.
question-short = Для этой картины нужно около { $needed } ГБ памяти, а свободно { $free } ГБ.
question-short-advice = Выберите меньший размер или закройте другие программы и всё равно пишите. Компьютер может сильно замедлиться.
question-short-yes = Всё равно писать
question-cpu = У видеокарты не хватает памяти для этой картины.
question-cpu-advice = Её может написать процессор, но дольше. Дальше тоже будет писать он.
question-cpu-yes = Писать на процессоре
question-no = Не писать
notice-device = Устройство отказало; дальше пишу на «{ $device }».

error-invalid = Так писать нельзя: значение поля «{ $field }» вне допустимого.
error-invalid-advice = Исправьте это поле и нажмите «Писать».
error-invalid-other = Так писать нельзя.
error-invalid-other-advice = Что не так, сказано в подробностях.
error-invalid-hint = Эта модель и карта глубины не подходят друг другу.
error-invalid-hint-advice = Карту глубины читает только ControlNet-depth, и без карты она не пишет. Выберите другую модель или уберите карту.
error-invalid-depth = Это не карта глубины: картина цветная.
error-invalid-depth-advice = Нужна серая картина, на которой близкое светлое, а далёкое тёмное.
error-invalid-mask = Маска не подходит к этой картине или модели.
error-invalid-mask-advice = Закрасьте то, что должно измениться. Модель inpaint пишет только по картине с маской.
error-invalid-picture = Этот файл не читается как картина.
error-invalid-picture-advice = Нужен PNG, JPEG или WebP.
error-invalid-parts = Такую смесь не написать.
error-invalid-parts-advice = Нужно от двух до шести картин или текстов.
error-invalid-weights = Веса смеси ничего не значат.
error-invalid-weights-advice = Дайте вес хотя бы одной части.
error-invalid-prompt = Промпт в таком виде не прочесть.
error-invalid-prompt-advice = Что в нём не так, сказано в подробностях.
error-invalid-grid = В этой таблице слишком много картин.
error-invalid-grid-advice = Впишите меньше значений.
error-checkpoint = Эту модель прочесть не удалось, поэтому ничего не написано.
error-checkpoint-advice = Проверьте папку: в ней должна лежать модель в том виде, как она опубликована.
error-io = Не удалось прочесть или записать файл.
error-io-advice = Проверьте диск, место на нём и права на папку.
error-device = Устройство отказало посреди картины, поэтому она не сохранена.
error-device-advice = Попробуйте ещё раз, меньший размер или процессор.
error-memory = Для этой картины не хватило памяти, поэтому она не сохранена.
error-memory-advice = Выберите меньший размер или закройте другие программы.
error-not-a-picture = Получилось не изображение, поэтому ничего не сохранено.
error-not-a-picture-advice = Попробуйте меньшее следование или другой сид.
error-cancelled = Остановлено.
error-cancelled-advice = Можно писать дальше.
error-internal = Движок ошибся и оставил эту картину; студия работает дальше.
error-internal-advice = Попробуйте ещё раз. Если повторится, сообщите подробности.

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
source-file = Картина…
source-file-hint = Выбрать файл или бросить его в окно
source-take = Эта
source-take-hint = Картина, выбранная в галерее
source-none = Выберите картину, с которой начать, или бросьте её сюда
source-reading = Картина читается…
source-shown = Картина, с которой всё начинается
strength = Сила
strength-hint = Какая часть картины уйдёт: при 1 — вся
mask-canvas = Картина; закрасьте то, что должно измениться
mask-paint = Кисть
mask-erase = Ластик
mask-size = Размер
mask-size-hint = Также клавиши [ и ]; Shift стирает
mask-hardness = Жёсткость
mask-invert = Обратить
mask-clear = Очистить
mask-undo = Отменить мазок
mask-redo = Вернуть мазок
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
gallery-search-hint = Слова промпта, model:, seed:, size:>512, steps:, sampler:, board:, is:star, before:2026-11-01, after:; знак - впереди значит «без»
gallery-search-trouble = «{ $term }» непонятно
gallery-none-found = Таких картин нет
marked-count = { $count ->
    [one] Выбрана { $count } картина
    [few] Выбраны { $count } картины
   *[many] Выбрано { $count } картин
}
marked-compare = Сравнить
marked-blend = Смешать
board-name = Доска
board-put = На доску
board-hint = Имя новой доски или той, что есть; пустое снимает с доски
bin-empty = Очистить корзину
bin-empty-hint = Передать эти картины в корзину системы

scale = Размер слов и кнопок
notify = Уведомлять
notify-hint = Сказать, когда долгая работа кончится, пока впереди другое окно
notify-done = Картина готова
notify-failed = Картину не удалось написать
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
act-larger = Крупнее слова и кнопки
act-smaller = Мельче слова и кнопки
act-light = Светлое
act-dark = Тёмное
