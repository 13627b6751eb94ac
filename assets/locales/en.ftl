# What the window says, in English.

model = Model
model-hint = Which model paints
model-etude = étude · built in, small shapes on a ground
model-chosen = The checkpoint that is chosen
model-open = Open a Kandinsky folder…
model-open-hint = The folder of a Kandinsky as it was published, 2.0 to 3.1; a prior is looked for beside it
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
presets-more = { $count } more; search to find them
presets-etude = Scenes for étude
presets-craft = How to write a prompt
presets-russian = Russian painting and print
presets-crafts = Crafts of Russia
presets-english = These are written in English, which most models read best. Your own words go where it says { "{" }prompt{ "}" }.
presets-import = Import…
presets-import-hint = A1111’s styles.csv, Fooocus’ or InvokeAI’s JSON, kubin’s YAML
presets-export = Export…
presets-export-hint = Yours, as JSON for Fooocus or as CSV for A1111
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
guidance-hint = How far to lead away from the negative prompt; 1 and below is none. The same for every model: 3.0’s and 3.1’s own scales are one less
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
blend-words-alone = { $model } has no prior: it blends what its text encoder makes of words, and no pictures
blend-live = A quick sketch; “Render” paints it whole
blend-first = The first sketch is being painted…
blend-empty = Put words or a picture into each well
blend-failed = This blend could not be sketched; “Render” says why
canvas-empty = Type what you want to see and press Paint
canvas-preview = The picture, coming clear
phase-convert = Converting the model, this once
phase-load = Reading weights
phase-encode = Reading the prompt
phase-prior = From words to an idea
phase-denoise = Denoising
phase-decode = Decoding
step-of = { $done } of { $of }
gigabytes-of = { $done } of { $of } GB
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
notice-tuning = The graphics adapter meets this model and size for the first time: its first steps take longer, this once.
notice-half-weights = Memory is short: weights are rounded to half precision, so the picture will differ a little.
question-short = This picture needs about { $needed } GB of memory, and { $free } GB are free.
question-short-advice = Choose a smaller size, or close other programs and paint anyway. The computer may become very slow.
question-short-yes = Paint anyway
question-cpu = The graphics adapter has not enough memory for this picture.
question-cpu-advice = The CPU can paint it, which takes longer. It would also paint what comes after it.
question-cpu-yes = Paint on the CPU
question-no = Do not paint
notice-device = The device gave up; painting on { $device } from now on.

# Rooms
room-paint = Words
room-paint-hint = A picture of what the prompt says
room-vary = Vary
room-vary-hint = A picture painted over, a little or a lot
room-repaint = Repaint
room-repaint-hint = A part of a picture, marked by hand, is painted anew
room-extend = Extend
room-extend-hint = A picture is painted on beyond its edges
room-blend = Blend
room-blend-hint = A picture between several pictures and words
room-depth = Depth
room-depth-hint = A picture that follows a depth map; for ControlNet-depth checkpoints
room-compare = Compare
room-compare-hint = Two pictures of the gallery beside each other
room-grid = Grid
room-grid-hint = The same picture over a range of settings
source-file = Picture…
source-file-hint = Choose a file, or drop one on the window
source-take = This one
source-take-hint = The picture that is chosen in the gallery
source-none = Choose a picture to begin with, or drop one here
source-reading = The picture is being read…
source-shown = The picture to begin with
strength = Strength
strength-hint = How much of the picture goes: at 1 all of it
mask-canvas = The picture; paint over what is to change
mask-paint = Brush
mask-erase = Eraser
mask-size = Size
mask-size-hint = Also with the keys [ and ]; Shift erases
mask-hardness = Hardness
mask-invert = Invert
mask-clear = Clear
mask-undo = Undo stroke
mask-redo = Redo stroke
mask-file = Mask…
mask-file-hint = Take the mask from a picture: white is painted anew
margin-drag = Drag this edge: { $side }
margin-left = Left
margin-top = Top
margin-right = Right
margin-bottom = Bottom
depth-none = Choose a depth map, or drop one here: near things light, far ones dark
depth-map = The depth map
compare-curtain = Curtain
compare-beside = Side by side
compare-swap = Swap
compare-swap-hint = The other one shows under the pointer
compare-left = Shown one left
compare-right = Shown one right
compare-take-hint = The picture that is chosen in the gallery
compare-exchange = Exchange
compare-none = Choose two pictures in the gallery with Ctrl and a click, then “Compare”
grid-columns = Columns
grid-rows = Rows
grid-values = Values of { $side }
grid-values-numbers = 10, 20, 30 or 10-50 (+10)
grid-values-words = red, blue, green: the first stands in the prompt
grid-values-sampler = DDPM, DDIM, Euler
grid-values-model = étude, or the folders of checkpoints
grid-paint = Paint the grid
grid-save = Save the sheet…
grid-save-hint = All pictures of the grid with their labels, as one PNG
grid-none = Choose what changes from column to column, and from row to row
axis-nothing = Nothing
axis-words = Words of the prompt

