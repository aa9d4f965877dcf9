//! Schedules as they are written and shown.

use api_types::Check;
use api_types::agreement::{ScheduledRequest, ScheduledView};
use chrono::NaiveDate;
use domain::shared::{CalendarPeriod, DateSense, Invalid, Scheduled, Unit, check_schedule};

/// Reads the periods below `at`, in their order; what cannot be read is left out, and the check refuses it.
pub(super) fn read_schedule(
    check: &mut Check,
    at: &str,
    written: &[ScheduledRequest],
    unit: Unit,
    today: NaiveDate,
) -> Vec<Scheduled> {
    let mut read = Vec::new();
    for (index, one) in written.iter().enumerate() {
        let at = format!("{at}/{index}");
        let name =
            check.optional_line(&format!("{at}/name"), one.name.as_deref(), 1..=CalendarPeriod::MAX_NAME);
        let period = check.take(CalendarPeriod::from_fields(&at, &one.period, name.as_deref()));
        if let Some(period) = &period {
            check.date(&format!("{at}/period"), period.first(), DateSense::Begins, today);
        }
        let quantity = check.positive(&format!("{at}/quantity"), &one.quantity);
        check.require(one.quantity.unit == unit, || {
            Invalid::new(
                format!("{at}/quantity/unit"),
                "unlike-unit",
                "Tulis jumlah dalam satuan baris kebutuhan ini.",
                "Write the quantity in the unit of this line.",
            )
        });
        read.extend(period.zip(quantity).map(|(period, quantity)| Scheduled { period, quantity }));
    }
    // Pointers count what was written: only where all of it was read. How many there are is asked by who knows the bounds.
    if read.len() == written.len() && !written.is_empty() {
        check_schedule(at, &read).into_iter().for_each(|invalid| check.push(invalid));
    }
    read
}

/// A schedule as it is shown, in order of the days.
pub(super) fn schedule_view(schedule: &[Scheduled]) -> Vec<ScheduledView> {
    let mut views: Vec<ScheduledView> = schedule.iter().map(scheduled_view).collect();
    views.sort_by_key(|view| view.first_date);
    views
}

fn scheduled_view(one: &Scheduled) -> ScheduledView {
    ScheduledView {
        period: one.period.code(),
        name: one.period.name().map(str::to_owned),
        kind: one.period.kind(),
        first_date: one.period.first(),
        last_date: one.period.last(),
        quantity: one.quantity.into(),
    }
}
