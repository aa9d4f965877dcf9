create index outbox_audience on outbox using gin (audience);
