import { useEffect, useState } from "react";

/** False at first, true once `ms` have gone by: a skeleton that is not needed for 200 ms is not shown. */
export function useAfter(ms: number): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return passed;
}
