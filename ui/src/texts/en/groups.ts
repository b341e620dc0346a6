// Groups: the list, and one group.
import { digits } from "../../numbers.ts";

export const groups = {
  title: "Groups",
  search: "Search by name",
  all: (n: number) => (n === 1 ? "1 group" : `${digits(n)} groups`),
  columns: { name: "Name", members: "Members", created: "Added", modified: "Changed" },
  empty: {
    title: "No groups yet",
    text: "Groups arrive by themselves once they are chosen under Push Groups in Okta.",
  },
  back: "Groups",
  membersOf: (name: string) => `Members of ${name}`,
  memberSearch: "Search the members",
  noMembers: {
    title: "This group has no members",
    text: "Okta pushes the members together with the group.",
  },
  notFoundTitle: "No group is here under this address",
  notFoundText: "The group was removed, or the address is mistyped.",
  toGroups: "Go to Groups",
  added: "Added",
  changed: "Changed",
  externalId: "Okta group id",
  id: "Latchkey id",
  loading: "Group",
};
