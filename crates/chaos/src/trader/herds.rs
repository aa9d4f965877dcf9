//! Animals and their certificates: a certificate for so many heads lets so many travel, over all shipments that show it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::ensure;

use crate::{LOGISTICS, Stack};

/// What left, with the most animals that were on board or came off it.
const LEFT: &str = "select s.id::text, greatest( \
     (select coalesce(sum(case when i.quantity_unit = 'HEA' then i.quantity_base else i.heads end), 0) \
      from shipment_item i where i.shipment_id = s.id), \
     (select coalesce(sum(m.accepted), 0) from receipt r join receipt_line l on l.receipt_id = r.id \
      join receipt_measure m on m.receipt_line_id = l.id and m.dimension = 'head' \
      where r.shipment_id = s.id and r.state in ('posted', 'confirmed', 'objected')))::bigint \
     from shipment s where s.departed_at is not null";
/// The certificates it travelled under; a number is the same however it is spelled.
const CERTIFICATES: &str = "select p.shipment_id::text, upper(regexp_replace(p.number, '[^[:alnum:]]', '', 'g')), \
     p.head_count from journey_paper p join shipment s on s.id = p.shipment_id and s.departed_at is not null \
     where p.kind = 'veterinary_certificate' and p.head_count is not null";

/// Animals on a shipment, and the certificates it shows.
#[derive(Debug, Default)]
struct Herd {
    heads: i64,
    certificates: BTreeSet<String>,
}

/// No animal has left without a certificate that was made out for it.
///
/// # Errors
/// When one has; the text names the certificates.
pub async fn travel_under_certificates(stack: &Stack) -> anyhow::Result<()> {
    let client = stack.sql(LOGISTICS).await?;
    let mut herds: BTreeMap<String, Herd> = BTreeMap::new();
    for row in client.query(LEFT, &[]).await? {
        herds.entry(row.get(0)).or_default().heads = row.get(1);
    }
    let mut certified: BTreeMap<String, i64> = BTreeMap::new();
    for row in client.query(CERTIFICATES, &[]).await? {
        let (shipment, number, heads): (String, String, i64) = (row.get(0), row.get(1), row.get(2));
        let most = certified.entry(number.clone()).or_default();
        *most = heads.max(*most);
        herds.entry(shipment).or_default().certificates.insert(number);
    }
    let herds: Vec<Herd> = herds.into_values().filter(|herd| herd.heads > 0).collect();
    let beyond = beyond(&herds, &certified);
    ensure!(beyond.is_none(), "certificates, and the animals that have left under them: {beyond:?}");
    Ok(())
}

/// Certificates under which more animals travelled than they are made out for. Herds that share certificates are looked at
/// together: whatever certificates one chooses, those that have no other find room on them.
fn beyond(herds: &[Herd], certified: &BTreeMap<String, i64>) -> Option<(BTreeSet<String>, i64)> {
    let mut sets: BTreeSet<BTreeSet<String>> = herds.iter().map(|herd| herd.certificates.clone()).collect();
    // All unions of what is shown together: a few certificates a sequence, and none shared between sequences.
    loop {
        let mut more = sets.clone();
        for one in &sets {
            for other in sets.iter().filter(|other| !other.is_disjoint(one)) {
                more.insert(one | other);
            }
        }
        if more.len() == sets.len() {
            break;
        }
        sets = more;
    }
    sets.into_iter().find_map(|set| {
        let bound = herds.iter().filter(|herd| herd.certificates.is_subset(&set));
        let heads: i64 = bound.map(|herd| herd.heads).sum();
        let room: i64 = set.iter().map(|number| certified[number]).sum();
        (heads > room).then_some((set, heads))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(herds: &[(i64, &[&str])]) -> Option<i64> {
        let certified = BTreeMap::from([("A".to_owned(), 14), ("B".to_owned(), 9)]);
        let herd = |(heads, numbers): &(i64, &[&str])| Herd {
            heads: *heads,
            certificates: numbers.iter().map(|number| (*number).to_owned()).collect(),
        };
        beyond(&herds.iter().map(herd).collect::<Vec<_>>(), &certified).map(|(_, heads)| heads)
    }

    #[test]
    fn a_certificate_is_used_up_over_all_shipments() {
        assert_eq!(found(&[(14, &["A"]), (9, &["B"])]), None);
        assert_eq!(found(&[(10, &["A"]), (5, &["A"])]), Some(15));
        assert_eq!(found(&[(10, &["A"]), (13, &["A", "B"])]), None);
        assert_eq!(found(&[(10, &["A"]), (8, &["B"]), (6, &["A", "B"])]), Some(24));
        assert_eq!(found(&[(9, &["B"]), (1, &["B"]), (2, &["A", "B"])]), Some(10));
    }

    #[test]
    fn no_animal_leaves_without_any() {
        assert_eq!(found(&[(1, &[])]), Some(1));
    }
}
