//! What each intent does: the one place where the studio changes by the artist's hand.

mod experiments;
mod film;

use std::path::{Path, PathBuf};

use bluerider_engine::protocol::{BlendOf, BlendPart, Command, Recipe, Variation};

use super::contact_sheet::ContactSheet;
use super::draft::{Draft, Room, WELLS};
use super::gallery::EntryId;
use super::grid::Run;
use super::intent::{GalleryIntent, HistoryStep, Intent, Place, QueueIntent, Use};
use super::mask::{Mask, MaskEdit};
use super::picture_file::Recall;
use super::presets::{self, Preset};
use super::queue::NewJob;
use super::sketch::SketchEdit;
use super::styles::Styled;
use super::undo::Change;
use super::{Message, Studio, wildcards};
use crate::studio::error::Result;

/// Masks that were painted by hand, hidden in the gallery's folder, where recipes find them again.
const MASKS: &str = ".masks";

impl Studio {
    /// Does what an intent says. Returns what the engine is to be told.
    pub(super) fn handle_intent(&mut self, intent: Intent) -> Vec<Command> {
        match intent {
            Intent::Edit(draft) => self.draft = *draft,
            Intent::Undo => {
                self.messages.retain(|message| *message != Message::PlainStart);
                self.take_back(false);
            }
            Intent::Redo => self.take_back(true),
            Intent::HistoryStep(leaf) => {
                if let Some(words) = self.history.leaf(&self.draft, leaf == HistoryStep::Back) {
                    (self.draft.prompt, self.draft.negative) = (words.prompt, words.negative);
                }
            }
            Intent::Paint(place) => {
                let painted = self.paint(place);
                self.report(painted);
            }
            Intent::PaintSmaller => {
                self.draft.shrink();
                let painted = self.paint(Place::Back);
                self.report(painted);
            }
            Intent::PaintGrid => {
                let painted = self.paint_grid();
                self.report(painted);
            }
            Intent::PaintFilm(plan, target) => {
                let painted = self.paint_film(plan, target);
                self.report(painted);
            }
            Intent::SaveContactSheet(target) => self.save_contact_sheet(target),
            Intent::Stop => {
                return self.queue.running().map(|job| Command::Cancel { job: job.id }).into_iter().collect();
            }
            Intent::RandomizeSeed => {
                (self.draft.seed, self.draft.seed_chosen) = (fastrand::u32(..).into(), true);
            }
            Intent::Follow => self.pinned = false,
            Intent::Open(room) => self.open_room(room),
            Intent::Recall(said, part) => {
                said.apply(&mut self.draft, part);
                let ours = said.provenance.filter(|_| part == Recall::All);
                if ours.is_some_and(|provenance| provenance.is_by_another_etude()) {
                    self.messages.push(Message::AnotherEtude);
                }
            }
            Intent::Use(path, use_of) => self.use_file(&path, use_of),
            Intent::EditMask(edit) => {
                if matches!(edit, MaskEdit::Begin | MaskEdit::Invert | MaskEdit::Clear) {
                    self.undo.stroke(Change::Stroke);
                }
                self.mask.edit(edit);
            }
            Intent::EditSketch(edit) => {
                if matches!(edit, SketchEdit::Begin(..)) {
                    self.undo.stroke(Change::Colour);
                }
                self.sketch.edit(edit);
            }
            Intent::FitMask(width, height) => self.mask.fit(width, height),
            Intent::UsePreset(preset) if preset.is_style() => self.draft.toggle_style(&preset),
            Intent::UsePreset(preset) => preset.apply(&mut self.draft),
            Intent::KeepPreset(name, keep) => {
                let thumbnail = self.gallery.selected().and_then(|entry| entry.thumbnail.clone());
                let kept = self.presets.add(Preset::of_draft(&name, &self.draft, keep), thumbnail.as_ref());
                self.report(kept);
            }
            Intent::UpdatePreset(preset) => {
                // A style in use is the one that is kept.
                let used = self.draft.styles.iter_mut().filter(|style| style.id == preset.id);
                used.for_each(|style| style.clone_from(&preset));
                let updated = self.presets.update(*preset);
                self.report(updated);
            }
            Intent::ShiftPreset(id, step) => {
                let moved = self.presets.shift(id, step);
                self.report(moved);
            }
            Intent::RemovePreset(id) => {
                let name = self.presets.get(id).map(|preset| preset.name.clone());
                let removed = self.presets.remove(id);
                self.report(removed);
                name.into_iter().for_each(|name| self.messages.push(Message::PresetRemoved(name)));
            }
            Intent::RestorePreset => {
                let restored = self.presets.restore();
                if let Some(name) = self.report(restored).flatten() {
                    self.messages.retain(|message| *message != Message::PresetRemoved(name.clone()));
                }
            }
            Intent::ImportPresets(path) => {
                let imported = presets::exchange::read(&path).and_then(|presets| self.presets.add_all(presets));
                let count = self.report(imported);
                count.into_iter().for_each(|count| self.messages.push(Message::PresetsImported(count)));
            }
            Intent::ExportPresets(path) => {
                let exported = presets::exchange::write(&path, self.presets.list());
                self.report(exported);
            }
            Intent::UseModel(model) => {
                let accepted = self.models.accepted(&model);
                self.report(accepted);
                self.draft.set_model(model);
            }
            Intent::Models(intent) => {
                let done = self.models.apply(intent);
                self.report(done);
            }
            Intent::Experiments(intent) => self.in_experiments(intent),
            Intent::Gallery(intent) => self.in_gallery(intent),
            Intent::Queue(intent) => return self.in_queue(intent),
            Intent::Answer(job, yes) => {
                self.messages.retain(|message| !matches!(message, Message::Question(of, _) if *of == job));
                return vec![Command::Answer { job, yes }];
            }
            Intent::Dismiss(index) => self.messages.remove(index),
            Intent::SaveAgain => self.save_again(),
            Intent::Set(settings) => {
                if settings.tracking != self.settings.tracking {
                    self.tracker.end();
                }
                self.settings = *settings;
                let saved = self.settings.save(&self.paths);
                self.report(saved);
            }
        }
        Vec::new()
    }

