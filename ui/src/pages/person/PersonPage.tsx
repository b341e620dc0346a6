import { Button } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { CircleCheck, CircleSlash, UserX } from "lucide-react";
import { asFailure } from "../../api/in-words.ts";
import { type PersonAt, usePerson } from "../../api/people.ts";
import { useSession } from "../../api/session.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Empty, Failed, Lines } from "../../parts/States.tsx";
import { UrlTabs } from "../../parts/UrlTabs.tsx";
import { includes, roleKey } from "../../roles.ts";
import { Page } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { useUrl } from "../../url.ts";
import { nameOf } from "../people/columns.tsx";
import { AtAGlance } from "./AtAGlance.tsx";
import { Groups } from "./Groups.tsx";
import { History } from "./History.tsx";
import { Overview } from "./Overview.tsx";
import { PersonActions } from "./PersonActions.tsx";
import { Sessions } from "./Sessions.tsx";

const say = texts.person;
const back = { to: "/people", label: say.back };

/** One person: who they are, what Okta manages of it, their groups, sessions and history. */
export function PersonPage() {
  const { id } = useParams({ from: "/people/$id" });
  const person = usePerson(id);
  if (person.data) return <Whole key={id} person={person.data} />;
  const failure = person.error && asFailure(person.error);
  return (
    <Page title={failure?.status === 404 ? say.notFoundTitle : say.loading} back={back}>
      {!failure ? (
        <Lines count={8} />
      ) : failure.status === 404 ? (
        <Empty
          Icon={UserX}
          title={say.notFoundTitle}
          action={
            <Button component={Link} to="/people">
              {say.toPeople}
            </Button>
          }
        >
          {say.notFoundText}
        </Empty>
      ) : (
        <Failed failure={failure} onTry={() => void person.refetch()} trying={person.isFetching} />
      )}
    </Page>
  );
}

function Whole({ person }: { person: PersonAt }) {
  const name = nameOf(person);
  const { search } = useUrl();
  const admin = includes(roleKey(useSession().data?.user.accessRole), "Admin");
  return (
    <Page
      title={name}
      back={back}
      badge={
        <>
          {person.active ? (
            <Badge tone="done" icon={<CircleCheck size={12} aria-hidden />}>
              {texts.people.active}
            </Badge>
          ) : (
            <Badge tone="refused" icon={<CircleSlash size={12} aria-hidden />}>
              {texts.people.deactivated}
            </Badge>
          )}
          <Badge>{texts.roles.names[roleKey(person.accessRole)]}</Badge>
        </>
      }
      actions={<PersonActions person={person} />}
      aside={<AtAGlance person={person} />}
    >
      {person.held && (
        <Notice tone="waiting" title={say.held.title}>
          {say.held.text}
        </Notice>
      )}
      <UrlTabs
        label={say.tabsLabel}
        tabs={[
          { value: "overview", label: say.tabs.overview, content: <Overview person={person} /> },
          { value: "groups", label: say.tabs.groups, content: <Groups person={person} /> },
          // Whose sessions may not be seen is shown no tab of them; an address that leads there says who may.
          ...(person.sessionCount !== null || search.tab === "sessions"
            ? [{ value: "sessions", label: say.tabs.sessions, content: <Sessions person={person} /> }]
            : []),
          ...(admin || search.tab === "history"
            ? [{ value: "history", label: say.tabs.history, content: <History person={person} /> }]
            : []),
        ]}
      />
    </Page>
  );
}
