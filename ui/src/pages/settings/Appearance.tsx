import { Checkbox, type MantineColorScheme, useMantineColorScheme } from "@mantine/core";
import { Segments } from "../../parts/Segments.tsx";
import { usePreference } from "../../preferences.ts";
import { Section } from "../../shell/Page.tsx";
import { texts } from "../../texts/index.ts";
import classes from "./Settings.module.css";

const say = texts.settings.appearance;

/** Light, dark or as the system says; and whether a key pressed alone does something. */
export function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [singleKeys, setSingleKeys] = usePreference("singleKeys");
  return (
    <Section id="appearance" title={say.title} lead={say.lead}>
      <div className={classes.rows}>
        <div className={classes.row}>
          <span aria-hidden="true">{say.theme}</span>
          <Segments<MantineColorScheme>
            label={say.theme}
            value={colorScheme}
            onChange={setColorScheme}
            choices={[
              { value: "light", label: say.light },
              { value: "dark", label: say.dark },
              { value: "auto", label: say.system },
            ]}
          />
        </div>
        <Checkbox
          label={say.singleKeys}
          description={say.singleKeysHint}
          checked={singleKeys === "on"}
          onChange={(event) => setSingleKeys(event.currentTarget.checked ? "on" : "off")}
        />
      </div>
    </Section>
  );
}
