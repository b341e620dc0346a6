import type { Plugin } from "vite";

export function fakeLatchkey(): Plugin;
