import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { settingsQuery } from "../../../api/settings.ts";
import { Copy } from "../../../parts/Copy.tsx";
import { texts } from "../../../texts/index.ts";
import classes from "./Connector.module.css";
import { recipesFor } from "./recipes.ts";

const say = texts.connector.reach;

/** How this server gets a public address: proxies and a tunnel to copy, and the agent that needs none. */
export function Recipes({ publicUrl, open }: { publicUrl: string; open: boolean }) {
  const settings = useQuery(settingsQuery);
  const recipes = recipesFor(publicUrl, settings.data?.listen);
  return (
    <details className={classes.recipes} open={open}>
      <summary>{say.recipes}</summary>
      <Tabs
        defaultValue="caddy"
        keepMounted={false}
        classNames={{ list: classes.tabs ?? "", tab: classes.tab ?? "" }}
      >
        <Tabs.List aria-label={say.recipes}>
          {recipes.map(({ id }) => (
            <Tabs.Tab key={id} value={id}>
              {say[id]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {recipes.map(({ id, text, serve }) => (
          <Tabs.Panel key={id} value={id} className={classes.recipe ?? ""}>
            <p>{say[`${id}Text`]}</p>
            <Code text={text} what={say.copyRecipe(say[id])} />
            {serve && (
              <>
                <p>{say.serveText}</p>
                <Code text={serve} what={say.copyServe} />
              </>
            )}
          </Tabs.Panel>
        ))}
      </Tabs>
    </details>
  );
}

function Code({ text, what }: { text: string; what: string }) {
  return (
    <div className={classes.code}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so a keyboard has to get in. */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <Copy value={text} what={what} />
    </div>
  );
}
