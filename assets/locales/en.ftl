# What the window says, in English.

model = Model
model-hint = Which model paints
model-etude = étude · built in, small shapes on a ground
model-chosen = The checkpoint that is chosen
model-open = Open a Kandinsky folder…
model-open-hint = The folder of a Kandinsky as it was published, 2.0 to 3.1; a prior is looked for beside it
device = Painting on
device-auto = The best there is
device-processor = The processor
device-graphics = The graphics card
device-next = From the next picture on
folder-pictures = Folder of pictures…
folder-wildcards = Folder of wildcards…
memory-gauge = Memory: { $own } GB by Blue Rider, { $used } of { $all } GB in all
memory-limit = At most
memory-limit-hint = Memory that a picture may take on the processor, from the next one on
memory-limit-none = what is free
device-opening = Opening the device…
device-cpu = { $threads ->
    [one] CPU, { $threads } thread
   *[other] CPU, { $threads } threads
}
device-fallbacks = Done in a slower way, as this driver failed at it: { $parts }
fallback-convolution = convolutions
fallback-norm = norms
fallback-attention = attention
fallback-single-precision = all, in single precision
device-hint = Where pictures are painted
queue-waiting = { $count ->
    [one] { $count } job waits
   *[other] { $count } jobs wait
}
settings = Settings
settings-hint = Appearance, device, memory, folders and language
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
unknown-word = “{ $word }”
unknown-words = Étude has never seen { $words }; a Kandinsky has.
unknown-words-see = See the models
complete-hint = Puts it into the prompt (Tab takes the first)
negative = Negative prompt
negative-hint = What it does not show
sources = Also in this recipe
sources-forget = Leave these away
source-picture = Painted over { $file }
source-gap = A part of { $file } is painted anew
source-margins = { $file } is painted on beyond its edges
source-depth = Follows the depth map { $file }
source-cuda = The seed is for a CUDA generator
styles = Styles
styles-hint = Put around your words when they are painted; a click takes one away
styles-painted = Painted as: { $prompt }
style-remove = Take the style away: { $name }
set-by-style = set by “{ $style }”
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
preset-edit = Change { $name }
preset-edit-name = Its name
preset-edit-note = What it is, in a line
preset-edit-prompt = Prompt; your words go where it says { "{" }prompt{ "}" }
preset-edit-negative = Negative prompt of the preset
preset-update = Take it from the column
preset-update-hint = What it holds of settings, size and wells, and its words where it has no place for yours, become the column’s
preset-save = Save the change
preset-cancel = Leave as it was
preset-keeps = Keep:
preset-keeps-words = words
preset-keeps-settings = settings
preset-keeps-size = size
preset-keeps-wells = wells
preset-used = In use
preset-remove = Remove { $name }
preset-removed = The preset “{ $name }” is removed.
presets-imported = { $count ->
    [0] Nothing new: you have all these presets.
    [one] { $count } new preset.
   *[other] { $count } new presets.
}
undo = Undo
close = Close
size = Size
size-hint = Shapes of as many pixels as the model paints best
size-swap = Swap width and height
advanced = Advanced
variation = Variation
variation-hint = How far from the picture that is seen: 0 is the same, 1 another one. Its seed is kept, and each picture varies differently
variation-seed = Variation seed
variation-seed-hint = The seed that it varies towards; drawn anew each time, unless the lock keeps both
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
seed-less = The seed before
seed-more = The seed after
paint = Paint
paint-over = Paint over it
paint-repaint = Repaint the part
paint-extend = Paint on beyond
paint-blend = Paint the blend
paint-hint = Ctrl+Enter
stop = Stop
stop-hint = Esc

well-words = Words
well-words-of = Words in well { $letter }
well-words-hint = What this well shows
well-picture = Picture…
well-picture-of = Picture in well { $letter }
well-picture-hint = Choose a file, or drop one here
well-take = Selected
well-take-of = The gallery’s picture into well { $letter }
well-take-hint = The picture that is chosen in the gallery
well-remove = Remove well { $letter }
blend-slider = From A to B
blend-weight = Weight of { $letter }
blend-frame = { $percent } % on the way from A to B
blend-whole = The blend, painted whole
blend-add = Add a well
blend-swap = Swap
blend-spherical = Curved path
blend-spherical-hint = Along a great circle instead of a straight line
blend-words-alone = { $model } has no prior: it blends what its text encoder makes of words, and no pictures
film = Film…
film-hint = The way from A to B as a picture that moves
film-frames = Pictures from A to B
film-rate = Pictures a second
film-eased = Begin and end slowly
film-there-and-back = There and back
film-paint = Paint the film…
film-paint-hint = Paints each picture whole, with the size and steps of the column, and joins them as APNG or WebP
film-painting = Film: { $done } of { $of }
film-saved = The film is written: { $path }
blend-live = A quick sketch; “Paint the blend” paints it whole
blend-first = The first sketch is being painted…
blend-empty = Put words or a picture into each well
blend-failed = This blend could not be sketched; “Paint the blend” says why
announce-painting = Painting: { $percent } %
announce-painted = Painted: { $prompt }
canvas-empty = Type what you want to see and press Paint
canvas-follow = Look at what is being painted
continue-with = Continue with this
continue-with-hint = The room goes on from this picture
canvas-preview = The picture, coming clear
phase-convert = Converting the model, this once
phase-warm-up = Preparing the graphics adapter, this once
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

