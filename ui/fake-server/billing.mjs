// Billing. State: toolkit ("on", "off", "suspended"), seats ("few": no history yet).
import { json, problem, refusedTo, remember } from "./reply.mjs";

const TODAY = Date.UTC(2026, 10, 23);

/** 90 days of growth with a dip where a mass deactivation was brought back. */
const history = (state) =>
  state.seats === "few"
    ? [{ day: "2026-11-23", active: 1 }]
    : Array.from({ length: 90 }, (_, at) => ({
        day: new Date(TODAY - (89 - at) * 86_400_000).toISOString().slice(0, 10),
        active: at === 61 ? 139 : 214 - Math.round((89 - at) * 1.05 + 5 * Math.sin((89 - at) / 5)),
      }));

const billing = (state) => {
  const few = state.seats === "few";
  const toolkit = state.toolkit ?? "on";
  return {
    plan: {
      name: "Self-hosted",
      sentence: "Seats are counted and shown. Nobody is refused for their number.",
    },
    toolkit: {
      enabledAt: toolkit === "on" ? "2026-09-02T08:15:00.000Z" : null,
      connectorSuspended: toolkit === "suspended",
    },
    seats: {
      active: few ? 1 : 214,
      deactivated: few ? 0 : 38,
      byRole: few
        ? [{ accessRole: "EnterpriseAdmin", active: 1 }]
        : [
            { accessRole: null, active: 171 },
            { accessRole: "ReadOnly", active: 22 },
            { accessRole: "User", active: 15 },
            { accessRole: "Admin", active: 4 },
            { accessRole: "EnterpriseAdmin", active: 2 },
          ],
    },
    history: history(state),
  };
};

export function billingArea({ method, pathname, state, body }) {
  if (!pathname.startsWith("/api/v1/billing")) return null;
  const refused = refusedTo(state, "EnterpriseAdmin");
  if (refused) return refused;
  if (state.fail === "billing") return problem(500, "fault", "The seats could not be counted.");
  if (pathname === "/api/v1/billing") return json(200, billing(state));
  if (pathname === "/api/v1/billing/toolkit" && method === "PUT") {
    if (state.fail === "toolkit") return problem(500, "fault", "The disk is full.");
    const next = { ...state, toolkit: body.enabled ? "on" : state.okta === "none" ? "off" : "suspended" };
    return json(200, billing(next), remember(next));
  }
  return null;
}
