import { type ComponentProps, lazy, Suspense } from "react";
import { Lines } from "../States.tsx";

const SecondStep = lazy(() => import("./SecondStep.tsx"));

/** The second step, loaded when a sign-in asks for it: the first screen has no need of a QR code. */
export function LazySecondStep(props: ComponentProps<typeof SecondStep>) {
  return (
    <Suspense fallback={<Lines count={4} />}>
      <SecondStep {...props} />
    </Suspense>
  );
}
