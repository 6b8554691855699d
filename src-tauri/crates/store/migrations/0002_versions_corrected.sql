-- Tasks are told apart more finely, engines are measured, and people correct what a file says wrongly.

-- A table's check cannot be changed in place; which words name a task is domain's to know from here on.
create table version_details_rebuilt (
    version_id integer primary key references versions (id) on delete cascade,
    description text not null,
    producer text,
    task text not null,
    deployable integer not null check (deployable in (0, 1)),
    undeployable_reason text,
    run_id text,
    engine text,
    engines text, -- how each engine did, as JSON; null where none was tried
    properties text not null,
    params text not null,
    signature text not null,
    notes text not null, -- what the signature does not show, in words
    opsets text not null,
    metadata text not null
) strict;

insert into version_details_rebuilt (version_id, description, producer, task, deployable, undeployable_reason, run_id,
    engine, engines, properties, params, signature, notes, opsets, metadata)
select version_id, description, producer,
    case
        when task <> 'classification' then task
        -- Two classes where an output names two, or where none names any and one has two columns.
        when exists (select 1 from json_each(signature, '$.outputs') o where json_array_length(o.value, '$.classes') = 2)
            then 'binary_classification'
        when exists (select 1 from json_each(signature, '$.outputs') o where json_array_length(o.value, '$.classes') > 2)
            then 'multiclass_classification'
        when exists (select 1 from json_each(signature, '$.outputs') o
                where json_array_length(o.value, '$.shape') = 2 and json_extract(o.value, '$.shape[1]') = 2)
            then 'binary_classification'
        else 'multiclass_classification'
    end,
    deployable, undeployable_reason, run_id, engine, null, properties, params, signature, '[]', opsets, metadata
from version_details;

drop table version_details;
alter table version_details_rebuilt rename to version_details;

-- What people say of a version instead of its file; null where the file is believed. Lists are JSON.
create table version_corrections (
    version_id integer primary key references versions (id) on delete cascade,
    task text,
    class_names text,
    columns text,
    engine text
) strict;
