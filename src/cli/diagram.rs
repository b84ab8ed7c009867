//! `autogen diagram`: the tables of a source and the foreign keys between them, as a picture.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::context::Context;
use super::{Outcome, output, source};
use crate::diagram::{self, Columns, Diagram, Wanted};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::plan::rename::names;

/// Draw the tables of a source and the foreign keys between them
#[derive(Debug, Args)]
#[command(name = "diagram", after_help = EXAMPLES)]
pub(super) struct Draw {
    /// What to draw [default: the live database if one is configured, else the migrations]
    #[arg(value_name = "SOURCE")]
    source: Option<String>,

    /// In which form
    #[arg(long, value_name = "FORMAT", default_value = "svg")]
    format: Form,

    /// Only this table and what is linked with it; may be said several times
    #[arg(long, value_name = "TABLE")]
    around: Vec<String>,

    /// How many links away from those tables
    #[arg(long, value_name = "N", default_value_t = 1, requires = "around")]
    depth: usize,

    /// Which columns to draw
    #[arg(long, value_name = "WHICH", default_value = "all")]
    columns: Which,

    /// Views too, with what they read from
    #[arg(long)]
    views: bool,

    /// Each partition by itself, instead of their number
    #[arg(long)]
    partitions: bool,

    /// Write to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A picture for any browser, light and dark
    Svg,
    /// Text that GitHub and GitLab draw, between ```mermaid and ```
    Mermaid,
    /// For Graphviz
    Dot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    All,
    /// Those of primary keys and foreign keys
    Keys,
    None,
}

const EXAMPLES: &str = "\
A line leads from the table that refers (crow's foot: many rows may; bar: one) to the one that it refers to (bar: always;
ring: or none). Where more hangs together than a picture can show, columns name the table that they refer to instead.

Examples:
  autogen diagram -o schema.svg                           the live database, or what the migrations build
  autogen diagram schema/ --around posts                  a table and its neighbours
  autogen diagram --around posts --depth 2 --columns keys
  autogen diagram schema/ --format mermaid >> README.md
  autogen diagram --format dot | dot -Tpdf -o schema.pdf";

impl Draw {
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        let source = match &self.source {
            Some(text) => source::parse(text, context)?,
            None => context.database_or_migrations()?,
        };
        let reader = context.reader([&source])?;
        let catalog = context.slow("reading", reader.read(&source)).await?.catalog;
        let columns = match self.columns {
            Which::All => Columns::All,
            Which::Keys => Columns::Keys,
            Which::None => Columns::None,
        };
        let mut diagram = Diagram::of(&catalog, Wanted { views: self.views, partitions: self.partitions, columns });
        if !self.around.is_empty() {
            let tables = self.around.iter().map(|name| find(&diagram, name)).collect::<Result<Vec<usize>>>()?;
            diagram = diagram.around(&tables, self.depth);
        }
        if diagram.tables.is_empty() {
            context.say("there is no table in it");
        }
        let text = match self.format {
            Form::Svg => self.svg(context, &diagram),
            Form::Mermaid => mermaid(context, &diagram),
            Form::Dot => diagram::dot(&diagram),
        };
        output::write(self.output.as_deref(), &text)?;
        Ok(Outcome::Done)
    }

    fn svg(&self, context: &Context, diagram: &Diagram) -> String {
        let title = match self.around.as_slice() {
            [] => "Tables and foreign keys".to_owned(),
            around => format!("Tables and foreign keys around {}", around.join(", ")),
        };
        let drawing = diagram::draw(diagram, &title);
        if drawing.cut > 0 {
            context.say(&format!(
                "{} of {} links aren't lines, as too much hangs together for one picture: there, the column names the table \
                 that it refers to (\u{2197}). `--around TABLE` draws a part with all its lines",
                drawing.cut,
                diagram.links.len()
            ));
        }
        drawing.svg
    }
}

fn mermaid(context: &Context, diagram: &Diagram) -> String {
    let text = diagram::mermaid(diagram);
    let (letters, links) = diagram::MOST;
    if text.len() > letters || diagram.links.len() > links {
        context.say(&format!(
            "this is more than Mermaid draws by default ({letters} letters, {links} links): `--around TABLE`, or `--columns \
             keys`, makes it smaller"
        ));
    }
    text
}

/// The table that a person means: `posts`, `blog.posts`, `"Posts"`.
fn find(diagram: &Diagram, text: &str) -> Result<usize> {
    let is_meant = |id: &Id| match names(text).as_deref() {
        Some([name]) => id.name() == name,
        Some([schema, name]) => id.name() == name && id.schema() == Some(schema),
        _ => false,
    };
    let tables = || diagram.tables.iter().enumerate();
    let found: Vec<(usize, String)> =
        tables().filter(|(_, table)| is_meant(&table.id)).map(|(place, table)| (place, table.id.dotted())).collect();
    let hint = match found.as_slice() {
        [(place, _)] => return Ok(*place),
        [] => {
            let likeness = |id: &Id| similar::TextDiff::from_chars(text, id.name()).ratio();
            let nearest = tables().max_by(|(_, one), (_, other)| likeness(&one.id).total_cmp(&likeness(&other.id)));
            nearest.map(|(_, table)| format!("the nearest is {}", table.id.dotted()))
        }
        several => {
            let names: Vec<&str> = several.iter().map(|(_, name)| &**name).collect();
            return Err(Error::Usage {
                message: format!("--around {text}: there are several"),
                hint: Some(format!("say which one: {}", names.join(", "))),
            });
        }
    };
    Err(Error::Usage { message: format!("--around {text}: there is no such table"), hint })
}
