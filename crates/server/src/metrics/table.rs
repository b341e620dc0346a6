//! Every metric. What is rendered takes its name, its kind and its words from here, and so does `docs/metrics.md`.

/// How a metric behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Only grows, and begins at nothing with the process.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Values counted by their size.
    Histogram,
}

impl Kind {
    /// The word of the text format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// One metric.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// How it behaves.
    pub kind: Kind,
    /// Its labels.
    pub labels: &'static [&'static str],
    /// What it says.
    pub help: &'static str,
}

macro_rules! metrics {
    ($($place:ident = $kind:ident $name:literal [$($label:literal),*] $help:literal;)*) => {
        $(
            pub(super) const $place: Metric = Metric {
                name: $name,
                kind: Kind::$kind,
                labels: &[$($label),*],
                help: $help,
            };
        )*
        /// All of them, in the order in which they are shown.
        pub const METRICS: &[Metric] = &[$($place),*];
    };
}

metrics! {
    BUILD_INFO = Gauge "latchkey_build_info" ["version"] "Always 1; the label has the program's version.";
    START_TIME = Gauge "latchkey_start_time_seconds" [] "Unix time at which the server began.";
    REQUESTS = Counter "latchkey_http_requests_total" ["area", "method", "status"] "Requests answered, by part of the address space (scim, api, auth, machines, portal), method and class of status.";
    DURATION = Histogram "latchkey_http_request_duration_seconds" ["area"] "Time until an answer's headers were there. Live screens wait in area api for up to half a minute for news.";
    SCIM_REFUSALS = Counter "latchkey_scim_refusals_total" ["status", "scim_type"] "SCIM requests refused, by status and scimType; none where SCIM has no word for it. Refusals inside a bulk request are not counted.";
    SIGN_INS = Counter "latchkey_sign_ins_total" ["method"] "Sessions begun, by the way of signing in (okta, password).";
    SIGN_INS_REFUSED = Counter "latchkey_sign_ins_refused_total" ["reason"] "Sign-ins refused, by reason.";
    COMMITS = Histogram "latchkey_commit_units" [] "Units of work in a commit of the database. Its count is the number of commits, its sum the number of units.";
    COMMIT_DURATION = Histogram "latchkey_commit_duration_seconds" [] "Time from the beginning of a transaction until it was durable.";
    COMMITS_FAILED = Counter "latchkey_commits_failed_total" [] "Commits that failed; what was in them was undone.";
    STORE_FAULT = Gauge "latchkey_store_fault" [] "1 while a fault of the store lasts and changes are refused, else 0.";
    USERS = Gauge "latchkey_users" ["state"] "Users by state (active, deactivated). Those whose deactivation is held count as active.";
    USERS_HELD = Gauge "latchkey_users_deactivation_held" [] "Users whose deactivation by Okta waits for an admin.";
    USERS_BY_ROLE = Gauge "latchkey_users_by_access_role" ["access_role", "state"] "Users by access role (none is app access only) and state, counted once a minute.";
    GROUPS = Gauge "latchkey_groups" [] "Groups.";
    SESSIONS = Gauge "latchkey_sessions" [] "Sessions, counted once a minute.";
    LAST_CALL = Gauge "latchkey_okta_last_call_timestamp_seconds" [] "Unix time of the last SCIM call, let in or not. Absent before the first.";
    CERTIFICATE = Gauge "latchkey_certificate_days_left" [] "Whole days until the server's own certificate ends, negative afterwards. Absent where the server speaks no TLS itself.";
    LAST_BACKUP = Gauge "latchkey_last_backup_timestamp_seconds" [] "Unix time of the newest backup in the data folder. Absent where there is none.";
    DATABASE = Gauge "latchkey_database_bytes" [] "Size of the database, its write-ahead log left out.";
    LOG = Gauge "latchkey_database_log_bytes" [] "Size of the database's write-ahead log.";
    FREE = Gauge "latchkey_disk_free_bytes" [] "Free on the data folder's disk. Absent where the system does not say.";
    MEMORY = Gauge "process_resident_memory_bytes" [] "Memory of this process that is in use. Linux alone.";
    FILES = Gauge "process_open_fds" [] "Files and connections that this process has open. Linux alone.";
}
