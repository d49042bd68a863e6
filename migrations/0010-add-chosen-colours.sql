-- The colour that was chosen for a run in place of its own; null where none was.
alter table run add column chosen_colour integer;
