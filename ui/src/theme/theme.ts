// Mantine, told to look like Latchkey. Colours come from tokens.css; nothing here holds one.
import {
  Button,
  type CSSVariablesResolver,
  createTheme,
  InputWrapper,
  type MantineColorsTuple,
  PasswordInput,
  TextInput,
  Tooltip,
} from "@mantine/core";
import classes from "./controls.module.css";

// Mantine wants ten shades; Latchkey has one accent, and every variable that reads a shade is set below.
const accent = Array.from({ length: 10 }, () => "var(--lk-accent)") as unknown as MantineColorsTuple;

export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: 6,
  colors: { accent },
  fontFamily: "var(--lk-font)",
  fontFamilyMonospace: "var(--lk-mono)",
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  defaultRadius: "6px",
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  components: {
    Button: Button.extend({
      defaultProps: { size: "sm", variant: "default" },
      classNames: { root: classes.button },
      // 32 high beside text, 36 in a form.
      vars: (_theme, props) => ({
        root: {
          "--button-height": props.size === "md" ? "2.25rem" : "2rem",
          "--button-fz": "0.875rem",
          "--button-padding-x": "0.75rem",
        },
      }),
    }),
    TextInput: TextInput.extend({ defaultProps: { size: "md" }, classNames: { input: classes.input } }),
    PasswordInput: PasswordInput.extend({
      defaultProps: { size: "md" },
      classNames: { input: classes.input },
    }),
    NumberInput: { defaultProps: { size: "md" }, classNames: { input: classes.input } },
    Select: {
      defaultProps: { size: "md", comboboxProps: { shadow: "none" } },
      classNames: { input: classes.input, dropdown: classes.dropdown, option: classes.option },
    },
    Textarea: { defaultProps: { size: "md" }, classNames: { input: classes.area } },
    Checkbox: {
      classNames: {
        inner: classes.target,
        input: classes.tick,
        icon: classes.tickIcon,
        label: classes.tickLabel,
        description: classes.tickHint,
      },
    },
    Radio: {
      classNames: {
        inner: classes.target,
        radio: classes.dot,
        icon: classes.dotIcon,
        label: classes.tickLabel,
        description: classes.tickHint,
      },
    },
    Skeleton: { classNames: { root: classes.skeleton } },
    InputWrapper: InputWrapper.extend({
      classNames: { label: classes.label, description: classes.description, error: classes.failure },
    }),
    Tooltip: Tooltip.extend({
      // On focus, too: by keyboard a sign without a word is no less a riddle.
      defaultProps: {
        openDelay: 200,
        transitionProps: { duration: 100 },
        events: { hover: true, focus: true, touch: false },
      },
      classNames: { tooltip: classes.tooltip },
    }),
  },
});

const variables = {
  "--mantine-color-body": "var(--lk-canvas)",
  "--mantine-color-text": "var(--lk-text)",
  "--mantine-color-bright": "var(--lk-text)",
  "--mantine-color-dimmed": "var(--lk-muted)",
  "--mantine-color-placeholder": "var(--lk-faint)",
  "--mantine-color-anchor": "var(--lk-link)",
  "--mantine-color-error": "var(--lk-refused)",
  "--mantine-color-default": "var(--lk-surface)",
  "--mantine-color-default-hover": "var(--lk-sunken)",
  "--mantine-color-default-color": "var(--lk-text)",
  "--mantine-color-default-border": "var(--lk-edge)",
  "--mantine-color-disabled": "var(--lk-sunken)",
  "--mantine-color-disabled-color": "var(--lk-muted)",
  "--mantine-color-disabled-border": "var(--lk-line)",
  "--mantine-primary-color-filled": "var(--lk-accent)",
  "--mantine-primary-color-filled-hover": "var(--lk-accent-hover)",
  "--mantine-primary-color-contrast": "var(--lk-on-accent)",
  "--mantine-color-accent-filled": "var(--lk-accent)",
  "--mantine-color-accent-filled-hover": "var(--lk-accent-hover)",
};

/** Both schemes read the same tokens, which follow `color-scheme` by themselves. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: variables,
  dark: variables,
});
