//! The load generator: `wrk`, with a script of ours that makes the requests and prints what it measured as JSON.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};
use serde::Deserialize;

/// The requests of a load, as Lua.
#[derive(Debug, Clone)]
pub(crate) struct Load {
    /// Where the service is.
    pub(crate) url: String,
    /// Tokens; `ask` takes the first unless it is given a number, counting from 0.
    pub(crate) tokens: Vec<String>,
    /// The body of Lua's `request`. `k` is a number no other request of this load has, `random(n)` gives one
    /// of 0..n-1, `id(prefix, k)` the id of a loaded row, `fresh(prefix)` an id that was never used;
    /// `ask(method, path, body, token, headers)` makes the request.
    pub(crate) request: String,
    /// Numbers `k` begin here.
    pub(crate) first: u64,
}

/// What a load brought.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub(crate) struct Outcome {
    /// Requests answered.
    pub(crate) requests: u64,
    /// Microseconds it lasted.
    pub(crate) duration_us: f64,
    /// Median latency.
    pub(crate) p50_us: f64,
    /// 99th percentile.
    pub(crate) p99_us: f64,
    /// Answers of 400 and above.
    pub(crate) refused: u64,
    /// Connections, reads or writes that failed, and answers that did not come in time.
    pub(crate) broken: u64,
}

impl Outcome {
    /// Answers a second.
    pub(crate) fn rate(&self) -> f64 {
        self.requests as f64 / self.duration_us * 1e6
    }
}

const HEAD: &str = r#"
local threads = 0
function setup(thread)
  thread:set("place", threads)
  threads = threads + 1
end
function init(args)
  math.randomseed(FIRST * 31 + place * 7919 + 17)
  at = FIRST + place
end
function random(n) return math.random(0, n - 1) end
function id(prefix, k) return prefix .. string.format("%.0f", 100000000000 + k) end
function fresh(prefix)
  return string.format("%s%08x%06x", prefix, at, math.random(0, 0xffffff))
end
local function ask(method, path, body, who, more)
  local headers = { ["Authorization"] = "Bearer " .. TOKENS[(who or 0) + 1] }
  if body then headers["Content-Type"] = "application/json" end
  for name, value in pairs(more or {}) do headers[name] = value end
  return wrk.format(method, path, headers, body)
end
function request()
  local k = at
  at = at + 2
"#;

const TAIL: &str = r#"
end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '\nMEASURED {"requests":%d,"duration_us":%d,"p50_us":%.1f,"p99_us":%.1f,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    e.status, e.connect + e.read + e.write + e.timeout))
end
"#;

impl Load {
    /// The script.
    fn script(&self) -> String {
        let tokens: Vec<String> = self.tokens.iter().map(|token| format!("{token:?}")).collect();
        let constants = format!("FIRST = {}\nTOKENS = {{ {} }}\n", self.first, tokens.join(", "));
        format!("{constants}{HEAD}{}{TAIL}", self.request)
    }

    /// Sends the load over so many connections for so many seconds; `folder` keeps the script.
    ///
    /// # Errors
    /// When wrk is missing or fails.
    pub(crate) fn run(&self, folder: &Path, connections: u32, seconds: u32) -> anyhow::Result<Outcome> {
        let file = folder.join("load.lua");
        std::fs::write(&file, self.script())?;
        let mut command = Command::new("wrk");
        let threads = connections.min(2).to_string();
        command.args(["-t", &threads, "-c", &connections.to_string(), "-d", &format!("{seconds}s"), "-s"]);
        let output = command.arg(&file).arg(&self.url).output();
        let output = output.context("wrk is missing: `apt install wrk`, or see https://github.com/wg/wrk")?;
        let text = String::from_utf8_lossy(&output.stdout);
        match parse(&text) {
            Some(outcome) if output.status.success() => Ok(outcome),
            _ => bail!("wrk failed: {text}{}", String::from_utf8_lossy(&output.stderr)),
        }
    }
}

fn parse(text: &str) -> Option<Outcome> {
    let json = text.lines().find_map(|line| line.strip_prefix("MEASURED "))?;
    serde_json::from_str(json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_json_line_is_read_among_its_other_words() {
        let said = "Running 5s test @ http://x\n  2 threads\nRequests/sec: 1\n\n\
                    MEASURED {\"requests\":1000,\"duration_us\":500000,\"p50_us\":61.0,\"p99_us\":99.5,\"refused\":1,\"broken\":0}\n";
        let outcome = parse(said).unwrap();
        assert_eq!((outcome.rate(), outcome.p99_us, outcome.refused), (2000.0, 99.5, 1));
        assert_eq!(parse("unable to connect"), None);
    }

    #[test]
    fn the_script_holds_tokens_and_requests() {
        let load = Load {
            url: "http://x".into(),
            tokens: vec!["a.b".into(), "c.d".into()],
            request: "return ask(\"GET\", \"/v1/x\")".into(),
            first: 7,
        };
        let script = load.script();
        assert!(script.starts_with("FIRST = 7\nTOKENS = { \"a.b\", \"c.d\" }\n"), "{script}");
        assert!(script.contains("return ask(\"GET\", \"/v1/x\")\nend\n"), "{script}");
    }
}