queue = Queue
queue-jobs = { $count ->
    [one] { $count } job
   *[other] { $count } jobs
}
queue-clear = Clear
queue-pause = Pause
queue-resume = Go on
queue-pause-hint = Hold back what waits; what is being painted is painted to its end
queue-cancel = Take away: { $prompt }
queue-up = Earlier: { $prompt }
queue-retry = Again: { $prompt }
queue-was-paused = The studio was not closed the last time, so the queue waits.
queue-was-paused-advice = What was being painted then is marked below; paint it again or take it away.
job-waits = waits
job-interrupted = was interrupted
job-failed = failed

recall-all = Use the whole recipe
recall-words = Use the words
recall-seed = Use the seed
recall-settings = Use the settings
use-vary = Vary this picture
use-repaint = Repaint a part of it
use-extend = Extend it
use-blend = Blend it
use-depth = Use as a depth map
use-mask = Use as a mask
star = Star
unstar = Take the star
to-bin = To the bin
restore = Bring back
copy-picture = Copy the picture
copy-prompt = Copy the prompt
save-plain = Save without its recipe…
show-in-folder = Show in its folder
more = More
more-hint = All that can be done with this picture
said-seed = Seed { $value }
said-size = { $value }
said-steps = { $value ->
    [one] { $value } step
   *[other] { $value } steps
}
said-guidance = guidance { $value }
said-as-it-is = { $value }
drop-unreadable = This file is no picture that can be read.
binned = { $count ->
    [one] A picture is in the bin.
   *[other] { $count } pictures are in the bin.
}
copied = The copy is written.

view-all = All
view-starred = Starred
view-bin = Bin
view-hint = Which pictures are shown
view-menu = Shown: { $view }
gallery-reading = Reading new pictures: { $done } of { $of }
gallery-search = Search
gallery-search-hint = Words of the prompt, model:, seed:, size:>512, steps:, sampler:, board:, is:star, before:2026-11-01, after:; a - before any of them means without
gallery-search-trouble = “{ $term }” is not understood
gallery-none-found = No picture is like this
marked-count = { $count ->
    [one] { $count } picture chosen
   *[other] { $count } pictures chosen
}
marked-compare = Compare
marked-blend = Blend
board-name = Board
board-put = Put on board
board-hint = The name of a new board or of one that is there; empty takes pictures off
bin-empty = Empty the bin
bin-empty-hint = Hands these pictures over to the system’s bin

scale = Size of words and buttons
notify = Notify me
notify-hint = Say so when a long job ends while another window is in front
notify-done = The picture is ready
notify-failed = The picture could not be painted
palette-hint = A few letters of what you want
palette-none = Nothing is called so
act-palette = Find an action
act-shortcuts = All shortcuts
act-paint = Paint
act-paint-next = Paint before what waits
act-stop = Stop what is being painted
act-clear-queue = Clear the queue
act-pause-queue = Pause the queue, or let it go on
act-undo = Undo
act-redo = Redo
act-older = Earlier prompt
act-newer = Later prompt
act-focus-prompt = To the prompt
act-focus-search = To the gallery’s search
act-presets = All presets
act-next = Next picture
act-previous = Previous picture
act-star = Star, or take it
act-bin = Chosen pictures to the bin
act-mark-all = Choose all pictures
act-show-all = Show all pictures
act-show-starred = Show starred pictures
act-show-bin = Show the bin
act-larger = Larger words and buttons
act-smaller = Smaller words and buttons
act-light = Light
act-dark = Dark
