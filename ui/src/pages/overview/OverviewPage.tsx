import { useQuery } from "@tanstack/react-query";
import { useNews } from "../../activity/useNews.ts";
import { type HomeView, homeQuery } from "../../api/home.ts";
import { Loaded } from "../../parts/States.tsx";
import { Page } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import { Attention } from "./Attention.tsx";
import { Health } from "./Health.tsx";
import { Latest } from "./Latest.tsx";
import { OktaDay } from "./OktaDay.tsx";
import { SetUpProgress } from "./SetUpProgress.tsx";
import { WhoSignsIn } from "./WhoSignsIn.tsx";

const NEWS = [["home"]];

/** An admin's Home: one sentence of health, what needs them, how far set-up is, what Okta did, who can sign in. */
export function OverviewPage() {
  const home = useQuery(homeQuery);
  const { data } = home;
  const isNew = data?.health.state === "not_set_up";
  useNews({ since: data?.latest?.[0]?.sequence ?? 0, keys: NEWS, on: data !== undefined });
  return (
    <Page
      title={texts.overview.title}
      {...(data && !isNew ? { aside: <WhoSignsIn rows={data.signIn} /> } : {})}
    >
      <Loaded query={home}>{(view) => <Overview view={view} />}</Loaded>
    </Page>
  );
}

function Overview({ view }: { view: HomeView }) {
  const { health, attention, setUp, okta24h, latest } = view;
  const complete = !setUp?.next;
  const suspended = health.state === "suspended";
  const massive = attention.some(({ code }) => code === "mass_deactivation");
  // Before anything is set up there is one thing to do, and nothing else to look at.
  if (health.state === "not_set_up" && setUp)
    return (
      <>
        <Health health={health} lastCallAt={okta24h.lastCallAt} />
        {attention.length > 0 && <Attention items={attention} />}
        <SetUpProgress setUp={setUp} suspended={suspended} />
      </>
    );
  return (
    <>
      <Health health={health} lastCallAt={okta24h.lastCallAt} />
      {(complete || attention.length > 0) && <Attention items={attention} />}
      {setUp && !complete && <SetUpProgress setUp={setUp} suspended={suspended} quiet={massive} />}
      <OktaDay day={okta24h} />
      {latest && <Latest entries={latest} />}
      {setUp && complete && <SetUpProgress setUp={setUp} suspended={suspended} />}
    </>
  );
}