    /// Takes the latest change back, or brings one `again`, in the room that is open.
    fn take_back(&mut self, again: bool) {
        let room = self.draft.room;
        let seen = |change: &Change| match change {
            Change::Stroke => room == Room::Inpaint,
            Change::Colour => matches!(room, Room::Inpaint | Room::ImageToImage),
            Change::Draft(_) | Change::Start(_) => true,
        };
        let mut next = |draft: &Draft| match again {
            true => self.undo.redo(draft, seen),
            false => self.undo.undo(draft, seen),
        };
        while let Some(change) = next(&self.draft) {
            let (may, edit) = match again {
                true => (self.mask.can_redo(), MaskEdit::Redo),
                false => (self.mask.can_undo(), MaskEdit::Undo),
            };
            match change {
                Change::Draft(other) => return self.draft = Draft { room: self.draft.room, ..*other },
                Change::Start(other) => return self.draft = *other,
                Change::Stroke if may => return self.mask.edit(edit),
                Change::Colour if !again && self.sketch.can_undo() => return self.sketch.edit(SketchEdit::Undo),
                Change::Colour if again && self.sketch.can_redo() => return self.sketch.edit(SketchEdit::Redo),
                // Strokes over another picture are gone with it.
                Change::Stroke | Change::Colour => {}
            }
        }
    }

