import { Kbd, Switch } from "@mantine/core";
import { Fragment } from "react";
import { Dialog } from "../parts/Dialog.tsx";
import { usePreference } from "../preferences.ts";
import { texts } from "../texts/index.ts";
import classes from "./Shortcuts.module.css";

const say = texts.keys;
const names = new Map<string, string>(Object.entries(say.names));
const mac = /Mac|iPhone|iPad/.test(navigator.userAgent);
export const modName = mac ? say.modMac : say.mod;

/** Each line: what it does, and the keys; a list in a list is pressed one after the other. */
const lists: { title: string; lines: [string, string[][]][] }[] = [
  {
    title: say.anywhere,
    lines: [
      [say.what.palette, [[modName, "K"]]],
      [say.what.search, [["/"]]],
      [say.what.home, [["G"], ["H"]]],
      [say.what.people, [["G"], ["P"]]],
      [say.what.groups, [["G"], ["G"]]],
      [say.what.activity, [["G"], ["A"]]],
      [say.what.close, [["Escape"]]],
      [say.what.help, [["?"]]],
    ],
  },
  {
    title: say.inLists,
    lines: [
      [say.what.fromSearch, [["↓"]]],
      [say.what.rows, [["↓", "↑"]]],
      [say.what.pages, [["PageDown", "PageUp"]]],
      [say.what.ends, [["Home", "End"]]],
      [say.what.open, [["Enter"]]],
      [say.what.range, [["Shift", "click"]]],
    ],
  },
];

/** Every key, and the switch for those that are pressed alone. */
export function Shortcuts({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [single, setSingle] = usePreference("singleKeys");
  return (
    <Dialog opened={opened} onClose={onClose} title={say.title}>
      {lists.map(({ title, lines }) => (
        <section key={title} aria-label={title}>
          <h3 className={classes.title}>{title}</h3>
          <dl>
            {lines.map(([what, steps]) => (
              <div key={what} className={classes.line}>
                <dt>{what}</dt>
                <dd className={classes.keys}>
                  {steps.map((step, at) => (
                    <Fragment key={step.join()}>
                      {at > 0 && <span className={classes.then}>{say.andThen}</span>}
                      {step.map((key) => (
                        <Kbd key={key} className={classes.key ?? ""}>
                          {names.get(key) ?? key}
                        </Kbd>
                      ))}
                    </Fragment>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <Switch
        checked={single === "on"}
        onChange={(event) => setSingle(event.currentTarget.checked ? "on" : "off")}
        label={say.single}
        description={say.singleHint}
      />
    </Dialog>
  );
}
