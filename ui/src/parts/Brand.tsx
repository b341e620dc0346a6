import { texts } from "../texts/index.ts";
import classes from "./Brand.module.css";
import { Mark } from "./Mark.tsx";

/** The mark and the name in a line, leading to the start. */
export function Brand() {
  return (
    <a href="/" className={classes.brand}>
      <Mark size={22} />
      {texts.product}
    </a>
  );
}
