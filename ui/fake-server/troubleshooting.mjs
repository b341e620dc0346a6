// Troubleshooting. State: { trouble: "well"|"retried", fail: "troubleshooting"|"check", mended: [ids that were checked again] }.
import { json, problem, refusedTo, remember } from "./reply.mjs";

const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
const entry = (sequence) => `0197f0b1-0000-7000-8000-${String(sequence).padStart(12, "0")}`;

const well = {
  credentials: "Okta called 2 minutes ago with the current passkey, ending in 7Q2F.",
  reach: "https://latchkey.acme.com answers from here, and Okta called it 2 minutes ago.",
  issuer: "https://acme.okta.com/oauth2/default answers and names itself so.",
  keys: "Okta has 2 signing keys. They were read 12 minutes ago.",
  clock: "This machine and Okta differ by less than a second.",
  certificate: "The certificate is for latchkey.acme.com and ends on 14 February 2027.",
  toolkit: "Enterprise Toolkit is on.",
  trusted_proxy: "No request came through a reverse proxy that is not named.",
  disk: "41 GB are free; the directory takes 12 MB.",
  backups: "The last good backup is of 23 November, 03:00 UTC.",
  sync_passwords: "Okta sent a placeholder, as it does when Sync Passwords is off.",
  user_name_format: "The last 50 user names that Okta sent are the emails.",
  scheduled_imports: "Okta imported once, when somebody asked it to.",
  update_attributes: "Okta updated someone 9 minutes ago.",
  oidc_assignment: "Everyone who was provisioned more than a week ago has signed in.",
};

const wrong = {
  credentials: {
    state: "failed",
    sentence: "Okta still uses the passkey ending in 7Q2F, retired on 3 May. 37 calls were refused.",
    fix: "Paste the current one in Okta under Provisioning → Integration → Edit → Password, then Test API Credentials.",
    entryId: entry(2412),
  },
  user_name_format: {
    state: "warning",
    sentence: "3 of the last 50 user names are not the email, such as “bo.lind” for bo@acme.com.",
    fix: "In Okta under Applications → your app → Sign On → Edit, set the Application username format to Email.",
    entryId: entry(2408),
  },
  clock: { state: "unknown", sentence: "Okta has not been asked yet: no Issuer URL is saved.", at: null },
  oidc_assignment: {
    state: "warning",
    sentence: "12 people were provisioned more than a week ago and never signed in.",
    fix: "Assign the same groups to the sign-on app in Okta: Applications → the OIDC app → Assignments.",
  },
};

const check = (state, id) => {
  const mended = state.trouble === "well" || state.mended?.includes(id);
  return {
    id,
    state: "ok",
    sentence: well[id],
    fix: null,
    at: ago(mended ? 0 : 3),
    entryId: null,
    ...(mended ? {} : wrong[id]),
  };
};

const unprovisioned = (state) => [
  {
    who: "cy@acme.com",
    attribute: "name.familyName",
    reason: "Okta sent no family name for cy@acme.com.",
    fix: "Give this person a last name under Directory → People, then Dashboard → Tasks → Retry Selected.",
    at: ago(6),
    attempts: 3,
    entryId: entry(2415),
    retriedAt: state.trouble === "retried" ? ago(0) : null,
  },
  {
    who: "eva@acme.com",
    attribute: "accessRole",
    reason:
      "Okta sent the access role “Manager” for eva@acme.com. Latchkey knows ReadOnly, User, Admin and EnterpriseAdmin.",
    fix: "Choose one of the four under Applications → your app → Assignments → Edit, then Dashboard → Tasks → Retry Selected.",
    at: ago(24),
    attempts: 1,
    entryId: entry(2410),
    retriedAt: null,
  },
];

export function troubleshooting({ method, pathname, state }) {
  if (!pathname.startsWith("/api/v1/troubleshooting")) return null;
  const refused = refusedTo(state, "Admin");
  if (refused) return refused;
  const [, id] = /^\/api\/v1\/troubleshooting\/([^/]+)\/check$/.exec(pathname) ?? [];
  if (id && method === "POST") {
    if (state.fail === "check") return problem(500, "fault", "The check could not be done.");
    if (!(id in well)) return problem(404, "not_found", "There is no such check.");
    const next = { ...state, mended: [...(state.mended ?? []), id] };
    return json(200, check(next, id), remember(next));
  }
  if (state.fail === "troubleshooting") return problem(500, "fault", "The checks could not be read.");
  return json(200, {
    checks: Object.keys(well).map((each) => check(state, each)),
    unprovisioned: state.trouble === "well" ? [] : unprovisioned(state),
  });
}
