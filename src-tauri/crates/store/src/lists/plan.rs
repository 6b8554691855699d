//! A filter as sets of rows, joined.

use domain::{
    filter::{Compare, Expression, Field, Filter, Moment, Number, Term, Test, fold},
    name::ModelName,
    task::Task,
};

use super::set::{Column, Set};

/// How to join sets of versions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Plan {
    /// Every version.
    All,
    /// No version.
    None,
    /// The versions of a set.
    Set(Set),
    /// All others.
    Not(Box<Self>),
    /// Those in all of these.
    And(Vec<Self>),
    /// Those in one of these.
    Or(Vec<Self>),
}

impl Plan {
    pub(super) fn of(filter: &Filter) -> Self {
        filter.root.as_ref().map_or(Self::All, expression)
    }

    /// The versions that have this value in this field.
    pub(super) fn equals(field: &Field, value: &str) -> Self {
        is(field, Test::Equals, value)
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self::And(vec![self, other])
    }

    fn not(self) -> Self {
        Self::Not(Box::new(self))
    }
}

fn expression(expression: &Expression) -> Plan {
    match expression {
        Expression::And(parts) => Plan::And(parts.iter().map(self::expression).collect()),
        Expression::Or(parts) => Plan::Or(parts.iter().map(self::expression).collect()),
        Expression::Not(inner) => self::expression(inner).not(),
        Expression::Term(term) => self::term(term),
    }
}

fn term(term: &Term) -> Plan {
    match term {
        Term::Text(text) => self::text(text),
        Term::Is { field, test, value } => is(field, *test, value),
        Term::Version(compare, number) => Plan::Set(Set::Version(*compare, *number)),
        Term::Size(compare, bytes) => {
            Plan::Set(Set::Size(*compare, i64::try_from(*bytes).unwrap_or(i64::MAX)))
        }
        Term::Created(compare, moment) => created(*compare, *moment),
        Term::Deployable(true) => Plan::Set(Set::Undeployable).not(),
        Term::Deployable(false) => Plan::Set(Set::Undeployable),
        Term::Number { key, compare, number } => self::number(key, *compare, *number),
    }
}

/// Words one after another, the last of which may go on.
fn text(text: &str) -> Plan {
    if !text.chars().any(char::is_alphanumeric) {
        return Plan::All;
    }
    Plan::Set(Set::Text(format!("\"{}\" *", text.replace('"', " "))))
}

fn created(compare: Compare, moment: Moment) -> Plan {
    // An age without a time to count from: nothing, so that nothing is done to what it was not meant for.
    let Some(range) = moment.range(compare) else { return Plan::None };
    let set = Plan::Set(Set::Created { from: range.start, until: range.end });
    if compare == Compare::Differs { set.not() } else { set }
}

/// A metric, or where a version has none of this key, a tag that is a number.
fn number(key: &str, compare: Compare, number: Number) -> Plan {
    let key = || key.to_owned();
    let metric = Plan::Set(Set::Metric { key: key(), compare, number });
    let tag = Plan::Set(Set::TagNumber { key: key(), compare, number });
    Plan::Or(vec![metric, tag.and(Plan::Set(Set::Measured(key())).not())])
}

fn is(field: &Field, test: Test, value: &str) -> Plan {
    match test {
        Test::Differs => is(field, Test::Equals, value).not(),
        Test::Equals => equals(field, value),
        Test::Contains => contains(field, value),
    }
}

fn equals(field: &Field, value: &str) -> Plan {
    let column = |column| Plan::Set(Set::Word { column, value: value.to_owned() });
    match field {
        // In the form in which names are kept; what no model can be called matches nothing.
        Field::Name => {
            ModelName::parse(value).map_or(Plan::None, |name| Plan::Set(Set::Name(String::from(name))))
        }
        Field::Framework => column(Column::Framework),
        Field::Kind => column(Column::Kind),
        Field::Alias => column(Column::Alias),
        Field::Run => column(Column::Run),
        Field::Experiment => column(Column::Experiment),
        Field::Deployed if value == "true" => Plan::Set(Set::Deployed),
        Field::Deployed if value == "false" => Plan::Set(Set::Deployed).not(),
        Field::Deployed => column(Column::Endpoint),
        Field::Tag(key) => tag(key, value),
    }
}

fn tag(key: &str, value: &str) -> Plan {
    let carried = Plan::Set(Set::Tag { key: key.to_owned(), value: value.to_owned() });
    if key == "task"
        && let Ok(task) = value.parse::<Task>()
    {
        // What a version is for, unless it or its model says otherwise with a tag.
        let meant = Plan::Set(Set::Tagged(key.to_owned())).not().and(Plan::Set(Set::Task(task.name())));
        return Plan::Or(vec![carried, meant]);
    }
    match value.parse().ok().and_then(Number::new) {
        Some(number) => {
            let metric = Set::Metric { key: key.to_owned(), compare: Compare::Equals, number };
            Plan::Or(vec![carried, Plan::Set(metric)])
        }
        None => carried,
    }
}

fn contains(field: &Field, value: &str) -> Plan {
    let part = || value.to_ascii_lowercase();
    let column = |column| Plan::Set(Set::WordHolds { column, part: part() });
    match field {
        Field::Name => Plan::Set(Set::NameHolds(fold(value))),
        Field::Framework => column(Column::Framework),
        Field::Kind => column(Column::Kind),
        Field::Alias => column(Column::Alias),
        Field::Run => column(Column::Run),
        Field::Experiment => column(Column::Experiment),
        Field::Deployed => column(Column::Endpoint),
        Field::Tag(key) => Plan::Set(Set::TagHolds { key: key.clone(), part: part() }),
    }
}
