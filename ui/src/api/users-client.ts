// The endpoints of people and groups, typed by hand until openapi.json describes them.
import { clientOf } from "./client.ts";

type Role = string | null;

export interface PersonRow {
  id: string;
  userName: string;
  displayName: string | null;
  email: string;
  accessRole: Role;
  active: boolean;
  source: "okta" | "local";
  lastSignInAt: string | null;
  createdAt: string;
  modifiedAt: string;
}

export interface Attribute {
  /** Its SCIM path. */
  name: string;
  label: string;
  value: string | null;
  /** Okta is where it is changed. */
  managed: boolean;
  editable: boolean;
  /** What a change calls it. */
  field: string | null;
}

export interface Person {
  id: string;
  userName: string;
  displayName: string | null;
  givenName: string;
  familyName: string;
  email: string;
  accessRole: Role;
  active: boolean;
  source: "okta" | "local";
  groups: { id: string; displayName: string }[];
  lastSignInAt: string | null;
  createdAt: string;
  modifiedAt: string;
  externalId: string | null;
  attributes: Attribute[];
  binding: { issuer: string; subject: string; boundAt: string } | null;
  hasPassword: boolean;
  /** Okta asked to deactivate, and the admin's setting holds such calls. */
  held: boolean;
  sessionCount: number | null;
  lastChangeByOkta: { at: string; entry: string } | null;
  can: {
    edit: boolean;
    deactivate: boolean;
    reactivate: boolean;
    setAccessRole: Role[];
    endSessions: boolean;
    invite: boolean;
    setPassword: boolean;
    remove: boolean;
  };
}

export interface NewPerson {
  email: string;
  givenName: string;
  familyName: string;
  displayName?: string;
  userName?: string;
  accessRole: Role;
}

export type PersonChange = Record<string, string | null>;

export interface BulkAsk {
  action: "deactivate" | "reactivate" | "setAccessRole" | "endSessions";
  ids: string[];
  accessRole?: Role;
}

export interface BulkAnswer {
  done: string[];
  refused: { id: string; name: string; code: string; detail: string }[];
}

export interface Invite {
  url: string;
  expiresAt: string;
}

export interface Session {
  id: string;
  createdAt: string;
  expiresAt: string;
  lastSeenAt: string | null;
  method: "okta" | "password";
  surface: "portal" | "app";
  from: string | null;
  current: boolean;
}

export interface Why {
  attribute: string;
  entryId: string;
  at: string;
  actor: { kind: string; id?: string; name: string };
  action: string;
  before: string | null;
  after: string | null;
}

export interface GroupRow {
  id: string;
  displayName: string;
  members: number;
  source: "okta" | "local";
  modifiedAt: string;
}

export interface Group extends GroupRow {
  externalId: string | null;
  createdAt: string;
}

type Ask<Answer, Params extends object = object, Body = undefined> = {
  parameters: Params;
  responses: { 200: { content: { "application/json": Answer } } };
} & (Body extends undefined
  ? { requestBody?: never }
  : { requestBody: { content: { "application/json": Body } } });
type Of<Id extends string> = { path: Record<Id, string> };
type ListQuery = { query?: Record<string, string | number> };

interface UsersPaths {
  "/api/v1/users": {
    get: Ask<{ total: number; matching: number; offset: number; users: PersonRow[] }, ListQuery>;
    post: Ask<Person, object, NewPerson>;
  };
  "/api/v1/users/bulk": { post: Ask<BulkAnswer, object, BulkAsk> };
  "/api/v1/users/{id}": {
    get: Ask<Person, Of<"id">>;
    patch: Ask<Person, Of<"id"> & { header: { "if-match": string } }, PersonChange>;
    delete: Ask<undefined, Of<"id">>;
  };
  "/api/v1/users/{id}/deactivate": { post: Ask<Person, Of<"id">> };
  "/api/v1/users/{id}/reactivate": { post: Ask<Person, Of<"id">> };
  "/api/v1/users/{id}/sessions": {
    get: Ask<{ sessions: Session[] }, Of<"id">>;
    delete: Ask<undefined, Of<"id">>;
  };
  "/api/v1/users/{id}/sessions/{session}": { delete: Ask<undefined, Of<"id" | "session">> };
  "/api/v1/users/{id}/why": { get: Ask<{ values: Why[] }, Of<"id">> };
  "/api/v1/users/{id}/invite": { post: Ask<Invite, Of<"id">> };
  "/api/v1/groups": { get: Ask<{ total: number; matching: number; groups: GroupRow[] }, ListQuery> };
  "/api/v1/groups/{id}": { get: Ask<Group, Of<"id">> };
}

export const client = clientOf<UsersPaths>();
