-- What outlets sold. A report is never changed: a later one on the same period replaces it whole.
create table sales_report (
    id uuid primary key,
    outlet_id uuid not null references outlet,
    operator_party_id uuid not null,
    period text not null,
    first_date date not null,
    last_date date not null,
    actor_subject text not null,
    recorded_at timestamptz not null,
    check (first_date <= last_date)
);
create index sales_report_outlet on sales_report (outlet_id, first_date, recorded_at, id);
create index sales_report_operator on sales_report (operator_party_id, first_date, id);
create index sales_report_days on sales_report (first_date, id);

create table sales_report_line (
    report_id uuid not null references sales_report,
    number integer not null,
    variant_id uuid not null references variant,
    supplier_id uuid not null,
    pieces bigint not null check (pieces >= 0),
    amount_rupiah bigint check (amount_rupiah >= 0),
    primary key (report_id, variant_id)
);
create index sales_report_line_supplier on sales_report_line (supplier_id, report_id);
create index sales_report_line_variant on sales_report_line (variant_id, report_id);