boards = Boards
boards-hint = Pictures can be dragged onto a board; its menu renames it
boards-put = Put on boards
boards-put-hint = The boards that these are on
board-of = Board { $name }: { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
}
board-rename = Rename the board
board-rename-hint = The name of another board joins the two
board-new = New board
thumbnails = Size of thumbnails
day-today = Today
day-yesterday = Yesterday
act-below = The picture below
act-above = The picture above
act-mark = Choose the picture beside others, or no longer
act-mark-next = Choose the next picture too
act-mark-previous = Choose the previous picture too

paint-smaller = Paint smaller
try-again = Try again
preset = Preset
board = Board
job-left = in all { $left }
history = History
history-take = Take again: { $prompt }
history-hint = Prompts that were painted before (Alt+↑)
tags-aside = Kept, not painted (weights of another studio): { $tags }
wildcards-draw = Draws, for instance: { $first }
drop-one = Let go: the studio asks what it is for
drop-many = Let go of { $count } files: the studio asks about each
drop-well = Let go to put it into this well
drop-presets = Let go to take the presets in
drop-further = and { $count } more
add-to-gallery = Add to the gallery
dismiss = Close
details = Details
not-saved = The picture could not be saved, and the queue waits. It stays in the gallery until you close the studio; “Save as…” saves it elsewhere.
save-again = Try again
close-unsaved = { $count ->
    [one] A picture is not saved
   *[other] { $count } pictures are not saved
 }
