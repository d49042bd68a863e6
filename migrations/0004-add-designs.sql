-- Experiments as they are designed: several in a workspace, each with what the Design page shows of it.
create table design (
  id text primary key,
  name text not null,
  -- A DesignState as JSON.
  state text not null,
  -- One line, as runs have it.
  summary text not null default '',
  created_at integer not null,
  changed_at integer not null,
  -- When it was put in the trash; null outside it.
  trashed_at integer
) strict;

-- States of a design that are kept: one at each start of a training, and those that somebody named.
create table design_version (
  id integer primary key,
  design_id text not null references design (id) on delete cascade,
  -- Empty for those kept at the start of a run.
  name text not null,
  run_id text,
  state text not null,
  created_at integer not null
) strict;

create index design_version_by_design on design_version (design_id, id);

-- Groups of layers to be used again, by name.
create table layer_block (
  name text primary key,
  -- A LayerBlock as JSON.
  block text not null,
  changed_at integer not null
) strict;

-- The one experiment that there was becomes the first design.
insert into design (id, name, state, created_at, changed_at)
  select lower(hex(randomblob(8))), coalesce(json_extract(value, '$.name'), 'experiment'),
    json_object('spec', json(value), 'positions', json(coalesce((select value from setting where key = 'draft.layout'), '{}'))),
    cast(unixepoch('subsec') * 1000 as integer), cast(unixepoch('subsec') * 1000 as integer)
  from setting where key = 'draft';
insert into setting (key, value) select 'design.open', json_quote(id) from design;
delete from setting where key in ('draft', 'draft.layout');