    fn in_gallery(&mut self, intent: GalleryIntent) {
        match intent {
            GalleryIntent::Select(entry) => {
                self.gallery.select(entry);
                self.pinned = entry.is_some() && self.queue.running().is_some();
                // Beside the one that is compared already.
                if let (Room::Compare, Some(entry), Some((one, _))) = (self.draft.room, entry, self.compared) {
                    self.compared = Some((one, entry)).filter(|_| one != entry).or(self.compared);
                }
            }
            GalleryIntent::Mark(entry) => self.gallery.mark(entry),
            GalleryIntent::MarkThrough(entry) => self.gallery.mark_through(entry),
            GalleryIntent::MarkOn(step) => self.gallery.mark_on(step),
            GalleryIntent::MarkAll => self.gallery.mark_all(),
            GalleryIntent::Filter(filter) => self.gallery.set_filter(filter),
            GalleryIntent::Star(entries, star) => self.gallery.star(&entries, star),
            GalleryIntent::Rate(entries, rating) => self.gallery.rate(&entries, rating),
            GalleryIntent::Note(entries, note) => self.gallery.note(&entries, &note),
            GalleryIntent::Board(entries, edit) => self.gallery.edit_boards(&entries, edit),
            GalleryIntent::Bin(entries) => {
                self.gallery.bin(&entries, true);
                self.messages.push(Message::Binned(entries));
            }
            GalleryIntent::Restore(entries) => {
                self.gallery.bin(&entries, false);
                self.messages.retain(|message| *message != Message::Binned(entries.clone()));
            }
            GalleryIntent::Import(path) => self.gallery.import(path),
            GalleryIntent::EmptyBin => self.gallery.empty_bin(),
            GalleryIntent::SaveAs(entry, path, export) => {
                if let Some(entry) = self.gallery.get(entry) {
                    self.saver.copy(entry, path, export);
                }
            }
            GalleryIntent::Compare(one, other) => {
                self.compared = Some((one, other));
                self.draft.room = Room::Compare;
            }
            GalleryIntent::Blend(entries) => self.blend(&entries),
        }
    }

    fn in_queue(&mut self, intent: QueueIntent) -> Vec<Command> {
        match intent {
            QueueIntent::Cancel(job) => return self.queue.cancel(job).into_iter().collect(),
            QueueIntent::CancelAll => return self.queue.cancel_all().into_iter().collect(),
            QueueIntent::Retry(job) => {
                self.queue.retry(job);
                self.queue.pause(false);
            }
            QueueIntent::Shift(job, before) => self.queue.shift(job, before),
            QueueIntent::Pause(paused) => self.queue.pause(paused),
        }
        self.messages.retain(|message| *message != Message::QueuePaused);
        Vec::new()
    }

    /// Opens a room, with the shown picture where it begins with one and has none.
    fn open_room(&mut self, room: Room) {
        if room != self.draft.room {
            // What went wrong in another room is not about this one.
            self.messages.retain(|message| !matches!(message, Message::Error(_)));
        }
        if room == Room::Models {
            self.messages.retain(|message| *message != Message::MoreModels);
        }
        let shown = self.gallery.selected().and_then(|entry| entry.path.clone());
        let (typed, language) = (self.draft.prompt.trim().to_owned(), self.settings.language());
        // Something to begin with: what is there already, and a scene that étude paints.
        let scene = |index: usize| {
            let scene = presets::shipped(language).get(index);
            BlendOf::Words(scene.map(|(_, preset)| preset.prompt.clone()).unwrap_or_default())
        };
        let first = match shown.clone() {
            Some(path) if self.system().has_prior() => BlendOf::Picture(path),
            _ if typed.is_empty() => scene(0),
            _ => BlendOf::Words(typed),
        };
        self.draft.open(room, || [first, scene(1)]);
        let selected = self.gallery.selected().map(|entry| entry.id);
        // What was selected since the room's picture was chosen is what the artist is looking at.
        let newer = self.draft.init.is_none() || selected.is_some_and(|id| self.begun_at != Some(id));
        if let Some(path) = shown.filter(|_| room.needs_init() && newer) {
            self.begin_with(path, room);
        }
        if room == Room::Compare {
            let compared = |id: EntryId| self.compared.is_some_and(|(one, other)| id == one || id == other);
            if let Some(here) = selected.filter(|&id| !compared(id)) {
                self.compared = Some(here).zip(self.gallery.neighbour(1).or(self.gallery.neighbour(-1)));
            }
        }
    }

    /// Takes a picture for Vary, Repaint and Extend, and opens one of them. The mask and the canvas of another picture
    /// are not its own.
    fn begin_with(&mut self, path: PathBuf, room: Room) {
        (self.draft.room, self.draft.size_is_given) = (room, false);
        if self.draft.init.as_ref() != Some(&path) {
            let known = self.gallery.selected().filter(|entry| entry.path.as_ref() == Some(&path));
            let size = known.map(|entry| entry.size).filter(|&(width, height)| width > 0 && height > 0);
            if let Some(size) = size.filter(|_| !(room == Room::Inpaint && self.draft.only_masked)) {
                (self.draft.width, self.draft.height) = self.size_like(size);
            }
            (self.draft.init, self.draft.mask) = (Some(path), None);
            self.mask = Mask::default();
        }
        self.begun_at = self.gallery.selected().map(|entry| entry.id);
    }

