import { Button } from "@mantine/core";
import { useState } from "react";
import { useEndOtherSessions } from "../../api/me.ts";
import { Confirm } from "../../parts/Dialog.tsx";
import { toast } from "../../parts/toast.tsx";
import { texts } from "../../texts/index.ts";

const say = texts.account.others;

/** Signs one out everywhere but here. */
export function EndOthers({ count }: { count: number }) {
  const [asking, setAsking] = useState(false);
  const end = useEndOtherSessions();
  const close = () => {
    end.reset();
    setAsking(false);
  };
  return (
    <>
      <Button onClick={() => setAsking(true)}>{say.all}</Button>
      <Confirm
        opened={asking}
        onClose={close}
        title={say.title}
        verb={say.verb}
        danger
        pending={end.isPending}
        failure={end.error}
        onConfirm={() =>
          end.mutate(undefined, {
            onSuccess: () => {
              toast(say.done);
              close();
            },
          })
        }
      >
        <p>{say.text(count)}</p>
      </Confirm>
    </>
  );
}
