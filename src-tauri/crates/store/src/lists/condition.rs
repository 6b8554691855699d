//! A filter as SQL: fixed pieces, every value bound.

use domain::filter::Filter;
use sqlx::{QueryBuilder, Sqlite};

use super::{plan::Plan, set::Set};

/// Adds a condition on the table `versions` under the alias `v`: the filter's, on what is not in the trash.
pub(crate) fn push(sql: &mut QueryBuilder<Sqlite>, filter: &Filter) {
    sql.push("v.trashed_at is null and ");
    push_plan(sql, &Plan::of(filter));
}

fn push_plan(sql: &mut QueryBuilder<Sqlite>, plan: &Plan) {
    match plan {
        Plan::All => {
            sql.push("true");
        }
        Plan::None => {
            sql.push("false");
        }
        Plan::Set(set) => push_set(sql, set),
        Plan::Not(inner) => {
            sql.push("not ");
            push_plan(sql, inner);
        }
        Plan::And(parts) => push_joined(sql, parts, " and "),
        Plan::Or(parts) => push_joined(sql, parts, " or "),
    }
}

fn push_joined(sql: &mut QueryBuilder<Sqlite>, parts: &[Plan], between: &str) {
    for (i, part) in parts.iter().enumerate() {
        sql.push(if i == 0 { "(" } else { between });
        push_plan(sql, part);
    }
    sql.push(")");
}

fn push_set(sql: &mut QueryBuilder<Sqlite>, set: &Set) {
    sql.push("(v.id in (");
    if !set.push_versions(sql) {
        sql.push("select null where false");
    }
    sql.push(") or v.model_id in (");
    if !set.push_models(sql) {
        sql.push("select null where false");
    }
    sql.push("))");
}
