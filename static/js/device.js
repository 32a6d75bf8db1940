// This device: who is signed in on it, what waits to be sent, and the worker that opens the shell without a network.

import { checkIn, startSending } from "./outbox.js";
import { enter, who } from "./store.js";
import { startCounting } from "./unsent.js";

const { account, programme, scope } = document.documentElement.dataset;

async function start() {
  if (account) await enter(account, programme || undefined);
  if (!account && !(await who())) return;
  startCounting();
  if (account || document.querySelector("[data-field]")) startSending();
  else await checkIn();
}

start().catch((error) => console.info(`nothing can be kept on this device: ${error}`));

if ("serviceWorker" in navigator && scope) {
  navigator.serviceWorker.register("/service-worker.js", { scope, updateViaCache: "none" })
    .catch((error) => console.info(`the program does not open without a network: ${error}`));
}