close-unsaved-advice = The gallery's folder could not be written to. If you close the studio now, what is not saved is gone.
close-unsaved-stay = Stay
close-unsaved-lose = Close without saving
notice-prompt-cut = The model does not read the end of the prompt, from: “{ $cut }…”
notice-negative-cut = The model does not read the end of the negative prompt, from: “{ $cut }…”
notice-cut-advice = Put what matters most first, or shorten it.
notice-precision = Half precision failed; painting again in full precision.
notice-memory = Memory ran out; painting again with less.
notice-tuning = The graphics adapter meets this model and size for the first time, so it is prepared first; that takes a minute or more, this once.
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
room-experiments = Experiments
room-experiments-hint = Compare what was painted by how it was painted (Ctrl+E)
experiments-all = All runs
experiments-menu = Runs: { $name }
experiments-menu-hint = Which runs are shown
experiments-guide = Paint the guide’s comparison, 2.1 – 2.2
experiments-guide-hint = One prompt with both, as a published guide to the family painted it: judge for yourself
experiments-search = Search runs
experiments-table = Table
experiments-table-hint = A row for each run; a click on a name sorts
experiments-columns = Columns
experiments-columns-hint = Pictures in a column for each value of a setting
experiments-scatter = Scatter
experiments-scatter-hint = A point for each run, one number over another
experiments-parallel = Parallel
experiments-parallel-hint = A line for each run through everything that differs
experiments-blind = Blind
experiments-blind-hint = Two pictures without their labels: choose, and see which wins
experiments-tracking = W&B
experiments-tracking-hint = Weights & Biases: write runs for a board, and upload them
experiments-empty = Every picture remembers how it was made, and its row stands here once it is painted.
experiments-none-found = There is no such run yet. What is painted while an experiment runs belongs to it.
experiments-count = { $count ->
    [one] { $count } run
   *[other] { $count } runs
}
experiments-shown-columns = Columns shown
experiments-shown-columns-hint = Which columns the table has
experiments-sort = Sort by { $name }
experiments-run = Run: { $prompt }
experiments-choose-second = Ctrl+click another run to see in what they differ
experiments-differences = Differences
experiments-all-values = Also what is the same
experiments-group = A column for each
experiments-more-columns = { $count ->
    [one] { $count } more value has no room
   *[other] { $count } more values have no room
}
experiments-x = along
experiments-y = Up
experiments-no-points = No run has both numbers.
experiments-plot = { $y } over { $x }, a point for each run
experiments-no-axes = These runs differ in too little to draw.
experiments-newest = The newest { $count } are drawn
experiments-parallel-plot = A line for each run through: { $axes }
experiment-name = Name of an experiment
experiment-begin = Begin
experiment-begin-hint = What is painted belongs to it until it ends
experiment-runs = • { $name } runs
experiment-runs-hint = What is painted belongs to this experiment
experiment-end = End
blind-judged = Judge
blind-left = { $count ->
    [one] { $count } pair left
   *[other] { $count } pairs left
}
blind-left-one = Left is better
blind-right-one = Right is better
blind-neither = Neither
blind-skip = Another pair
blind-skip-hint = Do not judge these two now
blind-picture = Picture: { $side }
blind-none = There is nothing to judge: it takes two pictures of one prompt that differ in this setting. Compare models in the Grid room, for instance.
blind-done = All pairs are judged.
blind-no-votes = Choose the better one of each pair. What they are is said only here, when you have chosen.
blind-even = even so far (neither: { $draws })
blind-sure = { $name } is better, { $percent } % sure (neither: { $draws })
blind-unsure = { $name } is ahead, { $percent } % sure: more pairs will tell (neither: { $draws })
export = Export
export-hint = Write the runs that are shown
export-csv = Table (CSV)…
export-csv-hint = A row for each run, for spreadsheets
export-html = Page with the pictures (HTML)…
export-html-hint = One file that opens in any browser, sorts and searches
export-wandb = Run for Weights & Biases
export-wandb-hint = A directory that “wandb sync” uploads
export-trackio = Run for Trackio
export-trackio-hint = Into Trackio’s database on this computer
export-tensorboard = Events for TensorBoard…
export-tensorboard-hint = An event file in a folder of your choice
exported = Written: { $path }
tracking-intro = Weights & Biases is a board on the web where teams compare runs. Blue Rider writes what is painted into run directories on this computer; nothing leaves it until you upload one.
tracking-enabled = Track with Weights & Biases
tracking-enabled-hint = Each picture is written into the run of this session, with its prompt and all its parameters
tracking-project = Project
tracking-project-hint = blue-rider
tracking-entity = Person or team
tracking-entity-hint = whoever uploads
tracking-group = Group
tracking-group-hint = the experiment’s name
tracking-tags = Tags
tracking-tags-hint = separated by commas
tracking-name = Run name
tracking-name-hint = made up by the board
tracking-folder = Folder of runs
tracking-choose = Choose…
tracking-none = No run has been written yet: paint with tracking on, or export runs as one.
tracking-written = { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
}
tracking-command = To upload the latest run, in a terminal:
tracking-copy = Copy
tracking-sync = Upload now
tracking-sync-hint = Runs the client of Weights & Biases, which is installed here
tracking-no-client = The client is not installed here: pip install wandb
tracking-client = Find it…
tracking-client-hint = The program “wandb”, where it is not on the path
tracking-synced = uploaded
tracking-others = TensorBoard and Trackio read what Export writes.
rate = Rate { $count } of 5
rate-hint = { $count } (key { $count }; 0 takes it)
note = Note
act-rate-0 = Take the rating
act-rate-1 = Rate 1 of 5
act-rate-2 = Rate 2 of 5
act-rate-3 = Rate 3 of 5
act-rate-4 = Rate 4 of 5
act-rate-5 = Rate 5 of 5
outcome-painted = painted
outcome-stopped = stopped
outcome-failed = failed
task-text-to-image = text to image
task-image-to-image = image to image
task-inpaint = inpaint
task-outpaint = outpaint
task-blend = blend
task-depth = depth
grid-experiment = as an experiment
grid-experiment-hint = The grid’s pictures belong to an experiment of its own, unless one runs
grid-models = Models
page-search = Search
page-shown = %found of %all
page-all-columns = all columns
page-made = Made with Blue Rider. Click a column’s name to sort, a picture to see it whole.
parameter-painted = Painted
parameter-experiment = Experiment
parameter-outcome = Outcome
parameter-prompt = Prompt
parameter-typed-prompt = Prompt as typed
parameter-negative-prompt = Negative prompt
parameter-model = Model
parameter-system = System
parameter-weights = Weights (fingerprint)
parameter-task = Task
parameter-sampler = Sampler
parameter-eta = Eta
parameter-steps = Steps
parameter-guidance = Guidance
parameter-prior-steps = Prior steps
parameter-prior-guidance = Prior guidance
parameter-strength = Strength
parameter-variation = Variation
parameter-variation-seed = Variation seed
parameter-seed = Seed
parameter-generator = Generator
parameter-width = Width
parameter-height = Height
parameter-rating = Rating
parameter-note = Note
parameter-seconds = Seconds
parameter-seconds-load = Seconds reading weights
parameter-seconds-encode = Seconds reading the prompt
parameter-seconds-prior = Seconds of the prior
parameter-seconds-denoise = Seconds denoising
parameter-seconds-decode = Seconds decoding
parameter-peak-memory = Peak memory
parameter-device = Device
parameter-backend = Backend
parameter-driver = Driver
parameter-precision = Precision
parameter-version = Version
parameter-file = File
room-models = Models
room-models-hint = Get a Kandinsky, choose one, or open a folder of your own
model-more = Get more models…
model-more-hint = The whole family, with sizes and what each is good for
models-intro = Étude paints at once. A Kandinsky paints anything you can say: get one here, and go on painting while it comes. Nothing is fetched before you ask.
models-first = That was étude, the small model that is built in: plain shapes on a ground.
another-etude = An earlier étude painted this picture; it is gone, and today's paints another one from the same recipe.
another-etude-advice = The picture itself stays as it is.
models-first-advice = A Kandinsky paints whatever you can say. It is fetched once, and étude goes on painting meanwhile.
models-see = See the models
models-recent = Recent folders
models-picked = This is a whole { $system }.
models-picked-incomplete = This is a { $system }, and parts of it are missing.
models-use = Paint with it
models-prior = Choose the prior…
models-prior-hint = The folder of the prior that was published with it; it makes image embeddings of words
models-chosen = chosen
models-here = on this computer
models-unreleased = never released
models-size = { $size } on the disk
models-memory = { $single } GB of memory, { $half } GB with half weights
models-languages = reads { $languages }
models-licence = { $licence }
models-licence-none = no licence stated
models-get = Get · { $size }
models-get-hint = Fetch it from the Hugging Face hub; it goes on in the background, and after a restart where it was
models-get-rest = Get the rest · { $size }
models-get-rest-hint = Parts that are not needed for words
models-verify = Verify
models-verify-hint = Hold its files against the hashes that they were published with
models-verifying = Looking through its files…
models-remove = Remove
models-remove-hint = Move its files to the bin, but for those that another model here uses
models-pause = Pause
models-resume = Go on
models-again = Try again
models-cancel = Give up
models-cancel-hint = Stop, and throw away what has come of files that are not whole
models-waiting = Waits for another model that shares files with it
models-asking = Asking the hub…
models-amount = { $done } of { $of }
amount-gb = { $value } GB
amount-mb = { $value } MB
models-speed = { $speed } MB/s
models-token = Access token for the hub
models-token-about = Only for repositories that are not shown to everybody. It is kept in the system's keyring, or in a file that only you may read. An empty one forgets it.
models-token-keep = Keep
part-clip-text = text encoder
part-clip-image = image encoder
part-prior = prior
part-multilingual-clip = multilingual text encoder
part-t5 = T5 text encoder
part-unet = UNet
part-inpaint-unet = inpainting UNet
part-autoencoder = autoencoder
part-tokenizer = tokenizer
part-scheduler = scheduler
part-image-processor = image processor
model-here = { $model } is here and can paint.
model-verified = The files of { $model } are as they were published.
model-removed = { $model } is in the bin.
token-kept = The access token is noted.
source-file = Picture…
source-file-hint = Choose a file, or drop one on the window
source-take = Use selected
source-take-hint = The picture that is chosen in the gallery
source-none = Choose a picture to begin with, or drop one here
source-reading = The picture is being read…
source-shown = The picture to begin with
strength = Strength
strength-hint = How much of the picture goes: at 1 all of it
mask-canvas = The picture; paint over what is to change
mask-paint = Brush
mask-erase = Eraser
brush-colour = Colour
brush-colour-hint = Paints over the picture itself: a rough sketch that is painted over; Ctrl+V lays a picture there
brush-colour-pick = Colour of the brush
mask-size = Size
mask-size-hint = Also with the keys [ and ]; Shift erases
mask-hardness = Hardness
mask-invert = Invert
mask-all = Mark all of it
mask-clear = Clear
mask-undo = Undo stroke
mask-redo = Redo stroke
only-masked = Only the masked part
only-masked-hint = Paints what lies around the mask by itself, as large as the column says, and lays it back: for faces, hands and details of large pictures
padding = Margin
padding-hint = How much of the picture beside the mask is seen while it is painted
result-beside = Beside
result-curtain = Curtain
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
plain-start = The studio did not end well twice, so this time it has opened with étude, without pictures in its rooms, and the queue waits.
plain-start-advice = Undo brings back what was left out. If the studio ends then, that was the reason.
overdue = This step takes ten times as long as those before it.
overdue-advice = Wait, or stop the picture.
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
gallery-search-hint = Words of the prompt, model:, seed:, size:>512, steps:, sampler:, board:, rating:>=4, experiment:, note:, is:star, before:2026-11-01, after:; a - before any of them means without
gallery-search-trouble = “{ $term }” is not understood
gallery-none-found = No picture is like this
marked-count = { $count ->
    [one] { $count } picture chosen
   *[other] { $count } pictures chosen
}
marked-compare = Compare
marked-blend = Blend
bin-empty = Empty the bin
bin-empty-hint = Hands these pictures over to the system’s bin

