import { attributeLabel, valueInWords } from "../../activity/sentence.ts";
import type { AttributeChange, EntryInFull } from "../../api/activity.ts";
import { JsonView } from "../../parts/JsonView.tsx";
import { UrlTabs } from "../../parts/UrlTabs.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./ActivityPage.module.css";

const say = texts.activity.call;

/** Changes before → after, the request, the answer. */
export function CallBodies({ entry }: { entry: EntryInFull }) {
  const changes = { value: "changes", label: say.tabs.changes, content: <Changes changes={entry.changes} /> };
  if (!entry.call)
    return (
      <section className={classes.part} aria-labelledby="changes">
        <h3 id="changes">{say.tabs.changes}</h3>
        <Changes changes={entry.changes} />
      </section>
    );
  const noRequest = entry.outcome === "wrong_passkey" ? say.noRequestKept : say.noRequest;
  return (
    <UrlTabs
      label={say.tabsLabel}
      tabs={[
        changes,
        {
          value: "request",
          label: say.tabs.request,
          content: <Body value={entry.request} what={say.json(say.tabs.request)} none={noRequest} />,
        },
        {
          value: "answer",
          label: say.tabs.answer,
          content: <Body value={entry.answer} what={say.json(say.tabs.answer)} none={say.noAnswer} />,
        },
      ]}
    />
  );
}

function Body({ value, what, none }: { value: unknown; what: string; none: string }) {
  if (value === null) return <p className={classes.empty}>{none}</p>;
  return (
    <>
      <JsonView value={value} what={what} />
      <p className={classes.masked}>{say.masked}</p>
    </>
  );
}

function Changes({ changes }: { changes: AttributeChange[] }) {
  if (changes.length === 0) return <p className={classes.empty}>{say.noChanges}</p>;
  return (
    <table className={classes.changes}>
      <thead>
        <tr>
          <th scope="col">{say.attribute}</th>
          <th scope="col">{say.before}</th>
          <th scope="col">{say.after}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ attribute, before, after }) => (
          <tr key={attribute}>
            <th scope="row">
              {attributeLabel(attribute)}
              {attributeLabel(attribute) !== attribute && <span className={classes.path}>{attribute}</span>}
            </th>
            <td>
              <Value value={before} />
            </td>
            <td className={classes.after}>
              <Value value={after} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ value }: { value: unknown }) {
  const isThere = value !== null && value !== "";
  return <span className={isThere ? undefined : classes.absent}>{valueInWords(value)}</span>;
}
