// Where each screen is that others lead to. One place, so that a screen can move.
const at = (...parts: string[]): string => `/${parts.map(encodeURIComponent).join("/")}`;

export const paths = {
  people: "/people" as string,
  person: (id: string): string => at("people", id),
  group: (id: string): string => at("groups", id),
  organization: "/organization" as string,
  billing: "/billing" as string,
  activity: "/activity" as string,
  reads: "/activity/reads" as string,
  entry: (id: string): string => at("activity", id),
  troubleshooting: "/troubleshooting" as string,
  rehearsal: "/rehearsal" as string,
};
