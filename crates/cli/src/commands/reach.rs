//! `latchkey reach`: how Okta reaches the server, and what stands before it, ready to copy.

use std::net::SocketAddr;

use anyhow::bail;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use latchkey_app::reach::recipes::{self, Product};
use latchkey_app::reach::step::{Step, StepState};
use latchkey_app::reach::{NOT_SEEN_FROM_HERE, Reach, Way};
use latchkey_app::record::Caller;
use latchkey_host::Installation;
use url::Url;

use super::Context;
use crate::json::{ReachJson, RecipeJson};
use crate::values;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Print a configuration for this proxy or tunnel, with this installation's names in it, and test nothing
    #[arg(long, value_name = "PRODUCT", value_parser = product())]
    recipe: Option<Product>,
    /// The public URL that the configuration is for [default: the one that is known]
    #[arg(long, value_name = "URL", value_parser = values::public_url, requires = "recipe")]
    public_url: Option<Url>,
    /// The address that the server listens on, for the configuration
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8765",
        requires = "recipe"
    )]
    listen: SocketAddr,
}

fn product() -> impl clap::builder::TypedValueParser<Value = Product> {
    PossibleValuesParser::new(Product::ALL.map(Product::as_str)).try_map(|name| {
        Product::ALL
            .into_iter()
            .find(|product| product.as_str() == name)
            .ok_or("it is none of them")
    })
}

pub(crate) async fn run(context: &Context<'_>, arguments: Arguments) -> anyhow::Result<()> {
    let installation = Installation::open(&context.data_dir)?;
    let known = installation.app.known_public_url()?;
    if let Some(product) = arguments.recipe {
        let public_url = arguments.public_url.map_or(known, String::from);
        return show_recipe(context, product, &public_url, arguments.listen);
    }
    let served = installation.folder.is_served()?;
    let reach = installation
        .app
        .test_reach(&Caller::operator(), &known)
        .await?;
    let not_served = if served {
        String::new()
    } else {
        format!(
            "\nNo server runs on {}, so whatever answers there is not Latchkey. Start it with \"{}\" and test again.",
            context.data_dir.display(),
            context.next("serve")
        )
    };
    let text = format!("{}{not_served}", in_words(&reach));
    context
        .terminal
        .show(&ReachJson::of(&reach, served), &text)?;
    if reach.way == Way::NotYet {
        bail!(
            "{} Nothing was changed. What stands in front is configured by \"{}\".",
            reach.sentence,
            context.next("reach --recipe PRODUCT")
        );
    }
    Ok(())
}

fn show_recipe(
    context: &Context<'_>,
    product: Product,
    public_url: &str,
    listen: SocketAddr,
) -> anyhow::Result<()> {
    let recipe = recipes::recipe(product, public_url, listen);
    context
        .terminal
        .show(&RecipeJson::from(&recipe), &recipe.text)?;
    if let Some(serve) = &recipe.serve {
        context.terminal.say(&format!(
            "Then start Latchkey with its public URL, and the proxy named as trusted:\n{serve}"
        ));
    }
    Ok(())
}

fn in_words(reach: &Reach) -> String {
    let mut lines = vec![format!("Public URL  {}", reach.public_url)];
    for step in &reach.steps {
        lines.push(format!(
            "{:<10}  {:<9}  {}",
            mark(step),
            step.id,
            step.sentence
        ));
        if let Some(fix) = &step.fix {
            lines.push(format!("{:<10}  {:<9}  {fix}", "", ""));
        }
    }
    lines.push(reach.sentence.clone());
    lines.push(NOT_SEEN_FROM_HERE.to_owned());
    lines.join("\n")
}

fn mark(step: &Step) -> &'static str {
    match step.state {
        StepState::Passed => "ok",
        StepState::Warned => "look at it",
        StepState::Failed => "broken",
        StepState::NotTried => "not tried",
    }
}
