-- What the trash can be undone by, and files that are kept where they lie.

-- One deletion into the trash. Its number is never given again, so that an undo brings back what it was meant for.
create table trashings (
    id integer primary key autoincrement,
    at integer not null
) strict;

alter table versions add column trashing integer; -- with which deletion it went into the trash
create index versions_by_trashing on versions (trashing) where trashing is not null;

-- A version whose files are not copied. `path` is the file or the folder, `changed` what the last reading of its bytes
-- found.
create table version_references (
    version_id integer primary key references versions (id) on delete cascade,
    path text not null,
    changed integer not null default 0 check (changed in (0, 1))
) strict;

-- When a file that is kept in place was last written, as the file system says; null for a stored one.
alter table version_files add column modified_ns integer;
