//! A filter as text.

use std::fmt::{self, Display};

use super::{
    Compare, Expression, Field, Filter, Term, Test,
    parse::{ATTRIBUTE_KEYS, is_key, is_keyword, is_value, is_word},
    quantity,
};

/// A text as a value of the filter language: as it is, or in quotes where it needs them.
#[must_use]
pub fn bare_or_quoted(value: &str) -> String {
    let bare = !value.is_empty() && value.chars().all(is_value) && !value.starts_with('\'');
    if bare { value.to_owned() } else { Quoted(value).to_string() }
}

/// A tag's or metric's key as the filter language names it: in quotes where it would mean something else.
#[must_use]
pub fn quoted_key(key: &str) -> String {
    let bare = !key.is_empty() && key.chars().all(is_key) && !ATTRIBUTE_KEYS.contains(&key);
    if bare { key.to_owned() } else { Quoted(key).to_string() }
}

impl Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.as_ref().map_or(Ok(()), |root| root.fmt(f))
    }
}

impl Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Term(term) => term.fmt(f),
            Self::Not(inner) => match **inner {
                Self::And(_) | Self::Or(_) => write!(f, "NOT ({inner})"),
                _ => write!(f, "NOT {inner}"),
            },
            Self::And(parts) => join(f, parts, " ", |part| matches!(part, Self::And(_) | Self::Or(_))),
            Self::Or(parts) => join(f, parts, " OR ", |part| matches!(part, Self::Or(_))),
        }
    }
}

fn join(
    f: &mut fmt::Formatter<'_>,
    parts: &[Expression],
    between: &str,
    enclosed: fn(&Expression) -> bool,
) -> fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        f.write_str(if i == 0 { "" } else { between })?;
        if enclosed(part) {
            write!(f, "({part})")?;
        } else {
            part.fmt(f)?;
        }
    }
    Ok(())
}

impl Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) if !text.is_empty() && text.chars().all(is_word) && !is_keyword(text) => {
                f.write_str(text)
            }
            Self::Text(text) => Quoted(text).fmt(f),
            Self::Is { field, test, value } => write!(f, "{field}{test}{}", bare_or_quoted(value)),
            Self::Version(compare, number) => write!(f, "version{compare}{number}"),
            Self::Size(compare, bytes) => write!(f, "size{compare}{}", quantity::print_bytes(*bytes)),
            Self::Created(compare, moment) => {
                write!(f, "created{compare}{}", quantity::print_moment(*moment))
            }
            Self::Deployable(yes) => write!(f, "deployable={yes}"),
            Self::Number { key, compare, number } => {
                write!(f, "{}{compare}{}", quoted_key(key), number.get())
            }
        }
    }
}

impl Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(key) => f.write_str(&quoted_key(key)),
            attribute => f.write_str(attribute.key()),
        }
    }
}

impl Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Equals => "=",
            Self::Differs => "!=",
            Self::Contains => "~",
        })
    }
}

impl Display for Compare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Equals => "=",
            Self::Differs => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        })
    }
}

pub(super) struct Quoted<'a>(pub &'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