    fn use_file(&mut self, path: &Path, use_of: Use) {
        let path = path.to_owned();
        let draft = &mut self.draft;
        match use_of {
            Use::ImageToImage => self.begin_with(path, Room::ImageToImage),
            Use::Inpaint => self.begin_with(path, Room::Inpaint),
            Use::Outpaint => self.begin_with(path, Room::Outpaint),
            Use::Mask => (draft.mask, draft.room) = (Some(path), Room::Inpaint),
            Use::Depth => (draft.depth, draft.room) = (Some(path), Room::Depth),
            Use::Blend => {
                let picture = BlendOf::Picture(path);
                let empty =
                    |well: &&mut BlendPart| matches!(&well.of, BlendOf::Words(words) if words.trim().is_empty());
                if let Some(well) = draft.wells.iter_mut().find(empty) {
                    well.of = picture;
                } else if draft.wells.len() < *WELLS.start() {
                    draft.open(Room::Blend, || [picture, BlendOf::Words(String::new())]);
                } else if draft.wells.len() < *WELLS.end() {
                    draft.add_well();
                    draft.wells.last_mut().into_iter().for_each(|well| well.of = picture.clone());
                }
                draft.room = Room::Blend;
            }
        }
    }

    /// Opens the blend room with these pictures in its wells, all of one weight.
    fn blend(&mut self, entries: &[EntryId]) {
        let files = entries.iter().filter_map(|&id| self.gallery.get(id)?.path.clone());
        let files: Vec<_> = files.take(*WELLS.end()).collect();
        if files.len() < *WELLS.start() {
            return;
        }
        let weight = 1.0 / files.len() as f32;
        self.draft.wells = files.into_iter().map(|path| BlendPart { of: BlendOf::Picture(path), weight }).collect();
        self.draft.spherical = false;
        self.draft.room = Room::Blend;
    }

    /// Takes the mask of the draft's file into hand. One that cannot be read is no mask.
    pub(super) fn take_mask(&mut self) {
        let Some(path) = self.draft.mask.clone() else { return };
        if let Err(error) = self.mask.load(&path) {
            self.draft.mask = None;
            self.messages.push(Message::Error(error));
        }
    }

