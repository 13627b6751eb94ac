# Что говорит окно, по-русски.

model = Модель
model-hint = Какая модель пишет
model-etude = étude · встроенная, простые фигуры на фоне
model-chosen = Выбранная модель
model-open = Открыть папку Kandinsky 2.2…
model-open-hint = Папка декодера в том виде, как она опубликована; prior ищется рядом
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
source-blend = { $count ->
    [one] Вместо промпта смесь из { $count } картины или промпта
   *[other] Вместо промпта смесь из { $count } картин и промптов
}
source-cuda = Сид для генератора CUDA
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
guidance-hint = Насколько уходить от негативного промпта; 1 и меньше — никак
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

canvas-empty = Напишите, что хотите увидеть, и нажмите «Писать»
canvas-preview = Картина проясняется
phase-load = Читаю веса
phase-encode = Читаю промпт
phase-prior = От слов к замыслу
phase-denoise = Очищаю от шума
phase-decode = Декодирую
phase-save = Сохраняю
step-of = { $done } из { $of }
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
recipe-line = Сид { $seed } · { $width }×{ $height } · шаги: { $steps } · следование: { $guidance } · { $model }
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
