//! Sets of versions, each by one bound query on the versions and, for what a model gives to all its versions, one on the
//! models.

use domain::filter::{Compare, Number};
use sqlx::{QueryBuilder, Sqlite};

/// A set of versions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Set {
    /// All that are not in the trash.
    Live,
    /// Of the model of this name.
    Name(String),
    /// Of the models in whose folded name this stands.
    NameHolds(String),
    /// Of the models whose folded name begins so.
    NameBegins(String),
    /// With this in the column.
    Word { column: Column, value: String },
    /// With this within what stands in the column, in any case of A to Z.
    WordHolds { column: Column, part: String },
    /// That an endpoint serves.
    Deployed,
    /// That cannot be deployed.
    Undeployable,
    /// That are for this, as somebody said or as the file was read.
    Task(&'static str),
    /// With this tag.
    Tag { key: String, value: String },
    /// With this within a tag's value, in any case of A to Z.
    TagHolds { key: String, part: String },
    /// With a tag of this key.
    Tagged(String),
    /// With a tag whose value is a number, as JSON writes numbers, that compares so.
    TagNumber { key: String, compare: Compare, number: Number },
    /// With a metric that compares so.
    Metric { key: String, compare: Compare, number: Number },
    /// With a metric of this key.
    Measured(String),
    /// Whose number compares so.
    Version(Compare, u32),
    /// Whose bytes compare so.
    Size(Compare, i64),
    /// Registered in this stretch of milliseconds.
    Created { from: i64, until: i64 },
    /// In whose texts, or in whose model's, this query of FTS5 finds something.
    Text(String),
}

/// What holds one word a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Column {
    Framework,
    Kind,
    Alias,
    Run,
    Experiment,
    Endpoint,
}

impl Column {
    /// The table, its column, and its column with the version's id.
    pub(super) const fn place(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Framework => ("versions", "framework", "id"),
            Self::Kind => ("versions", "kind", "id"),
            Self::Alias => ("aliases", "alias", "version_id"),
            Self::Run => ("version_details", "run_id", "version_id"),
            Self::Experiment => ("version_details", "experiment", "version_id"),
            Self::Endpoint => ("endpoints", "name", "version_id"),
        }
    }
}

/// Where something changed, as the triggers write it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Change {
    /// `version` or `model`.
    pub level: String,
    pub source: String,
    pub key: String,
    pub value: String,
    /// The rows' ids, as a JSON array.
    pub ids: String,
}

impl Set {
    /// Whether the set may be another after such a change.
    pub(super) fn depends_on(&self, change: &Change) -> bool {
        let key_is = |key: &String| *key == change.key;
        match self {
            Self::Live | Self::Version(..) | Self::Size(..) | Self::Created { .. } => {
                change.source == "version"
            }
            Self::Name(_) | Self::NameHolds(_) | Self::NameBegins(_) => change.source == "name",
            Self::Word { column, .. } | Self::WordHolds { column, .. } => change.source == column.source(),
            Self::Deployed => change.source == "endpoint",
            Self::Undeployable | Self::Task(_) => change.source == "detail",
            Self::Tag { key, value } => change.source == "tag" && key_is(key) && *value == change.value,
            Self::TagHolds { key, .. } | Self::Tagged(key) | Self::TagNumber { key, .. } => {
                change.source == "tag" && key_is(key)
            }
            Self::Metric { key, .. } | Self::Measured(key) => change.source == "metric" && key_is(key),
            Self::Text(_) => change.source == "text",
        }
    }