    /// What came of it, or nothing and a message.
    fn report<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.messages.push(Message::Error(error))).ok()
    }

    /// Enters the draft into the queue.
    fn paint(&mut self, place: Place) -> Result<()> {
        if matches!(self.draft.room, Room::Models | Room::Experiments) {
            self.draft.room = Room::Paint;
        }
        let (seed, variation) = self.roll();
        let recipe = Recipe { seed, variation, ..self.recipe()? };
        let jobs = self.drawn(&recipe)?;
        jobs.iter().try_for_each(Recipe::check)?;
        // The field has the seed of what is painted; the next one is drawn when it is painted.
        (self.draft.seed, self.draft.variation, self.draft.seed_chosen) = (seed, variation, false);
        self.follow_unless_painting();
        self.clear_messages();
        // Those that are to be painted next come in their order.
        let front = place == Place::Front;
        let ordered: Vec<_> = if front { jobs.into_iter().rev().collect() } else { jobs };
        let styled = Styled::of(&self.draft);
        for recipe in ordered {
            // As it was typed: with wildcards, without styles, with tags that are not painted.
            let typed = &self.draft.prompt;
            let template = (recipe.blend.is_empty() && recipe.prompt != *typed).then(|| typed.clone());

            let (styled, experiment) = (styled.clone(), self.settings.experiment.clone());
            self.queue.submit(NewJob { recipe, template, styled, experiment }, front);
        }
        self.history.add(&self.draft);
        Ok(())
    }

    /// What was told of the pictures before is not about the next ones; a disk that is still full is told again.
    fn clear_messages(&mut self) {
        self.messages.retain(|message| !matches!(message, Message::Error(_) | Message::Notice(_)));
        self.writer.tell_again();
    }

    /// The seed to paint with, and the variation: others each time, but for those that were chosen or are kept. A
    /// variation is of one picture, whose seed stays. A blend is rendered as it was sketched.
    fn roll(&self) -> (u64, Option<Variation>) {
        let Draft { seed, variation, .. } = self.draft;
        let kept = self.draft.seed_locked || self.draft.seed_chosen || self.draft.room == Room::Blend;
        match variation {
            _ if kept => (seed, variation),
            Some(varied) => (seed, Some(Variation { seed: fastrand::u32(..).into(), ..varied })),
            None => (fastrand::u32(..).into(), None),
        }
    }

    /// What is painted now is looked at, unless it joins what is painted already.
    fn follow_unless_painting(&mut self) {
        if self.queue.running().is_none() {
            self.pinned = false;
        }
    }

    fn paint_grid(&mut self) -> Result<()> {
        let recipe = self.recipe()?;
        let plan = self.draft.grid.plan(&recipe, &|name| self.models.named(name))?;
        let mut jobs = Vec::new();
        for recipe in &plan.recipes {
            let (words, template) = self.words(recipe)?;
            jobs.push((Recipe { prompt: words, ..recipe.clone() }, template));
        }
        self.clear_messages();
        self.follow_unless_painting();
        let experiment = self.grid_experiment(&recipe);
        let new = |(recipe, template)| NewJob { recipe, template, styled: None, experiment: experiment.clone() };
        let cells = jobs.into_iter().map(|job| (self.queue.submit(new(job), false), None)).collect();
        self.grid = Some(Run { plan, cells });
        self.history.add(&self.draft);
        Ok(())
    }

    /// Has the contact sheet drawn, once all pictures have their files.
    fn save_contact_sheet(&self, target: PathBuf) {
        let Some(run) = &self.grid else { return };
        let file = |entry: &Option<EntryId>| self.gallery.get((*entry)?)?.path.clone();
        let files: Option<Vec<_>> = run.cells.iter().map(|(_, entry)| file(entry)).collect();
        let Some(files) = files else { return };
        let (columns, rows) = (run.plan.columns.clone(), run.plan.rows.clone());
        if self.contact_sheets.0.send(ContactSheet { columns, rows, files, target }).is_err() {
            log::error!("the thread that draws contact sheets has ended");
        }
    }

    /// The draft's recipe, its mask and its sketch in files.
    fn recipe(&mut self) -> Result<Recipe> {
        if let (Room::Inpaint | Room::ImageToImage, Some(init)) = (self.draft.room, self.draft.init.clone()) {
            let folder = self.gallery.folder().join(MASKS);
            if let Some(file) = self.sketch.take_file(&init, &folder)? {
                self.draft.init = Some(file);
            }
        }
        if self.draft.room == Room::Inpaint {
            let folder = self.gallery.folder().join(MASKS);
            self.draft.mask = if self.mask.is_empty() { None } else { Some(self.mask.file(&folder)?) };
        }
        self.draft.check_room()?;
        let mut recipe = self.draft.to_recipe();
        if self.draft.room == Room::Blend {
            // The picture's name in the gallery; its words are not painted.
            recipe.prompt = self.draft.blend_title();
        }
        Ok(recipe)
    }

    /// The jobs of a recipe: one; or one for each picture, where each draws its own words.
    fn drawn(&self, recipe: &Recipe) -> Result<Vec<Recipe>> {
        if !draws(recipe) {
            return Ok(vec![recipe.clone()]);
        }
        recipe.check()?;
        let pictures = (0..recipe.count).map(|index| recipe.picture(index));
        pictures.map(|one| Ok(Recipe { prompt: self.words(&one)?.0, ..one })).collect()
    }

    /// The words that the seed draws from a recipe's prompt; and the prompt as it was typed, where that is another.
    fn words(&self, recipe: &Recipe) -> Result<(String, Option<String>)> {
        if !draws(recipe) {
            return Ok((recipe.prompt.clone(), None));
        }
        let words = wildcards::draw(&recipe.prompt, recipe.seed, &self.wildcards())?;
        let template = (words != recipe.prompt).then(|| recipe.prompt.clone());
        Ok((words, template))
    }
}

/// True where a recipe's words are drawn by its seed; a blend's title is not.
fn draws(recipe: &Recipe) -> bool {
    wildcards::has_any(&recipe.prompt) && recipe.blend.is_empty()
}
