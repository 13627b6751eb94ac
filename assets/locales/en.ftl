# What the window says, in English.

model = Model
model-hint = Which model paints
model-etude = étude · built in, small shapes on a ground
model-chosen = The checkpoint that is chosen
model-open = Open a Kandinsky 2.2 folder…
model-open-hint = The decoder's folder as it was published; the prior is looked for beside it
device-opening = Opening the device…
device-cpu = { $threads ->
    [one] CPU, { $threads } thread
   *[other] CPU, { $threads } threads
}
device-hint = Where pictures are painted
queue-waiting = { $count ->
    [one] { $count } job waits
   *[other] { $count } jobs wait
}
settings = Settings
settings-hint = Appearance and language
appearance = Appearance
appearance-system = As the system
appearance-light = Light
appearance-dark = Dark
language = Language
language-system = As the system

prompt = Prompt
prompt-hint = What the picture shows
tokens = { $used } of { $room } tokens
tokens-cut = Not read, from: “{ $cut }…”
negative = Negative prompt
negative-hint = What it does not show
sources = Also in this recipe
sources-forget = Leave these away
source-picture = Painted over { $file }
source-gap = A part of { $file } is painted anew
source-margins = { $file } is painted on beyond its edges
source-depth = Follows the depth map { $file }
source-cuda = The seed is for a CUDA generator
presets = Presets
presets-all = All presets…
presets-all-hint = Search, keep, rename and exchange presets
presets-search = Search presets
presets-own = Yours
presets-none = Nothing here has these words
presets-own-none = Below, the words and settings of the column can be kept under a name; above, presets of another studio can be imported
presets-etude = Scenes for étude
presets-craft = How to write a prompt
presets-russian = Russian painting and print
presets-crafts = Crafts of Russia
presets-english = These are written in English, which most models read best. Your own words go where it says { "{" }prompt{ "}" }.
presets-import = Import…
presets-import-hint = JSON of Fooocus or InvokeAI
presets-export = Export…
presets-export-hint = Yours, as Fooocus reads them
preset-use = Use
preset-name = Name of a new preset
preset-name-hint = Name it
preset-keep = Keep the column as a preset
preset-up = Move { $name } up
preset-down = Move { $name } down
preset-rename = Rename { $name }
preset-remove = Remove { $name }
preset-removed = The preset “{ $name }” is removed.
presets-imported = { $count ->
    [0] Nothing new: you have all these presets.
    [one] { $count } new preset.
   *[other] { $count } new presets.
}
undo = Undo
close = Close
width = Width
width-hint = Pixels across
height = Height
height-hint = Pixels down
sampler = Sampler
sampler-hint = What takes the steps; DPM-Solver++ and UniPC need fewer of them than DDPM
steps = Steps
steps-hint = Denoising steps: more take longer and bring finer detail
guidance = Guidance
guidance-hint = How far to lead away from the negative prompt; 1 and below is none
prior-steps = Prior steps
prior-steps-hint = Steps from the words to the idea of a picture
prior-guidance = Prior guidance
prior-guidance-hint = How closely that idea follows the words; 1 and below is none
count = Pictures
count-hint = How many pictures; each takes the next seed
seed = Seed
seed-hint = The same seed and settings paint the same picture again
seed-dice = Another seed
seed-lock = Keep this seed for the next picture
paint = Paint
paint-hint = Ctrl+Enter
stop = Stop
stop-hint = Esc

room-paint = From words
room-paint-hint = A picture of what the prompt says
room-blend = Blend
room-blend-hint = A picture between several pictures and words
well-words = Words
well-words-of = Words in well { $letter }
well-words-hint = What this well shows
well-picture = Picture…
well-picture-of = Picture in well { $letter }
well-picture-hint = Choose a file, or drop one here
well-take = This one
well-take-of = The gallery’s picture into well { $letter }
well-take-hint = The picture that is chosen in the gallery
well-remove = Remove well { $letter }
blend-slider = From A to B
blend-weight = Weight of { $letter }
blend-frame = { $percent } % on the way from A to B
blend-render = Render
blend-render-hint = Paint the whole picture at this weight, with the settings of the column
blend-add = Add a well
blend-swap = Swap
blend-spherical = Round way
blend-spherical-hint = Along a great circle instead of a straight line
blend-live = A quick sketch; “Render” paints it whole
blend-first = The first sketch is being painted…
blend-empty = Put words or a picture into each well
blend-failed = This blend could not be sketched; “Render” says why
canvas-empty = Type what you want to see and press Paint
canvas-preview = The picture, coming clear
phase-load = Reading weights
phase-encode = Reading the prompt
phase-prior = From words to an idea
phase-denoise = Denoising
phase-decode = Decoding
phase-save = Saving
step-of = { $done } of { $of }
picture-of = Picture { $index } of { $count }
left-seconds = { $count ->
    [one] about { $count } second left
   *[other] about { $count } seconds left
}
left-minutes = { $count ->
    [one] about { $count } minute left
   *[other] about { $count } minutes left
}
recipe-none = This picture does not say how it was painted
recipe-line = Seed { $seed } · { $width }×{ $height } · { $steps } steps · guidance { $guidance } · { $model }
use-recipe = Use recipe
use-recipe-hint = Put the words and settings of this picture back into the column
save-as = Save as…

gallery = Gallery
gallery-count = { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
}
gallery-empty = What you paint is kept here
gallery-picture = A picture

dismiss = Close
details = Details
not-saved = The picture could not be saved. It stays in the gallery until you close the studio; save it elsewhere with “Save as…”.
notice-prompt-cut = The model does not read the end of the prompt, from: “{ $cut }…”
notice-negative-cut = The model does not read the end of the negative prompt, from: “{ $cut }…”
notice-cut-advice = Put what matters most first, or shorten it.
notice-precision = Half precision failed; painting again in full precision.
notice-memory = Memory ran out; painting again with less.
notice-half-weights = Memory is short: weights are rounded to half precision, so the picture will differ a little.
question-short = This picture needs about { $needed } GB of memory, and { $free } GB are free.
question-short-advice = Choose a smaller size, or close other programs and paint anyway. The computer may become very slow.
question-short-yes = Paint anyway
question-cpu = The graphics adapter has not enough memory for this picture.
question-cpu-advice = The CPU can paint it, which takes longer. It would also paint what comes after it.
question-cpu-yes = Paint on the CPU
question-no = Do not paint
notice-device = The device gave up; painting on { $device } from now on.
