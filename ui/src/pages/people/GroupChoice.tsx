import { Radio, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { groupChoiceQuery } from "../../api/groups.ts";
import { Loaded } from "../../parts/States.tsx";
import { texts } from "../../texts/index.ts";
import { useUrl } from "../../url.ts";
import classes from "./PeoplePage.module.css";

const say = texts.people.filters;

/** One group of any number, found by its name. */
export function GroupChoice({ chosen, onChosen }: { chosen: string; onChosen: () => void }) {
  const { set } = useUrl();
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 150);
  const found = useQuery({ ...groupChoiceQuery(q), placeholderData: keepPreviousData });
  return (
    <div className={classes.groupChoice}>
      <TextInput
        size="sm"
        aria-label={say.groupSearch}
        placeholder={say.groupSearch}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Loaded query={found}>
        {(groups) =>
          groups.length === 0 ? (
            <p className={classes.hint}>{say.noGroup}</p>
          ) : (
            <Radio.Group
              aria-label={say.group}
              value={chosen}
              onChange={(id) => {
                set({ group: id });
                onChosen();
              }}
            >
              <div className={classes.choices}>
                {groups.map((group) => (
                  <Radio key={group.id} size="xs" value={group.id} label={group.displayName} />
                ))}
              </div>
            </Radio.Group>
          )
        }
      </Loaded>
    </div>
  );
}
