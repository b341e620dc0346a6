import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleDashed } from "lucide-react";
import type { Connector } from "../../../api/connector.ts";
import { policyQuery } from "../../../api/sign-in-policy.ts";
import { Badge } from "../../../parts/Badge.tsx";
import { Loaded } from "../../../parts/States.tsx";
import { useNow } from "../../../parts/useNow.ts";
import { Section } from "../../../shell/Page.tsx";
import { texts } from "../../../texts/index.ts";
import { at } from "../../../time.ts";
import { ManageUsersForm } from "./ManageUsersForm.tsx";

const say = texts.connector.manage;

/** Manage Users with Okta: two values come back from Okta, and saving them requires Okta of everyone. */
export function ManageUsers({ connector }: { connector: Connector }) {
  const known = useQuery(policyQuery);
  const now = useNow();
  const saved = known.data?.policy;
  return (
    <Section
      id="manage-users"
      title={say.title}
      lead={saved ? say.requiredSince(at(new Date(saved.savedAt), now)) : say.lead}
      actions={
        known.data && (
          <Badge
            tone={saved ? "done" : "neutral"}
            icon={saved ? <CircleCheck size={12} aria-hidden /> : <CircleDashed size={12} aria-hidden />}
          >
            {saved ? say.required : say.notRequired}
          </Badge>
        )
      }
    >
      <Loaded query={known}>
        {(policy) => <ManageUsersForm known={policy} suspended={connector.badge === "suspended"} />}
      </Loaded>
    </Section>
  );
}