scale = Size of words and buttons
notify = Notify me
notify-hint = Say so when a long job ends while another window is in front
notify-done = The picture is ready
notify-failed = The picture could not be painted
notify-asked = A picture waits for your answer
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
act-settings = Open the settings
act-save-as = Save the shown picture as…
act-save-plain = Save the shown picture without its recipe…
act-larger = Larger words and buttons
act-smaller = Smaller words and buttons
act-light = Light
act-dark = Dark

# What went wrong, and what to do. The names are those of the causes in engine/src/error/cause.rs and
# app/src/studio/error.rs.
error-out-of-range = { $field ->
        [width] A width of { $value } cannot be painted.
        [height] A height of { $value } cannot be painted.
        [steps] A number of steps of { $value } cannot be painted.
        [prior_steps] A number of prior steps of { $value } cannot be painted.
        [count] A number of pictures of { $value } cannot be painted.
        [eta] An eta of { $value } cannot be used.
        [guidance] A guidance scale of { $value } cannot be used.
        [prior_guidance] A prior guidance scale of { $value } cannot be used.
        [variation_strength] A variation of { $value } cannot be painted.
        [padding] A margin of { $value } pixels around the mask cannot be used.
       *[other] A value of { $value } cannot be used.
    }
    .advice = { $field ->
        [eta] Choose a number from { $low } to { $high }; 0 is usual.
        [guidance] Choose a number from { $low } to { $high }; 4 is usual.
        [prior_guidance] Choose a number from { $low } to { $high }; 4 is usual.
        [variation_strength] Choose a number from { $low }, the picture of its own seed, to { $high }, that of the other.
        [padding] Choose { $low } to { $high }; 32 is usual.
       *[other] Choose { $low } to { $high }.
    }
