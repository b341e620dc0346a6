import { useEffect } from "react";
import { texts } from "../texts/index.ts";

/** The tab's title: "Home · Latchkey". */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${texts.product}`;
  }, [title]);
}
