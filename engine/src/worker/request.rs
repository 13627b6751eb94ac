//! From a recipe, which names files, to a request, which holds pictures.

use crate::error::Result;
use crate::picture::{DepthMap, Mask, Picture};
use crate::pipelines::{Blend, Ingredient, PaintRequest, Part, PriorRequest, Task};
use crate::protocol::{BlendOf, BlendPart, Origin, Recipe};

/// Reads what `recipe` is painted from.
///
/// # Errors
/// Where a file is not there or is no picture.
pub fn request(recipe: &Recipe) -> Result<PaintRequest> {
    Ok(PaintRequest {
        task: task(&recipe.origin)?,
        hint: recipe.depth.as_deref().map(DepthMap::open).transpose()?,
        prior: PriorRequest {
            prompt: recipe.prompt.clone(),
            negative: recipe.negative.clone(),
            guidance: recipe.prior_guidance,
        },
        blend: blend(&recipe.blend, recipe.spherical)?,
        prior_steps: recipe.prior_steps,
        sampler: recipe.sampler,
        eta: recipe.eta,
        steps: recipe.steps,
        guidance: recipe.guidance,
        width: recipe.width,
        height: recipe.height,
    })
}

fn task(origin: &Origin) -> Result<Task> {
    Ok(match origin {
        Origin::Nothing => Task::TextToImage,
        Origin::Picture { init, strength } => Task::ImageToImage { init: Picture::open(init)?, strength: *strength },
        Origin::Gap { init, mask } => Task::Inpaint { init: Picture::open(init)?, mask: Mask::open(mask)? },
        Origin::Margins { init, margins } => {
            let (init, mask) = margins.apply(&Picture::open(init)?);
            Task::Inpaint { init, mask }
        }
    })
}

fn blend(parts: &[BlendPart], spherical: bool) -> Result<Option<Blend>> {
    if parts.is_empty() {
        return Ok(None);
    }
    let part = |part: &BlendPart| {
        let ingredient = match &part.of {
            BlendOf::Words(words) => Ingredient::Words(words.clone()),
            BlendOf::Picture(path) => Ingredient::Picture(Picture::open(path)?),
        };
        Ok(Part { ingredient, weight: part.weight })
    };
    let parts: Result<Vec<Part>> = parts.iter().map(part).collect();
    Ok(Some(Blend { parts: parts?, spherical }))
}