error-strength-out-of-range = A strength of { $value } cannot be used.
    .advice = Choose a number above 0, and at most 1.
error-strength-takes-no-step = A strength of { $strength } leaves none of the { $steps } steps to take, so nothing would change.
    .advice = Choose a strength between { $least } and 1, or more steps.
error-strength-too-small = A strength of { $strength } leaves no step to take, so nothing would change.
    .advice = Choose a greater strength, or more steps.
error-steps-out-of-range = { $field ->
        [prior_steps] The prior cannot work in { $steps } steps: it takes { $least } to { $most }.
       *[other] The picture cannot be painted in { $steps } steps: this model takes { $least } to { $most }.
    }
    .advice = { $field ->
        [prior_steps] Choose a number of prior steps in that range; 25 is usual.
       *[other] Choose a number of steps in that range; 25 to 100 is usual.
    }
error-steps-past-training = { $steps } steps reach past the { $trained } timesteps that this model was trained with.
    .advice = Choose fewer steps.
error-flash-steps = Kandinsky 3.1 Flash was made for { $needed } steps, and cannot paint in { $steps }.
    .advice = Choose four steps, or Kandinsky 3.1.
error-wrong-sampler = { $system } is not painted with { $sampler }.
    .advice = Choose { $usual }.
error-blend-count = A blend of { $count } cannot be made.
    .advice = Give two to six pictures or prompts.
error-blend-weight = A weight is not a number.
    .advice = Give a number for each part.
error-blend-weights-cancel = The weights add up to nothing.
    .advice = Give at least one part a weight.
error-circle-of-many = { $count } things cannot be blended along a circle.
    .advice = Blend two, or blend them straight.
error-circle-without-prior = This model blends words straight, and not along a circle.
    .advice = Blend them straight, or choose Kandinsky 2.1 or 2.2.
error-pictures-without-prior = { $system } knows what words mean, and not what pictures show, so it cannot blend pictures.
    .advice = Blend words alone, or choose Kandinsky 2.1 or 2.2.
error-decoder-fills-no-gaps = This decoder does not fill gaps in pictures.
    .advice = Choose the inpainting decoder that was published beside it.
error-decoder-needs-gap = This decoder fills gaps in pictures, and there is no picture with a gap.
    .advice = Give a picture and a mask, or choose another decoder.
error-decoder-needs-depth = This decoder paints after a depth map, and there is none.
    .advice = Give a depth map, or choose another decoder.
error-decoder-reads-no-depth = This decoder does not read depth maps.
    .advice = Choose kandinsky-2-2-controlnet-depth, or leave the depth map away.
error-mask-size = The mask is { $mask_width }×{ $mask_height } pixels and the picture { $width }×{ $height }, so they do not lie on each other.
    .advice = Give a mask of the picture's size.
error-mask-empty = The mask is black all over, so nothing would be repainted.
    .advice = Paint white where the picture is to change.
error-depth-in-colour = { $path } is in colour, so it is no depth map.
    .advice = Give a grey picture in which near is light and far is dark.
error-no-picture = { $path } is not a picture that can be read.
    .advice = Give a PNG, JPEG or WebP picture.
error-path-not-utf8 = The name of { $path } has letters that cannot be written down, so no picture could keep its recipe.
    .advice = Rename the file or its folder, then choose it again.
error-tokenizer-broken = The tokenizer in { $folder } is not complete, so no prompt can be read.
    .advice = Fetch the tokenizer folder again.
error-prior-scheduler = The prior's scheduler_config.json asks for settings that no Kandinsky prior uses.
    .advice = Fetch the prior's scheduler folder again.
error-unknown-network = { $network ->
        [prior] The prior in this checkpoint is of a kind that no Kandinsky has, so it cannot be used.
        [u-net] The UNet in this checkpoint is not that of a Kandinsky 2.0, 2.1 or 2.2, so it cannot be used.
        [u-net3] The UNet in this checkpoint is not that of a Kandinsky 3, so it cannot be used.
        [autoencoder] The autoencoder in this checkpoint is of a kind that no Kandinsky has, so it cannot be used.
        [image-encoder] The image encoder in this checkpoint is of a kind that no Kandinsky has, so it cannot be used.
       *[text-encoder] The text encoder in this checkpoint is of a kind that no Kandinsky has, so it cannot be used.
    }
    .advice = { $network ->
        [prior] Choose the folder of a Kandinsky 2.1 or 2.2 prior.
        [u-net] Choose the folder of a Kandinsky decoder, for instance kandinsky-2-2-decoder.
        [u-net3] Choose the folder of a published Kandinsky 3.0 or 3.1.
        [autoencoder] Choose the folder of a Kandinsky, for instance kandinsky-2-2-decoder.
        [image-encoder] Fetch the image encoder that was published with the prior.
       *[text-encoder] Fetch the text encoder that was published with the model.
    }
