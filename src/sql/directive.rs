//! Comments that tell autogen something: `-- autogen: renamed from hearts`.

/// A comment that tells autogen something: `-- autogen: renamed from hearts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// What follows `autogen:`, trimmed: `renamed from hearts`.
    pub text: String,
    /// Of the comment, counted from 1.
    pub line: usize,
    /// The first byte of the comment.
    pub offset: usize,
    /// The first byte of what it is about: the token after it or, where the comment ends a line of SQL, the first token
    /// of that line.
    pub subject: usize,
}

/// What a comment tells autogen; none when it is for people.
pub(super) fn directive_text(comment: &str) -> Option<&str> {
    comment.strip_prefix("--")?.trim_start().strip_prefix("autogen:").map(str::trim)
}
