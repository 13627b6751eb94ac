//! From a recipe, which names files, to a request, which holds pictures.

use crate::error::Result;
use crate::picture::{DepthMap, Mask, Region};
use crate::pipelines::{Blend, BlendInput, LoadedTask, PaintRequest, WeightedInput};
use crate::protocol::{BlendOf, BlendPart, Picture, Recipe, Task};

/// Reads what `recipe` is painted from.
///
/// # Errors
/// Where a file is not there or is no picture.
pub fn request(recipe: &Recipe) -> Result<PaintRequest> {
    Ok(PaintRequest {
        task: task(&recipe.task, (recipe.width, recipe.height))?,
        hint: recipe.depth.as_deref().map(DepthMap::open).transpose()?,
        prompt: recipe.prompt.clone(),
        negative: recipe.negative.clone(),
        blend: blend(&recipe.blend, recipe.spherical)?,
        sampling: recipe.sampling,
        width: recipe.width,
        height: recipe.height,
    })
}

/// `size`: that of the recipe.
fn task(task: &Task, size: (usize, usize)) -> Result<LoadedTask> {
    Ok(match task {
        Task::TextToImage => LoadedTask::TextToImage,
        Task::ImageToImage { init, strength } => {
            LoadedTask::ImageToImage { init: Picture::open(init)?, strength: *strength }
        }
        Task::Inpaint { init, mask, only_masked } => {
            let (init, mask) = (Picture::open(init)?, Mask::open(mask)?);
            let region = only_masked.and_then(|padding| Region::around(&mask, padding, size));
            LoadedTask::Inpaint { init, mask, region }
        }
        Task::Outpaint { init, margins } => {
            let (init, mask) = margins.apply(&Picture::open(init)?);
            LoadedTask::Inpaint { init, mask, region: None }
        }
    })
}

fn blend(parts: &[BlendPart], spherical: bool) -> Result<Option<Blend>> {
    if parts.is_empty() {
        return Ok(None);
    }
    let input = |part: &BlendPart| {
        let input = match &part.of {
            BlendOf::Words(words) => BlendInput::Words(words.clone()),
            BlendOf::Picture(path) => BlendInput::Picture(Picture::open(path)?),
        };
        Ok(WeightedInput { input, weight: part.weight })
    };
    let inputs: Result<Vec<WeightedInput>> = parts.iter().map(input).collect();
    Ok(Some(Blend { inputs: inputs?, spherical }))
}