error-networks-do-not-fit = The parts of this checkpoint do not belong together, so it cannot paint.
    .advice = Give a decoder and the prior published with it.
error-no-folder = There is no folder { $path }.
    .advice = Check how its name is spelled; it is the folder that holds the published repository.
error-incomplete = This is not a complete { $system }: { $files } { $more ->
        [0] { $count ->
            [one] is
           *[other] are
        } missing.
       *[other] and { $more } more files are missing.
    }
    .advice = { $with_prior ->
        [true] Get it in the Models room, or give the decoder's folder with --model and the prior's with --prior, each as it was published.
       *[false] Get it in the Models room, or give its folder with --model, as it was published.
    }
error-no-checkpoint = There is no Kandinsky in { $path }.
    .advice = Choose the folder that holds the published repository, with the folders unet and movq or the authors' .pt and .ckpt files; or get one in the Models room.
error-prior-alone = { $path } holds a prior, which makes image embeddings and paints nothing by itself.
    .advice = Choose the folder of its decoder; the prior is chosen beside it.
error-hub-offline = { $endpoint } cannot be reached, so nothing was fetched.
    .advice = Look whether this computer is online and go on then; what has come already stays.
error-hub-stalled = { $endpoint } stopped sending, again and again, so the model is not whole yet.
    .advice = Go on later; it begins where it stopped.
error-hub-refused = { $endpoint } refuses to answer ({ $status }), so the model is not whole yet.
    .advice = Wait a little and go on; it begins where it stopped.
error-hub-answer = { $endpoint } answers what no hub answers, so nothing was fetched.
    .advice = Look whether HF_ENDPOINT says another address, or a proxy stands between.
error-hub-forbidden = { $repository } is not shown to everybody, so nothing was fetched of it.
    .advice = { $token ->
        [true] Your access token does not open it: accept its terms on the hub's page, or give another token.
       *[false] Accept its terms on the hub's page and give an access token, in the Models room or in HF_TOKEN.
    }
error-hub-not-found = There is no { $file } on the hub, so the model is not whole.
    .advice = It may have been moved or renamed by those who publish it; a folder of yours can be opened all the same.
error-hub-page = A page came in the place of { $file }, so nothing of it was kept.
    .advice = A network that asks for a login, or a proxy, often answers so: open the hub in a browser, then go on.
error-hub-pointer = The hub sent a Git LFS pointer in the place of { $file }, so nothing of it was kept.
    .advice = The mirror in HF_ENDPOINT has no large files; use another, or the hub itself.
error-hub-changed = { $file } was changed on the hub while it came, so the model is not whole yet.
    .advice = Go on; the new one is fetched.
error-hub-hash = { $file } came twice with other contents than the hub lists, so it was thrown away.
    .advice = Something between the hub and this computer changes files; try another network.
error-fetched-elsewhere = { $file } is being fetched by another window or command.
    .advice = Let that one finish; what it fetches is used here too.
error-disk-full = The disk of { $folder } has { $free } GB free, and { $needed } GB are needed, so nothing was fetched.
    .advice = Make room and go on, or let HF_HOME name a folder on a larger disk.
error-settings-unreadable = The settings of this checkpoint are not what they should be, so it cannot be used.
    .advice = Fetch its config.json again, or remove it where the checkpoint was published without.
error-file-missing = The checkpoint's file { $path } could not be opened, so nothing can be painted with it.
    .advice = Check the folder that you chose: it must hold the checkpoint as it was published.
error-file-unreadable = The checkpoint's file { $path } is not what it should be.
    .advice = Fetch this file again.
error-index-points-elsewhere = { $path } names files that are not beside it, so nothing was loaded.
    .advice = Fetch this file again.
error-weights-pointer = In { $path } there is only a pointer of Git LFS, not the weights themselves, so nothing was loaded.
    .advice = In that folder say `git lfs pull`, or fetch the model in the Models room.
error-weights-damaged = The weights in { $path } are damaged or not complete, so nothing was loaded.
    .advice = Fetch this file again; a download may have been cut off.
error-weights-unread = The weights in { $path } are not read, so nothing was loaded.
    .advice = Fetch this file again, from where the model was published.
error-weights-do-not-fit = The weights in { $path } do not fit the config beside them, so nothing was loaded.
    .advice = Fetch the config and the weights again, both from the same place.
error-weights-of-other-model = These weights are not of the model that they are given for, so nothing was loaded.
    .advice = Choose the folder of a published checkpoint.
error-conversion-unwritten = The converted weights could not be written to { $folder }, so nothing was loaded.
    .advice = Make room there: { $gigabytes } GB are needed.
