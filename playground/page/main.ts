import { fetchState } from "./api-client.ts";
import { Page } from "./page.ts";
import { decodeState } from "./state.ts";
import { wireTheme } from "./theme.ts";
import { say } from "./verdict.ts";

wireTheme();
try {
  new Page(await fetchState()).start(await decodeState(location.hash));
} catch (error) {
  say("refuse", (error as Error).message);
}
