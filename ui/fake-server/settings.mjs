// Settings. State: backups ("none"), from (where the public URL comes from), url (what was saved and holds from the
// next start), plain (no TLS), certificate (the server's own: "well", "ending", "ended" or "refused"), sessionHours,
// sessionIdleMinutes, activityDays, bodiesDays.
import { json, problem, refusedTo, remember } from "./reply.mjs";

const files = { certificateFile: "/etc/latchkey/cert.pem", keyFile: "/etc/latchkey/key.pem" };

const outlooks = {
  well: { endsAt: "2027-02-14T09:00:00.000Z", daysLeft: 78, trouble: null },
  ending: {
    endsAt: "2026-12-05T09:00:00.000Z",
    daysLeft: 7,
    trouble: `The certificate in ${files.certificateFile} ends on 5 December 2026, in 7 days. Put the renewed one and its key into ${files.certificateFile} and ${files.keyFile}; a server that runs takes them by itself.`,
  },
  ended: {
    endsAt: "2026-11-20T09:00:00.000Z",
    daysLeft: -8,
    trouble: `The certificate in ${files.certificateFile} ended on 20 November 2026. Neither Okta nor browsers accept it. Put the renewed one and its key into ${files.certificateFile} and ${files.keyFile}; a server that runs takes them by itself.`,
  },
  refused: {
    endsAt: "2027-02-14T09:00:00.000Z",
    daysLeft: 78,
    trouble: `The private key in ${files.keyFile} does not belong to the certificate in ${files.certificateFile}. Name the two that were made together. The certificate from before is still shown.`,
  },
};

const certificate = (how) =>
  how
    ? { names: ["latchkey.acme.com", "10.0.0.7"], issuer: "Acme Issuing CA 2", ...files, ...outlooks[how] }
    : null;

const settings = (state) => ({
  publicUrl: {
    value: "https://latchkey.acme.com",
    from: state.from ?? "setting",
    stored: state.url ?? ((state.from ?? "setting") === "setting" ? "https://latchkey.acme.com" : null),
  },
  listen: "127.0.0.1:8765",
  tls: state.certificate !== undefined,
  certificate: certificate(state.certificate),
  https: !state.plain,
  tlsEndedBy: state.plain ? null : state.certificate ? "server" : (state.tlsEndedBy ?? "proxy"),
  dataDir: "/var/lib/latchkey",
  version: "0.1.0",
  databaseBytes: 48_234_496,
  startedAt: "2026-11-20T06:30:00.000Z",
  sessionHours: state.sessionHours ?? 12,
  sessionIdleMinutes: state.sessionIdleMinutes ?? 60,
  activityDays: state.activityDays ?? 180,
  bodiesDays: state.bodiesDays ?? 30,
  backups:
    state.backups === "none"
      ? []
      : [
          ...(state.backups === "more"
            ? [{ file: "latchkey-2026-11-23T1415Z.db", at: "2026-11-23T14:15:00.000Z", bytes: 48_234_496 }]
            : []),
          { file: "latchkey-2026-11-23T0300Z.db", at: "2026-11-23T03:00:00.000Z", bytes: 48_201_728 },
          { file: "latchkey-2026-11-22T0300Z.db", at: "2026-11-22T03:00:00.000Z", bytes: 47_185_920 },
        ],
});

export function settingsArea({ method, pathname, state, body }) {
  if (pathname !== "/api/v1/settings" && pathname !== "/api/v1/backups") return null;
  const refused = refusedTo(state, "EnterpriseAdmin");
  if (refused) return refused;
  if (state.fail === "settings") return problem(500, "fault", "The disk is full.");
  if (pathname === "/api/v1/backups") {
    if (state.fail === "backup")
      return problem(
        500,
        "fault",
        "Latchkey could not do this, and nothing was changed. Its log has the cause.",
      );
    const next = { ...state, backups: "more" };
    return json(201, settings(next).backups[0], remember(next));
  }
  if (method === "GET") return json(200, settings(state));
  if (body.activityDays !== undefined) {
    if (state.keepingRefused)
      return json(422, {
        code: "unaccepted_value",
        detail: "What was sent and answered cannot be kept for 30 days. Nothing was changed.",
        field: "bodiesDays",
      });
    const next = { ...state, ...body };
    const unmoved = { changeInOkta: [], stays: [], oldUntil: null };
    return json(200, { ...settings(next), ...unmoved }, remember(next));
  }
  if (body.sessionHours !== undefined || body.sessionIdleMinutes !== undefined) {
    if (state.limitsRefused)
      return json(422, {
        code: "unaccepted_value",
        detail: "A session cannot stay unused for 60 minutes. Nothing was changed.",
        field: "sessionIdleMinutes",
      });
    const next = { ...state, ...body };
    const unmoved = { changeInOkta: [], stays: [], oldUntil: null };
    return json(200, { ...settings(next), ...unmoved }, remember(next));
  }
  if (state.urlRefused)
    return problem(422, "unaccepted_value", `${body.publicUrl} is no address that a server can have.`);
  const next = { ...state, url: body.publicUrl };
  return json(
    200,
    {
      ...settings(next),
      changeInOkta: [
        {
          field: "SCIM Url",
          from: `${settings(state).publicUrl.value}/scim/v2`,
          to: `${body.publicUrl}/scim/v2`,
        },
        {
          field: "Login Redirect URI",
          from: `${settings(state).publicUrl.value}/auth/callback`,
          to: `${body.publicUrl}/auth/callback`,
        },
      ],
      stays: ["It holds from the next start of the server.", "User Name and Password stay as they are."],
      oldUntil: null,
    },
    remember(next),
  );
}
