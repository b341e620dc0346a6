import { useQuery, useQueryClient } from "@tanstack/react-query";
import { laidOver, newerSteps, type RehearsalView, rehearsalQuery } from "../../api/rehearsal.ts";
import { useLongPoll } from "../../api/useLongPoll.ts";
import { Loaded } from "../../parts/States.tsx";
import { Page } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Rehearsal.module.css";
import { Result } from "./Result.tsx";
import { StartForm } from "./StartForm.tsx";
import { Steps } from "./Steps.tsx";

const say = texts.rehearsal;

/** The whole integration against a stand-in Okta: started here, watched step by step. */
export function RehearsalPage() {
  const rehearsal = useQuery(rehearsalQuery);
  const { data } = rehearsal;
  useWatch(data);
  const started = data !== undefined && data.state !== "idle";
  return (
    <Page
      title={say.title}
      {...(started ? { aside: <StartForm running={data.state === "running"} last={data} /> } : {})}
    >
      <Loaded query={rehearsal}>
        {(view) =>
          view.state === "idle" ? (
            <>
              <p className={classes.lead}>{say.lead}</p>
              <StartForm running={false} />
            </>
          ) : (
            <>
              <Result view={view} />
              <Steps view={view} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

/** Lays each step that arrives over what is known; another start is read whole. */
function useWatch(known: RehearsalView | undefined): void {
  const queries = useQueryClient();
  const { queryKey } = rehearsalQuery;
  useLongPoll({
    key: "rehearsal",
    on: known !== undefined,
    poll: async (signal) => {
      const view = queries.getQueryData(queryKey);
      if (!view) return;
      const news = await newerSteps(view.next, signal);
      const now = queries.getQueryData(queryKey);
      if (news.id === now?.id) queries.setQueryData(queryKey, (before) => before && laidOver(before, news));
      else await queries.refetchQueries({ queryKey });
    },
  });
}