    /// Adds a query whose column `id` holds versions; none where only models give it.
    pub(super) fn push_versions(&self, sql: &mut QueryBuilder<Sqlite>) -> bool {
        match self {
            Self::Live => {
                sql.push("select id from versions where trashed_at is null");
            }
            Self::Name(_) | Self::NameHolds(_) | Self::NameBegins(_) => return false,
            Self::Word { column, value } => {
                let (table, name, id) = column.place();
                sql.push(format_args!("select {id} as id from {table} where {name} = "));
                sql.push_bind(value.clone());
            }
            Self::WordHolds { column, part } => {
                let (table, name, id) = column.place();
                sql.push(format_args!("select {id} as id from {table} where instr(lower({name}), "));
                sql.push_bind(part.clone()).push(") > 0");
            }
            Self::Deployed => {
                sql.push("select version_id as id from endpoints");
            }
            Self::Undeployable => {
                sql.push("select version_id as id from version_details where deployable = 0");
            }
            Self::Task(task) => {
                sql.push("select version_id as id from version_details d where task = ").push_bind(*task);
                sql.push(
                    " and not exists (select 1 from version_corrections c where c.version_id = d.version_id
                        and c.task is not null)
                    union all select version_id as id from version_corrections where task = ",
                );
                sql.push_bind(*task);
            }
            Self::Metric { key, compare, number } => {
                sql.push("select version_id as id from version_metrics where key = ").push_bind(key.clone());
                sql.push(format_args!(" and value {compare} ")).push_bind(number.get());
            }
            Self::Measured(key) => {
                sql.push("select version_id as id from version_metrics where key = ").push_bind(key.clone());
            }
            Self::Version(compare, number) => {
                sql.push(format_args!("select id from versions where number {compare} ")).push_bind(*number);
            }
            Self::Size(compare, bytes) => {
                sql.push(format_args!("select id from versions where size_bytes {compare} "))
                    .push_bind(*bytes);
            }
            Self::Created { from, until } => {
                sql.push("select id from versions where created_at >= ").push_bind(*from);
                sql.push(" and created_at < ").push_bind(*until);
            }
            Self::Text(query) => {
                sql.push("select rowid as id from version_texts where version_texts match ");
                sql.push_bind(query.clone());
            }
            Self::Tag { .. } | Self::TagHolds { .. } | Self::Tagged(_) | Self::TagNumber { .. } => {
                sql.push("select version_id as id from version_tags where ");
                self.push_tag(sql);
            }
        }
        true
    }

    /// Adds a query whose column `id` holds models all of whose versions are in the set; none where no model gives it.
    pub(super) fn push_models(&self, sql: &mut QueryBuilder<Sqlite>) -> bool {
        match self {
            Self::Name(name) => {
                sql.push("select id from models where name = ").push_bind(name.clone());
            }
            Self::NameHolds(part) => {
                sql.push("select id from models where instr(folded_name, ").push_bind(part.clone());
                sql.push(") > 0");
            }
            Self::NameBegins(part) => {
                sql.push("select id from models where folded_name >= ").push_bind(part.clone());
                // The last of all characters: what begins so stands before it, whatever follows.
                sql.push(" and folded_name < ").push_bind(format!("{part}{}", char::MAX));
            }
            Self::Text(query) => {
                sql.push("select rowid as id from model_texts where model_texts match ");
                sql.push_bind(query.clone());
            }
            Self::Tag { .. } | Self::TagHolds { .. } | Self::Tagged(_) | Self::TagNumber { .. } => {
                sql.push("select model_id as id from model_tags where ");
                self.push_tag(sql);
            }
            _ => return false,
        }
        true
    }

    fn push_tag(&self, sql: &mut QueryBuilder<Sqlite>) {
        match self {
            Self::Tag { key, value } => {
                sql.push("key = ").push_bind(key.clone());
                sql.push(" and value = ").push_bind(value.clone());
            }
            Self::TagHolds { key, part } => {
                sql.push("key = ").push_bind(key.clone());
                sql.push(" and instr(lower(value), ").push_bind(part.clone()).push(") > 0");
            }
            Self::TagNumber { key, compare, number } => {
                sql.push("key = ").push_bind(key.clone()).push(" and ").push(NUMBER);
                sql.push(format_args!(" {compare} ")).push_bind(number.get());
            }
            Self::Tagged(key) => {
                sql.push("key = ").push_bind(key.clone());
            }
            _ => unreachable!("only sets of tags come here"),
        }
    }
}

/// A tag's value where it is a number, as JSON writes numbers; null for any other.
pub(super) const NUMBER: &str = "case when json_valid(value) then
    case when json_type(value) in ('integer', 'real') then cast(value as real) end end";

impl Column {
    const fn source(self) -> &'static str {
        match self {
            Self::Framework | Self::Kind => "version",
            Self::Alias => "alias",
            Self::Run | Self::Experiment => "detail",
            Self::Endpoint => "endpoint",
        }
    }
}
