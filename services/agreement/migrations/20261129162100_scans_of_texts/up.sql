-- Which uploads their owners attached to the text of an agreement or a contract: whoever reads the text reads these and no others.
create table text_scan (
    -- the agreement or contract
    subject_id uuid not null,
    file_id uuid not null references file,
    primary key (subject_id, file_id)
);