error-unknown-token = The tokenizer has words that the text encoder does not know, so the prompt cannot be read.
    .advice = Fetch both again, from the same place.
error-image-processor = The image_processor of this checkpoint does not fit its image_encoder, so pictures cannot be read.
    .advice = Fetch both folders again, from the same place.
error-no-such-adapter = There is no graphics adapter number { $number }; this machine has { $count }.
    .advice = Use --device auto or --device cpu; `bluerider doctor` lists the adapters.
error-no-graphics = This machine has no graphics hardware that Blue Rider can use.
    .advice = Use --device auto or --device cpu; `bluerider doctor` lists the adapters.
error-adapter-refused = The graphics adapter { $name } would not start.
    .advice = Update its driver, or paint with --device cpu.
error-adapter-failed-test = The graphics adapter { $name } failed its test, so pictures are painted on the CPU.
    .advice = Update its driver; a new one is tried again.
error-adapter-computes-wrongly = The graphics adapter { $name } computes wrongly.
    .advice = Update its driver. Until then pictures are painted on the CPU.
error-device-lost = The graphics device gave up in the middle of the picture, so nothing was saved.
    .advice = Try again, a smaller size, or --device cpu.
error-device-lost-encoding = The graphics device gave up while it read the prompt, so nothing was painted.
    .advice = Try again, or with --device cpu.
error-io = { $doing ->
        [discard] Could not throw away { $path }.
        [find] Could not find { $path }.
        [make] Could not make { $path }.
        [move] Could not move { $path }.
        [open] Could not open { $path }.
        [read-picture] Could not read the picture { $path }.
        [write] Could not write { $path }.
       *[read] Could not read { $path }.
    }
    .advice = { $reason ->
        [not-found] Check that the file is there and that its name is spelled right.
        [denied] Choose a folder that you may write to, or change its permissions.
        [full] Free some space on the disk, then try again.
       *[other] Check the disk and the folder, then try again.
    }
error-out-of-memory = There was not enough memory for this picture, so nothing was saved.
    .advice = Choose a smaller size, or close other programs.
error-not-a-picture = The { $stage } produced values that are not a picture, so nothing was saved.
    .advice = Try a lower guidance scale, another seed, or --device cpu.
error-cancelled = Stopped.
    .advice = Painting can go on at any time.
error-internal = The engine made a mistake and gave this picture up; the studio goes on.
    .advice = Paint again. If it happens twice, please report the details.
error-init-missing = There is no picture to begin with.
    .advice = Drop one on the canvas, or choose a file.
error-mask-missing = Nothing of the picture is marked to be painted anew.
    .advice = Paint over the part of the picture that is to change, then press Paint.
error-margins-missing = The picture has no room beyond its edges yet.
    .advice = Drag an edge of the picture outwards, or write a margin.
error-depth-missing = There is no depth map to follow.
    .advice = Drop one on the canvas, or choose a file.
error-grid-value = “{ $value }” is no value for this side of the grid.
    .advice = Write values with commas between them, or a range like 10-50 (+10).
error-grid-needs-picture = There is no picture to paint over.
    .advice = Open the room “Vary” first and choose a picture, then come back.
error-grid-words-missing = The prompt does not say “{ $words }”, so nothing in it can be replaced.
    .advice = The first value is what stands in the prompt; the others take its place.
error-grid-too-large = A grid of { $count } pictures is too large.
    .advice = Write fewer values; { $most } pictures are possible.
error-grid-side-empty = A side of the grid has no values.
    .advice = Write values with commas between them, or a range like 10-50 (+10).
error-wildcards-endless = Wildcards lead into each other without end, so nothing was painted.
    .advice = { wildcards-are }
error-wildcards-too-long = What the wildcards draw is too long for a prompt, so nothing was painted.
    .advice = { wildcards-are }
error-word-list-missing = There is no list of words “{ $name }”, so nothing was painted.
    .advice = { wildcards-are }
error-word-list-empty = The list of words “{ $name }” is empty, so nothing was painted.
    .advice = { wildcards-are }
wildcards-are = Wildcards are {"{"}one|another{"}"} and __name__, a line of name.txt in the folder for lists of words.
error-presets-unread = No presets could be read from this file, so yours are as they were.
    .advice = Presets come as A1111's styles.csv, as Fooocus' or InvokeAI's JSON, or as kubin's YAML.
error-set-aside = { $path } could not be understood, so the studio starts afresh.
    .advice = The old file is kept as { $aside }.
error-part-set-aside = { $count ->
    [one] One entry of { $path } could not be understood and is left out.
   *[other] { $count } entries of { $path } could not be understood and are left out.
 }
    .advice = Everything else is there. The old file is kept as { $aside }; a newer Blue Rider may be able to read it.
error-gallery-index-anew = The gallery's index could not be used, so it was built anew from your pictures.
    .advice = Your pictures are as they were, with their stars and boards as far as they could be read. The old index is kept as { $aside }.
error-gallery-index = The gallery's index could not be read or written, so the gallery may not show everything.
    .advice = Your pictures are as they were. Look whether the disk of the gallery's folder is full or read-only.
