import { Button } from "@mantine/core";
import { useState } from "react";
import { useRemoveConnector } from "../../../api/connector.ts";
import { Confirm } from "../../../parts/Dialog.tsx";
import { useFreshSignIn } from "../../../parts/FreshSignIn.tsx";
import { toast } from "../../../parts/toast.tsx";
import { Section } from "../../../shell/Page.tsx";
import { texts } from "../../../texts/index.ts";
import classes from "./Connector.module.css";

const say = texts.connector.remove;

/** The way out, last on the page: what it ends here and what is left to do in Okta. */
export function RemoveConnector() {
  const [asking, setAsking] = useState(false);
  const remove = useRemoveConnector();
  const fresh = useFreshSignIn();
  const confirm = () =>
    fresh(() => remove.mutateAsync()).then(
      () => toast(say.removed),
      // Told by the mutation's own failure.
      () => {},
    );
  return (
    <Section id="remove" title={say.title}>
      <div className={classes.remove}>
        <p>{say.text}</p>
        <Button onClick={() => setAsking(true)}>{say.button}</Button>
      </div>
      <Confirm
        opened={asking}
        onClose={() => {
          setAsking(false);
          remove.reset();
        }}
        title={say.confirmTitle}
        verb={say.verb}
        danger
        pending={remove.isPending}
        failure={remove.error}
        onConfirm={() => void confirm()}
      >
        <ul className={classes.loses}>
          {say.loses.map((it) => (
            <li key={it}>{it}</li>
          ))}
        </ul>
        <p>{say.keeps}</p>
      </Confirm>
    </Section>
  );
}
