//! The forms that a report can take, and which function writes each.

use clap::ValueEnum;

use super::model::Report;
use super::{github, gitlab, html, json, junit, markdown, sarif};

/// How to show a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people at a terminal
    Text,
    /// The statements, as psql runs them
    Sql,
    /// Everything, for programs: `autogen schema report` describes it
    Json,
    /// For a pull request
    Markdown,
    /// A page with diagrams, in one file that needs no network
    Html,
    /// Annotations of a pull request, as GitHub Actions reads them in its log
    Github,
    /// Code Quality of a merge request, for GitLab's `artifacts:reports:codequality`
    Gitlab,
    /// Findings with their places, for code scanning and editors
    Sarif,
    /// Tests, for CI servers
    Junit,
}

/// The report in one of the forms; text and SQL are each command's own.
pub fn write(report: &Report, format: Format, text: impl FnOnce() -> String, sql: impl FnOnce() -> String) -> String {
    match format {
        Format::Text => text(),
        Format::Sql => sql(),
        Format::Json => json::report(report),
        Format::Markdown => markdown::report(report),
        Format::Html => html::page(report),
        Format::Github => github::annotations(report),
        Format::Gitlab => gitlab::code_quality(report),
        Format::Sarif => sarif::log(report),
        Format::Junit => junit::suite(report),
    }
}
