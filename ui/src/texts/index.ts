// The one door to the texts: `texts.home.title`. A second language is chosen here.
import { en, type Texts } from "./en/index.ts";

export const texts: Texts = en;
