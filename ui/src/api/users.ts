// People and groups as openapi.json describes them, under the names that screens use.
import type { components } from "./schema.ts";

type Schemas = components["schemas"];

export type PersonRow = Schemas["ListedUser"];
export type Person = Schemas["Person"];
export type Attribute = Schemas["Attribute"];
export type NewPerson = Schemas["NewUser"];
export type PersonChange = Schemas["UserChange"];
export type BulkAsk = Schemas["BulkAct"];
export type BulkAnswer = Schemas["BulkOutcome"];
export type Invite = Schemas["InviteLink"];
export type Session = Schemas["ListedSession"];
export type GroupRow = Schemas["ListedGroup"];
export type Group = GroupRow;
export type ApiRole = NewPerson["accessRole"];
