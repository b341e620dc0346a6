import { Button } from "@mantine/core";
import { useState } from "react";
import { useLiftOkta } from "../../../api/sign-in-policy.ts";
import { Confirm } from "../../../parts/Dialog.tsx";
import { useFreshSignIn } from "../../../parts/FreshSignIn.tsx";
import { toast } from "../../../parts/toast.tsx";
import { texts } from "../../../texts/index.ts";

const say = texts.connector.manage;

/** Lets local passwords in again, after saying what that means. */
export function LiftOkta() {
  const [asking, setAsking] = useState(false);
  const lift = useLiftOkta();
  const fresh = useFreshSignIn();
  const confirm = () =>
    fresh(() => lift.mutateAsync()).then(
      () => {
        setAsking(false);
        toast(say.lifted);
      },
      // Told by the mutation's own failure.
      () => {},
    );
  return (
    <>
      <Button variant="subtle" onClick={() => setAsking(true)}>
        {say.lift}
      </Button>
      <Confirm
        opened={asking}
        onClose={() => {
          setAsking(false);
          lift.reset();
        }}
        title={say.liftTitle}
        verb={say.liftVerb}
        danger
        pending={lift.isPending}
        failure={lift.error}
        onConfirm={() => void confirm()}
      >
        <p>{say.liftText}</p>
        <p>{say.liftKeeps}</p>
      </Confirm>
    </>
  );
}
