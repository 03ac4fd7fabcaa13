import type { Command } from "commander";
import { register as registerRender } from "./template-render.ts";

/** `remora template`: templates by themselves. */
export function register(program: Command): void {
  const group = program.command("template").description("run and look after templates");
  registerRender(group);
}
