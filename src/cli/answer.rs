//! Answers to the questions of a comparison: from `--answer R1=rename`, or from whoever sits at the terminal.

use std::collections::BTreeMap;
use std::io::IsTerminal;

use clap::Args;
use dialoguer::Select;

use super::context::Context;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::plan::rename::{Answer, Answers, By};
use crate::report::judgement;
use crate::review::{Item, Sort};

#[derive(Debug, Args)]
pub(super) struct Answered {
    /// Answer an open question: R1=rename, R1=drop (not renamed), R2=accept, or R2=later, which leaves its box open
    #[arg(long = "answer", value_name = "ID=ANSWER", value_parser = parse)]
    answers: Vec<(String, Verdict)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is the same under another name.
    Rename,
    /// It isn't: one is dropped, the other made.
    Drop,
    /// As the file will say.
    Accept,
    /// Somebody else decides, by the box in the file.
    Later,
}

fn parse(text: &str) -> Result<(String, Verdict), String> {
    let wrong = || format!("`{text}` isn't ID=ANSWER, such as R1=rename; answers are rename, drop, accept and later");
    let (id, verdict) = text.split_once('=').ok_or_else(wrong)?;
    let verdict = match verdict.trim() {
        "rename" => Verdict::Rename,
        "drop" => Verdict::Drop,
        "accept" => Verdict::Accept,
        "later" => Verdict::Later,
        _ => return Err(wrong()),
    };
    Ok((id.trim().to_ascii_uppercase(), verdict))
}

/// What has been asked so far. An answer can raise new questions, `R1.1` and `R1.2` after that to R1: each keeps its id
/// however often it is asked.
pub(super) struct Interview {
    answers: BTreeMap<String, Verdict>,
    /// The ids of questions, by their words.
    ids: BTreeMap<(Sort, String), String>,
    /// The answers that have been passed on, the last one being what raised the questions that are new.
    taken: Vec<String>,
    /// How many questions each of them has raised; under no id, those that were there from the start.
    raised: BTreeMap<String, usize>,
    is_at_terminal: bool,
}

impl Interview {
    /// `may_ask` is whether a person would read a question.
    pub fn new(answered: &Answered, may_ask: bool) -> Result<Interview> {
        let mut answers = BTreeMap::new();
        for (id, verdict) in &answered.answers {
            if answers.insert(id.clone(), *verdict).is_some_and(|earlier| earlier != *verdict) {
                return Err(Error::usage(format!("--answer {id} is given twice, with different answers")));
            }
        }
        let is_at_terminal = may_ask
            && std::env::var_os("CI").is_none()
            && std::io::stdin().is_terminal()
            && std::io::stderr().is_terminal();
        Ok(Interview { answers, ids: BTreeMap::new(), taken: Vec::new(), raised: BTreeMap::new(), is_at_terminal })
    }

    /// Gives every question its id, takes the answers to those about renames, and says whether there were any: then the
    /// comparison has to be made again.
    pub fn hear(&mut self, items: &mut [Item], said: &mut Answers, context: &Context) -> Result<bool> {
        for item in items.iter_mut() {
            // What an answer raises is called after it: another answer changes no id of it.
            let by = self.taken.last().cloned().unwrap_or_default();
            let id = self.ids.entry((item.sort, item.text.clone())).or_insert_with(|| {
                let number = self.raised.entry(by.clone()).or_default();
                *number += 1;
                if by.is_empty() { format!("R{number}") } else { format!("{by}.{number}") }
            });
            item.id = id.clone();
        }
        for item in items.iter() {
            if self.is_at_terminal && item.renamed.is_some() && item.blocks && !self.answers.contains_key(&item.id) {
                let verdict = ask(item, context)?;
                self.answers.insert(item.id.clone(), verdict);
            }
            let Some(verdict) = self.answers.get(&item.id).copied() else { continue };
            let answer = match (verdict, &item.renamed) {
                (Verdict::Later, _) | (Verdict::Accept, None) => continue,
                (Verdict::Rename, Some(rename)) => Answer::RenamedTo { path: path(&rename.from), to: path(&rename.to) },
                (Verdict::Drop, Some(rename)) => Answer::NotRenamed { path: path(&rename.from) },
                (Verdict::Accept, Some(_)) => {
                    return Err(Error::usage(format!("{} is about a rename: answer rename, drop or later", item.id)));
                }
                (Verdict::Rename | Verdict::Drop, None) => {
                    return Err(Error::usage(format!("{} is about no rename: answer accept or later", item.id)));
                }
            };
            // One at a time, so that it is known which answer raised what.
            if !self.taken.contains(&item.id) {
                self.taken.push(item.id.clone());
                said.push(answer, By::Person, None);
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Closes the questions that are answered, once the comparison is final. Gives the ids of those that wait still.
    ///
    /// # Errors
    /// For an answer to a question that nobody asks.
    pub fn close(&self, items: &mut [Item]) -> Result<Vec<String>> {
        let is_known = |id: &String| self.ids.values().any(|known| known == id);
        if let Some(stray) = self.answers.keys().find(|id| !is_known(id)) {
            let known: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
            return Err(Error::Usage {
                message: format!("--answer {stray}: there is no such question"),
                hint: Some(match known.is_empty() {
                    true => "nothing is to be answered".to_owned(),
                    false => format!("the questions are {}", known.join(", ")),
                }),
            });
        }
        let mut open = Vec::new();
        for item in items.iter_mut().filter(|item| item.blocks) {
            match self.answers.get(&item.id) {
                Some(Verdict::Later) => {}
                Some(_) => item.blocks = false,
                None => open.push(item.id.clone()),
            }
        }
        Ok(open)
    }
}

/// Asks whether it is a rename.
fn ask(item: &Item, context: &Context) -> Result<Verdict> {
    context.say(&judgement::questions(std::slice::from_ref(item)));
    let verdicts = [Verdict::Rename, Verdict::Drop, Verdict::Later];
    let words = ["it is a rename: keep what it holds", "it isn't: drop the one, make the other", "leave its box open"];
    let chosen = Select::new().with_prompt("Your answer").items(words).default(0).interact();
    let chosen = chosen.map_err(|dialoguer::Error::IO(cause)| Error::file("read", "the terminal", cause))?;
    Ok(verdicts[chosen])
}

/// The unquoted names that lead to an object.
fn path(id: &Id) -> Vec<String> {
    let mut names: Vec<String> = id.lineage().map(|id| id.bare_name().to_owned()).collect();
    names.reverse();
    names.retain(|name| !name.is_empty());
    names
}