error-model-missing = { $model } is not on this computer yet.
    .advice = Get it in the Models room or with “bluerider models get { $name }” ({ $gigabytes } GB), put it into { $folder }/{ $name }, or give its folder.
error-model-unreleased = { $model } was never released publicly, so it cannot be fetched.
    .advice = Another model of the family can be: “bluerider models list” names them.
error-unknown-model = There is no model called { $name }.
    .advice = There are: { $names }.
error-model-not-here = Nothing of { $model } is on this computer.
    .advice = “bluerider models list” says what is.
error-no-inpainting-part = { $model } has no inpainting UNet beside the other.
    .advice = Leave --inpainting away; where it is published by itself, it has a name of its own in “bluerider models list”.
error-files-damaged = { $count ->
        [one] A file is not as it was published: { $path }.
       *[other] { $count } files are not as they were published, { $path } for one.
    }
    .advice = What was damaged is in the bin. Get the model again: only that is fetched.
error-compare-no-folder = { $path } is called like a file, and several pictures are painted.
    .advice = Name a folder, or leave --out away.
error-trackio-schema = { $path } is a Trackio database of another version, so nothing was written to it.
    .advice = Export to another project, or open it once with a Trackio of version 0.24 or later, which brings it up to date.
error-wandb-client = The client of Weights & Biases could not upload the run; the run itself is whole.
    .advice = Its last words are in the details. “pip install wandb” and “wandb login” set it up; then upload again.
error-no-runs = In { $path } there are no pictures that say how they were painted.
    .advice = Paint one, or name another folder with --pictures.
error-no-experiment = No experiment is called { $name }.
    .advice = “bluerider experiments list” says which there are.
error-nothing-to-import = { $path } is no model and no part of one that is known, so nothing was taken in.
    .advice = Give the folder of a model, Hugging Face's cache, or a file of weights as it was published.
error-film-name = A film is an APNG (.png) or an animated WebP (.webp), and { $path } is neither.
    .advice = Give it a name that ends in .png or .webp.
error-film-sizes = The pictures have several sizes, so they make no film.
    .advice = Paint them in one size, and make the film of those.
error-film-of-many = A film goes from one well to another, and there are { $count }.
    .advice = Take wells away until two are left.
error-import-there = There is a { $model } at { $path } already, so nothing was taken in.
    .advice = Remove that one first, or give the folder with --model.
error-out-no-png = Pictures are PNG files, so { $path } would not open.
    .advice = Give a name that ends in .png, or a folder.
error-prior-beside-name = A model that is given by its name has its prior where it is.
    .advice = Leave --prior away, or give the model's folder.
error-no-window = The window could not be opened.
    .advice = Where there is no display, paint with `bluerider paint "a red circle on a white ground"`.
error-graphics-lost = The graphics driver gave up, and the window was opened anew; the picture at hand is begun again, and all others are kept.
    .advice = Go on. If it happens often, update the driver, or choose the CPU in the settings.
error-graphics-gone = The graphics driver gave up several times, so the window was closed; pictures and queue are kept.
    .advice = Update the driver or restart the computer, then open Blue Rider again.
error-part-failed = A part of the studio made a mistake; what it was doing is not done, and the studio goes on.
    .advice = Do it once more. If it happens twice, please report the details.
error-engine-ended = The engine broke off, and another one has been started; the picture at hand is not painted.
    .advice = Paint it again from the queue. If it happens twice, please report the details.
error-engine-again = The engine broke off, and another one has been started; it begins the picture again.
    .advice = There is nothing to do. If it happens often, update the graphics driver and report the details.
error-engine-on-cpu = The engine broke off twice, so pictures are painted on the CPU until the studio is opened again.
    .advice = Paint the picture again from the queue, and update the graphics driver where there is a newer one.
error-engine-gone = The engine broke off several times, so nothing more is painted; the queue is kept.
    .advice = Close the studio and open it again, or choose another device in the settings.
error-weight-count = { $count } things need { $count } weights, and { $weights } came, so no blend can be made.
    .advice = Give one weight for each picture and prompt.
error-frames-of-many = A way leads from one thing to another, and there are { $count }.
    .advice = Give two pictures or prompts, or leave --frames away.
error-blend-picture-missing = There is no picture { $name }.
    .advice = Check its name; words need no ending like .png.
error-no-prior-settings = { $system } has no prior, so it has no settings for one.
    .advice = Leave --prior-steps and --prior-guidance away.
error-no-guidance-settings = { $system } paints in four steps and without guidance, so neither can be chosen.
    .advice = Leave --steps, --guidance and --negative away, or choose kandinsky-3.1.
error-bench-target = In turns one part is measured.
    .advice = Name one part that the model has.
error-memory-refused = This picture needs about { $needed } GB of memory, and { $free } GB are free. Nothing was painted.
    .advice = Choose a smaller size, close other programs, or say --anyway.
error-cpu-refused = The graphics adapter has not enough memory for this picture. Nothing was painted.
    .advice = Choose a smaller size, close other programs, or say --anyway.
