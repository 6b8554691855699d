//! A filter as SQL: fixed pieces, every value bound.

use domain::{
    filter::{Field, Filter, Term, fold},
    name::ModelName,
};
use sqlx::{QueryBuilder, Sqlite};

/// Adds a condition on the table `versions` under the alias `v`. What is in the trash never fulfils it.
pub(crate) fn push(sql: &mut QueryBuilder<Sqlite>, filter: &Filter) {
    sql.push("v.trashed_at is null");
    for term in &filter.terms {
        sql.push(" and ");
        match term {
            Term::Equals { field, value } => push_equals(sql, field, value),
            Term::Text(text) => push_text(sql, &fold(text)),
        }
    }
}

fn push_equals(sql: &mut QueryBuilder<Sqlite>, field: &Field, value: &str) {
    match field {
        Field::Name => {
            // In the form in which names are kept; what no model can be called matches nothing.
            let name = ModelName::parse(value).ok().map(String::from);
            sql.push("v.model_id = (select id from models where name = ").push_bind(name).push(")");
        }
        Field::Framework => {
            sql.push("v.framework = ").push_bind(value.to_owned());
        }
        Field::Version => {
            sql.push("v.number = ").push_bind(value.parse::<u32>().ok());
        }
        Field::Kind => {
            sql.push("v.kind = ").push_bind(value.to_owned());
        }
        Field::Tag(key) => push_tag(sql, key, value),
    }
}

/// A version is found by its own tags and by its model's.
fn push_tag(sql: &mut QueryBuilder<Sqlite>, key: &str, value: &str) {
    let pair = |sql: &mut QueryBuilder<Sqlite>| {
        sql.push("t.key = ").push_bind(key.to_owned());
        sql.push(" and t.value = ").push_bind(value.to_owned());
    };
    sql.push("v.id in (select t.version_id from version_tags t where ");
    pair(sql);
    sql.push(" union all select o.id from model_tags t join versions o on o.model_id = t.model_id where ");
    pair(sql);
    sql.push(")");
}

fn push_text(sql: &mut QueryBuilder<Sqlite>, folded: &str) {
    sql.push("(instr(v.folded_description, ").push_bind(folded.to_owned());
    sql.push(") or v.model_id in (select id from models where instr(folded_name, ")
        .push_bind(folded.to_owned());
    sql.push(") or instr(folded_description, ").push_bind(folded.to_owned()).push(")))");
}
