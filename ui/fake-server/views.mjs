import { activityAreaViews } from "./activity-views.mjs";
import { groupViews, peopleViews, personViews, shellViews } from "./people-views.mjs";
import { secondFactorViews } from "./second-factor-views.mjs";
import { setupViews } from "./setup-views.mjs";

// Every view worth looking at, by area: its address and the state that the fake server is in. /__fake links them, and
// scripts/screenshots.mjs takes their pictures. `ready` is a text to wait for (else the heading is), `act` does
// something with the page first.
export const views = {
  ...setupViews,
  ...activityAreaViews,
  ...secondFactorViews,
  people: peopleViews,
  person: personViews,
  groups: groupViews,
  shell: shellViews,
};
