import { Tabs } from "@mantine/core";
import type { Reach } from "../../../api/connector.ts";
import { Copy } from "../../../parts/Copy.tsx";
import { texts } from "../../../texts/index.ts";
import classes from "./Connector.module.css";

const say = texts.connector.reach;

/** How this server gets a public address: proxies and tunnels to copy, and the agent that needs none. */
export function Recipes({ recipes, open }: { recipes: Reach["recipes"]; open: boolean }) {
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
              {say.products[id]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {recipes.map(({ id, text, serve }) => (
          <Tabs.Panel key={id} value={id} className={classes.recipe ?? ""}>
            <p>{say.productTexts[id]}</p>
            <Code text={text} what={say.copyRecipe(say.products[id])} />
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
