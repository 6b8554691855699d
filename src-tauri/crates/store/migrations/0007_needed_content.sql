-- Which version needs which stored content: files and data sets as objects, a folder as a tree too. What is kept in place is
-- not stored.

drop index version_files_by_digest;
create index version_files_by_digest on version_files (digest, size_bytes, modified_ns);

-- All parts give columns of the same types: otherwise SQLite reads all of them for each content that is asked for.
create view needed_content (version_id, place, digest, size_bytes) as
select version_id, 'objects', digest, size_bytes from version_files where modified_ns is null
union all
select version_id, 'objects', digest, size_bytes from version_datasets
union all
select v.id, 'trees', v.digest, v.size_bytes from versions v
where not exists (select 1 from version_references r where r.version_id = v.id)
    and not exists (select 1 from version_files f where f.version_id = v.id and f.digest = v.digest);

-- The bytes of all objects that versions need, each content once: one row, so that nobody adds up a million files.
create table stored_bytes (
    total integer not null
) strict;

insert into stored_bytes (total)
select coalesce(sum(size_bytes), 0) from (
    select max(size_bytes) as size_bytes from needed_content where place = 'objects' group by digest);

create trigger version_files_stored after insert on version_files when new.modified_ns is null begin
    update stored_bytes set total = total + new.size_bytes where 1 = (
        select count(*) from (select 1 from needed_content where place = 'objects' and digest = new.digest limit 2));
end;
create trigger version_files_given_up after delete on version_files when old.modified_ns is null begin
    update stored_bytes set total = total - old.size_bytes
    where not exists (select 1 from needed_content where place = 'objects' and digest = old.digest);
end;
create trigger version_files_kept_in_place after update of modified_ns on version_files
when old.modified_ns is null and new.modified_ns is not null begin
    update stored_bytes set total = total - old.size_bytes
    where not exists (select 1 from needed_content where place = 'objects' and digest = old.digest);
end;
create trigger version_datasets_stored after insert on version_datasets begin
    update stored_bytes set total = total + new.size_bytes where 1 = (
        select count(*) from (select 1 from needed_content where place = 'objects' and digest = new.digest limit 2));
end;
create trigger version_datasets_given_up after delete on version_datasets begin
    update stored_bytes set total = total - old.size_bytes
    where not exists (select 1 from needed_content where place = 'objects' and digest = old.digest);
end;
