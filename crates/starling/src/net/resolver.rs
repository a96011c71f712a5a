//! Answers the stack's DNS questions on a thread of its own, which starts with the first question.

use std::sync::mpsc::Sender;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::proto::rr::{RData, RecordType};
use sip::dns::{DnsAnswer, DnsQuery, DnsRecord};
use sip::stack::QueryId;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::control_thread::Wake;

/// Who asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The SIP stack.
    Stack(QueryId),
    /// The endpoints' machine, by its own number.
    Endpoint(u64),
}

/// A question and its answer.
pub(crate) type Answered = (Asked, DnsAnswer);

/// The control thread's end of the resolver.
pub(crate) struct Resolver {
    orders: Option<UnboundedSender<(Asked, DnsQuery)>>,
    answers: Sender<Answered>,
    wake: Wake,
}

impl Resolver {
    /// `answers` gets what comes; `wake` is called after each.
    pub(crate) fn new(answers: Sender<Answered>, wake: Wake) -> Self {
        Self {
            orders: None,
            answers,
            wake,
        }
    }

    /// Asks; an answer comes in any case, after a while an empty one.
    pub(crate) fn ask(&mut self, id: Asked, query: DnsQuery) {
        if self.orders.as_ref().is_none_or(UnboundedSender::is_closed) {
            self.orders = self.start().ok();
        }
        let failed = match &self.orders {
            Some(orders) => orders.send((id, query)).err().map(|e| e.0),
            None => Some((id, query)),
        };
        if let Some((id, query)) = failed {
            let _ = self.answers.send((
                id,
                DnsAnswer {
                    query,
                    records: Vec::new(),
                },
            ));
            (self.wake)();
        }
    }

    fn start(&self) -> std::io::Result<UnboundedSender<(Asked, DnsQuery)>> {
        let (orders, inbox) = unbounded_channel();
        let (answers, wake) = (self.answers.clone(), self.wake.clone());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        std::thread::Builder::new()
            .name("resolver".to_owned())
            .spawn(move || {
                let local = tokio::task::LocalSet::new();
                local.block_on(&runtime, serve(inbox, answers, wake));
            })?;
        Ok(orders)
    }
}

async fn serve(
    mut inbox: UnboundedReceiver<(Asked, DnsQuery)>,
    answers: Sender<Answered>,
    wake: Wake,
) {
    let built = TokioResolver::builder_tokio().and_then(|builder| builder.build());
    let dns = built.ok().map(std::rc::Rc::new);
    while let Some((id, query)) = inbox.recv().await {
        let (answers, wake, dns) = (answers.clone(), wake.clone(), dns.clone());
        tokio::task::spawn_local(async move {
            let search = records(dns.as_deref(), &query);
            let found = tokio::time::timeout(PATIENCE, search).await;
            let answer = DnsAnswer {
                query,
                records: found.unwrap_or_default(),
            };
            let _ = answers.send((id, answer));
            wake();
        });
    }
}

async fn records(dns: Option<&TokioResolver>, query: &DnsQuery) -> Vec<DnsRecord> {
    let (name, kind) = match query {
        DnsQuery::Address(host) => return addresses(host).await,
        DnsQuery::Srv(name) => (name, RecordType::SRV),
        DnsQuery::Naptr(name) => (name, RecordType::NAPTR),
    };
    // A name that the machine's own table knows is the administrator's word; nobody else is asked.
    if in_hosts_file(name) {
        return Vec::new();
    }
    let Some(dns) = dns else { return Vec::new() };
    let Ok(found) = dns
        .lookup(format!("{}.", name.trim_end_matches('.')), kind)
        .await
    else {
        return Vec::new();
    };
    found
        .answers()
        .iter()
        .filter_map(|record| read(&record.data))
        .collect()
}

/// By the machine's own means: its table of hosts, then the DNS.
async fn addresses(host: &str) -> Vec<DnsRecord> {
    match tokio::net::lookup_host((host, 0)).await {
        Ok(found) => found
            .map(|address| DnsRecord::Address(address.ip()))
            .collect(),
        Err(_) => Vec::new(),
    }
}

fn read(data: &RData) -> Option<DnsRecord> {
    let name = |n: &hickory_resolver::proto::rr::Name| n.to_utf8().trim_end_matches('.').to_owned();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match data {
        RData::SRV(srv) => Some(DnsRecord::Srv {
            priority: srv.priority,
            weight: srv.weight,
            port: srv.port,
            target: name(&srv.target),
        }),
        RData::NAPTR(naptr) => Some(DnsRecord::Naptr {
            order: naptr.order,
            preference: naptr.preference,
            flags: text(&naptr.flags),
            service: text(&naptr.services),
            replacement: name(&naptr.replacement),
        }),
        _ => None,
    }
}

/// Is the host behind `_sip._udp.` in the table of hosts?
fn in_hosts_file(name: &str) -> bool {
    let host = name.split('.').skip_while(|label| label.starts_with('_'));
    let host = host.collect::<Vec<_>>().join(".");
    let table = std::fs::read_to_string("/etc/hosts").unwrap_or_default();
    table.lines().any(|line| {
        let line = line.split('#').next().unwrap_or_default();
        line.split_whitespace()
            .skip(1)
            .any(|known| known.eq_ignore_ascii_case(&host))
    })
}

/// An answer that takes longer than this is none.
const PATIENCE: Duration = Duration::from_secs(5);
