// Who is signed in on this device: drafts and cards belong to them, and whoever comes after another sees nothing of theirs.

import { enter } from "./store.js";

const { account, programme } = document.documentElement.dataset;

if (account) enter(account, programme || undefined).catch((error) => console.info(`nothing can be kept on this device: ${error}`));
